/* judgments.c - figures of measure.h: what critiques say and whether it is so */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "reports/analysis.h"
#include "reports/categories.h"
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
	out[7] = d.balanced_accuracy;
	out[8] = d.kappa;
}

/* What critiques say of the problems of one category, or of all. */
struct slice {
	double *rows;		    /* owned, (N, MOMUS_ROW_JUDGMENTS) */
	size_t n;		    /* problems */
	struct momus_unsaid unsaid; /* sums */
	enum momus_figure_of of;
	int turn;
	struct momus_text category; /* empty: all */
};

static int count_judgments(const struct momus_confusion *c,
			   const struct slice *s, struct momus_figures *out,
			   struct momus_error *err)
{
	const struct momus_unsaid *u = &s->unsaid;
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
	for (int i = 0; rc == MOMUS_OK && i < 6; i++) {
		rc = momus_figures_count(out, kinds[i], s->of, s->turn,
					 values[i], (uint64_t)all, err);
		if (rc == MOMUS_OK)
			out->list[out->n - 1].category = s->category;
	}
	return rc;
}

static int measure_slice(const struct slice *s, uint64_t seed,
			 struct momus_figures *out, struct momus_error *err)
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
		{ MOMUS_FIGURE_BALANCED_ACCURACY, momus_unbounded, 0xf, 0 },
		{ MOMUS_FIGURE_KAPPA, momus_unbounded, 0xf, 0 },
	};
	char purpose[40];
	struct momus_analysis a = { { .rows = s->rows,
				      .n = s->n,
				      .k = MOMUS_ROW_JUDGMENTS,
				      .figures = judgment_figures,
				      .m = 9,
				      .seed = seed,
				      .purpose = purpose },
				    targets,
				    s->of,
				    s->turn,
				    s->category };
	int rc;

	for (size_t i = 0; i < s->n; i++) {
		c.passed_correct += s->rows[i * 4];
		c.passed_incorrect += s->rows[i * 4 + 1];
		c.failed_correct += s->rows[i * 4 + 2];
		c.failed_incorrect += s->rows[i * 4 + 3];
	}
	b = momus_discriminate_bounds(&c, &s->unsaid);
	targets[2].bounds = b.passed;
	targets[5].bounds = b.failed;
	targets[6].bounds = b.macro;
	snprintf(purpose, sizeof purpose, "report judgments %d %d", (int)s->of,
		 s->turn);
	rc = count_judgments(&c, s, out, err);
	return rc < 0 ? rc : momus_analyse(&a, out, err);
}

/* Adds what the critiques of turn T say of problem P as row I. */
static void add_turn(struct slice *s, size_t i, const struct momus_judged *j,
		     size_t p)
{
	const struct momus_unsaid *u = &j->unsaid[p];

	for (size_t c = 0; c < MOMUS_ROW_JUDGMENTS; c++)
		s->rows[i * MOMUS_ROW_JUDGMENTS + c] +=
			j->rows[p * MOMUS_ROW_JUDGMENTS + c];
	s->unsaid.passed += u->passed;
	s->unsaid.failed += u->failed;
	s->unsaid.correct += u->correct;
	s->unsaid.incorrect += u->incorrect;
	s->unsaid.neither += u->neither;
}

/* Of TURN, or of all turns together, in CATEGORY of RUN (NULL: all problems). */
static int measure_judgments(const struct momus_gathered *g,
			     const struct momus_run *run,
			     const struct momus_category *category, int which,
			     int turn, struct momus_figures *out,
			     struct momus_error *err)
{
	uint32_t from = turn == MOMUS_POOLED ? 1 : (uint32_t)turn;
	uint32_t to = turn == MOMUS_POOLED ? g->turns : from;
	struct slice s = { .of = MOMUS_OF_EACH + which, .turn = turn };
	int rc;

	s.rows =
		calloc(g->n_problems * MOMUS_ROW_JUDGMENTS + 1, sizeof *s.rows);
	if (!s.rows)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	if (category)
		s.category = category->name;
	for (size_t p = 0; p < g->n_problems; p++) {
		if (category && !momus_category_has(category, run, p))
			continue;
		for (uint32_t t = from; t <= to; t++)
			add_turn(&s, s.n, &g->turn[t].judged[which], p);
		s.n++;
	}
	rc = measure_slice(&s, momus_run_head(run)->seed, out, err);
	free(s.rows);
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

/* All turns together, category by category, if there are several and any judgment
 * is on a solution whose truth is known. */
static int measure_categories(const struct momus_gathered *g,
			      const struct momus_run *run, int which,
			      struct momus_figures *out,
			      struct momus_error *err)
{
	const struct momus_figure *all =
		momus_figures_find(out, MOMUS_FIGURE_MACRO_F1,
				   MOMUS_OF_EACH + which, MOMUS_POOLED, 0);
	struct momus_categories c;
	int rc;

	if (!all || !all->n)
		return MOMUS_OK;
	rc = momus_categories(&c, run, err);

	for (size_t i = 0; rc == MOMUS_OK && c.n > 1 && i < c.n; i++)
		rc = measure_judgments(g, run, &c.list[i], which, MOMUS_POOLED,
				       out, err);
	momus_categories_release(&c);
	return rc;
}

int momus_measure_judgments(const struct momus_run *run,
			    const struct momus_gathered *g,
			    struct momus_figures *out, struct momus_error *err)
{
	int rc = MOMUS_OK;

	if (!any_critique(g))
		return MOMUS_OK;
	for (uint32_t t = 1; rc == MOMUS_OK && t <= g->turns; t++)
		rc = count_critiques(&g->turn[t], (int)t, out, err);
	for (int which = 0; which < (g->votes > 1 ? 2 : 1); which++) {
		for (int t = 1; rc == MOMUS_OK && t <= (int)g->turns; t++)
			rc = measure_judgments(g, run, NULL, which, t, out,
					       err);
		if (rc == MOMUS_OK)
			rc = measure_judgments(g, run, NULL, which,
					       MOMUS_POOLED, out, err);
		if (rc == MOMUS_OK)
			rc = measure_categories(g, run, which, out, err);
	}
	return rc;
}
