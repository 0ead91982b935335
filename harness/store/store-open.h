/* store-open.h - the inside of a store, shared by the files that make it up */
#ifndef MOMUS_STORE_STORE_OPEN_H
#define MOMUS_STORE_STORE_OPEN_H

#include "store/h5run.h"
#include "store/index.h"
#include "store/journal.h"
#include "store/seen.h"

struct momus_store {
	const struct momus_files *files;       /* borrowed */
	char *path, *journal_path, *lock_path; /* owned */
	int lock;			       /* descriptor, or -1 */
	struct momus_arena *arena;	       /* owned: texts of .root */
	struct momus_root root;		       /* of the HDF5 file */
	size_t n_problems;
	uint64_t checkpoint_at;	       /* bytes of journal */
	uint64_t file_size;	       /* bytes of the HDF5 file */
	struct momus_journal *journal; /* owned; NULL until something is put */
	bool has_journal;	       /* there is such a file */
	struct momus_index index;
	bool indexed;		 /* .index holds the HDF5 file's rows */
	struct momus_seen *seen; /* owned; NULL until known */
	momus_store_interval_fn *interval;
	/* what find() reads from, opened when needed; owned */
	struct momus_h5_run *file;
	struct momus_journal_reader *records;
	struct momus_arena *found;
	int broken; /* a status: writing failed, nothing more is written */
	struct momus_error why;
};

/* Frees everything; files stay as they are, the lock falls. */
void momus_store_free(struct momus_store *store);

/* Brings the names of all rows of the HDF5 file into the index. */
int momus_store_load(struct momus_store *store, struct momus_error *err);

/* Whether a node in STATE for REASON is tried again when a run is resumed. */
bool momus_store_again(uint8_t state, struct momus_text reason);

/* Opens the HDF5 file for find() and load(). */
int momus_store_file(struct momus_store *store, struct momus_error *err);

/* Marks STORE broken with the reason in ERR and returns RC. */
int momus_store_break(struct momus_store *store, int rc,
		      const struct momus_error *err);

/* Moves the journal into a new HDF5 file.  CLOSING: no new journal follows;
 * COMPLETE goes into the attributes. */
int momus_store_checkpoint(struct momus_store *store, bool closing,
			   bool complete, struct momus_error *err);

/* The time, UTC, ISO 8601, into OUT. */
void momus_store_now(char out[32]);

#endif /* MOMUS_STORE_STORE_OPEN_H */
