/* lines.c - see lines.h */
#include "config.h"

#include <math.h>
#include <stdio.h>

#include "reports/training/lines.h"

static void see(struct momus_lines *l, double y)
{
	if (!isfinite(y))
		return;
	l->low = l->n && l->low < y ? l->low : y;
	l->high = l->n && l->high > y ? l->high : y;
}

static void put(struct momus_lines *l, const struct momus_series_point *p)
{
	struct momus_sheet *s = l->sheet;

	momus_sheet_value(s, p->x);
	momus_sheet_value(s, p->y);
	momus_sheet_value(s, p->low);
	momus_sheet_value(s, p->high);
	momus_sheet_end_row(s);
	see(l, p->y);
	l->n += !l->n; /* from now on there is something to compare with */
	see(l, p->low);
	see(l, p->high);
	l->last = fmax(l->last, p->x);
	l->first = fmin(l->first, p->x);
}

/* Adds series ID of training I. */
static void add(struct momus_lines *l, enum momus_series_id id, size_t i,
		bool dashed, const char *key)
{
	const struct momus_trainings *t = l->trainings;
	const struct momus_ledger *ledger = &t->list[i];
	struct momus_series_point points[MOMUS_SERIES_POINTS];
	size_t width, n = momus_series_points(ledger, id, points, &width);
	struct momus_stroke stroke = { .dashed = dashed };
	struct momus_buffer name;

	if (!momus_series_sum(ledger, id).n)
		return;
	if (!l->n)
		l->first = INFINITY;
	momus_buffer_init(&name, 4096);
	momus_training_name(&name, t, i);
	momus_buffer_printf(&name, ", %s", momus_series[id].title);
	stroke.block = momus_sheet_block(l->sheet, name.ptr ? name.ptr : "");
	for (size_t k = 0; k < n; k++) {
		put(l, &points[k]);
		stroke.band |= isfinite(points[k].low);
	}
	l->most = width > l->most ? width : l->most;
	l->bands |= stroke.band;
	momus_buffer_reset(&name);
	if (t->n > 1 && !dashed)
		momus_training_name(&name, t, i);
	else if (t->n == 1 && key)
		momus_buffer_puts(&name, key);
	stroke.look = t->n > 1 ? i : dashed;
	stroke.point = momus_sheet_point(stroke.look);
	stroke.size = n > 40 ? 0.0 : 0.35;
	momus_sheet_stroke(l->sheet, &stroke, momus_buffer_text(&name));
	momus_buffer_release(&name);
	l->n++;
}

static void tell(struct momus_lines *l, enum momus_series_id id)
{
	const struct momus_trainings *t = l->trainings;
	const struct momus_series *s = &momus_series[id];
	struct momus_buffer *b = &l->sheet->alt;

	for (size_t i = 0; i < t->n && i < MOMUS_SHEET_SERIES; i++) {
		const struct momus_series_sum sum =
			momus_series_sum(&t->list[i], id);

		if (!sum.n)
			continue;
		momus_buffer_puts(b, b->len ? "; " : "");
		if (t->n > 1)
			momus_training_name(b, t, i);
		momus_buffer_printf(
			b, "%s%s: %.4g at step %llu, %.4g%s%s at step %llu",
			t->n > 1 ? ", " : "", s->title, sum.first,
			(unsigned long long)sum.first_at, sum.last,
			*s->unit ? " " : "", s->unit,
			(unsigned long long)sum.last_at);
	}
}

void momus_lines_add(struct momus_lines *l, enum momus_series_id id,
		     bool dashed, const char *key)
{
	for (size_t i = 0; i < l->trainings->n && i < MOMUS_SHEET_SERIES; i++)
		add(l, id, i, dashed, key);
	tell(l, id);
}

void momus_lines_legend(struct momus_lines *l, const char *solid,
			const char *dashed)
{
	if (l->n && l->trainings->n > 1)
		momus_sheet_strokes(l->sheet, solid, dashed);
}

void momus_lines_axes(struct momus_lines *l, const char *name, double least,
		      double most)
{
	double edge = fmax(0.02 * (l->last - l->first), 0.5);

	momus_sheet_axis(l->sheet, 'x', "step");
	momus_sheet_axis(l->sheet, 'y', name);
	if (l->high - l->low <= 1e-9 * fabs(l->high) && l->high > 0) {
		l->low = 0; /* one value: half way up, whatever its size */
		l->high *= 2;
	}
	momus_sheet_range(l->sheet, 'y', l->low, l->high, least, most);
	momus_buffer_printf(&l->sheet->script, "set xrange [%g:%g]\n",
			    l->first - edge, l->last + edge);
}

void momus_lines_caption(struct momus_lines *l)
{
	struct momus_buffer *b = &l->sheet->caption;

	if (l->bands)
		momus_buffer_puts(b,
				  " Bands: 1.96 standard errors of the mean, "
				  "by pairs, to each side.");
	if (l->most > 1)
		momus_buffer_printf(
			b, " A point is the mean of up to %zu steps.", l->most);
	if (l->trainings->n > MOMUS_SHEET_SERIES)
		momus_buffer_printf(b,
				    " Shown are the first %d of %zu trainings.",
				    MOMUS_SHEET_SERIES, l->trainings->n);
	momus_buffer_putc(&l->sheet->alt, '.');
}
