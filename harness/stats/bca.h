/* bca.h - which quantiles of a bootstrap distribution make an interval
 *
 * Percentile intervals read it at 2.5 and 97.5 %.  BCa moves both for bias (how
 * much of the distribution lies below the estimate) and for skewness (what
 * leaving out one problem does to the estimate).
 */
#ifndef MOMUS_STATS_BCA_H
#define MOMUS_STATS_BCA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "momus/decls.h"

/* Acceleration of the N estimates LEFT_OUT, each without one problem and standing
 * for TIMES (N) of them: a = sum d^3 / (6 (sum d^2)^(3/2)), d = their mean less
 * each (Efron 1987, "Better Bootstrap Confidence Intervals", equation 6.6, by
 * the jackknife).  0 if all are equal; NAN if one is not defined. */
MOMUS_API double momus_bca_acceleration(const double *left_out,
					const uint64_t *times, size_t n);

/* Fills LEVELS with those of the 95 % BCa interval (ibid., equation 2.3): BELOW
 * is the share of resamples below the estimate, those equal to it counted half.
 * False, and the percentile interval's, if BELOW is 0 or 1 or ACCELERATION is
 * NAN: the correction is not defined then. */
MOMUS_API bool momus_bca_levels(double below, double acceleration,
				double levels[2]);

#endif /* MOMUS_STATS_BCA_H */
