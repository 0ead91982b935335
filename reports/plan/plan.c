/* plan.c - see plan.h */
#include "config.h"

#include <math.h>
#include <string.h>

#include "reports/plan/plan.h"

static void note(struct momus_planning *p, const char *sentence)
{
	if (p->n_notes < MOMUS_PLAN_NOTES)
		p->notes[p->n_notes++] = sentence;
}

/* Takes the correlations that are stated, or that one version's answers have. */
static void choose_correlations(struct momus_planning *p)
{
	const struct momus_plan_request *r = &p->request;

	p->correlation = r->correlation;
	p->across = r->across;
	if (isnan(p->correlation) && p->answers)
		p->correlation = fmax(0.0, p->facts.correlation);
	if (p->answers && isnan(r->correlation) && !p->facts.repeated) {
		p->correlation = isnan(p->across) ? 0 : p->across;
		note(p,
		     "One answer a problem does not tell how alike two "
		     "answers to a problem are: taken for no more alike than "
		     "answers to different problems, which asks for the most "
		     "problems; --correlation R, a run of several samples, "
		     "or a second run says more.");
	} else if (isnan(p->correlation)) {
		p->correlation = isnan(p->across) ? 0 : p->across;
		if (isnan(r->across))
			note(p, "No --correlation is given: answers to one "
				"problem are taken for no more alike than "
				"answers to different problems, which asks for "
				"the most problems.");
	}
	if (isnan(p->across)) {
		p->across = p->correlation;
		note(p, "Both versions are taken to find the same problems "
			"hard, but for the drop, which falls wholly on few "
			"problems that turn from always right to always wrong; "
			"a second run, or --across R, says how they differ.");
	}
	p->plan = momus_plan_of(p->pass, p->correlation, p->across);
}

/* Takes what two versions' answers say; what is stated goes before it. */
static void choose_pair(struct momus_planning *p)
{
	const struct momus_facts_pair *f = &p->pair;

	p->correlation = p->facts.correlation;
	p->across = f->correlation;
	p->plan =
		(struct momus_plan){ .within = isnan(f->within) ? 0 : f->within,
				     .between = f->between };
	if (isnan(f->within))
		note(p, "One answer a problem does not tell what more samples "
			"would bring: planned is with one.");
}

static int choose(struct momus_planning *p, struct momus_error *err)
{
	const struct momus_plan_request *r = &p->request;
	bool stated = !isnan(r->correlation) || !isnan(r->across);

	p->pass = isnan(r->pass) && p->answers ? p->facts.pass : r->pass;
	if (isnan(p->pass))
		return momus_fail(err, MOMUS_EINVAL,
				  "plan: no answer is judged; --pass P states "
				  "the share that is right");
	if (!(p->pass > 0 && p->pass < 1))
		return momus_fail(err, MOMUS_EINVAL,
				  "plan: Pass@1 is %g: where all answers are "
				  "alike nothing can be planned; --pass P "
				  "states the share to expect",
				  p->pass);
	if (p->answers && p->answers->next && !stated && isnan(r->pass) &&
	    p->pair.problems > 1)
		choose_pair(p);
	else
		choose_correlations(p);
	p->problems = r->problems	 ? r->problems
		      : !p->answers	 ? 0
		      : p->answers->next ? p->pair.problems
					 : p->facts.problems;
	return MOMUS_OK;
}

/* Intervals of what is taken from the answers; what is stated has none. */
static int find_intervals(struct momus_planning *p, struct momus_error *err)
{
	const struct momus_plan_request *r = &p->request;
	const struct momus_answers *a = p->answers;
	const struct momus_interval none = { .low = NAN, .high = NAN };
	int rc = MOMUS_OK;

	for (int i = 0; i < MOMUS_FACTS_INTERVALS; i++)
		p->intervals[i] = none;
	if (a)
		rc = momus_facts_intervals(a->base, a->k, a->next, a->l, a->n,
					   r->seed, p->intervals, err);
	/* where all resamples agree nothing was learnt from them */
	for (int i = 0; i < MOMUS_FACTS_INTERVALS; i++)
		if (!(p->intervals[i].low < p->intervals[i].high))
			p->intervals[i] = none;
	if (!isnan(r->pass))
		p->intervals[MOMUS_FACTS_PASS] = none;
	if (!isnan(r->correlation) || !p->facts.repeated)
		p->intervals[MOMUS_FACTS_CORRELATION] = none;
	if (!isnan(r->across))
		p->intervals[MOMUS_FACTS_ACROSS] = none;
	return rc;
}

