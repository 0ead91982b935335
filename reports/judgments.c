/* judgments.c - figures of measure.h: what critiques say and whether it is so */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "reports/analysis.h"
#include "reports/measure.h"

static void judgment_figures(const void *arg, const double *s, double *out)
{
	const struct momus_confusion c = { s[0], s[1], s[2], s[3] };
	struct momus_discrimination d = momus_discriminate(&c);

	(void)arg;
	out[0] = d.passed.precision;
	out[1] = d.passed.recall;
	out[2] = d.passed.f1;
	out[3] = d.failed.precision;
	out[4] = d.failed.recall;
	out[5] = d.failed.f1;
	out[6] = d.macro_f1;
}

static int count_judgments(const struct momus_confusion *c,
			   const struct momus_unsaid *u,
			   enum momus_figure_of of, int turn,
			   struct momus_figures *out, struct momus_error *err)
{
	double values[] = { c->passed_correct,
			    c->passed_incorrect,
			    c->failed_correct,
			    c->failed_incorrect,
			    u->passed + u->failed + u->neither,
			    u->correct + u->incorrect };
	static const enum momus_figure_kind kinds[] = {
		MOMUS_FIGURE_PASSED_CORRECT, MOMUS_FIGURE_PASSED_INCORRECT,
		MOMUS_FIGURE_FAILED_CORRECT, MOMUS_FIGURE_FAILED_INCORRECT,
		MOMUS_FIGURE_UNSAID,	     MOMUS_FIGURE_TRUTH_UNKNOWN
	};
	double all = 0.0;
	int rc = MOMUS_OK;

	for (int i = 0; i < 6; i++)
		all += values[i];
	for (int i = 0; rc == MOMUS_OK && i < 6; i++)
		rc = momus_figures_count(out, kinds[i], of, turn, values[i],
					 (uint64_t)all, err);
	return rc;
}

static int measure_judgments(const double *rows, const struct momus_unsaid *u,
			     size_t n, enum momus_figure_of of, int turn,
			     uint64_t seed, struct momus_figures *out,
			     struct momus_error *err)
{
	struct momus_confusion c = { 0.0, 0.0, 0.0, 0.0 };
	struct momus_f1_bounds b;
	struct momus_target targets[] = {
		{ MOMUS_FIGURE_PASSED_PRECISION, momus_unbounded, 0x5, 0x1 },
		{ MOMUS_FIGURE_PASSED_RECALL, momus_unbounded, 0x3, 0x1 },
		{ MOMUS_FIGURE_PASSED_F1, momus_unbounded, 0xf, 0 },
		{ MOMUS_FIGURE_FAILED_PRECISION, momus_unbounded, 0xa, 0x8 },
		{ MOMUS_FIGURE_FAILED_RECALL, momus_unbounded, 0xc, 0x8 },
		{ MOMUS_FIGURE_FAILED_F1, momus_unbounded, 0xf, 0 },
		{ MOMUS_FIGURE_MACRO_F1, momus_unbounded, 0xf, 0 },
	};
	char purpose[40];
	struct momus_analysis a = { { .rows = rows,
				      .n = n,
				      .k = MOMUS_ROW_JUDGMENTS,
				      .figures = judgment_figures,
				      .m = 7,
				      .seed = seed,
				      .purpose = purpose },
				    targets,
				    of,
				    turn };
	int rc;

	for (size_t i = 0; i < n; i++) {
		c.passed_correct += rows[i * 4];
		c.passed_incorrect += rows[i * 4 + 1];
		c.failed_correct += rows[i * 4 + 2];
		c.failed_incorrect += rows[i * 4 + 3];
	}
	b = momus_discriminate_bounds(&c, u);
	targets[2].bounds = b.passed;
	targets[5].bounds = b.failed;
	targets[6].bounds = b.macro;
	snprintf(purpose, sizeof purpose, "report judgments %d %d", (int)of,
		 turn);
	rc = count_judgments(&c, u, of, turn, out, err);
	return rc < 0 ? rc : momus_analyse(&a, out, err);
}

