/* wilson.c - see wilson.h */
#include "config.h"

#include <math.h>

#include "stats/wilson.h"

static const double z = 1.959963984540054; /* 97.5 % point of the normal */

void momus_wilson(uint64_t k, uint64_t n, double *low, double *high)
{
	double count = (double)n, p, scale, middle, half;

	*low = *high = NAN;
	if (!n || k > n)
		return;
	p = (double)k / count;
	scale = 1.0 + z * z / count;
	middle = (p + z * z / (2.0 * count)) / scale;
	half = z / scale *
	       sqrt(p * (1.0 - p) / count + z * z / (4.0 * count * count));
	/* The formula gives these exactly; rounding would not. */
	*low = k == 0 ? 0.0 : middle - half;
	*high = k == n ? 1.0 : middle + half;
}
