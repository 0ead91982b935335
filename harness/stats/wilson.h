/* wilson.h - the interval of a single proportion */
#ifndef MOMUS_STATS_WILSON_H
#define MOMUS_STATS_WILSON_H

#include <stddef.h>
#include <stdint.h>

#include "momus/decls.h"

/* Fills *LOW and *HIGH, the 95 % score interval of the proportion K / N (Wilson
 * 1927, "Probable Inference, the Law of Succession, and Statistical Inference";
 * without continuity correction).  Both NAN if N is 0 or K above N.  A
 * momus_store_interval_fn. */
MOMUS_API void momus_wilson(uint64_t k, uint64_t n, double *low, double *high);

/* Those of each of the proportions K / N (M), to the bit, into LOW and HIGH (M), which
 * are neither K nor N; these are whole numbers up to 2^53. */
MOMUS_API void momus_wilson_each(const double *k, const double *n, size_t m,
				 double *low, double *high);

#endif /* MOMUS_STATS_WILSON_H */
