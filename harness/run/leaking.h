/* leaking.h - what a critique gives away, as the store keeps it */
#ifndef MOMUS_RUN_LEAKING_H
#define MOMUS_RUN_LEAKING_H

#include "run/benchmark.h"

struct momus_branch;
struct momus_leaks;
struct momus_node;

/* What critiques of PROBLEM may give away: the hidden outputs that its task tells
 * (*OUTPUTS of them), its reference solution; and what they may know.  The caller
 * frees *OUT. */
MOMUS_API int momus_benchmark_leaks(const struct momus_benchmark *b,
				    const struct momus_problem *problem,
				    struct momus_leaks **out, size_t *outputs,
				    struct momus_error *err);

/* Searches N, a critique that was made for B, for what is hidden of B's problem,
 * which is looked up once for a first solution and all that came of it: .leak,
 * .leak_words and .leaks of N, in B's arena.  Where nothing could leak they stay
 * as they are. */
void momus_leaking_look(struct momus_branch *b, struct momus_node *n);

#endif /* MOMUS_RUN_LEAKING_H */
