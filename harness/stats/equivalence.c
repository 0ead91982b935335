/* equivalence.c - see power.h */
#include "config.h"

#include <math.h>

#include "stats/elementary.h"
#include "stats/power.h"
#include "stats/wide.h"

/* P(Z <= ABOVE / SE); without an error the sign tells, and 0 counts as above. */
MOMUS_LANE double tail(double above, double se)
{
	const double sure = above < 0.0 ? 0.0 : above >= 0.0 ? 1.0 : NAN;
	const double p = momus_lane_normal_cdf(above / se);

	return se > 0.0 ? p : se == 0.0 ? sure : NAN;
}

/* The larger of both p-values is that of the border next to the mean. */
MOMUS_LANE double larger(double mean, double se, double margin)
{
	return tail((mean < 0.0 ? -mean : mean) - margin, se);
}

MOMUS_LANE void both(double mean, double se, double margin,
		     struct momus_equivalence *e)
{
	e->p = larger(mean, se, margin);
	e->lower = tail(-(mean + margin), se);
}

MOMUS_WIDE(one,
	   (double mean, double se, double margin, struct momus_equivalence *e),
	   both, (mean, se, margin, e))

struct momus_equivalence momus_equivalent(double mean, double se, double margin)
{
	struct momus_equivalence e;

	one(mean, se, margin > 0 ? margin : NAN, &e);
	return e;
}

MOMUS_LANE void all(const double *restrict mean, const double *restrict se,
		    size_t n, double margin, double *restrict p)
{
#pragma omp simd
	for (size_t i = 0; i < n; i++)
		p[i] = larger(mean[i], se[i], margin);
}

MOMUS_WIDE(each,
	   (const double *mean, const double *se, size_t n, double margin,
	    double *p),
	   all, (mean, se, n, margin, p))

void momus_equivalent_each(const double *mean, const double *se, size_t n,
			   double margin, double *p)
{
	each(mean, se, n, margin > 0 ? margin : NAN, p);
}
