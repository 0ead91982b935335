/* solutions.h - recorded answers: the rows of a --solutions file
 *
 * Our own form is {"id", "solution"} (graded as it is) or {"id", "response"}
 * (the answer is cut out first), each a string or a list, with the "language" of
 * programs if it is not the problem's; other rows are the task's to read.  Several answers to one problem, in a list or in several
 * rows, are its samples, in their order.
 */
#ifndef MOMUS_RUN_SOLUTIONS_H
#define MOMUS_RUN_SOLUTIONS_H

#include "run/benchmark.h"

struct momus_solution {		    /* texts in the arena of all */
	uint32_t problem, sample;   /* place in the data set; from 0 */
	struct momus_text answer;   /* what is graded */
	struct momus_text response; /* what it was cut out of; or empty */
	const char *language;	    /* of the answer; NULL: the problem's */
};

struct momus_solutions {
	struct momus_arena *arena;    /* owned */
	struct momus_solution *items; /* owned, (n): by problem, then sample */
	size_t n, room;
	uint32_t samples; /* of the problem that has most, in any shard */
	size_t problems;  /* of this shard that have an answer */
	size_t unknown;	  /* answers to problems that the data lacks */
	size_t elsewhere; /* answers to problems of other shards */
	char sha256[65];  /* of the file, hex */
};

/* Reads the file at PATH, plain or gzip, for the problems of B, all of them
 * loaded; keeps the answers of shard SHARD of SHARDS.  MOMUS_EPARSE names file, line and field; it is an
 * error that no answer matches, unless other shards have some. */
MOMUS_API int momus_solutions_read(struct momus_solutions **out,
				   const char *path,
				   const struct momus_benchmark *b,
				   uint32_t shard, uint32_t shards,
				   struct momus_error *err);
MOMUS_API void momus_solutions_free(
	struct momus_solutions *s); /* NULL allowed */

#endif /* MOMUS_RUN_SOLUTIONS_H */
