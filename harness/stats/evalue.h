/* evalue.h - evidence that may be looked at whenever one likes
 *
 * A bet against a null hypothesis that starts with one unit and cannot be expected
 * to gain under it: the chance that it ever reaches 1/a is at most a (Ville 1939),
 * so stopping when one likes keeps the error rate.
 */
#ifndef MOMUS_STATS_EVALUE_H
#define MOMUS_STATS_EVALUE_H

#include <stddef.h>

#include "momus/error.h"

/* Into *OUT the natural logarithm of the e-value of SIGN * DIFFERENCES (N), SIGN 1
 * or -1, each difference in [-1,1], against "the mean is NULL_MEAN or less"
 * (NULL_MEAN in [-1,1)): the mean over 256 even stakes s in (0,1) of the product of
 * 1 + s (d - null) / (1 + null) (Waudby-Smith and Ramdas 2024, "Estimating Means of
 * Bounded Random Variables by Betting", section 4; a mixture of fixed stakes, so
 * the order of the problems does not matter).  Each factor has an expectation of at
 * most 1 if each difference, given those before it, has a mean of at most the null:
 * problems drawn at random, or two versions that could change names.  0 for N = 0.
 * MOMUS_ENOMEM is the only failure. */
MOMUS_API int momus_evalue(const double *differences, size_t n, double sign,
			   double null_mean, double *out,
			   struct momus_error *err);

/* The p-value min(1, 1/e) of the e-value E^LOG_E, valid at every look. */
MOMUS_API double momus_evalue_p(double log_e);

/* The logarithm of the mean of two e-values, itself one: against "the mean is 0"
 * from those of both sides. */
MOMUS_API double momus_evalue_mean(double log_a, double log_b);

#endif /* MOMUS_STATS_EVALUE_H */
