/* flips.c - a picture of pictures.h: every problem, turn by turn */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/plots/cells.h"
#include "reports/plots/curves.h"
#include "reports/plots/pictures.h"

enum {
	NAMED = 40, /* problems of which each is named */
	ID = 16,    /* characters of a name */
	/* colours by what became of a problem, darker the better */
	STILL_RIGHT = 0x08519c,
	MENDED = 0x41ab5d,
	BROKEN = 0xfdae6b,
	STILL_WRONG = 0xe9e9e9,
};

struct row {		  /* of one problem */
	double share[16]; /* right / judged after each turn; NAN: none */
	uint32_t turns;
	size_t problem;
};

/* Those right at first come first, of these those right at last, and then turn
 * by turn; what was not judged comes last. */
static int by_course(const void *x, const void *y)
{
	const struct row *a = x, *b = y;

	for (uint32_t i = 0; i <= a->turns; i++) {
		uint32_t t = i == 0 ? 0 : i == 1 ? a->turns : i - 1;
		double p = isnan(a->share[t]) ? -1 : a->share[t];
		double q = isnan(b->share[t]) ? -1 : b->share[t];

		if (p != q)
			return p > q ? -1 : 1;
	}
	return a->problem < b->problem ? -1 : a->problem > b->problem;
}

static bool alike(const struct row *a, const struct row *b)
{
	for (uint32_t t = 0; t <= a->turns; t++)
		if (a->share[t] != b->share[t] &&
		    !(isnan(a->share[t]) && isnan(b->share[t])))
			return false;
	return true;
}

static struct row *make_rows(const struct momus_gathered *g)
{
	struct row *rows = calloc(g->n_problems + 1, sizeof(*rows));

	for (size_t p = 0; rows && p < g->n_problems; p++) {
		rows[p].turns = g->turns;
		rows[p].problem = p;
		for (uint32_t t = 0; t <= g->turns; t++) {
			const double *r = g->turn[t].trajectories +
					  p * MOMUS_ROW_TRAJECTORIES;

			rows[p].share[t] = r[MOMUS_ROW_JUDGED] > 0
						   ? r[MOMUS_ROW_RIGHT] /
							     r[MOMUS_ROW_JUDGED]
						   : NAN;
		}
	}
	if (rows)
		qsort(rows, g->n_problems, sizeof(*rows), by_course);
	return rows;
}

/* 1: the share of right samples rose; -1: it fell. */
static int changed(const struct row *r, uint32_t t)
{
	double now = r->share[t], before = t ? r->share[t - 1] : now;

	return now > before ? 1 : now < before ? -1 : 0;
}

/* Between turns the share of right samples rose, fell or stayed; how far it is
 * up says how strong the colour is. */
static int colour(const struct row *r, uint32_t t)
{
	double now = r->share[t];

	switch (changed(r, t)) {
	case 1:
		return momus_cell_mix(0xd9f0d3, MENDED, now);
	case -1:
		return momus_cell_mix(BROKEN, 0xfee6ce, now);
	default:
		return momus_cell_mix(STILL_WRONG, STILL_RIGHT, now);
	}
}

/* One cell a turn of the problems FROM to TO, which are alike. */
static void write_block(struct momus_sheet *s, const struct row *r, size_t from,
			size_t to)
{
	for (uint32_t t = 0; t <= r->turns; t++) {
		struct momus_cell_area area = { t - 0.48, t + 0.48,
						(double)from, (double)to };

		if (isnan(r->share[t]))
			continue;
		momus_cells_area(s, &area, colour(r, t));
		momus_sheet_value(s, 100 * r->share[t]);
		momus_sheet_value(s, changed(r, t));
		momus_sheet_end_row(s);
	}
}

static void write_axes(struct momus_sheet *s,
		       const struct momus_report_run *run,
		       const struct row *rows, size_t n)
{
	momus_sheet_axis(s, 'x', "turn");
	momus_sheet_axis(s, 'y', n > NAMED ? "problems" : "");
	momus_buffer_printf(&s->script,
			    "set xrange [-0.5:%g]\nset xtics %d\n"
			    "set yrange [%zu:0]\n",
			    run->gathered.turns + 0.5, 1, n);
	if (n > NAMED)
		return;
	s->small_axis = 'y';
	s->small_size = 11;
	momus_buffer_puts(&s->script, "set ytics (");
	for (size_t i = 0; i < n; i++) {
		momus_buffer_puts(&s->script, i ? ", " : "");
		momus_sheet_tic(&s->script,
				momus_run_problem(run->run, rows[i].problem).id,
				ID, (double)i + 0.5);
	}
	momus_buffer_puts(&s->script, ")\n");
}

