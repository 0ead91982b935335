/* curves.c - see curves.h */
#include "config.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>

#include "reports/plots/curves.h"

static bool over_turns(const struct momus_curve *c)
{
	return c->turn == MOMUS_CURVE_OVER_TURNS;
}

static bool belongs(const struct momus_curve *c, const struct momus_figure *f)
{
	return f->kind == c->kind && f->of == MOMUS_OF_NONE &&
	       !f->category.len && momus_text_equal(f->reward, c->reward) &&
	       (over_turns(c) ? f->turn >= 0 : f->turn == c->turn) &&
	       isfinite(f->value);
}

const struct momus_figure *momus_curve_end(const struct momus_curve *curve,
					   bool last)
{
	const struct momus_figures *all = &curve->run->figures;

	for (size_t i = 0; i < all->n; i++) {
		const struct momus_figure *f =
			&all->list[last ? all->n - 1 - i : i];

		if (belongs(curve, f))
			return f;
	}
	return NULL;
}

const char *momus_curve_letter(const struct momus_report *r, size_t i,
			       char letter[8])
{
	return r->n > 1 ? momus_report_letter(r->runs[i].place, letter) : "";
}

void momus_curve_name(struct momus_buffer *b, const struct momus_report *r,
		      size_t i, size_t most)
{
	char letter[8];

	if (r->n < 2)
		return;
	momus_buffer_printf(b, "%s  ", momus_curve_letter(r, i, letter));
	momus_sheet_plain(b, r->runs[i].name, most);
}

void momus_curve_say(struct momus_buffer *b, const struct momus_report *r,
		     size_t i)
{
	char letter[8];

	if (r->n < 2)
		return;
	momus_buffer_printf(b, "run %s (", momus_curve_letter(r, i, letter));
	momus_sheet_plain(b, r->runs[i].name, MOMUS_SHEET_LABEL);
	momus_buffer_putc(b, ')');
}

/* Names CURVE, for the data and in words. */
static void name_curve(struct momus_buffer *b, const struct momus_report *r,
		       const struct momus_curve *curve)
{
	momus_curve_say(b, r, curve->place);
	if (curve->what)
		momus_buffer_printf(b, "%s%s", r->n > 1 ? ", " : "",
				    curve->what);
}

void momus_curves_init(struct momus_curves *c, const struct momus_report *r,
		       struct momus_sheet *sheet, double scale)
{
	*c = (struct momus_curves){ .report = r,
				    .sheet = sheet,
				    .scale = scale,
				    .low = INFINITY,
				    .high = -INFINITY,
				    .first = INFINITY };
}

static void plot(struct momus_curves *c, unsigned block,
		 const struct momus_curve *curve, bool bands,
		 struct momus_text label)
{
	const struct momus_stroke stroke = {
		.block = block,
		.look = curve->look,
		.point = momus_sheet_point(curve->look) - curve->dashed,
		.size = c->last > 20 ? 0.15 : 0.5,
		.dashed = curve->dashed,
		.band = bands
	};

	momus_sheet_stroke(c->sheet, &stroke, label);
}

/* What the legend says of CURVE. */
static void name_key(struct momus_buffer *b, const struct momus_report *r,
		     const struct momus_curve *curve)
{
	if (r->n < 2 && curve->what)
		momus_buffer_puts(b, curve->what);
	else if (r->n > 1 && !curve->dashed)
		momus_curve_name(b, r, curve->place, MOMUS_SHEET_LABEL);
}

void momus_curves_legend(struct momus_curves *c, const char *solid,
			 const char *dashed)
{
	if (c->n && c->report->n > 1)
		momus_sheet_strokes(c->sheet, solid, dashed);
}

static void add_row(struct momus_curves *c, double x,
		    const struct momus_figure *f)
{
	const double values[] = { f->value, f->low, f->high };

	momus_sheet_note(c->sheet, f);
	momus_sheet_value(c->sheet, x);
	for (int i = 0; i < 3; i++) {
		double y = c->scale * values[i];

		momus_sheet_value(c->sheet, y);
		if (isfinite(y)) {
			c->low = fmin(c->low, y);
			c->high = fmax(c->high, y);
		}
	}
	momus_sheet_value(c->sheet, (double)f->n);
	momus_sheet_end_row(c->sheet);
	c->last = fmax(c->last, x);
	c->first = fmin(c->first, x);
}

bool momus_curve_revised(const struct momus_report_run *run)
{
	uint64_t steps = 0;

	for (uint32_t t = 1; t <= run->gathered.turns; t++) {
		const struct momus_steps *s = &run->gathered.turn[t].steps;

		steps += s->cc + s->cw + s->wc + s->ww;
	}
	return steps > 0;
}

