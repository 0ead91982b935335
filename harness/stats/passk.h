/* passk.h - Pass@k: how likely one of k samples is right */
#ifndef MOMUS_STATS_PASSK_H
#define MOMUS_STATS_PASSK_H

#include <stdint.h>

#include "momus/decls.h"

/* The unbiased estimate 1 - C(N-C,K) / C(N,K) of the probability that at least
 * one of K samples of a problem is right, when C of its N samples are; computed
 * as 1 - prod_{i=N-C+1..N} (1 - K/i), which overflows nowhere (Chen et al. 2021,
 * "Evaluating Large Language Models Trained on Code", equation 1 and figure 3).
 * NAN if K is 0 or above N, or C above N.  Pass@k of a benchmark is the mean
 * over its problems. */
MOMUS_API double momus_passk(uint64_t n, uint64_t c, uint64_t k);

#endif /* MOMUS_STATS_PASSK_H */
