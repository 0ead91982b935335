/* charts.c - see training.h: what pictures show, as inline SVG for one page */
#include "config.h"

#include <math.h>

#include "reports/html/html.h"
#include "reports/html/plot.h"
#include "reports/training/shown.h"

/* Adds series ID of training I; the most steps that a point is the mean of. */
static size_t add(struct momus_html_plot *p, const struct momus_trainings *t,
		  size_t i, enum momus_series_id id, bool dashed, bool *bands)
{
	struct momus_series_point points[MOMUS_SERIES_POINTS];
	size_t width, n = momus_series_points(&t->list[i], id, points, &width);
	struct momus_html_line *l =
		n ? momus_html_plot_line(p, n, t->n > 1 ? (int)i : dashed,
					 dashed)
		  : NULL;

	for (size_t k = 0; l && k < n; k++) {
		l->points[l->n++] =
			(struct momus_html_point){ points[k].x, points[k].y,
						   points[k].low,
						   points[k].high, 0 };
		*bands |= isfinite(points[k].low);
	}
	return l ? width : 0;
}

/* The legend: of one training its series, else the trainings by their letters. */
static void write_keys(FILE *file, const struct momus_shown *s, size_t shown,
		       bool two, bool bands)
{
	char letter[8];

	fputs("<div class=\"legend\">", file);
	if (shown > 1)
		for (size_t i = 0; i < shown; i++)
			momus_html_plot_key(file, (int)i, "training ",
					    momus_report_letter(i, letter));
	else if (two)
		for (int i = 0; i < 2; i++)
			momus_html_plot_key(file, i, s->keys[i],
					    i ? " (dashed)" : "");
	if (shown > 1 && two)
		fprintf(file, "<span>dashed: %s</span>", s->keys[1]);
	if (bands)
		fputs("<span>band: 1.96 standard errors, by pairs</span>",
		      file);
	fputs("</div>", file);
}

static void write_chart(FILE *file, const struct momus_trainings *t,
			const struct momus_shown *s)
{
	struct momus_html_plot p = {
		.title = s->title, .x = "step", .y = s->axis, .unit = "step"
	};
	size_t shown = t->n < MOMUS_PLOT_COLOURS ? t->n : MOMUS_PLOT_COLOURS;
	size_t most = 0, width;
	bool two = momus_shown_two(t, s), bands = false;

	for (int dashed = 0; dashed < 1 + two; dashed++)
		for (size_t i = 0; i < shown; i++) {
			width = add(&p, t, i, dashed ? s->dashed : s->solid,
				    dashed, &bands);
			most = width > most ? width : most;
		}
	if (p.n) {
		fprintf(file, "<figure><figcaption>%s</figcaption>", s->title);
		write_keys(file, s, shown, two, bands);
		momus_html_plot_write(file, &p);
		fprintf(file, "<p class=\"note\">%s", s->words);
		if (most > 1)
			fprintf(file,
				" A point is the mean of up to %zu steps.",
				most);
		fputs("</p></figure>\n", file);
	}
	momus_html_plot_release(&p);
}

void momus_trainings_charts(const struct momus_trainings *t, FILE *file)
{
	bool any = false;

	for (size_t i = 0; i < t->n; i++)
		any |= t->list[i].n_steps > 1;
	if (!any)
		return;
	fputs("<h2 id=\"charts\">By step</h2>\n<div class=\"charts\">\n", file);
	for (size_t i = 0; momus_shown[i].name; i++)
		write_chart(file, t, &momus_shown[i]);
	fputs("</div>\n", file);
	if (t->n > MOMUS_PLOT_COLOURS)
		fprintf(file,
			"<p class=\"note\">Charts show the first %d of %zu "
			"trainings.</p>\n",
			MOMUS_PLOT_COLOURS, t->n);
}
