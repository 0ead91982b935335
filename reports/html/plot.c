/* plot.c - see plot.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "reports/html/plot.h"

enum {
	WIDTH = 480,
	HEIGHT = 300,
	LEFT = 76,
	RIGHT = 464,
	TOP = 14,
	BOTTOM = 246,
	MARKED = 60, /* a line of more points has no circle for each */
};

struct axis {
	double low, high, step;
};

struct scale {
	struct axis x, y;
};

static double x_of(const struct scale *s, double x)
{
	double wide = s->x.high - s->x.low;

	return LEFT + (RIGHT - LEFT) * (x - s->x.low) / (wide > 0 ? wide : 1);
}

static double y_of(const struct scale *s, double y)
{
	return BOTTOM -
	       (BOTTOM - TOP) * (y - s->y.low) / (s->y.high - s->y.low);
}

/* 1, 2 or 5 times a power of ten, at least RAW. */
static double tidy(double raw)
{
	double power = pow(10.0, floor(log10(raw)));

	raw /= power;
	return power * (raw <= 1.0   ? 1.0
			: raw <= 2.0 ? 2.0
			: raw <= 5.0 ? 5.0
				     : 10.0);
}

/* Widens A in tidy steps, about five of them. */
static void widen(struct axis *a)
{
	if (!(a->low <= a->high))
		a->low = a->high = 0.0;
	if (a->high - a->low <= 1e-9 * fabs(a->high)) {
		/* One value: half way up, whatever its size. */
		a->high = a->low > 0 ? 2 * a->low : a->low + 1.0;
		a->low = fmin(a->low, 0.0);
	}
	a->step = tidy((a->high - a->low) / 5.0);
	a->low = a->step * floor(a->low / a->step);
	a->high = a->step * ceil(a->high / a->step);
}

static void extend(struct axis *a, double x)
{
	if (isfinite(x)) {
		a->low = fmin(a->low, x);
		a->high = fmax(a->high, x);
	}
}

static void fit(struct scale *s, const struct momus_html_plot *p)
{
	*s = (struct scale){ { INFINITY, -INFINITY, 1 },
			     { INFINITY, -INFINITY, 1 } };
	for (size_t i = 0; i < p->n; i++)
		for (size_t k = 0; k < p->lines[i].n; k++) {
			const struct momus_html_point *q =
				&p->lines[i].points[k];

			extend(&s->x, q->x);
			extend(&s->y, q->y);
			extend(&s->y, q->low);
			extend(&s->y, q->high);
		}
	widen(&s->y);
	if (!(s->x.low <= s->x.high))
		s->x.low = s->x.high = 0.0;
	/* Turns, votes and steps are whole. */
	s->x.step = fmax(1.0, tidy(fmax(s->x.high - s->x.low, 1.0) / 10.0));
}

/* A number at a step of AXIS. */
static void write_tick(FILE *file, const struct axis *axis, double value)
{
	if (fabs(value) < axis->step * 1e-6)
		value = 0; /* not what rounding left of it */
	if (axis->step < 0.001)
		fprintf(file, "%.3g", value);
	else
		fprintf(file, "%.*f",
			axis->step < 0.01  ? 3
			: axis->step < 0.1 ? 2
			: axis->step < 1.0 ? 1
					   : 0,
			value);
	fputs("</text>", file);
}

static void draw_axes(FILE *file, const struct scale *s,
		      const struct momus_html_plot *p)
{
	int n = (int)lround((s->y.high - s->y.low) / s->y.step);
	double y;

	for (int i = 0; i <= n; i++) {
		y = y_of(s, s->y.low + i * s->y.step);
		fprintf(file,
			"<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" "
			"y2=\"%.1f\"/><text x=\"%d\" y=\"%.1f\" "
			"text-anchor=\"end\">",
			LEFT, RIGHT, y, y, LEFT - 8, y + 4.5);
		write_tick(file, &s->y, s->y.low + i * s->y.step);
	}
	for (double x = s->x.step * ceil(s->x.low / s->x.step);
	     x <= s->x.high + 1e-9; x += s->x.step) {
		fprintf(file,
			"<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">",
			x_of(s, x), BOTTOM + 20);
		write_tick(file, &s->x, x);
	}
	fprintf(file,
		"<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"%d\" "
		"y2=\"%d\"/><text x=\"%d\" y=\"%d\" text-anchor=\"middle\">"
		"%s</text><text transform=\"translate(13 %d) rotate(-90)\" "
		"text-anchor=\"middle\">%s</text>\n",
		LEFT, RIGHT, BOTTOM, BOTTOM, (LEFT + RIGHT) / 2, BOTTOM + 44,
		p->x, (TOP + BOTTOM) / 2, p->y);
}

