/* betabinomial.h - intervals from few problems
 *
 * Of a handful of problems the bootstrap knows too little: its intervals are
 * short.  Here the chance to be right is taken to differ between problems by a
 * beta distribution with mean mu and intra-problem correlation rho (of two
 * samples of one problem), so that the right ones of a problem are
 * beta-binomial (Skellam 1948, "A Probability Distribution Derived from the
 * Binomial Distribution").  What is not known of both is integrated out: mu has
 * Jeffreys' prior beta(1/2,1/2) and rho is uniform in 0 to 1.  With one sample
 * a problem that is Jeffreys' interval (Brown, Cai and DasGupta 2001, "Interval
 * Estimation for a Binomial Proportion").
 */
#ifndef MOMUS_STATS_BETABINOMIAL_H
#define MOMUS_STATS_BETABINOMIAL_H

#include <stddef.h>
#include <stdint.h>

#include "momus/error.h"

/* Below this many problems reports take these intervals: simulated coverage of
 * the bootstrap is some points short there. */
enum { MOMUS_FEW_PROBLEMS = 30 };

struct momus_betabinomial {
	double low, high; /* 95 %, equal tails; 0 and 1 are within where all
			   * that was seen is 0 or 1; NAN: nothing was seen */
	double rho;	  /* mean of what rho may be */
};

/* Fills OUT with that of mu (Pass@1) for N problems of which ALL (N) samples were
 * judged and RIGHT (N) of them right, whole numbers; problems without samples are
 * left out.  Deterministic, by a grid.  MOMUS_ENOMEM is the only failure. */
MOMUS_API int momus_betabinomial(const double *right, const double *all,
				 size_t n, struct momus_betabinomial *out,
				 struct momus_error *err);

/* The same for the chance that one of k samples is right (Pass@k) into ANY (N_K),
 * and that all are (pass^k) into EVERY (N_K), for the KS (N_K), ascending. */
MOMUS_API int momus_betabinomial_k(const double *right, const double *all,
				   size_t n, const uint32_t *ks, size_t n_k,
				   struct momus_betabinomial *any,
				   struct momus_betabinomial *every,
				   struct momus_error *err);

#endif /* MOMUS_STATS_BETABINOMIAL_H */
