/* room.h - the running momus-jail: its zygotes and workers, from outside
 *
 * Started with the first worker that is asked for.  When the jail dies, so do
 * all workers: who uses one is told through its socket's end.
 */
#ifndef MOMUS_SANDBOX_ROOM_H
#define MOMUS_SANDBOX_ROOM_H

#include <stdbool.h>
#include <sys/types.h>

#include "core/loop.h"
#include "momus/buffer.h"
#include "sandbox/group.h"
#include "sandbox/protocol.h"

struct room_zygote { /* an interpreter with certain modules loaded */
	char *entry; /* owned: resource name of a driver or referee, or NULL */
	uint32_t flags; /* JAIL_NUMPY, JAIL_DRIVER, JAIL_REFEREE */
	int socket;
	char *sources; /* owned: JSON, for cold starts; NULL */
	size_t sources_bytes;
	struct room_zygote *next;
};

struct room_worker {
	struct room_zygote *zygote; /* borrowed: the room's */
	int socket;
	unsigned number; /* also its identity in the jail */
	bool busy, ready;
	pid_t pid; /* once ready */
	struct group group;
	struct room_worker *next;
};

struct room {
	struct momus_loop *loop; /* borrowed */
	const char *python;	 /* borrowed: the sandbox's; NULL: native */
	const struct momus_buffer *layout; /* borrowed: native only */
	unsigned number;		   /* of this process's rooms, from 0 */
	uint32_t walls;
	struct group_home groups;
	pid_t pid;		   /* of momus-jail; 0: not running */
	int socket, filter, words; /* words: its standard error */
	char said[512];		   /* the first of them */
	size_t n_said;
	uint64_t tickets;
	struct room_zygote *zygotes; /* owned */
	struct room_worker *workers; /* owned */
};

/* An empty room, this process's first; LOOP and PYTHON are borrowed, WALLS is a
 * mask (walls.h). */
void momus_room_init(struct room *room, struct momus_loop *loop,
		     const char *python, uint32_t walls);

/* The room number NUMBER (> 0) beside FIRST, for native programs; its root holds
 * what LAYOUT says (borrowed, jail/root.h). */
void momus_room_init_native(struct room *room, const struct room *first,
			    unsigned number, const struct momus_buffer *layout);

/* Ends every process of the jail and forgets them; it can be used again. */
void momus_room_close(struct room *room);

/* *OUT is an idle worker whose interpreter has loaded ENTRY (a resource, or
 * NULL) and what FLAGS say, made if there is none; it is then busy. */
int momus_room_take(struct room *room, const char *entry, uint32_t flags,
		    struct room_worker **out, struct momus_error *err);

/* Gives a worker back, for the next program. */
void momus_room_give(struct room_worker *worker);

/* Ends a worker that is broken or no longer wanted. */
void momus_room_drop(struct room *room, struct room_worker *worker);

/* What momus-jail said on its standard error, read anew; "" if nothing. */
const char *momus_room_words(struct room *room);

/* Sends R with FDS; 0 or -1. */
int momus_room_send(int socket, const struct jail_request *r, const int *fds,
		    int n);

#endif /* MOMUS_SANDBOX_ROOM_H */
