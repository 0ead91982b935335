/* calibration.c - figures of measure.h, and their tables: may the share of votes
 * that say correct be believed?
 *
 * One judgment is what the votes on one solution say before one revision of it;
 * it has no score where no vote says anything or the truth is not known.
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "reports/analysis.h"
#include "reports/compose.h"
#include "reports/measure.h"
#include "stats/calibration.h"

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

enum { SHARES = 10, RESAMPLES = 2000 };

struct votes {			   /* of one turn, or of all */
	struct momus_scored *list; /* owned */
	size_t n, room;
	uint64_t without; /* judgments that have no score */
};

static int add(struct votes *v, const struct momus_scored *s,
	       struct momus_error *err)
{
	size_t room = v->room ? 2 * v->room : 256;
	struct momus_scored *list;

	if (v->n == v->room) {
		list = realloc(v->list, room * sizeof *list);
		if (!list)
			return momus_fail(err, MOMUS_ENOMEM, "out of memory");
		v->list = list;
		v->room = room;
	}
	v->list[v->n++] = *s;
	return MOMUS_OK;
}

/* The votes C (VOTES) on a solution of truth NOW of PROBLEM. */
static int add_votes(struct votes *all, const struct momus_cell *c,
		     uint32_t votes, int8_t now, size_t problem,
		     struct momus_error *err)
{
	double said = 0, correct = 0;
	uint32_t asked = 0;

	for (uint32_t v = 0; v < votes; v++) {
		asked += c[v].state == MOMUS_GRID_JUDGED ||
			 c[v].state == MOMUS_GRID_FAILED ||
			 c[v].state == MOMUS_GRID_REFUSED;
		said += c[v].judgment == MOMUS_JUDGMENT_CORRECT ||
			c[v].judgment == MOMUS_JUDGMENT_INCORRECT;
		correct += c[v].judgment == MOMUS_JUDGMENT_CORRECT;
	}
	if (said > 0 && now != MOMUS_UNKNOWN)
		return add(all,
			   &(struct momus_scored){ correct / said,
						   now == MOMUS_RIGHT,
						   (uint32_t)problem },
			   err);
	all->without += asked > 0;
	return MOMUS_OK;
}

/* Of turns FROM to TO. */
static int gather(struct votes *out, const struct momus_run *run,
		  const struct momus_gathered *g, struct momus_grid *grid,
		  uint32_t from, uint32_t to, struct momus_error *err)
{
	size_t at = 0;
	int rc = MOMUS_OK;

	for (size_t p = 0; rc == MOMUS_OK && p < g->n_problems; p++) {
		momus_grid_fill(grid, run, p, &at);
		for (uint32_t t = from; t <= to; t++)
			for (uint32_t b = 0; rc == MOMUS_OK && b < grid->n[t];
			     b++)
				rc = add_votes(
					out, momus_grid_critiques(grid, t, b),
					grid->votes,
					momus_grid_outcome(
						momus_grid_parent(grid, t, b),
						g->strict),
					p, err);
	}
	return rc;
}

/* How many problems have a judgment with a score above FROM (below 0: any) up to
 * TO; judgments of a problem stand together. */
static uint64_t problems_in(const struct votes *v, double from, double to)
{
	uint64_t n = 0;
	int64_t last = -1;

	for (size_t i = 0; i < v->n; i++) {
		const struct momus_scored *s = &v->list[i];

		if (s->score <= from || s->score > to || s->problem == last)
			continue;
		last = s->problem;
		n++;
	}
	return n;
}

static int put(struct momus_figures *out, enum momus_figure_kind kind, int turn,
	       uint32_t k, double value, const struct momus_interval *i,
	       double n, uint64_t problems, struct momus_error *err)
{
	struct momus_figure f = { .kind = kind,
				  .turn = turn,
				  .k = k,
				  .value = value,
				  .low = NAN,
				  .high = NAN,
				  .error = NAN,
				  .least = NAN,
				  .most = NAN,
				  .n = (uint64_t)n,
				  .problems = problems };

	if (i) {
		momus_figure_resampled(&f, i);
		momus_figure_fall_back(&f);
	}
	return momus_figures_add(out, &f, err);
}

