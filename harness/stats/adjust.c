/* adjust.c - p-values of many tests: see paired.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "stats/order.h"
#include "stats/paired.h"

/* Fills OUT with the smallest of P, which lie AT (M), adjusted; their number, all others
 * being 1.  From the smallest on none is less than the one before. */
static size_t holm(const double *p, const uint32_t *at, size_t m, double *out)
{
	double worst = 0, one;
	size_t i = 0;

	for (; i < m && worst < 1.0; i++) {
		one = (double)(m - i) * p[at[i]];
		worst = one > worst ? one : worst;
		out[i] = worst < 1.0 ? worst : 1.0;
	}
	return i;
}

/* From the largest on none is more than the one before.  OUT may be P. */
static void benjamini_hochberg(const double *p, const uint32_t *at, size_t m,
			       double *out)
{
	double best = 1, one;

	for (size_t i = m; i-- > 0;) {
		one = (double)m / (double)(i + 1) * p[at[i]];
		best = one < best ? one : best;
		out[at[i]] = best;
	}
}

static void adjust(const double *p, const uint32_t *at, size_t n, double *h,
		   double *bh, double *below)
{
	size_t m = n, count = 0;

	while (m && isnan(p[at[m - 1]]))
		m--;
	if (h)
		count = holm(p, at, m, below);
	if (bh)
		benjamini_hochberg(p, at, m, bh);
	for (size_t i = 0; h && i < n; i++) /* P may be gone from here on */
		h[i] = 1.0;
	for (size_t i = 0; i < count; i++)
		h[at[i]] = below[i];
	for (size_t i = m; i < n; i++) {
		if (h)
			h[at[i]] = NAN;
		if (bh)
			bh[at[i]] = NAN;
	}
}

int momus_adjust(const double *p, size_t n, double *h, double *bh,
		 struct momus_error *err)
{
	uint32_t *at = malloc((n + 1) * sizeof(*at));
	double *below = malloc((n + 1) * sizeof(*below));
	int rc = MOMUS_OK;

	if (at && below && momus_order(p, n, at))
		adjust(p, at, n, h, bh, below);
	else
		rc = momus_fail(err, MOMUS_ENOMEM,
				"adjusting p-values: out of memory");
	free(at);
	free(below);
	return rc;
}