/* Rows and missing judgments of all turns together. */
static int measure_pooled(const struct momus_gathered *g, int which,
			  uint64_t seed, struct momus_figures *out,
			  struct momus_error *err)
{
	size_t n = g->n_problems * MOMUS_ROW_JUDGMENTS;
	double *rows = calloc(n + 1, sizeof *rows);
	struct momus_unsaid u = { 0.0, 0.0, 0.0, 0.0, 0.0 };
	const struct momus_judged *j;
	int rc;

	if (!rows)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (uint32_t t = 1; t <= g->turns; t++) {
		j = &g->turn[t].judged[which];
		for (size_t i = 0; i < n; i++)
			rows[i] += j->rows[i];
		u.passed += j->unsaid.passed;
		u.failed += j->unsaid.failed;
		u.correct += j->unsaid.correct;
		u.incorrect += j->unsaid.incorrect;
		u.neither += j->unsaid.neither;
	}
	rc = measure_judgments(rows, &u, g->n_problems, MOMUS_OF_EACH + which,
			       MOMUS_POOLED, seed, out, err);
	free(rows);
	return rc;
}

static int count_critiques(const struct momus_turn *t, int turn,
			   struct momus_figures *out, struct momus_error *err)
{
	const struct {
		enum momus_figure_kind kind;
		uint64_t n;
	} counts[] = {
		{ MOMUS_FIGURE_UNPARSED, t->unparsed },
		{ MOMUS_FIGURE_CRITIQUES_FAILED,
		  t->critiques[MOMUS_GRID_FAILED] },
		{ MOMUS_FIGURE_CRITIQUES_REFUSED,
		  t->critiques[MOMUS_GRID_REFUSED] },
		{ MOMUS_FIGURE_CRITIQUES_DEPENDS,
		  t->critiques[MOMUS_GRID_DEPENDS] },
		{ MOMUS_FIGURE_CRITIQUES_ABSENT,
		  t->critiques[MOMUS_GRID_ABSENT] },
		{ MOMUS_FIGURE_CRITIQUES_CUT, t->critiques_cut },
	};
	uint64_t all = 0;
	int rc = MOMUS_OK;

	for (int s = 0; s < MOMUS_GRID_STATES; s++)
		all += t->critiques[s];
	for (int i = 0; rc == MOMUS_OK && i < 6; i++)
		rc = momus_figures_count(out, counts[i].kind, MOMUS_OF_NONE,
					 turn, (double)counts[i].n, all, err);
	return rc;
}

static bool any_critique(const struct momus_gathered *g)
{
	for (uint32_t t = 1; t <= g->turns; t++)
		for (int s = MOMUS_GRID_FAILED; s <= MOMUS_GRID_JUDGED; s++)
			if (g->turn[t].critiques[s])
				return true;
	return false;
}

int momus_measure_judgments(const struct momus_gathered *g, uint64_t seed,
			    struct momus_figures *out, struct momus_error *err)
{
	const struct momus_judged *j;
	int rc = MOMUS_OK;

	if (!any_critique(g))
		return MOMUS_OK;
	for (uint32_t t = 1; rc == MOMUS_OK && t <= g->turns; t++)
		rc = count_critiques(&g->turn[t], (int)t, out, err);
	for (int which = 0; which < (g->votes > 1 ? 2 : 1); which++) {
		for (uint32_t t = 1; rc == MOMUS_OK && t <= g->turns; t++) {
			j = &g->turn[t].judged[which];
			rc = measure_judgments(
				j->rows, &j->unsaid, g->n_problems,
				MOMUS_OF_EACH + which, (int)t, seed, out, err);
		}
		if (rc == MOMUS_OK)
			rc = measure_pooled(g, which, seed, out, err);
	}
	return rc;
}
