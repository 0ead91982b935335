/* quantile.h - quantiles of numbers in no order */
#ifndef MOMUS_STATS_QUANTILE_H
#define MOMUS_STATS_QUANTILE_H

#include <stddef.h>

#include "momus/decls.h"

/* The quantile Q in [0,1] of X (N > 0, none NAN), linear between the two numbers
 * that it lies between (the seventh definition of Hyndman and Fan 1996, "Sample
 * Quantiles in Statistical Packages").  Puts X into another order; takes time
 * in proportion to N, however many are equal. */
MOMUS_API double momus_quantile(double *x, size_t n, double q);

#endif /* MOMUS_STATS_QUANTILE_H */
