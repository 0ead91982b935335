/* contrast.c - see contrast.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "reports/compare/contrast.h"
#include "stats/bootstrap.h"
#include "stats/distributions.h"
#include "stats/outcome.h"
#include "stats/paired.h"
#include "stats/power.h"

/* 1 or 0, or below 0 if it is not known. */
static int counts(const struct momus_version *v, uint32_t problem,
		  enum momus_contrast_kind kind, uint32_t turn, uint32_t leaf)
{
	int8_t now = momus_version_passed(v, problem, turn, leaf), first;

	if (kind == MOMUS_CONTRAST_PASS1)
		return now;
	first = momus_version_passed(v, problem, 0, leaf);
	if (now == MOMUS_UNKNOWN || first == MOMUS_UNKNOWN)
		return MOMUS_UNKNOWN;
	return kind == MOMUS_CONTRAST_UP ? now && !first : first && !now;
}

double momus_contrast_of(const struct momus_version *v, uint32_t problem,
			 enum momus_contrast_kind kind, uint32_t turn)
{
	double sum = 0, n = 0;

	for (uint32_t leaf = 0; leaf < v->leaves; leaf++) {
		int x = counts(v, problem, kind, turn, leaf);

		n += x >= 0;
		sum += x > 0;
	}
	return n > 0 ? sum / n : NAN;
}

static void mean(const void *arg, const double *sums, double *figures)
{
	(void)arg;
	figures[0] = sums[1] > 0 ? sums[0] / sums[1] : NAN;
}

/* Mean and standard error of the differences D (N) with two problems added, of
 * which one is without a difference and one half each is all gain and all loss
 * (Agresti and Min 2005, "Simple Improved Confidence Intervals for Comparing
 * Matched Proportions"): without them a run in which nothing flips would be sure
 * of everything. */
static void adjusted_mean(const double *d, size_t n, double *m, double *sd,
			  double *se)
{
	double sum = 0, squares = 1.0, count = (double)n + 2.0;

	for (size_t i = 0; i < n; i++) {
		sum += d[i];
		squares += d[i] * d[i];
	}
	*m = sum / count;
	*sd = sqrt(fmax(0.0, squares / count - *m * *m));
	*se = *sd / sqrt(count);
}

static int interval(struct momus_contrast *c, const double *rows, size_t n,
		    uint64_t seed, struct momus_error *err)
{
	const struct momus_bootstrap b = { .rows = rows,
					   .n = n,
					   .k = 2,
					   .figures = mean,
					   .m = 1,
					   .seed = seed,
					   .purpose = "compare" };
	struct momus_interval i;
	int rc = momus_bootstrap(&b, &i, err);

	c->low = i.low;
	c->high = i.high;
	return rc;
}

static int conclude(struct momus_contrast *c, const struct momus_comparison *of,
		    const double *d, const double *rows,
		    struct momus_error *err)
{
	const struct momus_power_design design = { .sd = 0,
						   .alpha = of->options.alpha };
	struct momus_power_design seen = design;
	struct momus_signflip s;
	size_t n = (size_t)c->problems;
	double m, se;
	int rc;

	rc = momus_signflip(d, n, of->options.seed, 0, &s, err);
	if (rc == MOMUS_OK)
		rc = interval(c, rows, n, of->options.seed, err);
	if (rc < 0)
		return rc;
	c->difference = s.mean;
	c->p = s.p;
	adjusted_mean(d, n, &m, &seen.sd, &se);
	c->flat = !(c->high > c->low);
	if (c->flat) {
		c->low = fmax(-1.0, m - 1.959963984540054 * se);
		c->high = fmin(1.0, m + 1.959963984540054 * se);
	}
	c->detectable =
		momus_power_detectable(&seen, (double)n, of->options.power);
	c->worse = momus_equivalent(m, se, of->options.margin).lower;
	return MOMUS_OK;
}

int momus_contrast_fill(struct momus_contrast *c,
			const struct momus_comparison *of,
			struct momus_error *err)
{
	const struct momus_versions *v = &of->versions;
	double *d = malloc((v->n + 1) * sizeof(*d)), base = 0, next = 0;
	double *rows = malloc((v->n + 1) * 2 * sizeof(*rows));
	size_t n = 0;
	int rc = MOMUS_OK;

	if (!d || !rows)
		rc = momus_fail(err, MOMUS_ENOMEM, "compare: out of memory");
	for (size_t i = 0; rc == MOMUS_OK && i < v->n; i++) {
		double a = momus_contrast_of(&v->base, v->matches[i].base,
					     c->kind, c->turn);
		double b = momus_contrast_of(&v->next, v->matches[i].next,
					     c->kind, c->turn);

		if (isnan(a) || isnan(b))
			continue;
		base += a;
		next += b;
		d[n] = b - a;
		rows[2 * n] = b - a;
		rows[2 * n + 1] = 1;
		n++;
	}
	c->problems = n;
	c->pairs = n * (v->base.leaves < v->next.leaves ? v->base.leaves
							: v->next.leaves);
	c->base = n ? base / (double)n : NAN;
	c->next = n ? next / (double)n : NAN;
	c->difference = c->low = c->high = c->p = c->adjusted = NAN;
	c->detectable = c->worse = NAN;
	if (rc == MOMUS_OK && n)
		rc = conclude(c, of, d, rows, err);
	free(d);
	free(rows);
	return rc;
}
