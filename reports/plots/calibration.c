/* calibration.c - a picture of pictures.h: may the votes' share be believed? */
#include "config.h"

#include <math.h>

#include "reports/plots/curves.h"
#include "reports/plots/pictures.h"
#include "stats/calibration.h"

static const struct momus_figure *find(const struct momus_report_run *run,
				       enum momus_figure_kind kind, uint32_t k)
{
	return momus_figures_find(&run->figures, kind, MOMUS_OF_NONE,
				  MOMUS_POOLED, k);
}

static void add_rows(struct momus_sheet *s, const struct momus_report_run *run)
{
	double all = (double)find(run, MOMUS_FIGURE_ECE, 0)->n;

	for (uint32_t k = 1; k <= MOMUS_CALIBRATION_BINS; k++) {
		const struct momus_figure *votes =
			find(run, MOMUS_FIGURE_BIN_VOTES, k);
		const struct momus_figure *right =
			find(run, MOMUS_FIGURE_BIN_RIGHT, k);

		if (!votes || !right)
			break;
		momus_sheet_value(s, 100 * votes->value);
		momus_sheet_value(s, 100 * right->value);
		momus_sheet_value(s, 100 * right->low);
		momus_sheet_value(s, 100 * right->high);
		momus_sheet_value(s, (double)right->n);
		momus_sheet_value(s, 0.7 + 2 * sqrt((double)right->n / all));
		momus_sheet_end_row(s);
	}
}

static void add_run(struct momus_sheet *s, const struct momus_report *r,
		    size_t i)
{
	const struct momus_report_run *run = &r->runs[i];
	const struct momus_figure *ece = find(run, MOMUS_FIGURE_ECE, 0);
	struct momus_buffer label;
	unsigned block;
	char letter[8];

	momus_buffer_init(&label, 4096);
	momus_curve_name(&label, r, i, MOMUS_SHEET_LABEL);
	block = momus_sheet_block(s, label.ptr ? label.ptr : "votes");
	add_rows(s, run);
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
		momus_curve_letter(r, i, letter),
		r->n > 1 ? ": " : "n: ", (double)ece->n, (size_t)ece->problems,
		(unsigned long long)momus_run_head(run->run)->seed, ece->value);
	if (ece->low <= ece->high)
		momus_buffer_printf(&s->caption, " [%.3f, %.3f]", ece->low,
				    ece->high);
	momus_buffer_putc(&s->caption, '.');
	momus_buffer_printf(&s->alt,
			    " %s%s%.0f solutions, expected calibration error "
			    "%.3f.",
			    momus_curve_letter(r, i, letter),
			    r->n > 1 ? ": " : "", (double)ece->n, ece->value);
}

int momus_picture_calibration(struct momus_plots *out,
			      const struct momus_report *r,
			      struct momus_folder *folder,
			      struct momus_error *err)
{
	struct momus_sheet s;

	momus_sheet_begin(&s, out, "calibration", "Calibration of the votes",
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
	for (size_t i = 0; i < r->n && i < MOMUS_SHEET_SERIES; i++) {
		const struct momus_figure *ece =
			find(&r->runs[i], MOMUS_FIGURE_ECE, 0);

		if (ece && ece->n)
			add_run(&s, r, i);
	}
	return momus_sheet_finish(&s, out, folder, err);
}
