/* success.c - a picture of pictures.h: where a run's critic would lead
 *
 * What attempts.h computes from given rates, from a run's own: success by the
 * number of attempts, if what the critic accepts is final, against plain
 * resampling under the same judgment.
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "reports/analysis.h"
#include "reports/plots/curves.h"
#include "reports/plots/pictures.h"
#include "stats/attempts.h"

enum { ATTEMPTS = 20, RESAMPLES = 2000 };
enum { /* columns of the rows that are resampled */
       JUDGED,
       RIGHT,
       CC,
       CW,
       WC,
       WW,
       PASSED_CORRECT,
       PASSED_INCORRECT,
       FAILED_CORRECT,
       FAILED_INCORRECT,
       COLUMNS,
};

struct success {
	double critic[ATTEMPTS], resampling[ATTEMPTS];
	struct momus_interval intervals[ATTEMPTS];
	struct momus_attempts rates;
	double judgments;
};

/* Rates out of sums S of the columns. */
static struct momus_attempts rates_of(const double *s)
{
	return (struct momus_attempts){
		.p_init = momus_ratio(s[RIGHT], s[JUDGED]),
		.p_cc = momus_ratio(s[CC], s[CC] + s[CW]),
		.p_cw = momus_ratio(s[WC], s[WC] + s[WW]),
		.tpr = momus_ratio(s[PASSED_CORRECT],
				   s[PASSED_CORRECT] + s[PASSED_INCORRECT]),
		.fpr = momus_ratio(s[FAILED_CORRECT],
				   s[FAILED_CORRECT] + s[FAILED_INCORRECT]),
		.accept = true,
	};
}

static bool known(const struct momus_attempts *a)
{
	return isfinite(a->p_init + a->p_cc + a->p_cw + a->tpr + a->fpr);
}

static void curve(const void *arg, const double *s, double *out)
{
	struct momus_attempts a = rates_of(s);

	(void)arg;
	if (known(&a))
		momus_attempts_exact(&a, ATTEMPTS, out);
	for (int t = 0; t < ATTEMPTS && !known(&a); t++)
		out[t] = NAN;
}

/* (N_PROBLEMS, COLUMNS); NULL without memory. */
static double *make_rows(const struct momus_gathered *g)
{
	double *rows = calloc(g->n_problems * COLUMNS + 1, sizeof(*rows));

	for (size_t p = 0; rows && p < g->n_problems; p++) {
		const double *first =
			g->turn[0].trajectories + p * MOMUS_ROW_TRAJECTORIES;
		double *row = rows + p * COLUMNS;

		row[JUDGED] = first[MOMUS_ROW_JUDGED];
		row[RIGHT] = first[MOMUS_ROW_RIGHT];
		for (uint32_t t = 1; t <= g->turns; t++) {
			const struct momus_turn *turn = &g->turn[t];

			for (size_t c = 0; c < MOMUS_ROW_STEPS; c++)
				row[CC + c] +=
					turn->steps_rows[p * MOMUS_ROW_STEPS +
							 c];
			for (size_t c = 0; c < MOMUS_ROW_JUDGMENTS; c++)
				row[PASSED_CORRECT + c] +=
					turn->judged[1]
						.rows[p * MOMUS_ROW_JUDGMENTS +
						      c];
		}
	}
	return rows;
}

/* False in *ANY if a rate is not known. */
static int measure(struct success *x, const struct momus_report_run *run,
		   bool *any, struct momus_error *err)
{
	double *rows = make_rows(&run->gathered), sums[COLUMNS] = { 0 };
	struct momus_attempts again;
	int rc = MOMUS_OK;

	if (!rows)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t i = 0; i < run->gathered.n_problems * COLUMNS; i++)
		sums[i % COLUMNS] += rows[i];
	x->rates = rates_of(sums);
	*any = known(&x->rates);
	for (int c = PASSED_CORRECT; c < COLUMNS; c++)
		x->judgments += sums[c];
	if (*any) {
		again = x->rates;
		again.p_cc = again.p_cw = again.p_init;
		momus_attempts_exact(&x->rates, ATTEMPTS, x->critic);
		momus_attempts_exact(&again, ATTEMPTS, x->resampling);
		rc = momus_bootstrap(
			&(struct momus_bootstrap){
				.rows = rows,
				.n = run->gathered.n_problems,
				.k = COLUMNS,
				.figures = curve,
				.m = ATTEMPTS,
				.seed = momus_run_head(run->run)->seed,
				.resamples = RESAMPLES,
				.purpose = "report success" },
			x->intervals, err);
	}
	free(rows);
	return rc;
}

