/* passk.h - Pass@k and pass^k: how likely one of k samples, or all, are right */
#ifndef MOMUS_STATS_PASSK_H
#define MOMUS_STATS_PASSK_H

#include <stddef.h>
#include <stdint.h>

#include "momus/decls.h"

/* The unbiased estimate 1 - C(N-C,K) / C(N,K) of the probability that at least
 * one of K samples of a problem is right, when C of its N samples are; computed
 * as a product of quotients, which overflows nowhere (Chen et al. 2021,
 * "Evaluating Large Language Models Trained on Code", equation 1 and figure 3).
 * NAN if K is 0 or above N, or C above N.  Pass@k of a benchmark is the mean
 * over its problems. */
MOMUS_API double momus_passk(uint64_t n, uint64_t c, uint64_t k);

/* pass^K, the unbiased estimate C(C,K) / C(N,K) of the probability that all of K
 * samples are right (Yao et al. 2024,
 * "tau-bench: A Benchmark for Tool-Agent-User Interaction in Real-World
 * Domains", section 3).  NAN as above. */
MOMUS_API double momus_passk_all(uint64_t n, uint64_t c, uint64_t k);

struct momus_samples { /* of a problem */
	uint32_t n, c; /* samples, and right ones */
};

/* Both of each of LIST (M), to the bit: Pass@K into ANY (M), pass^K into ALL (M),
 * each of which may be NULL.  Nearly as fast as a look-up a problem, since what was
 * computed for the same counts is kept. */
MOMUS_API void momus_passk_each(const struct momus_samples *list, size_t m,
				uint64_t k, double *any, double *all);

#endif /* MOMUS_STATS_PASSK_H */
