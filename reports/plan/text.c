/* text.c - a plan for the terminal */
#include "config.h"

#include <math.h>
#include <string.h>

#include "momus/buffer.h"
#include "reports/plan/plan.h"
#include "reports/text/lines.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void percent(struct momus_document *d, double share)
{
	if (isnan(share))
		momus_document_cell(d, "-");
	else
		momus_document_cell(d, "%.2f", 100 * share);
}

static int write_answers(const struct momus_planning *p, FILE *file,
			 struct momus_error *err)
{
	const struct momus_answers *a = p->answers;
	unsigned long long n = a->next ? p->pair.problems : p->facts.problems;
	char other[32] = "";

	if (a->next && a->l != a->k)
		snprintf(other, sizeof(other), " and %zu", a->l);
	return momus_lines_say(
		file, err,
		"%s%s%s: Pass@1 after turn %d, n = %llu problem%s, %zu%s "
		"answer%s each",
		a->base_path, a->next ? " and " : "",
		a->next ? a->next_path : "", a->turn, n, n == 1 ? "" : "s",
		a->k, other, a->k == 1 && a->l <= 1 ? "" : "s");
}

/* Appends the interval of fact I, SCALE times, with DIGITS behind the point. */
static void say_interval(const struct momus_planning *p, int i, double scale,
			 int digits, struct momus_buffer *b)
{
	const struct momus_interval *x = &p->intervals[i];

	if (!isnan(x->low))
		momus_buffer_printf(b, " [%.*f, %.*f]", digits, scale * x->low,
				    digits, scale * x->high);
}

static void say_facts(const struct momus_planning *p, struct momus_buffer *b)
{
	momus_buffer_printf(b, "Pass@1 %.2f %%", 100 * p->pass);
	say_interval(p, MOMUS_FACTS_PASS, 100, 1, b);
	if (!isnan(p->correlation)) {
		momus_buffer_printf(b,
				    "; two answers to one problem: correlation "
				    "%.3f",
				    p->correlation);
		say_interval(p, MOMUS_FACTS_CORRELATION, 1, 3, b);
	}
	if (!isnan(p->across)) {
		momus_buffer_printf(b, ", by two versions %.3f", p->across);
		say_interval(p, MOMUS_FACTS_ACROSS, 1, 3, b);
	}
	if (p->answers && p->answers->next) {
		momus_buffer_printf(b, ", and these differ in %.2f",
				    100 * p->pair.discordance);
		say_interval(p, MOMUS_FACTS_DISCORDANCE, 100, 1, b);
		momus_buffer_puts(b, " of 100 problems");
	} else if (!isnan(p->correlation)) {
		momus_buffer_printf(
			b, ", and these differ in %.2f of 100 problems",
			200 * p->pass * (1 - p->pass) * (1 - p->across));
	}
	for (int i = 0; i < MOMUS_FACTS_INTERVALS; i++)
		if (!isnan(p->intervals[i].low)) {
			momus_buffer_printf(
				b,
				". Brackets: 95 %% intervals, bootstrap over "
				"problems, %u resamples, seed %llu",
				MOMUS_BOOTSTRAP_RESAMPLES,
				(unsigned long long)p->request.seed);
			break;
		}
}

static int write_facts(const struct momus_planning *p, FILE *file,
		       struct momus_error *err)
{
	struct momus_buffer b;
	int rc = p->answers ? write_answers(p, file, err) : MOMUS_OK;

	momus_buffer_init(&b, 4096);
	say_facts(p, &b);
	if (rc == MOMUS_OK)
		rc = momus_buffer_check(&b, "a sentence", err);
	if (rc == MOMUS_OK)
		rc = momus_lines_say(file, err, "%.*s",
				     (int)momus_buffer_text(&b).len,
				     momus_buffer_text(&b).ptr);
	momus_buffer_release(&b);
	if (rc == MOMUS_OK)
		rc = momus_lines_say(
			file, err,
			"A problem's difference varies by %.4g / samples "
			"within, %.4g between problems",
			p->plan.within, p->plan.between);
	return rc;
}

/* A table of N columns, whose titles are made; an error is told by
 * momus_lines_document(). */
static int begin(struct momus_document *d, const char *const *titles, size_t n,
		 const char *caption, struct momus_error *err)
{
	struct momus_column columns[8];
	int rc = momus_document_init(d, err);

	if (rc < 0)
		return rc;
	for (size_t i = 0; i < n; i++) {
		struct momus_text t =
			momus_arena_copy(d->arena, momus_text_of(titles[i]));

		d->failed |= !t.ptr;
		columns[i] = (struct momus_column){ t.ptr ? t.ptr : "",
						    MOMUS_ALIGN_RIGHT };
	}
	momus_document_table(d, columns, n, caption);
	return MOMUS_OK;
}

static int write_seen(const struct momus_planning *p, FILE *file,
		      struct momus_error *err)
{
	const struct momus_plan_request *r = &p->request;
	char drop[32], margin[40], caption[80];
	const char *titles[] = { "samples", "drop seen from", drop,
				 "ruled out from", margin };
	struct momus_document d;
	int rc;

