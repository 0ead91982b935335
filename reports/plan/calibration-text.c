/* calibration-text.c - a calibration for the terminal: see calibration.h */
#include "config.h"

#include <math.h>

#include "reports/plan/calibration.h"
#include "reports/text/lines.h"
#include "stats/wilson.h"

static int write_head(const struct momus_calibration *c, FILE *file,
		      struct momus_error *err)
{
	const struct momus_answers *a = c->answers;
	const struct momus_calibrated *s = &c->rows[0].seen;
	char how[160], looks[64];
	int rc;

	if (c->in.by == MOMUS_CALIBRATE_SPLIT)
		snprintf(how, sizeof(how),
			 "the %zu answers of each problem are dealt at random "
			 "to two versions, up to %llu to each",
			 a->k, (unsigned long long)s->samples);
	else if (c->in.by == MOMUS_CALIBRATE_SWAP)
		snprintf(how, sizeof(how),
			 "the runs change names at random, problem by problem");
	else
		snprintf(how, sizeof(how),
			 "pairs of answers right as often as these, with "
			 "correlation %g",
			 c->in.correlation);
	rc = momus_lines_say(file, err,
			     "The gate on %s%s%s, Pass@1 after turn %d: %s",
			     a->base_path, a->next ? " and " : "",
			     a->next ? a->next_path : "", a->turn, how);
	if (c->in.n_at)
		snprintf(looks, sizeof(looks), "%zu looks, %s", c->in.n_at,
			 c->in.gate.anytime ? "by e-value" : "planned");
	else
		snprintf(looks, sizeof(looks), "one look%s",
			 c->in.gate.anytime ? ", by e-value" : "");
	return rc < 0 ? rc
		      : momus_lines_say(
				file, err,
				"n = %llu problem%s, %llu trials a row, seed "
				"%llu; level %g, margin %g points; %s",
				(unsigned long long)s->problems,
				s->problems == 1 ? "" : "s",
				(unsigned long long)s->trials,
				(unsigned long long)c->in.seed, c->in.alpha,
				100 * c->in.gate.margin, looks);
}

/* Whether row I's drop could be put in: something, and other than the one before. */
static bool is_there(const struct momus_calibration *c, size_t i)
{
	return !i ||
	       c->rows[i].seen.dropped > c->rows[i - 1].seen.dropped + 1e-9;
}

static void add_row(const struct momus_calibration_row *r,
		    struct momus_document *d)
{
	const uint64_t *a = r->seen.answers;
	double n = (double)r->seen.trials;

	momus_document_cell(d, "%.2f", 100 * r->seen.dropped);
	momus_document_cell(d, "%.2f",
			    100 * (double)a[MOMUS_ANSWER_REGRESSION] / n);
	momus_document_cell(d, "[%.1f, %.1f]", 100 * r->low, 100 * r->high);
	if (isnan(r->formula))
		momus_document_cell(d, "-");
	else
		momus_document_cell(d, "%.2f", 100 * r->formula);
	momus_document_cell(d, "%.2f",
			    100 * (double)a[MOMUS_ANSWER_NO_WORSE] / n);
	momus_document_cell(d, "%.2f",
			    100 * (double)a[MOMUS_ANSWER_CANNOT_TELL] / n);
	momus_document_cell(d, "%.1f", 100 * r->seen.looked);
}

static int write_rows(const struct momus_calibration *c, FILE *file,
		      struct momus_error *err)
{
	static const struct momus_column columns[] = {
		{ "drop", MOMUS_ALIGN_RIGHT },
		{ "regression", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "formula", MOMUS_ALIGN_RIGHT },
		{ "no worse", MOMUS_ALIGN_RIGHT },
		{ "cannot tell", MOMUS_ALIGN_RIGHT },
		{ "stops at", MOMUS_ALIGN_RIGHT }
	};
	struct momus_document d;
	int rc = momus_document_init(&d, err);

	if (rc < 0)
		return rc;
	momus_document_table(&d, columns, sizeof(columns) / sizeof(*columns),
			     "");
	for (size_t i = 0; i < c->n; i++)
		if (is_there(c, i))
			add_row(&c->rows[i], &d);
	putc('\n', file);
	rc = momus_lines_document(file, &d, err);
	putc('\n', file);
	return rc;
}

/* The drops that the answers are too few for. */
static int write_limits(const struct momus_calibration *c, FILE *file,
			struct momus_error *err)
{
	const struct momus_calibrated *s = &c->rows[0].seen;
	char drops[16 * MOMUS_CALIBRATION_ROWS] = "";
	double most = 0;
	size_t len = 0, missing = 0;

	for (size_t i = 1; i < c->n; i++) {
		most = fmax(most, c->rows[i].seen.dropped);
		if (is_there(c, i))
			continue;
		len += (size_t)snprintf(drops + len, sizeof(drops) - len,
					"%s%g", missing++ ? ", " : "",
					100 * c->rows[i].drop);
	}
	if (!missing)
		return MOMUS_OK;
	return momus_lines_say(
		file, err,
		"Cannot be measured: a drop of %s points. The answers of "
		"%llu problem%s, up to %llu to a version, let Pass@1 fall in "
		"steps of %.2f points, and by %.2f at most.",
		drops, (unsigned long long)s->problems,
		s->problems == 1 ? "" : "s", (unsigned long long)s->samples,
		100 / (double)(s->problems * s->samples), 100 * most);
}

static int write_answer(const struct momus_calibration *c, FILE *file,
			struct momus_error *err)
{
	const struct momus_calibrated *s = &c->rows[0].seen;
	uint64_t regressions = s->answers[MOMUS_ANSWER_REGRESSION];
	double n = (double)s->trials, low, high;

	momus_wilson(s->changes, s->trials, &low, &high);
	return momus_lines_say(
		file, err,
		"Versions that are alike were called different in %.2f %% of "
		"the trials (95 %% interval %.2f to %.2f; stated: at most %g "
		"%%), a regression in %.2f %% (%.2f to %.2f; at most %g %%): "
		"%s",
		100 * (double)s->changes / n, 100 * low, 100 * high,
		100 * c->in.alpha, 100 * (double)regressions / n,
		100 * c->rows[0].low, 100 * c->rows[0].high, 50 * c->in.alpha,
		low > c->in.alpha || c->rows[0].low > 0.5 * c->in.alpha
			? "more than stated."
			: "as stated.");
}

int momus_calibration_text(const struct momus_calibration *c, FILE *file,
			   struct momus_error *err)
{
	int rc = write_head(c, file, err);

	if (rc == MOMUS_OK)
		rc = write_rows(c, file, err);
	if (rc == MOMUS_OK)
		rc = write_limits(c, file, err);
	if (rc == MOMUS_OK)
		rc = write_answer(c, file, err);
	return rc < 0 ? rc
		      : momus_lines_say(
				file, err,
				"Drops, in points, are put in by making "
				"answers "
				"of one version wrong, all of a problem's at "
				"once; shares in percent, Wilson's intervals; "
				"formula: the normal approximation, of a drop "
				"of just that size on these problems. From the "
				"margin on \"no worse\" is an error, of at "
				"most the level.");
}
