/* leaking.h - what a critique gives away, as the store keeps it */
#ifndef MOMUS_RUN_LEAKING_H
#define MOMUS_RUN_LEAKING_H

#include "run/benchmark.h"

struct momus_branch;
struct momus_leaks;
struct momus_node;

struct momus_leaking_outputs { /* of a problem, that are hidden */
	size_t told, untold;   /* ..: too large to be kept by the task */
};

/* What critiques of PROBLEM, its reference file open if there is one, may give
 * away: the hidden outputs that its task tells (OUTPUTS counts them), its reference
 * solution; and what they may know.  The caller frees *OUT. */
MOMUS_API int momus_benchmark_leaks(const struct momus_benchmark *b,
				    const struct momus_problem *problem,
				    struct momus_leaks **out,
				    struct momus_leaking_outputs *outputs,
				    struct momus_error *err);

/* Whether B's task tells outputs by a reference file, which is not there: then an
 * answer to the problem must be graded before critiques are searched. */
bool momus_leaking_lacks(const struct momus_branch *b);

/* Searches N, a critique that was made for B, for what is hidden of B's problem,
 * which is looked up once for a first solution and all that came of it: .leak,
 * .leak_words and .leaks of N, in B's arena.  Where nothing could leak they stay
 * as they are.  B's parent has been graded: so what is found does not depend on
 * who is faster, the critic or the grader. */
void momus_leaking_look(struct momus_branch *b, struct momus_node *n);

#endif /* MOMUS_RUN_LEAKING_H */
