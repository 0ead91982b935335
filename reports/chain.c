/* chain.c - what follows if revisions are a Markov chain, and whether they are
 *
 * Figures for momus_measure().  The tests take revisions for independent, which
 * several samples of one problem are not: a report says so beside them.
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "reports/analysis.h"
#include "reports/measure.h"
#include "stats/chain.h"

enum { /* columns of the rows below */
       JUDGED0,
       RIGHT0,
       JUDGED,
       RIGHT,
       CC,
       CW,
       WC,
       WW,
       COLUMNS,
};

enum {
	FIRST = 1u << JUDGED0,
	LAST = 1u << JUDGED,
	STEPS = 1u << CC | 1u << CW | 1u << WC | 1u << WW,
};

static double p_cc(const double *s)
{
	return momus_ratio(s[CC], s[CC] + s[CW]);
}

static double p_cw(const double *s)
{
	return momus_ratio(s[WC], s[WC] + s[WW]);
}

static void chain_figures(const void *arg, const double *s, double *out)
{
	struct momus_two_state c = momus_two_state(p_cc(s), p_cw(s));
	double now = momus_ratio(s[RIGHT], s[JUDGED]);

	(void)arg;
	out[0] = c.stationary;
	out[1] = c.second;
	out[2] = isinf(c.half_life) ? NAN : c.half_life;
	out[3] = (1.0 - now) * p_cw(s);
	out[4] = now * (1.0 - p_cc(s));
}

static void predicted_figure(const void *arg, const double *s, double *out)
{
	const uint32_t *turn = arg;

	out[0] = momus_two_state_after(momus_ratio(s[RIGHT0], s[JUDGED0]),
				       p_cc(s), p_cw(s), *turn);
}

/* (N_PROBLEMS, COLUMNS); NULL without memory. */
static double *make_rows(const struct momus_gathered *g)
{
	double *rows = calloc(g->n_problems * COLUMNS + 1, sizeof(*rows));

	for (size_t p = 0; rows && p < g->n_problems; p++) {
		const double *first =
			g->turn[0].trajectories + p * MOMUS_ROW_TRAJECTORIES;
		const double *last = g->turn[g->turns].trajectories +
				     p * MOMUS_ROW_TRAJECTORIES;
		double *row = rows + p * COLUMNS;

		row[JUDGED0] = first[MOMUS_ROW_JUDGED];
		row[RIGHT0] = first[MOMUS_ROW_RIGHT];
		row[JUDGED] = last[MOMUS_ROW_JUDGED];
		row[RIGHT] = last[MOMUS_ROW_RIGHT];
		for (uint32_t t = 1; t <= g->turns; t++)
			for (int c = 0; c < MOMUS_ROW_STEPS; c++)
				row[CC + c] += g->turn[t].steps_rows
						       [p * MOMUS_ROW_STEPS +
							(size_t)c];
	}
	return rows;
}

static int measure_rows(const struct momus_gathered *g, const double *rows,
			uint64_t seed, struct momus_figures *out,
			struct momus_error *err)
{
	const struct momus_target targets[] = {
		{ MOMUS_FIGURE_STATIONARY, momus_unbounded, STEPS, 0 },
		{ MOMUS_FIGURE_SECOND, momus_unbounded, STEPS, 0 },
		{ MOMUS_FIGURE_HALF_LIFE, momus_unbounded, STEPS, 0 },
		{ MOMUS_FIGURE_NEXT_UP, momus_unbounded, LAST, 0 },
		{ MOMUS_FIGURE_NEXT_DOWN, momus_unbounded, LAST, 0 },
	};
	const struct momus_target predicted = { MOMUS_FIGURE_PREDICTED,
						momus_unbounded, FIRST, 0 };
	struct momus_analysis a = { { .rows = rows,
				      .n = g->n_problems,
				      .k = COLUMNS,
				      .figures = chain_figures,
				      .m = 5,
				      .seed = seed,
				      .purpose = "report chain" },
				    targets,
				    MOMUS_OF_NONE,
				    MOMUS_POOLED,
				    { "", 0 } };
	int rc = momus_analyse(&a, out, err);

	a.targets = &predicted;
	a.bootstrap.figures = predicted_figure;
	a.bootstrap.m = 1;
	for (uint32_t t = 1; rc == MOMUS_OK && t <= g->turns; t++) {
		a.bootstrap.arg = &t;
		a.turn = (int)t;
		rc = momus_analyse(&a, out, err);
	}
	return rc;
}

static int add_test(struct momus_chain_test test, enum momus_figure_of of,
		    double n, struct momus_figures *out,
		    struct momus_error *err)
{
	int rc = MOMUS_OK;

	if (test.df > 0)
		rc = momus_figures_count(out, MOMUS_FIGURE_CHAIN_STATISTIC, of,
					 MOMUS_POOLED, test.statistic,
					 (uint64_t)n, err);
	if (test.df > 0 && rc == MOMUS_OK)
		rc = momus_figures_count(out, MOMUS_FIGURE_CHAIN_DF, of,
					 MOMUS_POOLED, test.df, (uint64_t)n,
					 err);
	if (test.df > 0 && rc == MOMUS_OK)
		rc = momus_figures_count(out, MOMUS_FIGURE_CHAIN_P, of,
					 MOMUS_POOLED, test.p, (uint64_t)n,
					 err);
	return rc;
}

/* State 0 is wrong, 1 right. */
static int test_chain(const struct momus_gathered *g, struct momus_figures *out,
		      struct momus_error *err)
{
	double turns[15][2][2], pooled[2][2] = { { 0 } }, steps = 0, pairs = 0;
	int rc;

	for (uint32_t t = 1; t <= g->turns; t++) {
		const struct momus_steps *s = &g->turn[t].steps;
		const double n[2][2] = { { (double)s->ww, (double)s->wc },
					 { (double)s->cw, (double)s->cc } };

		for (int a = 0; a < 2; a++)
			for (int b = 0; b < 2; b++) {
				turns[t - 1][a][b] = n[a][b];
				pooled[a][b] += n[a][b];
				steps += n[a][b];
			}
	}
	for (int i = 0; i < 8; i++)
		pairs += g->triples[i];
	rc = add_test(momus_chain_homogeneous(&turns[0][0][0], g->turns, 2),
		      MOMUS_OF_SAME_EACH_TURN, steps, out, err);
	if (rc == MOMUS_OK)
		rc = add_test(momus_chain_order1(&pooled[0][0], 2),
			      MOMUS_OF_ORDER_1, steps, out, err);
	if (rc == MOMUS_OK)
		rc = add_test(momus_chain_order2(g->triples, 2),
			      MOMUS_OF_ORDER_2, pairs, out, err);
	return rc;
}

int momus_measure_chain(const struct momus_gathered *g, uint64_t seed,
			struct momus_figures *out, struct momus_error *err)
{
	double *rows = make_rows(g);
	int rc = rows ? measure_rows(g, rows, seed, out, err)
		      : momus_fail(err, MOMUS_ENOMEM, "out of memory");

	free(rows);
	return rc == MOMUS_OK ? test_chain(g, out, err) : rc;
}