static void plot(struct momus_sheet *s, const struct momus_report *r, size_t i,
		 unsigned block)
{
	struct momus_buffer label;
	const char *colour = momus_sheet_colour(i);

	momus_buffer_init(&label, 4096);
	momus_curve_name(&label, r, i, MOMUS_SHEET_LABEL);
	if (r->n < 2)
		momus_buffer_puts(&label, "this critic");
	momus_buffer_printf(&s->under,
			    "'%s.dat' index %u using 1:3:4 with filledcurves "
			    "linecolor rgb '%s' notitle\n",
			    s->name, block, colour);
	momus_buffer_printf(&s->over,
			    "'%s.dat' index %u using 1:2 with linespoints "
			    "linewidth 1.2 pointtype %d pointsize 0.35 "
			    "linecolor rgb '%s'",
			    s->name, block, momus_sheet_point(i), colour);
	momus_sheet_key(s, momus_buffer_text(&label));
	momus_buffer_printf(&s->over,
			    "'%s.dat' index %u using 1:5 with lines linewidth "
			    "1.2 dashtype 2 linecolor rgb '%s'",
			    s->name, block, colour);
	momus_sheet_key(s, r->n < 2 ? MOMUS_TEXT("resampling")
				    : (struct momus_text){ "", 0 });
	momus_buffer_release(&label);
}

static void add_run(struct momus_sheet *s, const struct momus_report *r,
		    size_t i, const struct success *x)
{
	const struct momus_attempts *a = &x->rates;
	const struct momus_interval *last = &x->intervals[ATTEMPTS - 1];
	unsigned block = momus_sheet_block(s, "rates of the run");
	char letter[8];

	for (int t = 0; t < ATTEMPTS; t++) {
		momus_sheet_value(s, t + 1);
		momus_sheet_value(s, 100 * x->critic[t]);
		momus_sheet_value(s, 100 * x->intervals[t].low);
		momus_sheet_value(s, 100 * x->intervals[t].high);
		momus_sheet_value(s, 100 * x->resampling[t]);
		momus_sheet_end_row(s);
	}
	plot(s, r, i, block);
	momus_buffer_printf(
		&s->caption,
		" %s%s%.0f judgments of %zu problems (seed %llu): p_init %.3f, "
		"p_cc %.3f, p_cw %.3f, TPR %.3f, FPR %.3f.",
		momus_curve_letter(r, i, letter),
		r->n > 1 ? ": n " : "n: ", x->judgments,
		r->runs[i].gathered.n_problems,
		(unsigned long long)momus_run_head(r->runs[i].run)->seed,
		a->p_init, a->p_cc, a->p_cw, a->tpr, a->fpr);
	momus_buffer_printf(
		&s->alt, " %s%s%.1f %% at first, %.1f %% after %d attempts",
		momus_curve_letter(r, i, letter), r->n > 1 ? ": " : "",
		100 * x->critic[0], 100 * x->critic[ATTEMPTS - 1], ATTEMPTS);
	if (last->low <= last->high)
		momus_buffer_printf(&s->alt, " (95 %% interval %.1f to %.1f)",
				    100 * last->low, 100 * last->high);
	momus_buffer_printf(&s->alt, ", against %.1f %% by resampling.",
			    100 * x->resampling[ATTEMPTS - 1]);
}

static void describe(struct momus_sheet *s)
{
	momus_sheet_axis(s, 'x', "attempts");
	momus_sheet_axis(s, 'y', "right (%)");
	momus_buffer_puts(
		&s->caption,
		"Where the rates that were measured lead if what the votes "
		"together accept is final: share right after so many attempts, "
		"in closed form; dashed: a new first solution each time, "
		"judged alike. Bands: 95 % intervals, percentiles of resamples "
		"of whole problems (2,000).");
	momus_buffer_puts(&s->alt, "Line chart of success by attempts.");
}

int momus_picture_success(struct momus_plots *out, const struct momus_report *r,
			  struct momus_folder *folder, struct momus_error *err)
{
	double low = INFINITY, high = -INFINITY;
	struct momus_sheet s;
	int rc = MOMUS_OK;

	momus_sheet_begin(&s, out, "attempts", "Success against attempts",
			  "attempts, share right with the critic and its 95 % "
			  "interval's low and high end, and by resampling, in "
			  "percent");
	describe(&s);
	for (size_t i = 0; rc == MOMUS_OK && i < r->n && i < MOMUS_SHEET_SERIES;
	     i++) {
		struct success x = { .judgments = 0 };
		bool any;

		rc = measure(&x, &r->runs[i], &any, err);
		if (rc < 0 || !any)
			continue;
		add_run(&s, r, i, &x);
		for (int t = 0; t < ATTEMPTS; t++) {
			low = fmin(low,
				   100 * fmin(x.critic[t], x.resampling[t]));
			low = fmin(low, 100 * x.intervals[t].low);
			high = fmax(high,
				    100 * fmax(x.critic[t], x.resampling[t]));
			high = fmax(high, 100 * x.intervals[t].high);
		}
	}
	if (r->n > 1 && s.blocks) {
		momus_buffer_puts(&s.over, "keyentry with lines linewidth 1.2 "
					   "dashtype 2 linecolor rgb "
					   "'#555555'");
		momus_sheet_key(&s, MOMUS_TEXT("resampling"));
	}
	momus_sheet_range(&s, 'y', low, high, 0, 100);
	momus_buffer_puts(&s.script, "set xrange [0.5:20.5]\nset xtics (1, 5, "
				     "10, 15, 20)\n");
	if (rc < 0) {
		momus_sheet_release(&s);
		return rc;
	}
	return momus_sheet_finish(&s, out, folder, err);
}
