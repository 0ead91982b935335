/* adjust.c - p-values of many tests: see paired.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "stats/order.h"
#include "stats/paired.h"

/* P (N) in its order: where each comes from, and which it is. */
struct ranked {
	uint32_t *at; /* owned */
	double *p;    /* owned */
	size_t n;     /* that are no NAN; those come behind */
};

static void ranked_release(struct ranked *r)
{
	free(r->at);
	free(r->p);
}

static bool ranked_init(struct ranked *r, const double *p, size_t n)
{
	r->at = malloc((n + 1) * sizeof(*r->at));
	r->p = malloc((n + 1) * sizeof(*r->p));
	r->n = n;
	if (!r->at || !r->p || !momus_order(p, n, r->at))
		return false;
	for (size_t i = 0; i < n; i++)
		r->p[i] = p[r->at[i]];
	while (r->n && isnan(r->p[r->n - 1]))
		r->n--;
	return true;
}

/* From the smallest on none is less than the one before; once one is 1, all are. */
static void holm(const struct ranked *r, double *out, size_t n)
{
	double worst = 0, p;

	for (size_t i = 0; i < n; i++)
		out[i] = 1.0;
	for (size_t i = 0; i < r->n && worst < 1.0; i++) {
		p = (double)(r->n - i) * r->p[i];
		worst = p > worst ? p : worst;
		out[r->at[i]] = worst < 1.0 ? worst : 1.0;
	}
}

/* From the largest on none is more than the one before. */
static void benjamini_hochberg(const struct ranked *r, double *out)
{
	double best = 1, p;

	for (size_t i = r->n; i-- > 0;) {
		p = (double)r->n / (double)(i + 1) * r->p[i];
		best = p < best ? p : best;
		out[r->at[i]] = best;
	}
}

int momus_adjust(const double *p, size_t n, double *h, double *bh,
		 struct momus_error *err)
{
	struct ranked r;
	int rc = MOMUS_OK;

	if (!ranked_init(&r, p, n)) {
		rc = momus_fail(err, MOMUS_ENOMEM,
				"adjusting p-values: out of memory");
	} else {
		if (h)
			holm(&r, h, n);
		if (bh)
			benjamini_hochberg(&r, bh);
		for (size_t i = r.n; i < n; i++) {
			if (h)
				h[r.at[i]] = NAN;
			if (bh)
				bh[r.at[i]] = NAN;
		}
	}
	ranked_release(&r);
	return rc;
}
