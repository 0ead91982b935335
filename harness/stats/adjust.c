/* adjust.c - p-values of many tests: see paired.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "stats/order.h"
#include "stats/paired.h"

/* The numbers of P (N), smallest first; *M of them. */
static struct momus_place *ranked(const double *p, size_t n, size_t *m)
{
	struct momus_place *list = malloc((2 * n + 1) * sizeof(*list));

	*m = 0;
	if (!list)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (!isnan(p[i]))
			list[(*m)++] = (struct momus_place){ p[i], i };
	momus_order(list, *m, list + n);
	return list;
}

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM,
			  "adjusting p-values: out of memory");
}

static void keep_missing(const double *p, size_t n, double *out)
{
	for (size_t i = 0; i < n; i++)
		if (isnan(p[i]))
			out[i] = NAN;
}

int momus_adjust_holm(const double *p, size_t n, double *out,
		      struct momus_error *err)
{
	size_t m;
	struct momus_place *list = ranked(p, n, &m);
	double worst = 0;

	if (!list)
		return no_memory(err);
	keep_missing(p, n, out);
	for (size_t i = 0; i < m; i++) {
		worst = fmax(worst, (double)(m - i) * list[i].value);
		out[list[i].at] = fmin(1.0, worst);
	}
	free(list);
	return MOMUS_OK;
}

int momus_adjust_bh(const double *p, size_t n, double *out,
		    struct momus_error *err)
{
	size_t m;
	struct momus_place *list = ranked(p, n, &m);
	double best = 1;

	if (!list)
		return no_memory(err);
	keep_missing(p, n, out);
	for (size_t i = m; i-- > 0;) {
		best = fmin(best, (double)m / (double)(i + 1) * list[i].value);
		out[list[i].at] = best;
	}
	free(list);
	return MOMUS_OK;
}
