/* distributions.h - the few distributions that tests and intervals are read from
 *
 * Probabilities are accurate to 1e-12 or better, relative in the tails, over the
 * ranges that benchmarks reach (counts up to 1e7).
 */
#ifndef MOMUS_STATS_DISTRIBUTIONS_H
#define MOMUS_STATS_DISTRIBUTIONS_H

#include <stddef.h>
#include <stdint.h>

#include "momus/decls.h"

/* P(Z <= Z) of the standard normal, to a few units in the last place where Z times the
 * root of 1/2 is exact: that rounding takes a relative Z^2 / 2 units more.  0 below
 * the least normal number. */
MOMUS_API double momus_normal_cdf(double z);

/* The Z with P(Z <= Z) = P; -INFINITY for 0, INFINITY for 1, NAN outside. */
MOMUS_API double momus_normal_quantile(double p);

/* P(X > X) of chi-squared with DF > 0 degrees of freedom, the regularised upper
 * incomplete gamma function Q(df/2, x/2): a finite sum where DF is a whole number up
 * to 100, else a series below the mode and Lentz's continued fraction above it
 * (Abramowitz and Stegun 1964, 26.4.4, 26.4.5, 6.5.29 and 6.5.31).  1 if X <= 0; NAN if DF is not positive. */
MOMUS_API double momus_chi2_tail(double x, double df);

/* The same of each of X with DF (N), to the bit, into P (N). */
MOMUS_API void momus_chi2_tails(const double *x, const double *df, size_t n,
				double *p);

/* The regularised incomplete beta function I_x(A,B), A and B positive, by its
 * continued fraction (Abramowitz and Stegun 1964, 26.5.8). */
MOMUS_API double momus_beta_cdf(double x, double a, double b);

/* The X with I_X(A,B) = P, by bisection on the function above. */
MOMUS_API double momus_beta_quantile(double p, double a, double b);

/* P(X <= K) of N trials with probability P each. */
MOMUS_API double momus_binomial_cdf(uint64_t k, uint64_t n, double p);

/* P(X = K) of N trials with probability P each. */
MOMUS_API double momus_binomial_pmf(uint64_t k, uint64_t n, double p);

#endif /* MOMUS_STATS_DISTRIBUTIONS_H */