static int put_bins(struct momus_figures *out, const struct votes *v,
		    const struct momus_calibration *c, struct momus_error *err)
{
	int rc = MOMUS_OK;

	for (size_t b = 0; rc == MOMUS_OK && b < c->n_bins; b++) {
		const struct momus_bin *bin = &c->bins[b];
		uint64_t problems =
			problems_in(v, bin->from > 0 ? bin->from : -1, bin->to);
		uint32_t k = (uint32_t)b + 1;

		rc = put(out, MOMUS_FIGURE_BIN_VOTES, MOMUS_POOLED, k,
			 bin->score, NULL, bin->n, problems, err);
		if (rc == MOMUS_OK)
			rc = put(out, MOMUS_FIGURE_BIN_RIGHT, MOMUS_POOLED, k,
				 bin->right, &bin->clustered, bin->n, problems,
				 err);
	}
	return rc;
}

static int put_scores(struct momus_figures *out, const struct votes *v,
		      const struct momus_calibration *c, int turn,
		      struct momus_error *err)
{
	const struct {
		enum momus_figure_kind kind;
		double value;
		const struct momus_interval *interval;
	} scores[] = {
		{ MOMUS_FIGURE_BRIER, c->brier, &c->brier_interval },
		{ MOMUS_FIGURE_ECE, c->ece, &c->ece_interval },
		{ MOMUS_FIGURE_BRIER_RELIABILITY, c->reliability, NULL },
		{ MOMUS_FIGURE_BRIER_RESOLUTION, c->resolution, NULL },
		{ MOMUS_FIGURE_BRIER_UNCERTAINTY, c->uncertainty, NULL },
		{ MOMUS_FIGURE_BRIER_WITHIN, c->within, NULL },
		{ MOMUS_FIGURE_CALIBRATION_LARGEST, c->largest, NULL },
	};
	uint64_t problems = problems_in(v, -1, 1);
	int rc = momus_figures_count(out, MOMUS_FIGURE_VOTES_WITHOUT_SCORE,
				     MOMUS_OF_NONE, turn, (double)v->without,
				     v->n + v->without, err);

	for (size_t i = 0; rc == MOMUS_OK && i < COUNT(scores); i++)
		rc = put(out, scores[i].kind, turn, 0, scores[i].value,
			 scores[i].interval, c->n, problems, err);
	return rc;
}

/* Of TURN, or of all turns together. */
static int measure(const struct momus_run *run, const struct momus_gathered *g,
		   struct momus_grid *grid, int turn, struct momus_figures *out,
		   struct momus_error *err)
{
	const struct momus_calibration_design design = {
		.binning = MOMUS_BINS_EQUAL_WIDTH,
		/* So many that each share of few votes has one of its own. */
		.bins = g->votes <= SHARES ? g->votes + 1 : SHARES,
		.problems = g->n_problems,
		.seed = momus_run_head(run)->seed,
		.purpose = "report calibration",
		.resamples = RESAMPLES,
		.bca = out->bca,
	};
	struct votes v = { .list = NULL };
	struct momus_calibration c;
	int rc = gather(&v, run, g, grid,
			turn == MOMUS_POOLED ? 1 : (uint32_t)turn,
			turn == MOMUS_POOLED ? g->turns : (uint32_t)turn, err);

	if (rc == MOMUS_OK)
		rc = momus_calibration(v.list, v.n, &design, &c, err);
	if (rc == MOMUS_OK && v.n + v.without)
		rc = put_scores(out, &v, &c, turn, err);
	if (rc == MOMUS_OK && turn == MOMUS_POOLED)
		rc = put_bins(out, &v, &c, err);
	free(v.list);
	return rc;
}

int momus_measure_calibration(const struct momus_run *run, const char *path,
			      const struct momus_gathered *g,
			      struct momus_figures *out,
			      struct momus_error *err)
{
	struct momus_grid grid;
	int rc;

	if (g->votes < 2 || !g->turns)
		return MOMUS_OK;
	rc = momus_grid_init(&grid, run, path, err);
	if (rc < 0)
		return rc;
	for (int t = 1; rc == MOMUS_OK && t <= (int)g->turns; t++)
		rc = measure(run, g, &grid, t, out, err);
	if (rc == MOMUS_OK)
		rc = measure(run, g, &grid, MOMUS_POOLED, out, err);
	momus_grid_release(&grid);
	return rc;
}

static void score_cell(struct momus_report *r, const struct momus_figure *f)
{
	if (!f || isnan(f->value))
		momus_document_cell(&r->document, "–");
	else
		momus_document_cell(&r->document, "%.4f", f->value);
}

static void interval_cell(struct momus_report *r, const struct momus_figure *f)
{
	if (!f || isnan(f->low))
		momus_document_cell(&r->document, "%s", "");
	else
		momus_document_cell(&r->document, "[%.3f, %.3f]", f->low,
				    f->high);
}