	if (!p->problems)
		return MOMUS_OK;
	snprintf(drop, sizeof(drop), "power for %.2f", 100 * r->drop);
	snprintf(margin, sizeof(margin), "power to rule out %.2f",
		 100 * r->margin);
	snprintf(caption, sizeof(caption),
		 "With %llu problem%s, in points and percent",
		 (unsigned long long)p->problems, p->problems == 1 ? "" : "s");
	rc = begin(&d, titles, COUNT(titles), caption, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < p->n_rows; i++) {
		const struct momus_plan_row *row = &p->rows[i];

		momus_document_cell(&d, "%llu",
				    (unsigned long long)row->samples);
		percent(&d, row->drop_seen);
		percent(&d, row->drop_power);
		percent(&d, row->margin_out);
		percent(&d, row->margin_power);
	}
	return momus_lines_document(file, &d, err);
}

static void count(struct momus_document *d, uint64_t problems, uint64_t samples)
{
	momus_document_cell(d, "%llu", (unsigned long long)problems);
	momus_document_cell(d, "%.0f", (double)problems * (double)samples);
}

static int write_needed(const struct momus_planning *p, FILE *file,
			struct momus_error *err)
{
	const struct momus_plan_request *r = &p->request;
	char drop[32], margin[32], same[40];
	const char *titles[] = { "samples", drop, "answers", margin,
				 "answers", same, "answers" };
	struct momus_document d;
	int rc;

	snprintf(drop, sizeof(drop), "to see %.2f", 100 * r->drop);
	snprintf(margin, sizeof(margin), "to rule out %.2f", 100 * r->margin);
	snprintf(same, sizeof(same), "same within ±%.2f", 100 * r->margin);
	rc = begin(&d, titles, COUNT(titles),
		   "Problems, and answers by each version, that it takes to "
		   "see a drop, to rule one out, and to call both the same",
		   err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < p->n_rows; i++) {
		const struct momus_plan_row *row = &p->rows[i];

		momus_document_cell(&d, "%llu",
				    (unsigned long long)row->samples);
		count(&d, row->for_drop, row->samples);
		count(&d, row->for_margin, row->samples);
		count(&d, row->for_same, row->samples);
	}
	return momus_lines_document(file, &d, err);
}

static int write_looks(const struct momus_planning *p, FILE *file,
		       struct momus_error *err)
{
	static const char *const titles[] = { "look",	  "problems",
					      "|z| from", "p down from",
					      "spent",	  "no worse: p" };
	const struct momus_looks *l = &p->looks.change;
	struct momus_document d;
	int rc;

	if (!p->request.n_looks)
		return MOMUS_OK;
	rc = begin(&d, titles, COUNT(titles),
		   "Planned looks (O'Brien-Fleming form of Lan and DeMets)",
		   err);
	if (rc < 0)
		return rc;
	for (size_t k = 0; k < l->n; k++) {
		momus_document_cell(&d, "%zu", k + 1);
		momus_document_cell(&d, "%.1f%%", 100 * l->at[k]);
		momus_document_cell(&d, "%.4f", l->z[k]);
		momus_document_cell(&d, "%.3g", l->level[k]);
		momus_document_cell(&d, "%.3g", l->spent[k]);
		momus_document_cell(&d, "%.3g", p->looks.no_worse.level[k]);
	}
	rc = momus_lines_document(file, &d, err);
	return rc < 0 ? rc
		      : momus_lines_say(
				file, err,
				"On average the gate stops at %.1f %% of the "
				"problems where nothing changed, and at %.1f "
				"%% with a drop that it sees with power %g (by "
				"the test of a change alone).",
				100 * p->share_same, 100 * p->share_drop,
				p->request.power);
}

static int write_method(const struct momus_planning *p, FILE *file,
			struct momus_error *err)
{
	const struct momus_plan_request *r = &p->request;
	int rc;

	putc('\n', file);
	rc = momus_lines_say(
		file, err,
		"Formula: the mean difference over its standard error drifts "
		"by drop sqrt(n) / sd, sd^2 = within / samples + max(between, "
		"drop - drop^2). Level %g and power %g need a drift of %.3f to "
		"see a change (two-sided), %.3f to rule a margin out where "
		"nothing changed (one-sided), %.3f for the same on both sides "
		"(TOST).",
		r->alpha, r->power, p->drift_change, p->drift_margin,
		p->drift_same);
	if (rc == MOMUS_OK)
		rc = momus_lines_say(
			file, err,
			"Assumed: problems are drawn at random from those that "
			"count; the normal approximation; both versions answer "
			"each problem equally often.");
	for (size_t i = 0; rc == MOMUS_OK && i < p->n_notes; i++)
		rc = momus_lines_say(file, err, "%s", p->notes[i]);
	return rc;
}

int momus_plan_text(const struct momus_planning *p, FILE *file,
		    struct momus_error *err)
{
	int rc = write_facts(p, file, err);

	if (rc == MOMUS_OK)
		rc = write_seen(p, file, err);
	if (rc == MOMUS_OK)
		rc = write_needed(p, file, err);
	if (rc == MOMUS_OK)
		rc = write_looks(p, file, err);
	return rc < 0 ? rc : write_method(p, file, err);
}
