/* spread.c - figures of measure.h: which level of the tree the variance comes from
 *
 * Levels are problems and each turn that fans out; turns of one branch belong to
 * the level above them.  A critique and its revision are drawn together, one
 * revision a critique, and are one level.
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "reports/analysis.h"
#include "reports/measure.h"
#include "reports/spread.h"
#include "stats/allocation.h"

enum { MOST = MOMUS_COMPONENTS_LEVELS };

static bool has_critiques(const struct momus_gathered *g, uint32_t turn)
{
	for (int s = MOMUS_GRID_FAILED; s <= MOMUS_GRID_JUDGED; s++)
		if (g->turn[turn].critiques[s])
			return true;
	return false;
}

void momus_tree_levels(struct momus_tree_levels *l,
		       const struct momus_gathered *g,
		       const struct momus_grid *grid)
{
	uint32_t before = 1;

	*l = (struct momus_tree_levels){ .n = 1, .turn = { MOMUS_POOLED } };
	l->width[0] = (double)g->n_problems;
	for (uint32_t t = 0; t <= g->turns; t++) {
		double width = (double)grid->n[t] / before;

		before = grid->n[t];
		if (width > 1 && l->n < MOST) {
			l->turn[l->n] = (int)t;
			l->width[l->n++] = width;
		} else if (width > 1) { /* too many: with the last */
			l->width[l->n - 1] *= width;
		}
		l->cost[l->n - 1] += t == 0		   ? 1
				     : has_critiques(g, t) ? 1 + g->votes
							   : 1;
	}
}

/* Leaves of the problem in GRID that were judged, and their ancestors. */
static size_t find_leaves(const struct momus_grid *grid,
			  const struct momus_tree_levels *l, bool strict,
			  double *y, uint32_t *parents)
{
	size_t n = 0;

	for (uint32_t leaf = 0; leaf < momus_grid_leaves(grid); leaf++) {
		int8_t now = momus_grid_outcome(
			momus_grid_solution(grid, grid->turns, leaf), strict);

		if (now == MOMUS_UNKNOWN)
			continue;
		for (size_t i = 1; i + 1 < l->n; i++)
			parents[n * (l->n - 2) + i - 1] = momus_grid_branch(
				grid, (uint32_t)l->turn[i], leaf);
		y[n++] = now == MOMUS_RIGHT;
	}
	return n;
}

static void figures(const void *arg, const double *s, double *out)
{
	size_t levels = *(const size_t *)arg;
	struct momus_components c = momus_components(s, levels);

	for (size_t i = 0; i < levels; i++)
		out[i] = c.variance[i];
}

static int add(enum momus_figure_kind kind, int turn, double value,
	       struct momus_figures *out, struct momus_error *err)
{
	return momus_figures_count(out, kind, MOMUS_OF_NONE, turn, value, 0,
				   err);
}

/* What the budget buys: one node more of a level, and the best split. */
static int plan(const struct momus_tree_levels *l, const double *variance,
		struct momus_figures *out, struct momus_error *err)
{
	struct momus_allocation_design d = { .levels = l->n,
					     .variance = variance,
					     .cost = l->cost,
					     .problems = l->width[0] };
	struct momus_allocation best;
	double widths[MOST], nodes = 1, now;
	int rc;

