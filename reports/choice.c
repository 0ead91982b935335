/* choice.c - figures of measure.h, and their table: choosing the best of k
 * solutions by the critic's votes
 *
 * The score of a solution is the share of its critiques that call it correct;
 * solutions without a verdict or a judgment are left out.
 */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "reports/analysis.h"
#include "reports/compose.h"
#include "reports/measure.h"
#include "stats/bestof.h"
#include "stats/passk.h"

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

enum { KS = 16, SORTS = 3 }; /* at most; by votes, by chance, by an oracle */

static const enum momus_figure_kind sorts[SORTS] = {
	MOMUS_FIGURE_BEST_OF_K, MOMUS_FIGURE_BEST_OF_K_CHANCE,
	MOMUS_FIGURE_BEST_OF_K_ORACLE
};

struct choice {
	const struct momus_gathered *g;
	uint32_t turn; /* of the solutions */
	uint32_t ks[KS];
	size_t n_k;
	/* (PROBLEMS, (1 + SORTS) N_K): problems with k, sums; owned */
	double *rows;
	double *scores, *right; /* owned: of one problem */
	uint64_t solutions;
};

static size_t list_ks(uint32_t n, uint32_t *out)
{
	static const uint32_t ks[] = { 1,  2,  3,  4,  5,   8,	 10, 16,
				       20, 32, 50, 64, 100, 200, 500 };
	size_t count = 0;

	for (size_t i = 0; i < COUNT(ks) && ks[i] < n; i++)
		out[count++] = ks[i];
	out[count++] = n;
	return count;
}

/* The share of the critiques of solution B of TURN that say correct; NAN: none
 * says anything. */
static double score(const struct momus_grid *grid, uint32_t turn, uint32_t b)
{
	uint32_t width = grid->n[turn + 1] / grid->n[turn];
	double said = 0, correct = 0;

	for (uint32_t i = b * width; i < (b + 1) * width; i++) {
		const struct momus_cell *c =
			momus_grid_critiques(grid, turn + 1, i);

		for (uint32_t v = 0; v < grid->votes; v++) {
			said += c[v].judgment == MOMUS_JUDGMENT_CORRECT ||
				c[v].judgment == MOMUS_JUDGMENT_INCORRECT;
			correct += c[v].judgment == MOMUS_JUDGMENT_CORRECT;
		}
	}
	return momus_ratio(correct, said);
}

static int add_problem(struct choice *c, const struct momus_grid *grid,
		       size_t problem, struct momus_error *err)
{
	double *row = c->rows + problem * (1 + SORTS) * c->n_k, sum = 0;
	size_t n = 0, ks = 0;
	int rc;

	for (uint32_t b = 0; b < grid->n[c->turn]; b++) {
		int8_t now = momus_grid_outcome(
			momus_grid_solution(grid, c->turn, b), c->g->strict);
		double s = score(grid, c->turn, b);

		if (now == MOMUS_UNKNOWN || isnan(s))
			continue;
		c->scores[n] = s;
		c->right[n++] = now == MOMUS_RIGHT;
		sum += now == MOMUS_RIGHT;
	}
	while (ks < c->n_k && c->ks[ks] <= n)
		ks++;
	c->solutions += n;
	rc = momus_best_of(c->scores, c->right, n, c->ks, ks, row + c->n_k,
			   err);
	for (size_t j = 0; j < ks; j++) {
		row[j] = 1;
		row[2 * c->n_k + j] = sum / (double)n;
		row[3 * c->n_k + j] = momus_passk(n, (uint64_t)sum, c->ks[j]);
	}
	return rc;
}

static void figures(const void *arg, const double *s, double *out)
{
	size_t n = *(const size_t *)arg;

	for (size_t i = 0; i < SORTS * n; i++)
		out[i] = momus_ratio(s[n + i], s[i % n]);
}

static int add_figures(const struct choice *c, uint64_t seed,
		       struct momus_figures *out, struct momus_error *err)
{
	struct momus_interval intervals[SORTS * KS];
	size_t k = (1 + SORTS) * c->n_k, n = c->g->n_problems;
	double sums[(1 + SORTS) * KS] = { 0 };
	char purpose[40];
	int rc;

	snprintf(purpose, sizeof purpose, "report best of %u", c->turn);
	for (size_t i = 0; i < n * k; i++)
		sums[i % k] += c->rows[i];
	rc = momus_bootstrap(&(struct momus_bootstrap){ .rows = c->rows,
							.n = n,
							.k = k,
							.figures = figures,
							.arg = &c->n_k,
							.m = SORTS * c->n_k,
							.seed = seed,
							.purpose = purpose,
							.bca = out->bca },
			     intervals, err);
	for (size_t i = 0; rc == MOMUS_OK && i < SORTS * c->n_k; i++) {
		struct momus_figure f = { .kind = sorts[i / c->n_k],
					  .turn = (int)c->turn,
					  .k = c->ks[i % c->n_k],
					  .error = NAN,
					  .least = NAN,
					  .most = NAN,
					  .n = c->solutions };

		f.problems = (uint64_t)sums[i % c->n_k];
		f.value = momus_ratio(sums[c->n_k + i], sums[i % c->n_k]);
		if (f.problems < 2)
			continue;
		momus_figure_resampled(&f, &intervals[i]);
		momus_figure_fall_back(&f);
		rc = momus_figures_add(out, &f, err);
	}
	return rc;
}

