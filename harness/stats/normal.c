/* normal.c - the standard normal distribution: see distributions.h */
#include "config.h"

#include <float.h>
#include <math.h>

#include "stats/distributions.h"
#include "stats/elementary.h"
#include "stats/wide.h"

MOMUS_LANE void cdf_into(double z, double *p)
{
	*p = momus_lane_normal_cdf(z);
}

MOMUS_WIDE(cdf, (double z, double *p), cdf_into, (z, p))

double momus_normal_cdf(double z)
{
	double p;

	cdf(z, &p);
	return p;
}

/* Newton on ln of the tail, which is concave: from below it never overshoots. */
static double upper_quantile(double q)
{
	double z = q < 0.5 ? sqrt(-2.0 * log(q)) - 1.0 : 0.0, step;

	for (int i = 0; i < 100; i++) {
		double tail = 0.5 * erfc(z * M_SQRT1_2);
		double density = exp(-0.5 * z * z) *
				 0.3989422804014327; /* 1/sqrt(2pi) */

		step = (log(tail) - log(q)) * tail / density;
		z += step;
		if (fabs(step) <= 4 * DBL_EPSILON * fmax(1.0, fabs(z)))
			break;
	}
	return z;
}

double momus_normal_quantile(double p)
{
	if (!(p >= 0 && p <= 1))
		return NAN;
	if (p == 0 || p == 1)
		return p == 0 ? -INFINITY : INFINITY;
	return p < 0.5 ? -upper_quantile(p) : upper_quantile(1.0 - p);
}
