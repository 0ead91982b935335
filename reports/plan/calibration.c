/* calibration.c - see calibration.h */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/inert.h"
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

static int add_all(struct momus_calibration *c,
		   const struct momus_calibration_request *r,
		   struct momus_error *err)
{
	static const double usual[] = { 0.01, 0.02, 0.03, 0.05, 0.1 };
	bool margin = false;
	int rc = add(c, 0, err);

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

static void write_head(const struct momus_calibration *c, FILE *file)
{
	const struct momus_answers *a = c->answers;
	const struct momus_calibrated *s = &c->rows[0].seen;

	fputs("The gate on ", file);
	momus_inert_write(file, momus_text_of(a->base_path));
	if (a->next) {
		fputs(" and ", file);
		momus_inert_write(file, momus_text_of(a->next_path));
	}
	fprintf(file, ", Pass@1 after turn %d: ", a->turn);
	if (c->in.by == MOMUS_CALIBRATE_SPLIT)
		fprintf(file,
			"the %zu answers of each problem are dealt at random "
			"to two versions, up to %llu to each\n",
			a->k, (unsigned long long)s->samples);
	else if (c->in.by == MOMUS_CALIBRATE_SWAP)
		fputs("the runs change names at random, problem by problem\n",
		      file);
	else
		fprintf(file,
			"pairs of answers right as often as these, with "
			"correlation %g\n",
			c->in.correlation);
	fprintf(file,
		"n = %llu problems, %llu trials a row, seed %llu; level %g, "
		"margin %g points; ",
		(unsigned long long)s->problems, (unsigned long long)s->trials,
		(unsigned long long)c->in.seed, c->in.alpha,
		100 * c->in.gate.margin);
	if (c->in.n_at)
		fprintf(file, "%zu looks, %s", c->in.n_at,
			c->in.gate.anytime ? "by e-value" : "planned");
	else
		fprintf(file, "one look%s",
			c->in.gate.anytime ? ", by e-value" : "");
	fputs("\n\n", file);
}

static void write_row(const struct momus_calibration_row *r, FILE *file)
{
	double n = (double)r->seen.trials;
	char range[40];

	snprintf(range, sizeof(range), "[%.1f, %.1f]", 100 * r->low,
		 100 * r->high);
	fprintf(file, "  %8.2f %12.2f  %-14s", 100 * r->seen.dropped,
		100 * (double)r->seen.answers[MOMUS_ANSWER_REGRESSION] / n,
		range);
	if (isnan(r->formula))
		fprintf(file, " %8s", "-");
	else
		fprintf(file, " %8.2f", 100 * r->formula);
	fprintf(file, " %9.2f %12.2f %9.1f\n",
		100 * (double)r->seen.answers[MOMUS_ANSWER_NO_WORSE] / n,
		100 * (double)r->seen.answers[MOMUS_ANSWER_CANNOT_TELL] / n,
		100 * r->seen.looked);
}

static void write_answer(const struct momus_calibration *c, FILE *file)
{
	const struct momus_calibrated *s = &c->rows[0].seen;
	uint64_t regressions = s->answers[MOMUS_ANSWER_REGRESSION];
	double n = (double)s->trials, low, high;

	momus_wilson(s->changes, s->trials, &low, &high);
	fprintf(file,
		"\nVersions that are alike were called different in %.2f %% of "
		"the trials (95 %% interval %.2f to %.2f; stated:\nat most "
		"%g %%), a regression in %.2f %% (%.2f to %.2f; at most %g "
		"%%): ",
		100 * (double)s->changes / n, 100 * low, 100 * high,
		100 * c->in.alpha, 100 * (double)regressions / n,
		100 * c->rows[0].low, 100 * c->rows[0].high, 50 * c->in.alpha);
	fputs(low > c->in.alpha || c->rows[0].low > 0.5 * c->in.alpha
		      ? "more than stated.\n"
		      : "as stated.\n",
	      file);
}

void momus_calibration_text(const struct momus_calibration *c, FILE *file)
{
	write_head(c, file);
	fprintf(file, "  %8s %12s  %-14s %8s %9s %12s %9s\n", "drop",
		"regression", "95 %", "formula", "no worse", "cannot tell",
		"stops at");
	for (size_t i = 0; i < c->n; i++)
		write_row(&c->rows[i], file);
	write_answer(c, file);
	fputs("Drops, in points, are put in by making answers of one version "
	      "wrong, all of a problem's at once; shares in\npercent, Wilson's "
	      "intervals; formula: the normal approximation, of a drop of just "
	      "that size on these problems.\nFrom the margin on \"no worse\" "
	      "is an error, of at most the level.\n",
	      file);
}
