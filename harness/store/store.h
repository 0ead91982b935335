/* store.h - writing one run: every acknowledged node survives
 *
 * A run is RUN.h5 and, while it is being written, RUN.h5.journal and
 * RUN.h5.lock beside it.  A put() goes to the journal; sync() makes all puts so
 * far durable.  A checkpoint writes a new HDF5 file beside the old one, syncs,
 * renames, and only then starts a new journal, so at every moment RUN.h5 (if
 * there) is whole and RUN.h5 + journal is everything.  Readers: reader.h.
 */
#ifndef MOMUS_STORE_STORE_H
#define MOMUS_STORE_STORE_H

#include "store/files.h"
#include "store/node.h"

struct momus_store;

struct momus_store_problem { /* one row of /problems */
	struct momus_text id, statement;
	uint32_t position; /* in the whole data set, before shards and limits */
	struct momus_text category, group; /* empty: none */
	uint8_t grouping;		   /* enum momus_grouping */
};

struct momus_store_head { /* what root attributes say; all borrowed */
	const char *run_id;
	const char *recipe;	/* canonical JSON, secrets never in it */
	const char *recipe_key; /* hex SHA-256 of what defines the run */
	uint64_t seed;
	const char *task, *grader, *generator, *critic, *feedback;
	const char *plugins;	    /* JSON: {"task/mbppplus": "1", …} */
	const char *dataset_sha256; /* hex */
	const char *host, *revision;
	uint32_t shard, shards; /* 0 of 1 when not sharded */
	uint32_t turns, votes;
	uint32_t widths[16];	  /* widths[0] first solutions a problem … */
	const char *samples_note; /* "" or what the report must say of them */
	const char *rewards;	  /* JSON list of names; NULL: none */
	const char *noise;	  /* "flip=0.1,hide-tests=0.3"; NULL: none */
	const char *prompts; /* JSON: name, version, SHA-256 of each; or "" */
};

/* Creates a new run at PATH.  MOMUS_EBUSY: another writer holds it, or it
 * exists already.  FILES NULL: the real file system. */
MOMUS_API int momus_store_create(struct momus_store **out, const char *path,
				 const struct momus_store_head *head,
				 const struct momus_store_problem *problems,
				 size_t n_problems,
				 const struct momus_files *files,
				 struct momus_error *err);

/* Opens the run at PATH to go on writing: replays the journal, cuts a torn tail
 * (and logs it).  MOMUS_EINVAL if it was made by another recipe
 * (head->recipe_key differs), MOMUS_EBUSY if locked, MOMUS_ENOTFOUND if there
 * is none. */
MOMUS_API int momus_store_resume(struct momus_store **out, const char *path,
				 const struct momus_store_head *head,
				 const struct momus_files *files,
				 struct momus_error *err);

/* What the run's root attributes say; borrowed. */
MOMUS_API const struct momus_store_head *momus_store_head(
	const struct momus_store *store);

/* Whether everything is done already: nothing was loaded to find out. */
MOMUS_API bool momus_store_complete(const struct momus_store *store);

/* Whether node (PROBLEM, TURN, KIND, BRANCH, VOTE) is stored as DONE or
 * SKIPPED for good; fills *OUT with borrowed texts, valid until the next call,
 * if OUT is not NULL.  FAILED nodes, and those skipped because of one, are not
 * found, so that they are tried again.  A revision is found by any VOTE.  A new
 * revision makes the rewards that one of its name had unfound. */
MOMUS_API bool momus_store_find(struct momus_store *store, uint32_t problem,
				uint16_t turn, uint8_t kind, uint32_t branch,
				uint32_t vote, struct momus_node *out);

/* MOMUS_OK, or the failure of reading or writing that ended this store's work:
 * what find() did not find may be there after all. */
MOMUS_API int momus_store_status(const struct momus_store *store,
				 struct momus_error *err);

/* Appends NODE (copied).  A node of the same name replaces one that find() does
 * not find. */
MOMUS_API int momus_store_put(struct momus_store *store,
			      const struct momus_node *node,
			      struct momus_error *err);

/* Makes all puts so far durable (fsync of the journal). */
MOMUS_API int momus_store_sync(struct momus_store *store,
			       struct momus_error *err);

/* Fills *LOW and *HIGH, a 95 % interval for the proportion K / N (N > 0). */
typedef void momus_store_interval_fn(uint64_t k, uint64_t n, double *low,
				     double *high);

/* Gives the transition counts of /markov, which close() writes, intervals by
 * FN (statistics live in a room of their own); without it they are NaN. */
MOMUS_API void momus_store_set_interval(struct momus_store *store,
					momus_store_interval_fn *fn);

/* A checkpoint comes when the journal has BYTES and the HDF5 file's size; 64 MiB unless told otherwise. */
MOMUS_API void momus_store_set_checkpoint(struct momus_store *store,
					  uint64_t bytes);

/* Ends writing: last checkpoint, journal and lock removed, store freed in every
 * case.  COMPLETE: nothing is left to do.  After a failure the journal is kept. */
MOMUS_API int momus_store_close(struct momus_store *store, bool complete,
				struct momus_error *err);

/* Drops the store as a crash would, for tests: no checkpoint, no sync. */
MOMUS_API void momus_store_abandon(struct momus_store *store);

#endif /* MOMUS_STORE_STORE_H */
