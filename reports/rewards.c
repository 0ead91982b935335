/* rewards.c - what revisions earned: figures and their tables
 *
 * Mean and interval are over the revisions that have a value; those without one
 * are counted by why, and are in no mean.
 */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/analysis.h"
#include "reports/compose.h"
#include "reports/measure.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { VALUED, SUM, COLUMNS };
enum {
	REASONS = 8, /* told apart; servers may give very many */
	OTHERS = REASONS,
	NOT_YET,
	ALL_REASONS
};

struct reasons {
	struct momus_text text[ALL_REASONS];
	uint64_t n[ALL_REASONS];
	size_t used;
};

/* Whether reward W of RUN is of TURN; MOMUS_POOLED: of any. */
static bool is_of(const struct momus_run *run, const struct momus_run_reward *w,
		  uint8_t which, int turn)
{
	return w->reward == which &&
	       (turn == MOMUS_POOLED ||
		momus_run_nodes(run)[w->node].turn == turn);
}

static void add_reason(struct reasons *r, struct momus_text text)
{
	size_t i = 0;

	while (i < r->used && !momus_text_equal(r->text[i], text))
		i++;
	if (i == OTHERS)
		text = MOMUS_TEXT("other reasons");
	else if (i == r->used)
		r->used++;
	r->text[i] = text;
	r->n[i]++;
}

/* Fills ROWS (problems, COLUMNS) and REASONS; returns how many revisions of
 * that turn the reward was computed for. */
static uint64_t gather(const struct momus_run *run, uint8_t which, int turn,
		       double *rows, struct reasons *reasons)
{
	size_t n = momus_run_n_problems(run);
	uint64_t all = 0;

	memset(rows, 0, n * COLUMNS * sizeof *rows);
	for (size_t i = 0; i < momus_run_n_rewards(run); i++) {
		const struct momus_run_reward *w = &momus_run_rewards(run)[i];
		double *row =
			rows +
			COLUMNS * (size_t)momus_run_nodes(run)[w->node].problem;

		if (!is_of(run, w, which, turn))
			continue;
		all++;
		if (isnan(w->value)) {
			add_reason(reasons, w->reason);
			continue;
		}
		row[VALUED]++;
		row[SUM] += w->value;
	}
	return all;
}

static uint64_t count_revisions(const struct momus_run *run, int turn)
{
	const struct momus_node *nodes = momus_run_nodes(run);
	uint64_t n = 0;

	for (size_t i = 0; i < momus_run_n_nodes(run); i++)
		n += nodes[i].kind == MOMUS_NODE_REVISION &&
		     nodes[i].state == MOMUS_NODE_DONE &&
		     (turn == MOMUS_POOLED || nodes[i].turn == turn);
	return n;
}

static void mean(const void *arg, const double *s, double *out)
{
	(void)arg;
	out[0] = momus_ratio(s[SUM], s[VALUED]);
}

static int add_missing(const struct reasons *r, struct momus_text name,
		       int turn, uint64_t all, struct momus_figures *out,
		       struct momus_error *err)
{
	struct momus_figure f = { .kind = MOMUS_FIGURE_REWARD_MISSING,
				  .turn = turn,
				  .reward = name,
				  .low = NAN,
				  .high = NAN,
				  .error = NAN,
				  .least = NAN,
				  .most = NAN,
				  .n = all };
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < ALL_REASONS; i++) {
		if (!r->n[i])
			continue;
		f.value = (double)r->n[i];
		f.reason = r->text[i];
		rc = momus_figures_add(out, &f, err);
	}
	return rc;
}

static int measure(const struct momus_run *run, uint8_t which, int turn,
		   double *rows, struct momus_figures *out,
		   struct momus_error *err)
{
	static const struct momus_target target = {
		MOMUS_FIGURE_REWARD, { NAN, NAN }, 1u << VALUED, 1u << SUM
	};
	const struct momus_store_head *head = momus_run_head(run);
	struct momus_text name = momus_reward_name(head->rewards, which);
	struct reasons reasons = { .used = 0 };
	uint64_t all = count_revisions(run, turn);
	char purpose[48];
	const struct momus_analysis a = { { .rows = rows,
					    .n = momus_run_n_problems(run),
					    .k = COLUMNS,
					    .figures = mean,
					    .m = 1,
					    .seed = head->seed,
					    .purpose = purpose },
					  &target,
					  MOMUS_OF_NONE,
					  turn,
					  MOMUS_TEXT(""),
					  name };
	uint64_t there;
	int rc;

	if (!all)
		return MOMUS_OK;
	there = gather(run, which, turn, rows, &reasons);
	reasons.text[NOT_YET] = MOMUS_TEXT("not computed yet");
	reasons.n[NOT_YET] = all - there;
	snprintf(purpose, sizeof purpose, "report reward %u turn %d", which,
		 turn);
	rc = momus_analyse(&a, out, err);
	return rc < 0 ? rc : add_missing(&reasons, name, turn, all, out, err);
}

