/* lines.c - see lines.h */
#include "config.h"

#include <math.h>
#include <stdio.h>

#include "reports/training/lines.h"

enum { POINTS = 400 }; /* more would not be seen */

struct bin { /* means over some steps */
	double x, y, error, n, errors;
};

static void take(struct bin *b, const struct momus_ledger *l,
		 enum momus_series_id id, size_t i)
{
	double y = momus_series_value(l, id, i);
	double error = momus_series_error(l, id, i);

	if (!isfinite(y))
		return;
	b->x += (double)momus_series_step(l, id, i);
	b->y += y;
	b->n++;
	if (isfinite(error)) {
		b->error += error * error;
		b->errors++;
	}
}

static void see(struct momus_lines *l, double y)
{
	if (!isfinite(y))
		return;
	l->low = l->n && l->low < y ? l->low : y;
	l->high = l->n && l->high > y ? l->high : y;
}

/* Writes B as a row; whether it had a value. */
static bool put(struct momus_lines *l, const struct bin *b, bool *band)
{
	struct momus_sheet *s = l->sheet;
	double x = b->x / b->n, y = b->y / b->n, off = NAN;

	if (b->n <= 0)
		return false;
	if (b->errors == b->n)
		off = 1.96 * sqrt(b->error) / b->n;
	*band |= isfinite(off);
	momus_sheet_value(s, x);
	momus_sheet_value(s, y);
	momus_sheet_value(s, y - off);
	momus_sheet_value(s, y + off);
	momus_sheet_end_row(s);
	see(l, y);
	l->n++; /* from now on there is something to compare with */
	see(l, y - off);
	see(l, y + off);
	l->n--;
	l->last = fmax(l->last, x);
	l->first = fmin(l->first, x);
	return true;
}

static void draw(struct momus_lines *l, unsigned block, size_t look,
		 bool dashed, bool band, size_t points, struct momus_text key)
{
	struct momus_sheet *s = l->sheet;
	const char *colour = momus_sheet_colour(look);

	if (band)
		momus_buffer_printf(&s->under,
				    "'%s.dat' index %u using 1:3:4 with "
				    "filledcurves linecolor rgb '%s' notitle\n",
				    s->name, block, colour);
	momus_buffer_printf(&s->over,
			    "'%s.dat' index %u using 1:2 with linespoints "
			    "linewidth 1.2 pointtype %d pointsize %g dashtype "
			    "%d linecolor rgb '%s'",
			    s->name, block, momus_sheet_point(look),
			    points > 40 ? 0.0 : 0.35, dashed ? 2 : 1, colour);
	momus_sheet_key(s, key);
}

/* Adds series ID of training I. */
static void add(struct momus_lines *l, enum momus_series_id id, size_t i,
		bool dashed, const char *key)
{
	const struct momus_trainings *t = l->trainings;
	const struct momus_ledger *ledger = &t->list[i];
	size_t n = momus_series_n(ledger, id);
	size_t width = (n + POINTS - 1) / POINTS, points = 0;
	struct momus_buffer name;
	unsigned block;
	bool band = false;

	if (!momus_series_sum(ledger, id).n)
		return;
	if (!l->n)
		l->first = INFINITY;
	momus_buffer_init(&name, 4096);
	momus_training_name(&name, t, i);
	momus_buffer_printf(&name, ", %s", momus_series[id].title);
	block = momus_sheet_block(l->sheet, name.ptr ? name.ptr : "");
	for (size_t k = 0; k < n; k += width) {
		struct bin b = { .n = 0 };

		for (size_t j = k; j < n && j < k + width; j++)
			take(&b, ledger, id, j);
		if (put(l, &b, &band)) {
			points++;
			l->n += !l->n;
		}
	}
	l->most = width > l->most ? width : l->most;
	l->bands |= band;
	momus_buffer_reset(&name);
	if (t->n > 1 && !dashed)
		momus_training_name(&name, t, i);
	else if (t->n == 1 && key)
		momus_buffer_puts(&name, key);
	draw(l, block, t->n > 1 ? i : dashed, dashed, band, points,
	     momus_buffer_text(&name));
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
	for (int i = 0; i < 2 && l->n && l->trainings->n > 1; i++) {
		momus_buffer_printf(&l->sheet->over,
				    "keyentry with lines linewidth 1.2 "
				    "dashtype %d linecolor rgb '#555555'",
				    i + 1);
		momus_sheet_key(l->sheet, momus_text_of(i ? dashed : solid));
	}
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
