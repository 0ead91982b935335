/* moves.c - see moves.h; figures of measure.h: matrices of all verdict states, and
 * whether problems differ or revisions remember
 */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/analysis.h"
#include "reports/measure.h"
#include "reports/moves.h"
#include "stats/heterogeneity.h"

enum { STATUSES = MOMUS_MOVES_STATUSES };

static int add(struct momus_moves *m, const struct momus_move *move,
	       struct momus_error *err)
{
	size_t room = m->room ? 2 * m->room : 256;
	struct momus_move *list;

	if (m->n == m->room) {
		list = realloc(m->list, room * sizeof *list);
		if (!list)
			return momus_fail(err, MOMUS_ENOMEM, "out of memory");
		m->list = list;
		m->room = room;
	}
	m->list[m->n++] = *move;
	return MOMUS_OK;
}

/* The revision of BRANCH of TURN, if it is one. */
static int add_revision(struct momus_moves *m, const struct momus_grid *grid,
			uint32_t problem, uint32_t turn, uint32_t branch,
			bool strict, struct momus_error *err)
{
	const struct momus_cell *to = momus_grid_solution(grid, turn, branch);
	const struct momus_cell *from = momus_grid_parent(grid, turn, branch);
	int8_t after = momus_grid_outcome(to, strict);
	int8_t before = momus_grid_outcome(from, strict);
	struct momus_move move = { .problem = problem,
				   .turn = (uint8_t)turn,
				   .from = from->status[strict],
				   .to = to->status[strict],
				   .before = MOMUS_UNKNOWN,
				   .from_right = before == MOMUS_RIGHT,
				   .to_right = after == MOMUS_RIGHT };

	if (!to->made || after == MOMUS_UNKNOWN || before == MOMUS_UNKNOWN)
		return MOMUS_OK;
	if (from->made && turn > 1) {
		branch /= grid->n[turn] / grid->n[turn - 1];
		move.before = momus_grid_outcome(
			momus_grid_parent(grid, turn - 1, branch), strict);
	}
	return add(m, &move, err);
}

int momus_moves(struct momus_moves *out, const struct momus_run *run,
		const char *path, bool strict, struct momus_error *err)
{
	struct momus_grid grid;
	size_t at = 0;
	int rc = momus_grid_init(&grid, run, path, err);

	*out = (struct momus_moves){ .list = NULL };
	if (rc < 0)
		return rc;
	for (size_t p = 0; rc == MOMUS_OK && p < momus_run_n_problems(run);
	     p++) {
		momus_grid_fill(&grid, run, p, &at);
		for (uint32_t t = 1; t <= grid.turns; t++)
			for (uint32_t b = 0; rc == MOMUS_OK && b < grid.n[t];
			     b++)
				rc = add_revision(out, &grid, (uint32_t)p, t, b,
						  strict, err);
	}
	momus_grid_release(&grid);
	if (rc < 0)
		free(out->list);
	return rc;
}

/* Matrices. */

static void shares(const void *arg, const double *s, double *out)
{
	size_t n = *(const size_t *)arg;
	double all = 0.0;

	for (size_t i = 0; i < n; i++)
		all += s[i];
	for (size_t i = 0; i < n; i++)
		out[i] = momus_ratio(s[i], all);
}

static bool is_of(const struct momus_move *m, int turn, uint8_t from)
{
	return m->from == from && m->to < STATUSES &&
	       (turn == MOMUS_POOLED || m->turn == turn);
}

/* The row of the matrix of TURN that starts at FROM. */
static int measure_row(const struct momus_moves *m, size_t problems, int turn,
		       uint8_t from, double *rows, uint64_t seed,
		       struct momus_figures *out, struct momus_error *err)
{
	struct momus_target targets[STATUSES];
	size_t column[STATUSES], k = 0;
	bool seen[STATUSES] = { false };
	char purpose[48];
	struct momus_analysis a = { { .rows = rows,
				      .n = problems,
				      .figures = shares,
				      .arg = &k,
				      .seed = seed,
				      .purpose = purpose },
				    targets,
				    MOMUS_OF_STATUS + from,
				    turn };

	for (size_t i = 0; i < m->n; i++)
		if (is_of(&m->list[i], turn, from))
			seen[m->list[i].to] = true;
	for (uint8_t to = 0; to < STATUSES; to++)
		if (seen[to]) {
			targets[k] = (struct momus_target){
				.kind = MOMUS_FIGURE_TRANSITION,
				.bounds = momus_unbounded,
				.part = 1u << k,
				.into = MOMUS_OF_STATUS + to,
			};
			column[to] = k++;
		}
	if (!k)
		return MOMUS_OK;
	for (size_t i = 0; i < k; i++)
		targets[i].columns = (1u << k) - 1;
	memset(rows, 0, problems * k * sizeof *rows);
	for (size_t i = 0; i < m->n; i++)
		if (is_of(&m->list[i], turn, from))
			rows[m->list[i].problem * k + column[m->list[i].to]]++;
	a.bootstrap.k = a.bootstrap.m = k;
	snprintf(purpose, sizeof purpose, "report move %d %u", turn, from);
	return momus_analyse(&a, out, err);
}

