/* calibration.c - a picture of pictures.h: may the votes' share be believed? */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "reports/analysis.h"
#include "reports/plots/curves.h"
#include "reports/plots/pictures.h"
#include "reports/plots/traces.h"
#include "stats/wilson.h"

enum {
	BINS = MOMUS_TRACE_BINS,
	SUMS = 3 * BINS,
	RESAMPLES = 2000, /* enough for bars, and five times as fast */
};

/* S: SUMS sums, of the columns of struct momus_trace_bin bin by bin.  OUT: what
 * share of each bin is right, and at last the expected calibration error (Naeini
 * et al. 2015, "Obtaining Well Calibrated Probabilities Using Bayesian Binning"):
 * sum over bins of n / N |right / n - mean score|. */
static void figures(const void *arg, const double *s, double *out)
{
	double n = 0, distance = 0;

	(void)arg;
	for (int b = 0; b < BINS; b++) {
		out[b] = momus_ratio(s[3 * b + 1], s[3 * b]);
		n += s[3 * b];
		distance += fabs(s[3 * b + 1] - s[3 * b + 2]);
	}
	out[BINS] = momus_ratio(distance, n);
}

struct reliability { /* of one run */
	double sums[SUMS], values[BINS + 1];
	struct momus_interval intervals[BINS + 1];
	double n;
};

static int measure(struct reliability *m, const struct momus_traces *t,
		   uint64_t seed, struct momus_error *err)
{
	*m = (struct reliability){ .n = 0 };
	for (size_t p = 0; p < t->n_problems; p++)
		for (int b = 0; b < BINS; b++) {
			const struct momus_trace_bin *bin =
				&t->votes[p * BINS + (size_t)b];

			m->sums[3 * b] += bin->n;
			m->sums[3 * b + 1] += bin->right;
			m->sums[3 * b + 2] += bin->score;
			m->n += bin->n;
		}
	figures(NULL, m->sums, m->values);
	return momus_bootstrap(
		&(struct momus_bootstrap){ .rows = &t->votes->n,
					   .n = t->n_problems,
					   .k = SUMS,
					   .figures = figures,
					   .m = BINS + 1,
					   .seed = seed,
					   .resamples = RESAMPLES,
					   .purpose = "report calibration" },
		m->intervals, err);
}

/* Problems with a solution in bin B. */
static uint64_t problems_in(const struct momus_traces *t, int b)
{
	uint64_t n = 0;

	for (size_t p = 0; p < t->n_problems; p++)
		n += t->votes[p * BINS + (size_t)b].n > 0;
	return n;
}

static void add_rows(struct momus_sheet *s, const struct reliability *m,
		     const struct momus_traces *t)
{
	for (int b = 0; b < BINS; b++) {
		double n = m->sums[3 * b];
		struct momus_interval i = m->intervals[b];

		if (n == 0)
			continue;
		if (i.low == i.high && (m->values[b] == 0 || m->values[b] == 1))
			momus_wilson(m->values[b] == 1 ? problems_in(t, b) : 0,
				     problems_in(t, b), &i.low, &i.high);
		momus_sheet_value(s, 100 * m->sums[3 * b + 2] / n);
		momus_sheet_value(s, 100 * m->values[b]);
		momus_sheet_value(s, 100 * i.low);
		momus_sheet_value(s, 100 * i.high);
		momus_sheet_value(s, n);
		momus_sheet_value(s, 0.7 + 2 * sqrt(n / m->n));
		momus_sheet_end_row(s);
	}
}