static void tell(struct momus_sheet *s, const struct row *rows, size_t n,
		 uint32_t turns)
{
	size_t kinds[4] = { 0 }; /* better, worse, same, not judged */

	for (size_t i = 0; i < n; i++) {
		double first = rows[i].share[0], last = rows[i].share[turns];

		kinds[last > first    ? 0
		      : last < first  ? 1
		      : last == first ? 2
				      : 3]++;
	}
	momus_buffer_printf(
		&s->alt,
		"Grid of %zu problems by turn: from turn 0 to turn %u, %zu are "
		"better, %zu worse, %zu the same",
		n, turns, kinds[0], kinds[1], kinds[2]);
	if (kinds[3])
		momus_buffer_printf(&s->alt, ", %zu not judged at both ends",
				    kinds[3]);
	momus_buffer_putc(&s->alt, '.');
}

/* A triangle up in what was mended, one down in what was broken. */
static void mark_changes(struct momus_sheet *s, unsigned block)
{
	for (int up = 0; up < 2; up++)
		momus_buffer_printf(
			&s->over,
			"'%s.dat' index %u using 1:($9 == %d ? $2 : NaN) with "
			"points pointtype %d pointsize 0.6 linecolor rgb "
			"'" MOMUS_SHEET_ON_FILL "' notitle\n",
			s->name, block, up ? 1 : -1, up ? 9 : 11);
}

static int draw(struct momus_plots *out, const struct momus_report *r, size_t i,
		const struct row *rows, struct momus_folder *folder,
		struct momus_error *err)
{
	const struct momus_gathered *g = &r->runs[i].gathered;
	struct momus_sheet s;
	char name[32];
	unsigned block;

	momus_curve_file(name, "flips", r, i);
	momus_sheet_init(&s, name, "Every problem by turn",
			 "x, y, left, right, top, bottom and colour of the "
			 "cell, percent of its samples that are right, 1 or -1 "
			 "where that rose or fell");
	s.bare = true;
	s.height = g->n_problems > NAMED ? 80 : 18 + 3 * (double)g->n_problems;
	write_axes(&s, &r->runs[i], rows, g->n_problems);
	block = momus_sheet_block(&s, "problems by their course");
	for (size_t from = 0, to; from < g->n_problems; from = to) {
		for (to = from + 1; g->n_problems > NAMED &&
				    to < g->n_problems &&
				    alike(&rows[from], &rows[to]);)
			to++;
		write_block(&s, &rows[from], from, to);
	}
	momus_cells_plot(&s, block);
	if (g->n_problems <= NAMED)
		mark_changes(&s, block);
	momus_cells_key(&s, STILL_RIGHT, "right");
	momus_cells_key(&s, MENDED, "mended");
	momus_cells_key(&s, BROKEN, "broken");
	momus_cells_key(&s, STILL_WRONG, "wrong");
	momus_buffer_printf(
		&s.caption,
		"%zu problems with %u trajector%s each, sorted by their "
		"course; mended and broken: more and fewer of them are right "
		"than a turn before; paler where only some are; blank: not "
		"judged",
		g->n_problems, g->leaves, g->leaves == 1 ? "y" : "ies");
	momus_curve_end_caption(&s.caption, r, i);
	tell(&s, rows, g->n_problems, g->turns);
	return momus_sheet_finish(&s, out, folder, err);
}

int momus_picture_flips(struct momus_plots *out, const struct momus_report *r,
			struct momus_folder *folder, struct momus_error *err)
{
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < r->n && i < MOMUS_SHEET_SERIES;
	     i++) {
		const struct momus_gathered *g = &r->runs[i].gathered;
		struct row *rows;

		if (!momus_curve_revised(&r->runs[i]))
			continue;
		rows = make_rows(g);
		rc = rows ? draw(out, r, i, rows, folder, err)
			  : momus_fail(err, MOMUS_ENOMEM, "out of memory");
		free(rows);
	}
	return rc;
}
