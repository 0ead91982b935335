/* bestof.h - what choosing one of k solutions by a score is worth */
#ifndef MOMUS_STATS_BESTOF_H
#define MOMUS_STATS_BESTOF_H

#include <stddef.h>
#include <stdint.h>

#include "momus/error.h"

/* The probability that, of K of a problem's N solutions, one with the highest of
 * SCORES (N) is right, ties being broken by chance; RIGHT (N): 0 or 1.  The mean
 * over all subsets of K, exactly and so without bias: with solutions sorted by
 * score, the best of a subset lies in a group of one score with the
 * hypergeometric chance that no better one is in it, and is then any of its
 * group alike.  OUT (N_K) is for the KS (N_K); NAN for 0 and above N.  Scores
 * that are NAN lose to all others.  MOMUS_ENOMEM is the only failure. */
MOMUS_API int momus_best_of(const double *scores, const double *right, size_t n,
			    const uint32_t *ks, size_t n_k, double *out,
			    struct momus_error *err);

#endif /* MOMUS_STATS_BESTOF_H */
