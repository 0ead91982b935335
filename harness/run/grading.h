/* grading.h - a list of answers, graded to the end */
#ifndef MOMUS_RUN_GRADING_H
#define MOMUS_RUN_GRADING_H

#include <signal.h>

#include "run/benchmark.h"
#include "run/grader.h"

struct momus_grading_progress {
	size_t n, done; /* answers */
	double work;	/* .done, and what is done of those under way */
	/* Seconds that programs have run, and that those of slow answers, as far
	 * as is known, are still to run. */
	double ran_s, slow_s;
	uint32_t references, references_done;
};

struct momus_grading { /* borrowed for the call */
	const struct momus_benchmark *benchmark;
	const struct momus_world *world;
	const char *cache; /* folder of references; NULL: the user's */
	struct momus_failures failures;
	size_t n;	/* items */
	size_t at_once; /* most that are asked for and not graded; 0: all */

	void *self; /* of the functions below */
	/* Fills item I; called once, in order. */
	int (*item)(void *self, size_t i, struct momus_grader_item *out,
		    struct momus_error *err);
	/* Item I has its grade, in any order. */
	int (*graded)(void *self, size_t i, const struct momus_graded *graded,
		      struct momus_error *err);
	/* At least every half second; may be NULL. */
	void (*progress)(void *self, const struct momus_grading_progress *now);
	const volatile sig_atomic_t *stop; /* NULL: never */
};

/* MOMUS_OK at the end of the list, or with *STOPPED by .stop; otherwise the
 * first error of a callback, or why the world runs no programs. */
MOMUS_API int momus_grading_run(const struct momus_grading *g, bool *stopped,
				struct momus_error *err);

/* The seed of an answer's programs: the stream of run seed, problem, branch and
 * turn for the purpose "grade". */
MOMUS_API uint64_t momus_grading_seed(uint64_t run_seed,
				      struct momus_text problem,
				      uint64_t branch, uint64_t turn);

#endif /* MOMUS_RUN_GRADING_H */
