/* attempts.h - success against attempts, for a critic of given strength
 *
 * A solution is right at first with p_init.  Before each revision the critic
 * judges it: it accepts a right one with the true positive rate, a wrong one with
 * the false positive rate; with .accept an accepted solution is final.  Otherwise
 * a revision leaves a right solution right with p_cc and makes a wrong one right
 * with p_cw ("Teaching Language Models to Critique via Reinforcement Learning",
 * figure 3).  Plain resampling is the same with p_cc = p_cw = p_init.
 */
#ifndef MOMUS_STATS_ATTEMPTS_H
#define MOMUS_STATS_ATTEMPTS_H

#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>

#include "momus/error.h"

struct momus_attempts {
	double p_init, p_cc, p_cw; /* probabilities */
	double tpr, fpr; /* P(accepted | right), P(accepted | wrong) */
	bool accept;	 /* an accepted solution is final */
};

/* Fills RIGHT (N): the probability that the solution at hand is right after 1,
 * 2, … N attempts, the first solution being attempt 1; exact, by the chain of the
 * four states right or wrong, open or final. */
MOMUS_API void momus_attempts_exact(const struct momus_attempts *a, size_t n,
				    double *right);

/* The same by RUNS simulated runs: RIGHT (N) is the share of runs that are right.
 * Run I draws from stream (SEED, "", I, 0, "attempts"). */
MOMUS_API void momus_attempts_drawn(const struct momus_attempts *a, size_t n,
				    uint64_t runs, uint64_t seed,
				    double *right);

/* What RIGHT tends to: for .accept the probability of ending in right-final,
 * else the chain's stationary Pass@1; P_INIT where nothing ever moves. */
MOMUS_API double momus_attempts_limit(const struct momus_attempts *a);

#endif /* MOMUS_STATS_ATTEMPTS_H */
