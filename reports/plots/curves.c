/* curves.c - see curves.h */
#include "config.h"

#include <math.h>
#include <string.h>

#include "reports/plots/curves.h"
#include "stats/bootstrap.h"

static bool belongs(const struct momus_curve *c, const struct momus_figure *f)
{
	bool over_turns = c->turn == MOMUS_CURVE_OVER_TURNS;

	return f->kind == c->kind && f->of == MOMUS_OF_NONE &&
	       !f->category.len && momus_text_equal(f->reward, c->reward) &&
	       (over_turns ? f->turn >= 0 : f->turn == c->turn) &&
	       isfinite(f->value);
}

const struct momus_figure *momus_curve_end(const struct momus_curve *c,
					   bool last)
{
	const struct momus_figures *all = &c->run->figures;

	for (size_t i = 0; i < all->n; i++) {
		const struct momus_figure *f =
			&all->list[last ? all->n - 1 - i : i];

		if (belongs(c, f))
			return f;
	}
	return NULL;
}

/* "A  the run's name, WHAT": quoted, for the legend. */
static void write_label(struct momus_buffer *b, const struct momus_report *r,
			const struct momus_curve *c)
{
	struct momus_buffer label;
	char letter[8];

	momus_buffer_init(&label, 4096);
	if (r->n > 1) {
		momus_buffer_printf(&label, "%s  ",
				    momus_report_letter(c->place, letter));
		momus_sheet_plain(&label, c->run->name,
				  c->what ? MOMUS_SHEET_LABEL / 2
					  : MOMUS_SHEET_LABEL);
	}
	if (c->what)
		momus_buffer_printf(&label, "%s%s", r->n > 1 ? ", " : "",
				    c->what);
	momus_sheet_quote(b, momus_buffer_text(&label), 2 * MOMUS_SHEET_LABEL);
	momus_buffer_release(&label);
}

static void plot(struct momus_sheet *s, unsigned block,
		 const struct momus_report *r, const struct momus_curve *c,
		 bool bands)
{
	const char *colour = momus_sheet_colour(c->look);

	if (bands)
		momus_buffer_printf(&s->under,
				    "'%s.dat' index %u using 1:3:4 with "
				    "filledcurves linecolor rgb '%s' notitle\n",
				    s->name, block, colour);
	momus_buffer_printf(&s->over,
			    "'%s.dat' index %u using 1:2 with linespoints "
			    "linewidth 1.3 pointtype %d dashtype %d linecolor "
			    "rgb '%s' ",
			    s->name, block,
			    momus_sheet_point(c->look) - (c->dashed ? 1 : 0),
			    c->dashed ? 2 : 1, colour);
	if (r->n > 1 || c->what) {
		momus_buffer_puts(&s->over, "title ");
		write_label(&s->over, r, c);
		momus_buffer_putc(&s->over, '\n');
	} else {
		momus_buffer_puts(&s->over, "notitle\n");
	}
}

bool momus_curve_add(struct momus_sheet *s, const struct momus_report *r,
		     const struct momus_curve *c, double scale, size_t least)
{
	const struct momus_figures *all = &c->run->figures;
	struct momus_buffer name;
	unsigned block;
	size_t rows = 0;
	bool bands = false;

	for (size_t i = 0; i < all->n; i++)
		rows += belongs(c, &all->list[i]);
	if (rows < least)
		return false;
	momus_buffer_init(&name, 4096);
	write_label(&name, r, c);
	block = momus_sheet_block(s, name.ptr);
	momus_buffer_release(&name);
	for (size_t i = 0; i < all->n; i++) {
		const struct momus_figure *f = &all->list[i];

		if (!belongs(c, f))
			continue;
		bands |= isfinite(f->low);
		momus_sheet_value(s, c->turn == MOMUS_CURVE_OVER_TURNS
					     ? f->turn
					     : (double)f->k);
		momus_sheet_value(s, scale * f->value);
		momus_sheet_value(s, scale * f->low);
		momus_sheet_value(s, scale * f->high);
		momus_sheet_value(s, (double)f->n);
		momus_sheet_end_row(s);
	}
	plot(s, block, r, c, bands);
	return true;
}

void momus_curves_caption(struct momus_sheet *s, const struct momus_report *r,
			  const struct momus_curve *curves, size_t n,
			  const char *what)
{
	char letter[8];
	size_t last = r->n;

	momus_buffer_puts(&s->caption, " n:");
	for (size_t i = 0; i < n; i++) {
		const struct momus_figure *f =
			momus_curve_end(&curves[i], false);

		if (!f || curves[i].place == last)
			continue;
		momus_buffer_printf(
			&s->caption,
			"%s %llu %s of %llu problems (%s%sseed "
			"%llu)",
			last < r->n ? ";" : "", (unsigned long long)f->n, what,
			(unsigned long long)f->problems,
			r->n > 1 ? momus_report_letter(curves[i].place, letter)
				 : "",
			r->n > 1 ? ", " : "",
			(unsigned long long)momus_run_head(curves[i].run->run)
				->seed);
		last = curves[i].place;
	}
	momus_buffer_printf(&s->caption,
			    ". Bands: 95 %% intervals, percentiles of %u "
			    "resamples of whole problems from the stream of "
			    "the run's seed.",
			    MOMUS_BOOTSTRAP_RESAMPLES);
	if (r->n > MOMUS_SHEET_SERIES)
		momus_buffer_printf(&s->caption,
				    " Shown are the first %d of %zu runs.",
				    MOMUS_SHEET_SERIES, r->n);
}
