/* transitions.c - pictures of pictures.h: from which state to which revisions go
 */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "reports/plots/cells.h"
#include "reports/plots/curves.h"
#include "reports/plots/pictures.h"
#include "reports/plots/traces.h"

struct matrix {
	size_t n; /* states */
	const char *names[MOMUS_TRACE_STATES];
	double counts[MOMUS_TRACE_STATES][MOMUS_TRACE_STATES];
	/* of the share of each row; NAN: none */
	double low[MOMUS_TRACE_STATES][MOMUS_TRACE_STATES];
	double high[MOMUS_TRACE_STATES][MOMUS_TRACE_STATES];
};

static double row_sum(const struct matrix *m, size_t row)
{
	double sum = 0;

	for (size_t i = 0; i < m->n; i++)
		sum += m->counts[row][i];
	return sum;
}

/* The names of M's states along AXIS, word below word where there is no room for
 * them beside each other. */
static void write_names(struct momus_sheet *s, const struct matrix *m,
			char axis)
{
	bool below = axis == 'x' && m->n > 2 && m->n <= 4;

	momus_buffer_printf(&s->script, "set %ctics %s(", axis,
			    axis == 'x' && m->n > 4 ? "rotate by 40 right "
						    : "");
	for (size_t i = 0; i < m->n; i++) {
		momus_buffer_puts(&s->script, i ? ", \"" : "\"");
		for (const char *c = m->names[i]; *c; c++)
			if (below && *c == ' ')
				momus_buffer_puts(&s->script, "\\n");
			else
				momus_buffer_putc(&s->script, *c);
		momus_buffer_printf(&s->script, "\" %zu", i);
	}
	momus_buffer_puts(&s->script, ")\n");
}

/* Names at their places along both axes; rows from the top. */
static void write_axes(struct momus_sheet *s, const struct matrix *m)
{
	momus_sheet_axis(s, 'x', "after the revision");
	if (m->n > 2)
		momus_buffer_puts(&s->script,
				  m->n > 4 ? "set xlabel offset 0,0.5\n"
					   : "set xlabel offset 0,-0.5\n"
					     "set bmargin 4\n");
	if (m->n > 4)
		s->small_size = 12;
	momus_sheet_axis(s, 'y', "before");
	momus_buffer_printf(
		&s->script,
		"set rmargin 1.5\nset xrange [-0.5:%g]\nset yrange [%g:-0.5]\n",
		(double)m->n - 0.5, (double)m->n - 0.5);
	write_names(s, m, 'x');
	write_names(s, m, 'y');
	for (size_t a = 0; a < m->n; a++)
		if (row_sum(m, a) == 0)
			momus_buffer_printf(&s->script,
					    "set label 'no revision' at %g,%zu "
					    "center\n",
					    ((double)m->n - 1) / 2, a);
}

/* Whether each row that has anything has intervals. */
static bool with_intervals(const struct matrix *m)
{
	for (size_t a = 0; a < m->n; a++)
		if (row_sum(m, a) > 0 && isnan(m->low[a][0]))
			return false;
	return true;
}

static void write_cells(struct momus_sheet *s, const struct matrix *m,
			const char *name)
{
	unsigned block = momus_sheet_block(s, name);

	for (size_t a = 0; a < m->n; a++)
		for (size_t b = 0; b < m->n; b++) {
			struct momus_cell_area area = { (double)b - 0.48,
							(double)b + 0.48,
							(double)a - 0.48,
							(double)a + 0.48 };
			double sum = row_sum(m, a);
			double share = sum > 0 ? m->counts[a][b] / sum : NAN;

			if (sum == 0 || (m->n > 2 && !m->counts[a][b]))
				continue;
			momus_cells_area(s, &area, momus_cell_heat(share));
			momus_sheet_value(s, 100 * share);
			momus_sheet_value(s, 100 * m->low[a][b]);
			momus_sheet_value(s, 100 * m->high[a][b]);
			momus_sheet_value(s, m->counts[a][b]);
			momus_sheet_value(s, momus_cell_ink(share));
			momus_sheet_end_row(s);
		}
	momus_cells_plot(s, block);
	momus_buffer_printf(
		&s->over,
		"'%s.dat' index %u using 1:2:(%s):12 with labels%s offset "
		"0,%g textcolor rgb variable notitle\n",
		s->name, block,
		m->n == 2 && with_intervals(m)
			? "sprintf (\"%.1f %%\\n[%.1f, %.1f]\\nn %.0f\", $8, "
			  "$9, $10, $11)"
		: m->n > 4 ? "sprintf (\"%.0f %%\\n%.0f\", $8, $11)"
			   : "sprintf (\"%.1f %%\\nn %.0f\", $8, $11)",
		m->n > 4 ? " font sprintf (',%g', small)" : "",
		m->n == 2 && with_intervals(m) ? 1.1 : 0.5);
}

static void tell(struct momus_sheet *s, const struct matrix *m)
{
	bool any = false;

	momus_buffer_puts(&s->alt, "Heat map of transitions:");
	for (size_t a = 0; a < m->n; a++) {
		double sum = row_sum(m, a);
		size_t most = 0;

		if (sum == 0)
			continue;
		for (size_t b = 1; b < m->n; b++)
			if (m->counts[a][b] > m->counts[a][most])
				most = b;
		momus_buffer_printf(&s->alt,
				    "%s from %s (n %.0f): %.1f %% to %s",
				    any ? ";" : "", m->names[a], sum,
				    100 * m->counts[a][0] / sum, m->names[0]);
		if (m->n > 2)
			momus_buffer_printf(&s->alt, ", most often to %s",
					    m->names[most]);
		any = true;
	}
	momus_buffer_putc(&s->alt, '.');
}