static int measure_matrices(const struct momus_moves *m, size_t problems,
			    uint32_t turns, uint64_t seed,
			    struct momus_figures *out, struct momus_error *err)
{
	double *rows = malloc((problems * STATUSES + 1) * sizeof *rows);
	int rc = rows ? MOMUS_OK
		      : momus_fail(err, MOMUS_ENOMEM, "out of memory");

	for (uint8_t from = 0; from < STATUSES; from++) {
		for (uint32_t t = 1; rc == MOMUS_OK && t <= turns; t++)
			rc = measure_row(m, problems, (int)t, from, rows, seed,
					 out, err);
		if (rc == MOMUS_OK)
			rc = measure_row(m, problems, MOMUS_POOLED, from, rows,
					 seed, out, err);
	}
	free(rows);
	return rc;
}

/* Tests. */

static int add_test(enum momus_figure_kind kind, double value, double n,
		    uint64_t groups, struct momus_figures *out,
		    struct momus_error *err)
{
	int rc;

	if (isnan(value) || isinf(value))
		return MOMUS_OK;
	rc = momus_figures_count(out, kind, MOMUS_OF_NONE, MOMUS_POOLED, value,
				 (uint64_t)n, err);
	if (rc == MOMUS_OK)
		out->list[out->n - 1].problems = groups;
	return rc;
}

static int test_mixture(const struct momus_moves *m, size_t problems,
			struct momus_figures *out, struct momus_error *err)
{
	double *right = calloc(4 * problems + 1, sizeof *right);
	double *all = right ? right + 2 * problems : NULL;
	struct momus_tarone t;
	int rc;

	if (!right)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t i = 0; i < m->n; i++) {
		size_t at = 2 * m->list[i].problem + m->list[i].from_right;

		all[at]++;
		right[at] += m->list[i].to_right;
	}
	t = momus_tarone(right, all, problems, 2);
	free(right);
	rc = add_test(MOMUS_FIGURE_MIXTURE_Z, t.z, (double)m->n, t.groups, out,
		      err);
	return rc < 0 ? rc
		      : add_test(MOMUS_FIGURE_MIXTURE_P, t.p, (double)m->n,
				 t.groups, out, err);
}

/* One table of before and next for each problem, turn and present state. */
static int test_memory(const struct momus_moves *m, struct momus_figures *out,
		       struct momus_error *err)
{
	/* a problem and turn have two, and one move at least */
	double *tables = calloc(8 * m->n + 1, sizeof *tables), n = 0;
	struct momus_stratified s;
	size_t at = 0;
	int rc;

	if (!tables)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t i = 0; i < m->n; i++) {
		const struct momus_move *x = &m->list[i];

		if (i && (x->problem != x[-1].problem || x->turn != x[-1].turn))
			at++;
		if (x->before == MOMUS_UNKNOWN)
			continue;
		n++;
		tables[8 * at + 4 * x->from_right +
		       2 * (x->before == MOMUS_RIGHT) + x->to_right]++;
	}
	s = momus_stratified(tables, 2 * (at + 1) * (m->n > 0));
	free(tables);
	if (isnan(s.p))
		return MOMUS_OK;
	rc = add_test(MOMUS_FIGURE_WITHIN_STATISTIC, s.statistic, n, s.tables,
		      out, err);
	if (rc == MOMUS_OK)
		rc = add_test(MOMUS_FIGURE_WITHIN_P, s.p, n, s.tables, out,
			      err);
	return rc < 0 ? rc
		      : add_test(MOMUS_FIGURE_WITHIN_ODDS, s.odds, n, s.tables,
				 out, err);
}

int momus_measure_moves(const struct momus_run *run, const char *path,
			const struct momus_gathered *g,
			struct momus_figures *out, struct momus_error *err)
{
	struct momus_moves m;
	int rc;

	if (!g->turns)
		return MOMUS_OK;
	rc = momus_moves(&m, run, path, g->strict, err);
	if (rc < 0)
		return rc;
	rc = test_mixture(&m, g->n_problems, out, err);
	if (rc == MOMUS_OK)
		rc = test_memory(&m, out, err);
	if (rc == MOMUS_OK)
		rc = measure_matrices(&m, g->n_problems, g->turns,
				      momus_run_head(run)->seed, out, err);
	free(m.list);
	return rc;
}