static void add_run(struct momus_sheet *s, const struct momus_report *r,
		    size_t i, const struct reliability *m,
		    const struct momus_traces *t)
{
	struct momus_buffer label;
	unsigned block;
	char letter[8];

	momus_buffer_init(&label, 4096);
	momus_curve_name(&label, r, i, MOMUS_SHEET_LABEL);
	block = momus_sheet_block(s, label.ptr ? label.ptr : "votes");
	add_rows(s, m, t);
	momus_buffer_printf(&s->under,
			    "'%s.dat' index %u using 1:2:3:4 with yerrorbars "
			    "pointsize 0 linewidth 1 linecolor rgb '%s' "
			    "notitle\n",
			    s->name, block, momus_sheet_colour(i));
	momus_buffer_printf(&s->over,
			    "'%s.dat' index %u using 1:2 with lines linewidth "
			    "1.2 linecolor rgb '%s' notitle\n"
			    "keyentry with linespoints linewidth 1.2 pointtype "
			    "%d linecolor rgb '%s'",
			    s->name, block, momus_sheet_colour(i),
			    momus_sheet_point(i), momus_sheet_colour(i));
	momus_sheet_key(s, momus_buffer_text(&label));
	momus_buffer_printf(&s->over,
			    "'%s.dat' index %u using 1:2:6 with points "
			    "pointtype %d pointsize variable linecolor rgb "
			    "'%s' notitle\n",
			    s->name, block, momus_sheet_point(i),
			    momus_sheet_colour(i));
	momus_buffer_release(&label);
	momus_buffer_printf(
		&s->caption,
		" %s%s%.0f solutions of %zu problems (seed %llu), expected "
		"calibration error %.3f",
		r->n > 1 ? momus_report_letter(i, letter) : "",
		r->n > 1 ? ": " : "n: ", m->n, t->n_problems,
		(unsigned long long)momus_run_head(r->runs[i].run)->seed,
		m->values[BINS]);
	if (m->intervals[BINS].low <= m->intervals[BINS].high)
		momus_buffer_printf(&s->caption, " [%.3f, %.3f]",
				    m->intervals[BINS].low,
				    m->intervals[BINS].high);
	momus_buffer_putc(&s->caption, '.');
	momus_buffer_printf(&s->alt,
			    " %s%s%.0f solutions, expected calibration error "
			    "%.3f.",
			    r->n > 1 ? momus_report_letter(i, letter) : "",
			    r->n > 1 ? ": " : "", m->n, m->values[BINS]);
}

int momus_picture_calibration(struct momus_plots *out,
			      const struct momus_report *r,
			      struct momus_folder *folder,
			      struct momus_error *err)
{
	struct momus_sheet s;
	int rc = MOMUS_OK;

	momus_sheet_init(&s, "calibration", "Calibration of the votes",
			 "share of votes that say correct, share right and "
			 "its 95 % interval's low and high end in percent, n, "
			 "size of the point");
	s.height = 66;
	momus_sheet_axis(&s, 'x', "votes that say correct (%)");
	momus_sheet_axis(&s, 'y', "right (%)");
	momus_buffer_puts(
		&s.script,
		"set size square\nset errorbars 0.4\nset xrange [-3:103]\n"
		"set yrange [-3:103]\nset xtics 20\n"
		"set ytics 20\n"
		"set arrow from 0,0 to 100,100 nohead "
		"dashtype 3 linewidth 1 linecolor rgb "
		"'#555555' back\n");
	momus_buffer_puts(&s.caption,
			  "How often solutions are right, by the share of "
			  "votes that say so; on the dotted line the share "
			  "could be believed. Points grow with n; bars: 95 % "
			  "intervals, percentiles of resamples of whole "
			  "problems (2,000), Wilson's over problems where all "
			  "agree.");
	momus_buffer_puts(&s.alt, "Reliability diagram of the votes.");
	for (size_t i = 0; rc == MOMUS_OK && i < r->n && i < MOMUS_SHEET_SERIES;
	     i++) {
		struct momus_traces t;
		struct reliability m = { .n = 0 };

		rc = momus_traces_gather(&t, &r->runs[i], err);
		if (rc < 0)
			break;
		if (t.votes)
			rc = measure(&m, &t,
				     momus_run_head(r->runs[i].run)->seed, err);
		if (rc == MOMUS_OK && m.n > 0)
			add_run(&s, r, i, &m, &t);
		momus_traces_release(&t);
	}
	if (rc < 0) {
		momus_sheet_release(&s);
		return rc;
	}
	return momus_sheet_finish(&s, out, folder, err);
}
