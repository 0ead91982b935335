/* contrast.c - see contrast.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "reports/compare/contrast.h"
#include "stats/betabinomial.h"
#include "stats/bootstrap.h"
#include "stats/outcome.h"
#include "stats/paired.h"
#include "stats/passk.h"
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
			 enum momus_contrast_kind kind, uint32_t turn,
			 uint32_t k)
{
	enum momus_contrast_kind of =
		kind == MOMUS_CONTRAST_PASSK ? MOMUS_CONTRAST_PASS1 : kind;
	uint64_t right = 0, n = 0;

	for (uint32_t leaf = 0; leaf < v->leaves; leaf++) {
		int x = counts(v, problem, of, turn, leaf);

		n += x >= 0;
		right += x > 0;
	}
	if (kind == MOMUS_CONTRAST_PASSK)
		return momus_passk(n, right, k);
	return n ? (double)right / (double)n : NAN;
}

static void mean(const void *arg, const double *sums, double *figures)
{
	(void)arg;
	figures[0] = sums[1] > 0 ? sums[0] / sums[1] : NAN;
}

static int bootstrap(struct momus_contrast *c, const double *rows, size_t n,
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

static bool all_alike(const double *d, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (d[i] != d[0])
			return false;
	return true;
}

/* Of the mean of D, by what suits it: resamples of problems that are alike are
 * alike, and those of few problems too much so. */
static int interval(struct momus_contrast *c, const struct momus_comparison *of,
		    const double *d, const double *rows,
		    const struct momus_gate_verdict *v, struct momus_error *err)
{
	size_t n = (size_t)c->problems;
	bool mid = c->decides && of->gate.single && !of->gate.anytime;
	int rc;

	if (all_alike(d, n)) {
		c->interval = MOMUS_INTERVAL_ADDED;
		c->low = fmax(-1.0, v->center - 1.959963984540054 * v->se);
		c->high = fmin(1.0, v->center + 1.959963984540054 * v->se);
		return MOMUS_OK;
	}
	if (n >= MOMUS_FEW_PROBLEMS)
		return bootstrap(c, rows, n, of->options.seed, err);
	c->interval = MOMUS_INTERVAL_FLIPS;
	rc = momus_signflip_interval(d, n, 0.05, mid, of->options.seed, &c->low,
				     &c->high, err);
	c->low = fmax(-1.0, c->low);
	c->high = fmin(1.0, c->high);
	return rc;
}

/* Judges D, by the gate's rule if C decides. */
static int judge(struct momus_contrast *c, struct momus_comparison *of,
		 const double *d, struct momus_gate_verdict *v,
		 struct momus_error *err)
{
	struct momus_gate gate = of->gate;
	int rc;

	if (!c->decides)
		gate.single = gate.anytime = false;
	rc = momus_gate_judge(&gate, d, (size_t)c->problems, v, err);
	if (c->decides)
		of->verdict = *v;
	return rc;
}

static int conclude(struct momus_contrast *c, struct momus_comparison *of,
		    const double *d, const double *rows,
		    struct momus_error *err)
{
	struct momus_power_design seen = {
		.alpha = c->decides ? of->gate.level : of->options.alpha
	};
	struct momus_gate_verdict v;
	double n = (double)c->problems;
	int rc = judge(c, of, d, &v, err);

	if (rc == MOMUS_OK)
		rc = interval(c, of, d, rows, &v, err);
	if (rc < 0)
		return rc;
	c->difference = v.mean;
	c->p = v.p;
	c->worse = v.worse;
	seen.sd = v.sd;
	if (!c->decides || !of->gate.anytime)
		c->detectable =
			momus_power_detectable(&seen, n, of->options.power);
	return MOMUS_OK;
}

int momus_contrast_fill(struct momus_contrast *c, struct momus_comparison *of,
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
					     c->kind, c->turn, c->k);
		double b = momus_contrast_of(&v->next, v->matches[i].next,
					     c->kind, c->turn, c->k);

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
	c->interval = n ? MOMUS_INTERVAL_BOOTSTRAP : MOMUS_INTERVAL_NONE;
	c->detectable = c->worse = NAN;
	if (rc == MOMUS_OK && !n && c->decides)
		rc = momus_gate_judge(&of->gate, NULL, 0, &of->verdict, err);
	else if (rc == MOMUS_OK && n)
		rc = conclude(c, of, d, rows, err);
	free(d);
	free(rows);
	return rc;
}