/* The intervals of all points as one band. */
static void draw_band(FILE *file, const struct scale *s,
		      const struct momus_html_line *l)
{
	const struct momus_html_point *p;
	bool any = false;

	for (size_t i = 0; i < 2 * l->n; i++) {
		p = &l->points[i < l->n ? i : 2 * l->n - 1 - i];
		if (isnan(p->low))
			continue;
		if (!any)
			fprintf(file,
				"<polygon class=\"f%d\" fill-opacity=\".16\" "
				"points=\"",
				l->colour);
		any = true;
		fprintf(file, "%.1f,%.1f ", x_of(s, p->x),
			y_of(s, i < l->n ? p->low : p->high));
	}
	if (any)
		fputs("\"/>", file);
}

static void draw_point(FILE *file, const struct scale *s,
		       const struct momus_html_plot *plot,
		       const struct momus_html_line *l,
		       const struct momus_html_point *p)
{
	bool small = s->y.step < 0.1;

	fprintf(file,
		"<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%s\" class=\"f%d\">"
		"<title>%s %g: %.*f",
		x_of(s, p->x), y_of(s, p->y), l->n > 20 ? "1.5" : "3.5",
		l->colour, plot->unit, p->x, small ? 4 : 2, p->y);
	if (!isnan(p->low) && p->n)
		fprintf(file, " [%.*f, %.*f]", small ? 4 : 1, p->low,
			small ? 4 : 1, p->high);
	if (p->n)
		fprintf(file, ", n %llu", (unsigned long long)p->n);
	fputs("</title></circle>\n", file);
}

static void draw_line(FILE *file, const struct scale *s,
		      const struct momus_html_plot *plot,
		      const struct momus_html_line *l)
{
	fprintf(file,
		"<polyline class=\"l%d\" fill=\"none\" "
		"stroke-width=\"2.25\" stroke-linejoin=\"round\"%s points=\"",
		l->colour, l->dashed ? " stroke-dasharray=\"6 4\"" : "");
	for (size_t i = 0; i < l->n; i++)
		fprintf(file, "%.1f,%.1f ", x_of(s, l->points[i].x),
			y_of(s, l->points[i].y));
	fputs("\"/>", file);
	for (size_t i = 0; i < l->n && l->n <= MARKED; i++)
		draw_point(file, s, plot, l, &l->points[i]);
}

struct momus_html_line *momus_html_plot_line(struct momus_html_plot *p,
					     size_t most, int colour,
					     bool dashed)
{
	struct momus_html_line *l = &p->lines[p->n];

	if (p->n == MOMUS_PLOT_LINES || p->full) {
		p->full = true;
		return NULL;
	}
	*l = (struct momus_html_line){ .colour = colour, .dashed = dashed };
	l->points = malloc((most + 1) * sizeof *l->points);
	p->full = !l->points;
	p->n += !p->full;
	return p->full ? NULL : l;
}

void momus_html_plot_release(struct momus_html_plot *p)
{
	for (size_t i = 0; i < p->n; i++)
		free(p->lines[i].points);
	p->n = 0;
}

void momus_html_plot_key(FILE *file, int colour, const char *text,
			 const char *letter)
{
	fprintf(file, "<span><i class=\"b%d\"></i>%s%s</span>", colour, text,
		letter);
}

void momus_html_plot_write(FILE *file, const struct momus_html_plot *p)
{
	struct scale s;

	fit(&s, p);
	fprintf(file,
		"<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s by "
		"%s\">\n",
		WIDTH, HEIGHT, p->title, p->x);
	draw_axes(file, &s, p);
	for (size_t i = 0; i < p->n; i++)
		draw_band(file, &s, &p->lines[i]);
	for (size_t i = 0; i < p->n; i++)
		draw_line(file, &s, p, &p->lines[i]);
	fputs("</svg>\n", file);
}