int momus_measure_rewards(const struct momus_run *run,
			  struct momus_figures *out, struct momus_error *err)
{
	const struct momus_store_head *head = momus_run_head(run);
	size_t n = momus_run_n_problems(run);
	double *rows = malloc((n + 1) * COLUMNS * sizeof *rows);
	int rc = rows ? MOMUS_OK
		      : momus_fail(err, MOMUS_ENOMEM, "out of memory");

	for (uint8_t i = 0; momus_reward_name(head->rewards, i).len; i++) {
		for (int t = 1; rc == MOMUS_OK && t <= (int)head->turns; t++)
			rc = measure(run, i, t, rows, out, err);
		if (rc == MOMUS_OK && head->turns > 1)
			rc = measure(run, i, MOMUS_POOLED, rows, out, err);
	}
	free(rows);
	return rc;
}

static bool has(const struct momus_report *r, enum momus_figure_kind kind)
{
	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < r->runs[i].figures.n; k++)
			if (r->runs[i].figures.list[k].kind == kind)
				return true;
	return false;
}

static void begin_row(struct momus_report *r, size_t i,
		      const struct momus_figure *f)
{
	momus_compose_row(r, i);
	momus_document_text(&r->document, f->reward);
	momus_compose_turn(r, f->turn);
}

static void value_row(struct momus_report *r, size_t i,
		      const struct momus_figure *f)
{
	begin_row(r, i, f);
	if (isnan(f->value))
		momus_document_cell(&r->document, "–");
	else
		momus_document_cell(&r->document, "%.4f", f->value);
	if (isnan(f->low))
		momus_document_cell(&r->document, "%s", "");
	else
		momus_document_cell(&r->document, "[%.4f, %.4f]", f->low,
				    f->high);
	momus_compose_count(r, (double)f->n);
	momus_compose_count(r, (double)f->problems);
}

static void missing_row(struct momus_report *r, size_t i,
			const struct momus_figure *f)
{
	begin_row(r, i, f);
	momus_document_text(&r->document, f->reason);
	momus_compose_count(r, f->value);
	momus_compose_count(r, (double)f->n);
}

static void each(struct momus_report *r, enum momus_figure_kind kind,
		 void (*row)(struct momus_report *, size_t,
			     const struct momus_figure *))
{
	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < r->runs[i].figures.n; k++)
			if (r->runs[i].figures.list[k].kind == kind)
				row(r, i, &r->runs[i].figures.list[k]);
}

void momus_compose_rewards(struct momus_report *r)
{
	static const struct momus_column values[] = {
		{ "reward", MOMUS_ALIGN_LEFT },
		{ "turn", MOMUS_ALIGN_RIGHT },
		{ "mean", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "n", MOMUS_ALIGN_RIGHT },
		{ "problems", MOMUS_ALIGN_RIGHT }
	};
	static const struct momus_column missing[] = {
		{ "reward", MOMUS_ALIGN_LEFT },
		{ "turn", MOMUS_ALIGN_RIGHT },
		{ "no value: why", MOMUS_ALIGN_LEFT },
		{ "revisions", MOMUS_ALIGN_RIGHT },
		{ "of", MOMUS_ALIGN_RIGHT }
	};

	if (!has(r, MOMUS_FIGURE_REWARD))
		return;
	momus_document_add(&r->document, MOMUS_BLOCK_SECTION, "Rewards");
	momus_compose_table(r, values, COUNT(values),
			    "Mean over the revisions that have a value, n");
	each(r, MOMUS_FIGURE_REWARD, value_row);
	if (!has(r, MOMUS_FIGURE_REWARD_MISSING))
		return;
	momus_compose_table(r, missing, COUNT(missing),
			    "Revisions without a value; they are in no mean");
	each(r, MOMUS_FIGURE_REWARD_MISSING, missing_row);
}

void momus_compose_noise(struct momus_report *r, size_t i)
{
	const struct momus_run *run = r->runs[i].run;
	const struct momus_store_head *head = momus_run_head(run);
	const struct momus_node *nodes = momus_run_nodes(run);
	uint64_t judged = 0, other = 0, tests = 0, hidden = 0;
	char letter[8];

	if (!head->noise || !*head->noise)
		return;
	for (size_t k = 0; k < momus_run_n_nodes(run); k++) {
		const struct momus_node *n = &nodes[k];

		if (n->kind == MOMUS_NODE_CRITIQUE || n->parity.passed < 0)
			continue;
		judged++;
		other += n->shown_passed != n->parity.passed;
		tests += n->n_tests;
		hidden += n->tests_hidden;
	}
	momus_document_add(
		&r->document, MOMUS_BLOCK_WARNING,
		"%s%sFeedback and rewards were shown verdicts with noise (%s): "
		"%llu of %llu not as they are, and without %llu of %llu tests. "
		"Every other figure is of the true verdicts.",
		r->n > 1 ? momus_report_letter(i, letter) : "",
		r->n > 1 ? ": " : "", head->noise, (unsigned long long)other,
		(unsigned long long)judged, (unsigned long long)hidden,
		(unsigned long long)tests);
}
