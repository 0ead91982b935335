/* measure.c - see measure.h */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "reports/analysis.h"
#include "reports/measure.h"

static void trajectory_figures(const void *arg, const double *s, double *out)
{
	const int *turn = arg;

	out[0] = momus_ratio(s[MOMUS_ROW_RIGHT], s[MOMUS_ROW_JUDGED]);
	out[1] = momus_ratio(s[MOMUS_ROW_OTHER_RIGHT],
			     s[MOMUS_ROW_OTHER_JUDGED]);
	if (!*turn)
		return;
	out[2] = momus_ratio(s[MOMUS_ROW_UP], s[MOMUS_ROW_BOTH]);
	out[3] = momus_ratio(s[MOMUS_ROW_DOWN], s[MOMUS_ROW_BOTH]);
}

static int measure_turn(const struct momus_gathered *g, int turn, uint64_t seed,
			struct momus_figures *out, struct momus_error *err)
{
	const struct momus_turn *t = &g->turn[turn];
	const struct momus_target targets[] = {
		{ MOMUS_FIGURE_PASS_AT_1, momus_deltas_pass1_bounds(&t->deltas),
		  1u << MOMUS_ROW_JUDGED, 1u << MOMUS_ROW_RIGHT },
		{ MOMUS_FIGURE_PASS_AT_1_OTHER, momus_unbounded,
		  1u << MOMUS_ROW_OTHER_JUDGED, 1u << MOMUS_ROW_OTHER_RIGHT },
		{ MOMUS_FIGURE_DELTA_UP, momus_deltas_up_bounds(&t->deltas),
		  1u << MOMUS_ROW_BOTH, 1u << MOMUS_ROW_UP },
		{ MOMUS_FIGURE_DELTA_DOWN, momus_deltas_down_bounds(&t->deltas),
		  1u << MOMUS_ROW_BOTH, 1u << MOMUS_ROW_DOWN },
	};
	char purpose[32];
	struct momus_analysis a = { { .rows = t->trajectories,
				      .n = g->n_problems,
				      .k = MOMUS_ROW_TRAJECTORIES,
				      .figures = trajectory_figures,
				      .arg = &turn,
				      .m = turn ? 4 : 2,
				      .seed = seed,
				      .purpose = purpose },
				    targets,
				    MOMUS_OF_NONE,
				    turn };

	snprintf(purpose, sizeof purpose, "report turn %d", turn);
	return momus_analyse(&a, out, err);
}

static void step_figures(const void *arg, const double *s, double *out)
{
	(void)arg;
	out[0] =
		momus_ratio(s[MOMUS_ROW_CC], s[MOMUS_ROW_CC] + s[MOMUS_ROW_CW]);
	out[1] =
		momus_ratio(s[MOMUS_ROW_WC], s[MOMUS_ROW_WC] + s[MOMUS_ROW_WW]);
}

static int measure_steps(const double *rows, size_t n, int turn, uint64_t seed,
			 struct momus_figures *out, struct momus_error *err)
{
	const struct momus_target targets[] = {
		{ MOMUS_FIGURE_P_CC, momus_unbounded,
		  1u << MOMUS_ROW_CC | 1u << MOMUS_ROW_CW, 1u << MOMUS_ROW_CC },
		{ MOMUS_FIGURE_P_CW, momus_unbounded,
		  1u << MOMUS_ROW_WC | 1u << MOMUS_ROW_WW, 1u << MOMUS_ROW_WC },
	};
	char purpose[32];
	struct momus_analysis a = { { .rows = rows,
				      .n = n,
				      .k = MOMUS_ROW_STEPS,
				      .figures = step_figures,
				      .m = 2,
				      .seed = seed,
				      .purpose = purpose },
				    targets,
				    MOMUS_OF_NONE,
				    turn };

	snprintf(purpose, sizeof purpose, "report steps %d", turn);
	return momus_analyse(&a, out, err);
}

