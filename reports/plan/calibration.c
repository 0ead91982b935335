/* calibration.c - see calibration.h */
#include "config.h"

#include <math.h>
#include <string.h>

#include "reports/plan/calibration.h"
#include "stats/wilson.h"

static int choose(struct momus_calibration *c,
		  const struct momus_calibration_request *r,
		  struct momus_error *err)
{
	const struct momus_answers *a = c->answers;

	c->in.correlation = r->correlation;
	if (a->next) {
		c->in.by = MOMUS_CALIBRATE_SWAP;
		c->in.gate.single = a->k == 1 && a->l == 1;
	} else if (a->k >= 2) {
		c->in.by = MOMUS_CALIBRATE_SPLIT;
		c->in.gate.single = a->k / 2 == 1;
	} else if (!isnan(r->correlation)) {
		c->in.by = MOMUS_CALIBRATE_FLIP;
		c->in.gate.single = true;
	} else {
		return momus_fail(
			err, MOMUS_EINVAL,
			"plan: %s has one answer a problem, which cannot be "
			"dealt to two sides; run 2 samples a problem or more, "
			"give a second run, whose differences then change "
			"names at random, or say --correlation R, and pairs of "
			"answers that are alike to that degree are drawn",
			a->base_path);
	}
	return MOMUS_OK;
}

/* The variance of a problem's difference in trials of versions alike. */
static double spread(const struct momus_calibration *c, double samples)
{
	struct momus_facts f;
	struct momus_facts_pair p;

	momus_facts_of(c->in.base, c->in.n, c->in.k, &f);
	if (c->in.by == MOMUS_CALIBRATE_SPLIT)
		return 2 * f.within / samples;
	if (c->in.by == MOMUS_CALIBRATE_FLIP)
		return momus_plan_of(f.pass, c->in.correlation,
				     c->in.correlation)
			.within;
	momus_facts_of_pair(c->in.base, c->in.k, c->in.next, c->in.l, c->in.n,
			    &p);
	return p.variance + p.difference * p.difference;
}

/* What is to be expected of a drop of just that size: it moves the mean and not
 * its spread, but the test reckons with both, sd^2 + drop - drop^2. */
static int expect(const struct momus_calibration *c,
		  struct momus_calibration_row *row, struct momus_error *err)
{
	double drop = row->seen.dropped, n = (double)row->seen.problems;
	double variance = spread(c, (double)row->seen.samples);
	const double end = 1;
	struct momus_gate_looks l;
	int rc;

	row->formula = NAN;
	if (c->in.gate.anytime || row->drop == 0 || !(variance > 0))
		return MOMUS_OK;
	rc = momus_gate_plan(&l, c->in.n_at ? c->in.at : &end,
			     c->in.n_at ? c->in.n_at : 1, c->in.alpha, err);
	for (size_t k = 0; k < l.change.n; k++)
		l.change.z[k] *= sqrt(1 + (drop - drop * drop) / variance);
	if (rc == MOMUS_OK)
		rc = momus_looks_power(&l.change,
				       fmin(60, drop * sqrt(n / variance)),
				       &row->formula, NULL, err);
	return rc;
}

static int add(struct momus_calibration *c, double drop,
	       struct momus_error *err)
{
	struct momus_calibration_row *row = &c->rows[c->n++];
	int rc;

	row->drop = drop;
	rc = momus_calibrate(&c->in, drop, &row->seen, err);
	if (rc == MOMUS_OK)
		rc = expect(c, row, err);
	if (rc == MOMUS_OK)
		momus_wilson(row->seen.answers[MOMUS_ANSWER_REGRESSION],
			     row->seen.trials, &row->low, &row->high);
	return rc;
}

/* Refuses problems that are too few for any p at the level: all that count change,
 * and all the same way. */
static int refuse_few(const struct momus_calibration *c,
		      struct momus_error *err)
{
	double n = (double)c->rows[0].seen.problems, gone = !c->in.gate.single;
	double least = pow(0.5, n - gone);

	if (c->in.gate.anytime || least <= c->in.alpha)
		return MOMUS_OK;
	return momus_fail(
		err, MOMUS_EINVAL,
		"plan: %s has %.0f problem%s to calibrate with: the test of so "
		"few gives no p below %.2g, so that at level %g nothing is "
		"ever called a change, and whether the gate errs, or sees a "
		"drop, cannot be measured; %.0f problems or more can",
		c->answers->base_path, n, n == 1 ? "" : "s", least, c->in.alpha,
		ceil(-log2(c->in.alpha) - 1e-9) + gone);
}

static int add_all(struct momus_calibration *c,
		   const struct momus_calibration_request *r,
		   struct momus_error *err)
{
	static const double usual[] = { 0.01, 0.02, 0.03, 0.05, 0.1 };
	bool margin = false;
	struct momus_error why = { "" }; /* of answers, without their file */
	int rc = add(c, 0, &why);

	rc = rc < 0 ? momus_fail(err, rc, "plan: %s: %s", c->answers->base_path,
				 why.text)
		    : refuse_few(c, err);
	if (!isnan(r->drop))
		return rc == MOMUS_OK ? add(c, r->drop, err) : rc;
	for (size_t i = 0; i < 5 && rc == MOMUS_OK; i++) {
		if (!margin && r->margin < usual[i] - 1e-9)
			rc = add(c, r->margin, err);
		margin |= r->margin < usual[i] + 1e-9;
		if (rc == MOMUS_OK)
			rc = add(c, usual[i], err);
	}
	if (rc == MOMUS_OK && !margin)
		rc = add(c, r->margin, err);
	return rc;
}

int momus_calibration_make(struct momus_calibration *c,
			   const struct momus_calibration_request *r,
			   const struct momus_answers *answers,
			   struct momus_error *err)
{
	int rc;

	memset(c, 0, sizeof(*c));
	c->answers = answers;
	c->in = (struct momus_calibrate){
		.base = answers->base,
		.next = answers->next,
		.n = answers->n,
		.k = answers->k,
		.l = answers->l,
		.gate = { .margin = r->margin,
			  .anytime = r->e_value,
			  .seed = r->seed },
		.alpha = r->alpha,
		.at = c->looks_at,
		.n_at = r->n_looks,
		.trials = r->trials,
		.seed = r->seed,
	};
	memcpy(c->looks_at, r->looks, sizeof(c->looks_at));
	rc = choose(c, r, err);
	if (rc == MOMUS_OK && r->n_looks) {
		rc = momus_gate_plan(&c->looks, r->looks, r->n_looks, r->alpha,
				     err);
		c->in.looks = r->e_value ? NULL : &c->looks;
	}
	if (rc == MOMUS_OK)
		rc = add_all(c, r, err);
	return rc;
}
