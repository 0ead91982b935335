/* benchmark.h - a task opened with its options, and its problems
 *
 * Everything about grading that a recipe's "task" says.  Nothing is run here.
 */
#ifndef MOMUS_RUN_BENCHMARK_H
#define MOMUS_RUN_BENCHMARK_H

#include "host/dataset.h"
#include "host/loader.h"
#include "host/recipe.h"
#include "store/store.h"

struct momus_benchmark {
	struct momus_arena *arena; /* owned: options */
	const struct momus_plugin *task;
	void *options, *self;
	bool opened;
	const char *grader; /* its name; the task's own if it has one */
	struct momus_exclude exclude;  /* owned; .path NULL: there is none */
	struct momus_dataset *dataset; /* owned; NULL until load() */
};

/* Opens the task of RECIPE (checked), with the grader it names or the task's
 * first.  MOMUS_EINVAL and the like name the recipe's key. */
MOMUS_API int momus_benchmark_open(struct momus_benchmark **out,
				   const struct momus_recipe *recipe,
				   const struct momus_registry *registry,
				   struct momus_error *err);
MOMUS_API void momus_benchmark_close(
	struct momus_benchmark *b); /* NULL allowed */

/* Reads the problems but those to exclude, and says what was left out; of shard SHARD of SHARDS; at most LIMIT, 0: all.
 * MOMUS_EINVAL: the answers to one are programs that the sandbox cannot run. */
MOMUS_API int momus_benchmark_load(struct momus_benchmark *b, const char *path,
				   uint64_t limit, uint32_t shard,
				   uint32_t shards, struct momus_error *err);

/* NOTE, and behind it what reports must say of the data that was read: how many
 * rows were left out, by why, and how many problems a list excludes.  In ARENA;
 * NULL: no memory. */
MOMUS_API const char *momus_benchmark_note(const struct momus_benchmark *b,
					   const char *note,
					   struct momus_arena *arena);

/* P as the store keeps it; texts borrowed. */
MOMUS_API struct momus_store_problem momus_benchmark_stored(
	const struct momus_problem *p);

/* The graded answer in RESPONSE, borrowed from it or in ARENA: by the task's own
 * rule, else the code fence that SandboxFusion would take, else (language
 * "text") all of it without white space around it.  LANGUAGE is the answer's
 * own; NULL: the problem's. */
MOMUS_API int momus_benchmark_extract(const struct momus_benchmark *b,
				      const struct momus_problem *problem,
				      const char *language,
				      struct momus_text response,
				      struct momus_arena *arena,
				      struct momus_text *out,
				      struct momus_error *err);

/* Whether RESPONSE, reply N (from 1) to PROBLEM, calls for another: appends the
 * message that asks for it, or returns MOMUS_END. */
MOMUS_API int momus_benchmark_ask_on(const struct momus_benchmark *b,
				     const struct momus_problem *problem,
				     struct momus_text response, unsigned n,
				     struct momus_buffer *out,
				     struct momus_error *err);

/* Appends the effective options, as in a recipe's "task", as JSON. */
MOMUS_API void momus_benchmark_options(const struct momus_benchmark *b,
				       struct momus_buffer *out);

#endif /* MOMUS_RUN_BENCHMARK_H */
