/* stopping.c - figures of measure.h: what one more turn would bring after each
 * turn, and where runs end that stop when judged correct
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/analysis.h"
#include "reports/measure.h"
#include "stats/attempts.h"

enum { /* columns */
       JUDGED,
       RIGHT, /* after the turn */
       CC,
       CW,
       WC,
       WW, /* of all turns */
       TRUE_CORRECT,
       TRUE_INCORRECT,
       FALSE_CORRECT,
       FALSE_INCORRECT, /* judgments of all turns */
       COLUMNS,
};

enum { /* of columns */
       STEPS = 1u << CC | 1u << CW | 1u << WC | 1u << WW,
       JUDGMENTS = 1u << TRUE_CORRECT | 1u << TRUE_INCORRECT |
		   1u << FALSE_CORRECT | 1u << FALSE_INCORRECT,
};

static struct momus_attempts attempts(const double *s)
{
	return (struct momus_attempts){
		.p_init = momus_ratio(s[RIGHT], s[JUDGED]),
		.p_cc = momus_ratio(s[CC], s[CC] + s[CW]),
		.p_cw = momus_ratio(s[WC], s[WC] + s[WW]),
		.tpr = momus_ratio(s[TRUE_CORRECT],
				   s[TRUE_CORRECT] + s[TRUE_INCORRECT]),
		.fpr = momus_ratio(s[FALSE_CORRECT],
				   s[FALSE_CORRECT] + s[FALSE_INCORRECT]),
		.accept = true,
	};
}

static void net_figure(const void *arg, const double *s, double *out)
{
	struct momus_attempts a = attempts(s);

	(void)arg;
	out[0] = (1.0 - a.p_init) * a.p_cw - a.p_init * (1.0 - a.p_cc);
}

/* Right after 1, 2, … *TURNS turns, and where it ends. */
static void stopping_figures(const void *arg, const double *s, double *out)
{
	const uint32_t *turns = arg;
	struct momus_attempts a = attempts(s);
	double right[17];

	momus_attempts_exact(&a, *turns + 1, right);
	memcpy(out, right + 1, *turns * sizeof *out);
	out[*turns] = isnan(right[1]) ? NAN : momus_attempts_limit(&a);
}

/* Rows (N_PROBLEMS, COLUMNS) whose first two columns are of TURN; without
 * judgments where JUDGED_TOO is false: the more alike rows are, the faster they
 * are resampled. */
static void fill(const struct momus_gathered *g, uint32_t turn, bool judged_too,
		 double *rows)
{
	const int which = g->votes > 1;

	memset(rows, 0, g->n_problems * COLUMNS * sizeof *rows);
	for (size_t p = 0; p < g->n_problems; p++) {
		const double *now =
			g->turn[turn].trajectories + p * MOMUS_ROW_TRAJECTORIES;
		double *row = rows + p * COLUMNS;

		row[JUDGED] = now[MOMUS_ROW_JUDGED];
		row[RIGHT] = now[MOMUS_ROW_RIGHT];
		for (uint32_t t = 1; t <= g->turns; t++) {
			const double *steps =
				g->turn[t].steps_rows + p * MOMUS_ROW_STEPS;
			const double *said = g->turn[t].judged[which].rows +
					     p * MOMUS_ROW_JUDGMENTS;

			for (size_t c = 0; c < MOMUS_ROW_STEPS; c++)
				row[CC + c] += steps[c];
			for (size_t c = 0;
			     judged_too && c < MOMUS_ROW_JUDGMENTS; c++)
				row[TRUE_CORRECT + c] += said[c];
		}
	}
}

/* What one more turn would bring after each turn. */
static int measure_net(const struct momus_gathered *g, double *rows,
		       uint64_t seed, struct momus_figures *out,
		       struct momus_error *err)
{
	const struct momus_target target = { MOMUS_FIGURE_NET, momus_unbounded,
					     1u << JUDGED, 0, 0 };
	struct momus_analysis a = { { .rows = rows,
				      .n = g->n_problems,
				      .k = COLUMNS,
				      .figures = net_figure,
				      .m = 1,
				      .seed = seed,
				      .purpose = "report net" },
				    &target,
				    MOMUS_OF_NONE };
	int rc = MOMUS_OK;

	for (uint32_t t = 0; rc == MOMUS_OK && t <= g->turns; t++) {
		fill(g, t, false, rows);
		a.turn = (int)t;
		rc = momus_analyse(&a, out, err);
	}
	return rc;
}

static int measure_stopping(const struct momus_gathered *g, double *rows,
			    uint64_t seed, struct momus_figures *out,
			    struct momus_error *err)
{
	struct momus_target targets[16];
	struct momus_analysis a = { { .rows = rows,
				      .n = g->n_problems,
				      .k = COLUMNS,
				      .figures = stopping_figures,
				      .arg = &g->turns,
				      .m = g->turns + 1,
				      .seed = seed,
				      .purpose = "report stopping" },
				    targets,
				    MOMUS_OF_NONE,
				    MOMUS_POOLED };
	size_t first = out->n;
	int rc;

	for (uint32_t t = 0; t < 16; t++)
		targets[t] = (struct momus_target){
			t < g->turns ? MOMUS_FIGURE_PREDICTED_STOPPING
				     : MOMUS_FIGURE_ENDS_RIGHT,
			momus_unbounded, STEPS | JUDGMENTS, 0, 0
		};
	fill(g, 0, true, rows);
	rc = momus_analyse(&a, out, err);
	for (uint32_t t = 0; rc == MOMUS_OK && t < g->turns; t++)
		out->list[first + t].turn = (int)t + 1;
	return rc;
}

int momus_measure_stopping(const struct momus_gathered *g, uint64_t seed,
			   struct momus_figures *out, struct momus_error *err)
{
	double *rows = malloc((g->n_problems * COLUMNS + 1) * sizeof *rows);
	uint64_t stopped = 0;
	int rc;

	if (!rows)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (uint32_t t = 1; t <= g->turns; t++)
		stopped += g->turn[t].stopped;
	rc = measure_net(g, rows, seed, out, err);
	if (rc == MOMUS_OK && stopped && g->turns < 16)
		rc = measure_stopping(g, rows, seed, out, err);
	free(rows);
	return rc;
}
