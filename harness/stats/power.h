/* power.h - what a comparison of this size can see, and what size it needs
 *
 * All of it for the mean M of N paired differences with standard deviation SD,
 * one difference a problem; the normal approximation of the paired test (Cohen
 * 1988, "Statistical Power Analysis", chapter 2; for pairs of single answers SD
 * follows from the shares that flip: Connor 1987, "Sample Size for Testing
 * Differences in Proportions for the Paired-Sample Design").
 */
#ifndef MOMUS_STATS_POWER_H
#define MOMUS_STATS_POWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "momus/decls.h"

struct momus_power_design {
	double sd;    /* of one difference, above 0 */
	double alpha; /* level, two-sided unless .one_sided: 0.05 */
	bool one_sided;
};

/* SD of the difference of one pair of single answers of which the share GAINED
 * turns right and the share LOST turns wrong: sqrt(g + l - (g - l)^2). */
MOMUS_API double momus_power_pair_sd(double gained, double lost);

/* SD of the difference of two means of SAMPLES answers each, where the chance to
 * be right differs between problems with variance BETWEEN (of the difference) and
 * answers vary around it with variance WITHIN (both versions together):
 * sqrt(between + within / samples). */
MOMUS_API double momus_power_samples_sd(double between, double within,
					double samples);

/* The probability that N problems show a true difference DELTA. */
MOMUS_API double momus_power_of(const struct momus_power_design *d, double n,
				double delta);

/* The least |difference| that N problems show with probability POWER; NAN if N
 * is 0. */
MOMUS_API double momus_power_detectable(const struct momus_power_design *d,
					double n, double power);

/* The least number of problems that show DELTA with probability POWER; 0 if DELTA
 * is 0 or no number below 2^53 does. */
MOMUS_API uint64_t momus_power_problems(const struct momus_power_design *d,
					double delta, double power);

struct momus_equivalence {
	double p;     /* of "not equivalent" */
	double lower; /* of "worse than by the margin" alone */
};

/* Two one-sided tests of |mean| < MARGIN (Schuirmann 1987, "A Comparison of the
 * Two One-Sided Tests Procedure and the Power Approach"): MEAN with standard
 * error SE; .p is the larger of both p-values.  NAN if MARGIN is not positive. */
MOMUS_API struct momus_equivalence momus_equivalent(double mean, double se,
						    double margin);

/* .p of each of MEAN with SE (N), to the bit, into P (N), which is neither. */
MOMUS_API void momus_equivalent_each(const double *mean, const double *se,
				     size_t n, double margin, double *p);

#endif /* MOMUS_STATS_POWER_H */