static int count_turn(const struct momus_turn *t, int turn,
		      struct momus_figures *out, struct momus_error *err)
{
	const struct {
		enum momus_figure_kind kind;
		uint64_t n;
	} counts[] = {
		{ MOMUS_FIGURE_TRAJECTORIES, t->deltas.total },
		{ MOMUS_FIGURE_JUDGED, t->deltas.judged },
		{ MOMUS_FIGURE_RIGHT, t->deltas.right },
		{ MOMUS_FIGURE_UNJUDGED, t->states[MOMUS_GRID_UNJUDGED] },
		{ MOMUS_FIGURE_FAILED, t->states[MOMUS_GRID_FAILED] },
		{ MOMUS_FIGURE_REFUSED, t->states[MOMUS_GRID_REFUSED] },
		{ MOMUS_FIGURE_DEPENDS, t->states[MOMUS_GRID_DEPENDS] },
		{ MOMUS_FIGURE_ABSENT, t->states[MOMUS_GRID_ABSENT] },
		{ MOMUS_FIGURE_CUT, t->cut },
		{ MOMUS_FIGURE_CUT_RIGHT, t->cut_right },
		{ MOMUS_FIGURE_STOPPED, t->stopped },
		{ MOMUS_FIGURE_PARITY_ONLY, t->parity_only },
		{ MOMUS_FIGURE_STRICT_ONLY, t->strict_only },
		{ MOMUS_FIGURE_STEPS_CC, t->steps.cc },
		{ MOMUS_FIGURE_STEPS_CW, t->steps.cw },
		{ MOMUS_FIGURE_STEPS_WC, t->steps.wc },
		{ MOMUS_FIGURE_STEPS_WW, t->steps.ww },
	};
	size_t n = sizeof counts / sizeof *counts - (turn ? 0 : 4);
	int rc = momus_figures_count(
		out, MOMUS_FIGURE_PASS_AT_1_UNCUT, MOMUS_OF_NONE, turn,
		momus_ratio((double)(t->deltas.right - t->cut_right),
			    (double)(t->deltas.judged - t->cut_judged)),
		t->deltas.judged - t->cut_judged, err);

	for (int s = 0; rc == MOMUS_OK && s < MOMUS_RUN_INTERNAL_ERROR; s++)
		rc = momus_figures_count(
			out, MOMUS_FIGURE_STATUS, MOMUS_OF_STATUS + s, turn,
			(double)t->statuses[s], t->deltas.judged, err);
	for (size_t i = 0; rc == MOMUS_OK && i < n; i++)
		rc = momus_figures_count(out, counts[i].kind, MOMUS_OF_NONE,
					 turn, (double)counts[i].n,
					 t->deltas.total, err);
	return rc;
}

static int measure_pooled_steps(const struct momus_gathered *g, uint64_t seed,
				struct momus_figures *out,
				struct momus_error *err)
{
	size_t n = g->n_problems * MOMUS_ROW_STEPS;
	double *rows = calloc(n + 1, sizeof *rows);
	const struct momus_figure *init;
	struct momus_figure f;
	int rc;

	if (!rows)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (uint32_t t = 1; t <= g->turns; t++)
		for (size_t i = 0; i < n; i++)
			rows[i] += g->turn[t].steps_rows[i];
	rc = measure_steps(rows, g->n_problems, MOMUS_POOLED, seed, out, err);
	free(rows);
	init = momus_figures_find(out, MOMUS_FIGURE_PASS_AT_1, MOMUS_OF_NONE, 0,
				  0);
	if (rc == MOMUS_OK && init) {
		f = *init;
		f.kind = MOMUS_FIGURE_P_INIT;
		f.turn = MOMUS_POOLED;
		rc = momus_figures_add(out, &f, err);
	}
	return rc;
}

int momus_measure(const struct momus_gathered *g, uint64_t seed,
		  struct momus_figures *out, struct momus_error *err)
{
	int rc = MOMUS_OK;

	for (uint32_t t = 0; rc == MOMUS_OK && t <= g->turns; t++) {
		rc = count_turn(&g->turn[t], (int)t, out, err);
		if (rc == MOMUS_OK)
			rc = measure_turn(g, (int)t, seed, out, err);
		if (rc == MOMUS_OK && t > 0)
			rc = measure_steps(g->turn[t].steps_rows, g->n_problems,
					   (int)t, seed, out, err);
		if (rc == MOMUS_OK && !g->turn[t].branches)
			rc = momus_measure_passk(g, (int)t, seed, out, err);
	}
	if (rc == MOMUS_OK && g->turns)
		rc = measure_pooled_steps(g, seed, out, err);
	if (rc == MOMUS_OK && g->turns)
		rc = momus_measure_chain(g, seed, out, err);
	if (rc == MOMUS_OK && g->turns)
		rc = momus_measure_stopping(g, seed, out, err);
	return rc;
}