static void score_row(struct momus_report *r, size_t i, int turn)
{
	static const enum momus_figure_kind kinds[] = {
		MOMUS_FIGURE_BRIER,
		MOMUS_FIGURE_ECE,
		MOMUS_FIGURE_CALIBRATION_LARGEST,
		MOMUS_FIGURE_BRIER_RELIABILITY,
		MOMUS_FIGURE_BRIER_RESOLUTION,
		MOMUS_FIGURE_BRIER_UNCERTAINTY,
		MOMUS_FIGURE_BRIER_WITHIN
	};
	const struct momus_figures *all = &r->runs[i].figures;
	const struct momus_figure *f = momus_figures_find(
		all, MOMUS_FIGURE_BRIER, MOMUS_OF_NONE, turn, 0);

	if (!f)
		return;
	momus_compose_row(r, i);
	momus_compose_turn(r, turn);
	for (size_t k = 0; k < COUNT(kinds); k++) {
		const struct momus_figure *x = momus_figures_find(
			all, kinds[k], MOMUS_OF_NONE, turn, 0);

		score_cell(r, x);
		if (k < 2)
			interval_cell(r, x);
	}
	momus_compose_count(r, (double)f->n);
	momus_compose_count(
		r, momus_figures_value(all, MOMUS_FIGURE_VOTES_WITHOUT_SCORE,
				       MOMUS_OF_NONE, turn));
}

static void bin_rows(struct momus_report *r, size_t i)
{
	const struct momus_figures *all = &r->runs[i].figures;

	for (uint32_t k = 1; k <= MOMUS_CALIBRATION_BINS; k++) {
		const struct momus_figure *votes =
			momus_figures_find(all, MOMUS_FIGURE_BIN_VOTES,
					   MOMUS_OF_NONE, MOMUS_POOLED, k);
		const struct momus_figure *right =
			momus_figures_find(all, MOMUS_FIGURE_BIN_RIGHT,
					   MOMUS_OF_NONE, MOMUS_POOLED, k);

		if (!votes || !right)
			break;
		momus_compose_row(r, i);
		momus_compose_percent(r, votes->value);
		momus_compose_figure(r, right);
		momus_compose_percent(r, right->value - votes->value);
		momus_compose_count(r, (double)right->n);
		momus_compose_count(r, (double)right->problems);
	}
}

static bool is_there(const struct momus_report *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (momus_figures_find(&r->runs[i].figures, MOMUS_FIGURE_BRIER,
				       MOMUS_OF_NONE, MOMUS_POOLED, 0))
			return true;
	return false;
}

void momus_compose_calibration(struct momus_report *r)
{
	static const struct momus_column scores[] = {
		{ "turn", MOMUS_ALIGN_RIGHT },
		{ "Brier", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "ECE", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "largest", MOMUS_ALIGN_RIGHT },
		{ "reliability", MOMUS_ALIGN_RIGHT },
		{ "resolution", MOMUS_ALIGN_RIGHT },
		{ "uncertainty", MOMUS_ALIGN_RIGHT },
		{ "within", MOMUS_ALIGN_RIGHT },
		{ "n", MOMUS_ALIGN_RIGHT },
		{ "no score", MOMUS_ALIGN_RIGHT }
	};
	static const struct momus_column bins[] = {
		{ "votes", MOMUS_ALIGN_RIGHT },
		{ "right", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "difference", MOMUS_ALIGN_RIGHT },
		{ "n", MOMUS_ALIGN_RIGHT },
		{ "problems", MOMUS_ALIGN_RIGHT }
	};

	if (!is_there(r))
		return;
	momus_document_add(&r->document, MOMUS_BLOCK_SECTION,
			   "Calibration of the votes");
	momus_compose_table(r, scores, COUNT(scores),
			    "Is the share of votes that say correct the chance "
			    "to be right? Brier = reliability − resolution + "
			    "uncertainty + within");
	momus_compose_turns(r, score_row);
	momus_compose_table(r, bins, COUNT(bins),
			    "How many are right, by the mean share of votes "
			    "that say so; all turns together, in percent");
	for (size_t i = 0; i < r->n; i++)
		bin_rows(r, i);
	momus_document_add(
		&r->document, MOMUS_BLOCK_NOTE,
		"Bins of equal width: one for each share of up to %d votes, "
		"else %d. ECE: the mean difference between votes and truth "
		"over bins, which small bins make larger; largest: that of "
		"the worst bin. Intervals are of %d resamples of whole "
		"problems. No score: no vote said anything, or the solution "
		"could not be judged.",
		SHARES, SHARES, RESAMPLES);
}