	for (size_t i = 0; i < l->n; i++) {
		widths[i] = l->width[i];
		nodes *= widths[i];
		d.budget += nodes * l->cost[i];
	}
	now = momus_components_of_mean(variance, widths, l->n);
	rc = add(MOMUS_FIGURE_TREE_ERROR, MOMUS_POOLED, sqrt(now), out, err);
	if (rc == MOMUS_OK)
		rc = add(MOMUS_FIGURE_TREE_REQUESTS, MOMUS_POOLED, d.budget,
			 out, err);
	for (size_t i = 1; rc == MOMUS_OK && i < l->n; i++) {
		widths[i]++;
		rc = add(MOMUS_FIGURE_ONE_MORE_ERROR, l->turn[i],
			 sqrt(momus_components_of_mean(variance, widths, l->n)),
			 out, err);
		widths[i]--;
	}
	best = momus_allocate(&d);
	for (size_t i = 1; rc == MOMUS_OK && i < l->n; i++)
		rc = add(MOMUS_FIGURE_BEST_WIDTH, l->turn[i], best.widths[i],
			 out, err);
	if (rc == MOMUS_OK)
		rc = add(MOMUS_FIGURE_BEST_ERROR, MOMUS_POOLED,
			 sqrt(best.variance), out, err);
	d.problems = 0;
	best = momus_allocate(&d);
	if (rc == MOMUS_OK)
		rc = add(MOMUS_FIGURE_BEST_PROBLEMS, MOMUS_POOLED,
			 best.widths[0], out, err);
	return rc < 0 ? rc
		      : add(MOMUS_FIGURE_BEST_PROBLEMS_ERROR, MOMUS_POOLED,
			    sqrt(best.variance), out, err);
}

static int measure(const struct momus_tree_levels *l, const double *rows,
		   size_t n, uint64_t seed, struct momus_figures *out,
		   struct momus_error *err)
{
	size_t k = momus_components_columns(l->n), first = out->n;
	double sums[MOMUS_COMPONENTS_COLUMNS] = { 0 };
	struct momus_target targets[MOST];
	const struct momus_analysis a = { { .rows = rows,
					    .n = n,
					    .k = k,
					    .figures = figures,
					    .arg = &l->n,
					    .m = l->n,
					    .seed = seed,
					    .purpose = "report variance" },
					  targets,
					  MOMUS_OF_NONE,
					  MOMUS_POOLED };
	struct momus_components c;
	bool known = true;
	int rc;

	for (size_t i = 0; i < l->n; i++)
		targets[i] =
			(struct momus_target){ MOMUS_FIGURE_VARIANCE,
					       momus_unbounded, 1u << 0, 0, 0 };
	for (size_t i = 0; i < n * k; i++)
		sums[i % k] += rows[i];
	c = momus_components(sums, l->n);
	rc = momus_analyse(&a, out, err);
	for (size_t i = 0; rc == MOMUS_OK && i < l->n; i++) {
		out->list[first + i].turn = l->turn[i];
		known &= !isnan(c.variance[i]);
	}
	for (size_t i = 0; rc == MOMUS_OK && i < l->n; i++)
		rc = add(MOMUS_FIGURE_VARIANCE_BELOW_ZERO, l->turn[i],
			 c.negative[i], out, err);
	return rc < 0 || !known ? rc : plan(l, c.variance, out, err);
}

int momus_measure_spread(const struct momus_run *run, const char *path,
			 const struct momus_gathered *g,
			 struct momus_figures *out, struct momus_error *err)
{
	double *rows = NULL, *y = NULL;
	uint32_t *parents = NULL;
	struct momus_tree_levels l;
	struct momus_grid grid;
	size_t at = 0, k;
	int rc = momus_grid_init(&grid, run, path, err);

	if (rc < 0)
		return rc;
	momus_tree_levels(&l, g, &grid);
	if (l.n < 2 || g->n_problems < 2)
		goto out;
	k = momus_components_columns(l.n);
	rows = malloc((g->n_problems * k + 1) * sizeof *rows);
	y = malloc((momus_grid_leaves(&grid) + 1) * sizeof *y);
	parents =
		malloc((momus_grid_leaves(&grid) + 1) * MOST * sizeof *parents);
	if (!rows || !y || !parents) {
		rc = momus_fail(err, MOMUS_ENOMEM, "out of memory");
		goto out;
	}
	for (size_t p = 0; p < g->n_problems; p++) {
		momus_grid_fill(&grid, run, p, &at);
		momus_components_row(
			y, parents,
			find_leaves(&grid, &l, g->strict, y, parents), l.n,
			rows + p * k);
	}
	rc = measure(&l, rows, g->n_problems, momus_run_head(run)->seed, out,
		     err);
out:
	free(rows);
	free(y);
	free(parents);
	momus_grid_release(&grid);
	return rc;
}
