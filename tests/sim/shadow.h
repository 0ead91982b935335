/* shadow.h - what of a folder is on the platter, and what only in memory
 *
 * Files are followed as files, not as names: a rename that is lost brings the
 * former file back under its name.
 */
#ifndef SIM_SHADOW_H
#define SIM_SHADOW_H

#include <stdbool.h>
#include <stddef.h>

#include "momus/random.h"

struct sim_file { /* one inode */
	struct sim_file *next;
	char *synced; /* owned: the bytes on the platter, (n_synced) */
	size_t n_synced;
	size_t dirty, dirty_end; /* written since; none if equal */
	bool marked;		 /* for sweeping */
};

struct sim_name {
	struct sim_name *next;
	char *path;	       /* owned */
	struct sim_file *file; /* borrowed; of a change NULL: removed */
	bool with_next;	       /* of a change: a rename is two at once */
};

struct sim_shadow {
	struct sim_file *files;		  /* owned */
	struct sim_name *now, *synced;	  /* owned: the folder's two states */
	struct sim_name *changes, **last; /* owned: from .synced to .now */
	struct sim_file **by_fd; /* owned array; NULL: no file of ours */
	size_t n_fds;
};

enum sim_loss {			  /* what is left after the process died */
		SIM_LOSS_NONE,	  /* it was killed: all that it wrote */
		SIM_LOSS_ALL,	  /* only what was synced */
		SIM_LOSS_TAIL,	  /* each file up to some byte */
		SIM_LOSS_SECTORS, /* some sectors of what was written since */
		SIM_LOSSES
};

extern const char *const sim_loss_names[SIM_LOSSES];

void sim_shadow_init(struct sim_shadow *s);
void sim_shadow_release(struct sim_shadow *s);

/* FD was opened as PATH, which is new if CREATED, empty if TRUNCATED. */
void sim_shadow_open(struct sim_shadow *s, int fd, const char *path,
		     bool created, bool truncated);
void sim_shadow_close(struct sim_shadow *s, int fd);
/* Bytes AT..END of FD's file changed, or its length did. */
void sim_shadow_touch(struct sim_shadow *s, int fd, size_t at, size_t end);
/* FD's file, or for a folder all names in it, are on the platter. */
void sim_shadow_sync(struct sim_shadow *s, int fd);
void sim_shadow_rename(struct sim_shadow *s, const char *from, const char *to);
void sim_shadow_unlink(struct sim_shadow *s, const char *path);

/* Makes the folder what LOSS leaves of it, drawn from STREAM; from then on that
 * is what is on the platter.  No file may be open. */
void sim_shadow_lose(struct sim_shadow *s, enum sim_loss loss,
		     struct momus_stream *stream);

/* Writes what is on the platter into FOLDER, an empty one. */
void sim_shadow_write(const struct sim_shadow *s, const char *folder);

#endif /* SIM_SHADOW_H */