bool momus_curves_add(struct momus_curves *c, const struct momus_curve *curve)
{
	const struct momus_figures *all = &curve->run->figures;
	struct momus_buffer label;
	unsigned block;
	size_t rows = curve->from_zero;
	bool bands = false;

	for (size_t i = 0; i < all->n; i++)
		rows += belongs(curve, &all->list[i]);
	if (over_turns(curve) && !momus_curve_revised(curve->run))
		return false;
	if (rows < 2 || c->n == 2 * MOMUS_SHEET_SERIES)
		return false;
	momus_buffer_init(&label, 4096);
	name_curve(&label, c->report, curve);
	block = momus_sheet_block(c->sheet, label.ptr ? label.ptr : "");
	if (curve->from_zero)
		add_row(c, 0,
			&(struct momus_figure){
				.n = momus_curve_end(curve, false)->n });
	for (size_t i = 0; i < all->n; i++) {
		const struct momus_figure *f = &all->list[i];

		if (!belongs(curve, f))
			continue;
		bands |= isfinite(f->low);
		add_row(c, over_turns(curve) ? f->turn : (double)f->k, f);
	}
	momus_buffer_reset(&label);
	name_key(&label, c->report, curve);
	plot(c, block, curve, bands, momus_buffer_text(&label));
	momus_buffer_release(&label);
	c->list[c->n++] = *curve;
	return true;
}

void momus_curves_add_runs(struct momus_curves *c,
			   const struct momus_curve *model)
{
	const struct momus_report *r = c->report;

	for (size_t i = 0; i < r->n && i < MOMUS_SHEET_SERIES; i++) {
		struct momus_curve curve = *model;

		curve.run = &r->runs[i];
		curve.place = i;
		curve.look = r->n > 1 ? i : model->look;
		momus_curves_add(c, &curve);
	}
}

void momus_curves_axes(struct momus_curves *c, const char *name,
		       const char *value, double least, double most)
{
	bool turns = c->n && over_turns(&c->list[0]);
	double edge = 0.04 * (c->last - c->first);

	momus_sheet_axis(c->sheet, 'x', name);
	momus_sheet_axis(c->sheet, 'y', value);
	momus_sheet_range(c->sheet, 'y', c->low, c->high, least, most);
	if (c->last > 20 && !turns)
		momus_buffer_printf(&c->sheet->script,
				    "set logscale x 2\nset xrange [1:%g]\n",
				    c->last);
	else
		momus_buffer_printf(
			&c->sheet->script, "set xrange [%g:%g]\nset xtics %d\n",
			c->first - edge, c->last + edge, c->last > 10 ? 2 : 1);
}

static void tell_point(struct momus_curves *c, const struct momus_figure *f,
		       const char *unit, bool turns, const char *before,
		       const char *after)
{
	momus_buffer_printf(&c->sheet->alt, "%s%.*f%s at %s%u%s", before,
			    c->scale > 1 ? 2 : 4, c->scale * f->value, unit,
			    turns ? "turn " : "k = ",
			    turns ? (unsigned)f->turn : f->k, after);
}

void momus_curves_tell(struct momus_curves *c, const char *unit)
{
	struct momus_buffer *b = &c->sheet->alt;

	for (size_t i = 0; i < c->n; i++) {
		const struct momus_curve *curve = &c->list[i];
		const struct momus_figure *f = momus_curve_end(curve, false);
		const struct momus_figure *l = momus_curve_end(curve, true);
		bool turns = over_turns(curve);
		size_t before = b->len;
		int places = c->scale > 1 ? 1 : 3;

		momus_buffer_puts(b, i ? "; " : " ");
		name_curve(b, c->report, curve);
		momus_buffer_puts(b, b->len > before + 2 ? ": " : "");
		if (f != l)
			tell_point(c, f, unit, turns, "from ", " to ");
		tell_point(c, l, unit, turns, "", "");
		if (l->low <= l->high)
			momus_buffer_printf(b, " (95 %% interval %.*f to %.*f)",
					    places, c->scale * l->low, places,
					    c->scale * l->high);
	}
	momus_buffer_putc(b, '.');
}

void momus_curves_caption(struct momus_curves *c, const char *what)
{
	const struct momus_report *r = c->report;
	struct momus_buffer *b = &c->sheet->caption;
	unsigned told = 0; /* runs, as bits */
	char letter[8];

	momus_buffer_puts(b, " n at the first point:");
	for (size_t i = 0; i < c->n; i++) {
		const struct momus_curve *curve = &c->list[i];
		const struct momus_figure *f = momus_curve_end(curve, false);

		if (told >> curve->place & 1)
			continue;
		momus_buffer_printf(
			b, "%s %llu %s of %llu problems (%s%sseed %llu)",
			told ? ";" : "", (unsigned long long)f->n, what,
			(unsigned long long)f->problems,
			momus_curve_letter(r, curve->place, letter),
			r->n > 1 ? ", " : "",
			(unsigned long long)momus_run_head(curve->run->run)
				->seed);
		told |= 1u << curve->place;
	}
	momus_buffer_putc(b, '.');
	momus_sheet_methods(c->sheet, "Bands");
	if (r->n > MOMUS_SHEET_SERIES)
		momus_buffer_printf(b, " Shown are the first %d of %zu runs.",
				    MOMUS_SHEET_SERIES, r->n);
}

void momus_curve_file(char out[32], const char *stem,
		      const struct momus_report *r, size_t i)
{
	char letter[8];

	snprintf(out, 32, "%s%s%s", stem, r->n > 1 ? "-" : "",
		 momus_curve_letter(r, i, letter));
	for (char *c = out; *c; c++)
		*c = (char)tolower((unsigned char)*c);
}

void momus_curve_end_caption(struct momus_buffer *b,
			     const struct momus_report *r, size_t i)
{
	if (r->n > 1) {
		momus_buffer_puts(b, ", ");
		momus_curve_say(b, r, i);
	}
	momus_buffer_putc(b, '.');
}