/* Of the solutions after TURN, which the next turn's critiques judge. */
static int measure(const struct momus_run *run, const struct momus_gathered *g,
		   uint32_t turn, struct momus_grid *grid,
		   struct momus_figures *out, struct momus_error *err)
{
	struct choice c = { .g = g, .turn = turn };
	size_t at = 0, n = grid->n[turn];
	int rc = MOMUS_OK;

	c.n_k = list_ks((uint32_t)n, c.ks);
	c.rows =
		calloc(g->n_problems * (1 + SORTS) * c.n_k + 1, sizeof *c.rows);
	c.scores = malloc((2 * n + 1) * sizeof *c.scores);
	if (!c.rows || !c.scores) {
		rc = momus_fail(err, MOMUS_ENOMEM, "out of memory");
		goto out;
	}
	c.right = c.scores + n;
	for (size_t p = 0; rc == MOMUS_OK && p < g->n_problems; p++) {
		momus_grid_fill(grid, run, p, &at);
		rc = add_problem(&c, grid, p, err);
	}
	if (rc == MOMUS_OK && c.solutions)
		rc = add_figures(&c, momus_run_head(run)->seed, out, err);
out:
	free(c.rows);
	free(c.scores);
	return rc;
}

int momus_measure_choice(const struct momus_run *run, const char *path,
			 const struct momus_gathered *g,
			 struct momus_figures *out, struct momus_error *err)
{
	struct momus_grid grid;
	int rc = momus_grid_init(&grid, run, path, err);

	if (rc < 0)
		return rc;
	/* Those that stopped are not judged again: the rest are no sample. */
	for (uint32_t t = 0;
	     rc == MOMUS_OK && t < g->turns && !g->turn[t].stopped; t++)
		if (grid.n[0] > 1 && !g->turn[t].branches)
			rc = measure(run, g, t, &grid, out, err);
	momus_grid_release(&grid);
	return rc;
}

static const struct momus_figure *find(const struct momus_report *r, size_t i,
				       int sort, int turn, uint32_t k)
{
	return momus_figures_find(&r->runs[i].figures, sorts[sort],
				  MOMUS_OF_NONE, turn, k);
}

static void choice_row(struct momus_report *r, size_t i, int turn, uint32_t k)
{
	const struct momus_figure *votes = find(r, i, 0, turn, k);
	const struct momus_figure *one = find(r, i, 1, turn, k);
	const struct momus_figure *oracle = find(r, i, 2, turn, k);
	double room = oracle->value - one->value;

	momus_compose_row(r, i);
	momus_document_cell(&r->document, "%d", turn);
	momus_document_cell(&r->document, "%u", k);
	momus_compose_percent(r, one->value);
	momus_compose_figure(r, votes);
	momus_compose_figure(r, oracle);
	momus_compose_percent(r, room > 0 ? (votes->value - one->value) / room
					  : NAN);
	momus_compose_count(r, (double)votes->problems);
}

void momus_compose_choice(struct momus_report *r)
{
	static const struct momus_column columns[] = {
		{ "turn", MOMUS_ALIGN_RIGHT },
		{ "k", MOMUS_ALIGN_RIGHT },
		{ "by chance", MOMUS_ALIGN_RIGHT },
		{ "by votes", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "oracle", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "of the way", MOMUS_ALIGN_RIGHT },
		{ "problems", MOMUS_ALIGN_RIGHT }
	};
	bool begun = false;

	for (size_t i = 0; i < r->n; i++)
		for (size_t j = 0; j < r->runs[i].figures.n; j++) {
			const struct momus_figure *f =
				&r->runs[i].figures.list[j];

			if (f->kind != MOMUS_FIGURE_BEST_OF_K || f->k < 2)
				continue;
			if (!begun)
				momus_compose_table(
					r, columns, COUNT(columns),
					"The best of k solutions after a turn, "
					"chosen by the share of their "
					"critiques that call them correct; in "
					"percent");
			begun = true;
			choice_row(r, i, f->turn, f->k);
		}
	if (begun)
		momus_document_add(
			&r->document, MOMUS_BLOCK_NOTE,
			"Means over all subsets of k solutions with a verdict "
			"and a judgment, ties broken by chance. The oracle "
			"finds a right one where there is any (Pass@k). Of "
			"the way: how much of the distance from chance to "
			"oracle the votes cover.");
}
