/* wilson.c - see wilson.h */
#include "config.h"

#include <math.h>

#include "stats/wide.h"
#include "stats/wilson.h"

static const double z = 1.959963984540054; /* 97.5 % point of the normal */

/* Both ends, times N + z^2, are K + z^2 / 2 and what is to either side of it. */
MOMUS_LANE void interval(double k, double n, double *low, double *high)
{
	const double scale = 1.0 / (n + z * z), middle = k + z * z / 2.0;
	const double half = z * sqrt(k * (n - k) / n + z * z / 4.0);
	const double least = k > 0.0 ? (middle - half) * scale : 0.0;
	const double most = k < n ? (middle + half) * scale : 1.0;
	const int is = n > 0.0 && k <= n;

	/* The formula gives 0 and 1 exactly; rounding would not. */
	*low = is ? least : NAN;
	*high = is ? most : NAN;
}

void momus_wilson(uint64_t k, uint64_t n, double *low, double *high)
{
	interval((double)k, (double)n, low, high);
}

MOMUS_LANE void all(const double *restrict k, const double *restrict n,
		    size_t m, double *restrict low, double *restrict high)
{
#pragma omp simd
	for (size_t i = 0; i < m; i++)
		interval(k[i], n[i], &low[i], &high[i]);
}

MOMUS_WIDE(each,
	   (const double *k, const double *n, size_t m, double *low,
	    double *high),
	   all, (k, n, m, low, high))

void momus_wilson_each(const double *k, const double *n, size_t m, double *low,
		       double *high)
{
	each(k, n, m, low, high);
}