static int choose_tests(struct momus_planning *p, struct momus_error *err)
{
	const struct momus_plan_request *r = &p->request;
	const double end = 1;
	double power;
	int rc = momus_gate_plan(&p->looks, r->n_looks ? r->looks : &end,
				 r->n_looks ? r->n_looks : 1, r->alpha, err);

	if (rc == MOMUS_OK)
		rc = momus_looks_drift(&p->looks.change, r->power,
				       &p->drift_change, err);
	if (rc == MOMUS_OK)
		rc = momus_looks_drift(&p->looks.no_worse, r->power,
				       &p->drift_margin, err);
	if (rc == MOMUS_OK)
		rc = momus_looks_drift(&p->looks.no_worse,
				       0.5 * (1.0 + r->power), &p->drift_same,
				       err);
	if (rc == MOMUS_OK)
		rc = momus_looks_power(&p->looks.change, 0, &power,
				       &p->share_same, err);
	if (rc == MOMUS_OK)
		rc = momus_looks_power(&p->looks.change, p->drift_change,
				       &power, &p->share_drop, err);
	return rc;
}

/* The chance that L is crossed with that DRIFT. */
static int chance(const struct momus_looks *l, double drift, double *out,
		  struct momus_error *err)
{
	return momus_looks_power(l, fmin(drift, 60.0), out, NULL, err);
}

static int add_row(struct momus_planning *p, uint64_t samples,
		   struct momus_error *err)
{
	const struct momus_plan_request *r = &p->request;
	struct momus_plan_row *row = &p->rows[p->n_rows++];
	double k = (double)samples, n = (double)p->problems, drift;
	int rc = MOMUS_OK;

	*row = (struct momus_plan_row){ .samples = samples,
					.drop_seen = NAN,
					.drop_power = NAN,
					.margin_out = NAN,
					.margin_power = NAN };
	row->for_drop =
		momus_plan_problems(&p->plan, k, r->drop, p->drift_change);
	row->for_margin = momus_plan_margin_problems(&p->plan, k, r->margin,
						     p->drift_margin);
	row->for_same = momus_plan_margin_problems(&p->plan, k, r->margin,
						   p->drift_same);
	if (!p->problems)
		return MOMUS_OK;
	row->drop_seen =
		momus_plan_drop(&p->plan, n, k, p->drift_change, p->pass);
	drift = momus_plan_drift(&p->plan, n, k, r->drop);
	rc = chance(&p->looks.change, drift, &row->drop_power, err);
	row->margin_out = momus_plan_margin(&p->plan, n, k, p->drift_margin);
	if (row->margin_out > 1)
		row->margin_out = NAN;
	drift = momus_plan_margin_drift(&p->plan, n, k, r->margin);
	if (rc == MOMUS_OK)
		rc = chance(&p->looks.no_worse, drift, &row->margin_power, err);
	return rc;
}

static int add_rows(struct momus_planning *p, struct momus_error *err)
{
	static const uint64_t usual[] = { 1, 2, 4, 8, 16 };
	const struct momus_answers *a = p->answers;
	uint64_t own = p->request.samples ? p->request.samples : a ? a->k : 0;
	int rc = MOMUS_OK;

	if (a && a->next && p->plan.within == 0 && isnan(p->pair.within))
		return add_row(p, 1, err);
	if (p->request.samples)
		return add_row(p, own, err);
	for (size_t i = 0; i < 5 && rc == MOMUS_OK; i++) {
		if (own && own < usual[i] && (!i || own > usual[i - 1]))
			rc = add_row(p, own, err);
		if (rc == MOMUS_OK)
			rc = add_row(p, usual[i], err);
	}
	if (rc == MOMUS_OK && own > usual[4])
		rc = add_row(p, own, err);
	return rc;
}

int momus_plan_make(struct momus_planning *p,
		    const struct momus_plan_request *r,
		    const struct momus_answers *answers,
		    struct momus_error *err)
{
	int rc;

	memset(p, 0, sizeof(*p));
	p->request = *r;
	p->answers = answers;
	if (answers)
		momus_facts_of(answers->base, answers->n, answers->k,
			       &p->facts);
	if (answers && answers->next)
		momus_facts_of_pair(answers->base, answers->k, answers->next,
				    answers->l, answers->n, &p->pair);
	rc = choose(p, err);
	if (rc == MOMUS_OK)
		rc = find_intervals(p, err);
	if (rc == MOMUS_OK)
		rc = choose_tests(p, err);
	if (rc == MOMUS_OK)
		rc = add_rows(p, err);
	return rc;
}