/* How the intervals were made, with the run's seed. */
static void note_intervals(struct momus_sheet *s,
			   const struct momus_report_run *run,
			   const struct matrix *m)
{
	const enum momus_figure_kind kinds[] = { MOMUS_FIGURE_P_CC,
						 MOMUS_FIGURE_P_CW };

	for (int k = 0; k < 2 && m->n == 2; k++) {
		const struct momus_figure *f =
			momus_figures_find(&run->figures, kinds[k],
					   MOMUS_OF_NONE, MOMUS_POOLED, 0);

		if (f)
			momus_sheet_note(s, f);
	}
	momus_sheet_methods(s, "Brackets");
	if (s->methods)
		momus_buffer_printf(
			&s->caption, " Seed %llu.",
			(unsigned long long)momus_run_head(run->run)->seed);
}

static int draw(struct momus_plots *out, const struct momus_report *r,
		size_t run, const struct matrix *m, struct momus_folder *folder,
		struct momus_error *err)
{
	struct momus_sheet s;
	char name[32], letter[8];
	double sum = 0;

	for (size_t i = 0; i < m->n; i++)
		sum += row_sum(m, i);
	if (sum == 0)
		return MOMUS_OK;
	momus_curve_file(name, m->n == 2 ? "transitions" : "verdicts", r, run);
	momus_sheet_init(&s, name,
			 m->n == 2 ? "Transitions between right and wrong"
				   : "Transitions between verdicts",
			 "x, y, left, right, top, bottom and colour of the "
			 "cell, percent of the row, its 95 % interval, n, "
			 "colour of the text");
	s.bare = true;
	s.height = 16 +
		   (m->n == 2  ? 15
		    : m->n > 4 ? 9
			       : 11) *
			   (double)m->n +
		   (m->n > 4   ? 8
		    : m->n > 2 ? 4
			       : 0);
	write_axes(&s, m);
	write_cells(&s, m, momus_curve_letter(r, run, letter));
	momus_buffer_printf(
		&s.caption,
		"How revisions change the verdict, over all turns: percent of "
		"those that began in the row's state%s. n: %.0f revisions made "
		"and judged at both ends",
		m->n > 2 ? ", and how many; what never happened is blank" : "",
		sum);
	momus_curve_end_caption(&s.caption, r, run);
	note_intervals(&s, &r->runs[run], m);
	tell(&s, m);
	return momus_sheet_finish(&s, out, folder, err);
}

/* The interval of figure F at [A][B], and of what is left of the row beside. */
static void put_interval(struct matrix *m, size_t a,
			 const struct momus_figure *f)
{
	for (size_t b = 0; b < 2; b++)
		m->low[a][b] = m->high[a][b] = NAN;
	if (!f || !isfinite(f->low))
		return;
	m->low[a][0] = f->low;
	m->high[a][0] = f->high;
	m->low[a][1] = 1 - f->high;
	m->high[a][1] = 1 - f->low;
}

static void two_states(struct matrix *m, const struct momus_report_run *run)
{
	*m = (struct matrix){ .n = 2, .names = { "right", "wrong" } };
	for (uint32_t t = 1; t <= run->gathered.turns; t++) {
		const struct momus_steps *s = &run->gathered.turn[t].steps;

		m->counts[0][0] += (double)s->cc;
		m->counts[0][1] += (double)s->cw;
		m->counts[1][0] += (double)s->wc;
		m->counts[1][1] += (double)s->ww;
	}
	put_interval(m, 0,
		     momus_figures_find(&run->figures, MOMUS_FIGURE_P_CC,
					MOMUS_OF_NONE, MOMUS_POOLED, 0));
	put_interval(m, 1,
		     momus_figures_find(&run->figures, MOMUS_FIGURE_P_CW,
					MOMUS_OF_NONE, MOMUS_POOLED, 0));
}

/* The verdict states that T has seen. */
static void all_states(struct matrix *m, const struct momus_traces *t)
{
	static const char *const names[MOMUS_TRACE_STATES] = {
		"accepted",	"wrong answer", "runtime error", "time limit",
		"memory limit", "output limit", "compile error", "sandbox"
	};
	size_t seen[MOMUS_TRACE_STATES];

	*m = (struct matrix){ .n = 0 };
	for (size_t a = 0; a < MOMUS_TRACE_STATES; a++) {
		uint64_t any = 0;

		for (size_t b = 0; b < MOMUS_TRACE_STATES; b++)
			any += t->changes[a][b] + t->changes[b][a];
		if (any)
			seen[m->n++] = a;
	}
	for (size_t a = 0; a < m->n; a++) {
		m->names[a] = names[seen[a]];
		for (size_t b = 0; b < m->n; b++) {
			m->counts[a][b] = (double)t->changes[seen[a]][seen[b]];
			m->low[a][b] = m->high[a][b] = NAN;
		}
	}
}

int momus_picture_transitions(struct momus_plots *out,
			      const struct momus_report *r,
			      struct momus_folder *folder,
			      struct momus_error *err)
{
	struct momus_traces t;
	struct matrix m;
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < r->n && i < MOMUS_SHEET_SERIES;
	     i++) {
		if (!r->runs[i].gathered.turns)
			continue;
		two_states(&m, &r->runs[i]);
		rc = draw(out, r, i, &m, folder, err);
		if (rc == MOMUS_OK)
			rc = momus_traces_gather(&t, &r->runs[i], err);
		if (rc < 0)
			break;
		all_states(&m, &t);
		if (m.n > 2)
			rc = draw(out, r, i, &m, folder, err);
	}
	return rc;
}
