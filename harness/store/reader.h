/* reader.h - reading one run, finished or not, into memory
 *
 * Opening replays the journal if one is there, without changing any file.
 * Texts stay compressed on disk until asked for.
 */
#ifndef MOMUS_STORE_READER_H
#define MOMUS_STORE_READER_H

#include "store/store.h"

struct momus_run;

/* MOMUS_ENOTFOUND: no such file; MOMUS_EPARSE: not HDF5, truncated, not a
 * Momus run, or of another version, with both versions named. */
MOMUS_API int momus_run_open(struct momus_run **out, const char *path,
			     struct momus_error *err);
MOMUS_API void momus_run_close(struct momus_run *run); /* NULL allowed */

/* What the run was made of; borrowed from RUN. */
MOMUS_API const struct momus_store_head *momus_run_head(
	const struct momus_run *run);
/* All root attributes: layout.h. */
struct momus_root;
MOMUS_API const struct momus_root *momus_run_root(const struct momus_run *run);
/* Nothing was left to do when the run ended. */
MOMUS_API bool momus_run_complete(const struct momus_run *run);

/* Problems of the run, or of its shard. */
MOMUS_API size_t momus_run_n_problems(const struct momus_run *run);
/* Problem I; texts borrowed from RUN. */
MOMUS_API struct momus_store_problem momus_run_problem(
	const struct momus_run *run, size_t i);

/* Nodes in the order (problem, turn, kind, branch, vote).  The texts of the
 * rows are empty and .tests is NULL: use the calls below. */
MOMUS_API size_t momus_run_n_nodes(const struct momus_run *run);
MOMUS_API const struct momus_node *momus_run_nodes(const struct momus_run *run);

struct momus_run_reward { /* what one revision earned; borrowed from the run */
	uint32_t node;	  /* the revision's place among the nodes */
	uint8_t reward;	  /* which: place in the head's .rewards */
	uint8_t state;	  /* DONE, or FAILED: resume asks again */
	uint16_t attempts;
	double value; /* NAN: could not be judged */
	double latency_s;
	int64_t prompt_tokens, completion_tokens;
	struct momus_text reason;
};

/* Rewards of revisions that are there, in the order (node, reward). */
MOMUS_API size_t momus_run_n_rewards(const struct momus_run *run);
MOMUS_API const struct momus_run_reward *momus_run_rewards(
	const struct momus_run *run);
/* Reward I as it is put into a store. */
MOMUS_API struct momus_node momus_run_reward_node(const struct momus_run *run,
						  size_t i);
/* Name of reward I of NAMES, a head's .rewards; empty if there is none. */
MOMUS_API struct momus_text momus_reward_name(const char *names, size_t i);

/* Whether node I is SKIPPED because of the stop policy, so that the solution
 * before it stands (MOMUS_SKIPPED_STOPPED); no text is loaded to know. */
MOMUS_API bool momus_run_stopped(const struct momus_run *run, size_t i);

/* Node I with all texts and tests, in ARENA. */
MOMUS_API int momus_run_node(struct momus_run *run, size_t i,
			     struct momus_arena *arena, struct momus_node *out,
			     struct momus_error *err);

#endif /* MOMUS_STORE_READER_H */
