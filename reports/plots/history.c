/* history.c - see history.h */
#include "config.h"

#include <math.h>
#include <stdio.h>

#include "reports/plots/history.h"
#include "reports/plots/sheet.h"
#include "reports/track/trend.h"

enum {
	NAMED = 12,	/* versions of which each is named */
	NAME_MOST = 20, /* characters of a name */
};

static const struct momus_history_score *score_of(const struct momus_step *s)
{
	return &s->score;
}

/* Names of versions along the axis; of many every so many, and the last. */
static void write_names(struct momus_sheet *s, const struct momus_trend *t)
{
	size_t every = 1 + (t->n - 1) / NAMED;
	bool any = false;

	s->small_axis = 'x';
	s->small_size = 12;
	momus_buffer_printf(
		&s->script,
		"set bmargin 5.6\nset rmargin 2\nset xrange [0.6:%g]\n"
		"set xtics rotate by 35 right (",
		(double)t->n + 0.4);
	for (size_t i = 0; i < t->n; i++) {
		if ((t->n - 1 - i) % every)
			continue;
		momus_buffer_puts(&s->script, any ? ", " : "");
		momus_sheet_tic(&s->script,
				momus_text_of(t->steps[i].entry->version),
				NAME_MOST, (double)i + 1);
		any = true;
	}
	momus_buffer_puts(&s->script, ")\n");
}

/* 0: none; 1: fell; 2: rose; 3: best so far. */
static int mark_of(const struct momus_step *s)
{
	return s->turned ? s->change < 0 ? 1 : 2 : s->best ? 3 : 0;
}

static void write_rows(struct momus_sheet *s, const struct momus_trend *t,
		       const char *metric)
{
	char axis[64];
	double low = INFINITY, high = -INFINITY;

	for (size_t i = 0; i < t->n; i++) {
		const struct momus_history_score *x = score_of(&t->steps[i]);

		momus_sheet_value(s, (double)i + 1);
		momus_sheet_value(s, 100 * x->value);
		momus_sheet_value(s, 100 * x->low);
		momus_sheet_value(s, 100 * x->high);
		momus_sheet_value(s, (double)t->steps[i].entry->problems);
		momus_sheet_value(s, mark_of(&t->steps[i]));
		momus_sheet_end_row(s);
		low = fmin(low, 100 * fmin(x->value, x->low));
		high = fmax(high, 100 * fmax(x->value, x->high));
	}
	snprintf(axis, sizeof(axis), "%s (%%)", metric);
	momus_sheet_axis(s, 'y', axis);
	momus_sheet_range(s, 'y', low, high, 0, 100);
}

static void plot(struct momus_sheet *s, const struct momus_trend *t)
{
	static const struct {
		int mark, point;
		const char *colour, *label;
	} marks[] = {
		{ 1, 10, "#d55e00", "fell" },
		{ 2, 8, "#009e73", "rose" },
		{ 3, 6, "#e69f00", "best" },
	};

	momus_buffer_printf(&s->under,
			    "'%s.dat' using 1:3:4 with filledcurves linecolor "
			    "rgb '#0072b2' notitle\n",
			    s->name);
	momus_buffer_printf(&s->under,
			    "'%s.dat' using 1:2 with linespoints linewidth 1.2 "
			    "pointtype 7 linecolor rgb '#0072b2' notitle\n",
			    s->name);
	for (size_t k = 0; k < sizeof(marks) / sizeof(*marks); k++) {
		bool any = false;

		for (size_t i = 0; i < t->n; i++)
			any |= mark_of(&t->steps[i]) == marks[k].mark;
		if (!any)
			continue;
		momus_buffer_printf(&s->over,
				    "'%s.dat' using 1:($6 == %d ? $2 : NaN) "
				    "with points pointtype %d pointsize 1.1 "
				    "linewidth 1.6 linecolor rgb '%s'",
				    s->name, marks[k].mark, marks[k].point,
				    marks[k].colour);
		momus_sheet_key(s, momus_text_of(marks[k].label));
	}
}

static void describe(struct momus_sheet *s, const struct momus_trend *t,
		     const struct momus_trends *all)
{
	char metric[64];
	const struct momus_step *last = &t->steps[t->n - 1];
	const struct momus_history_entry *e = t->steps[0].entry;
	size_t turned = 0;

	momus_trends_title(all, e->turns, metric);
	momus_buffer_printf(&s->caption,
			    "%s by version, in the order of adding: ", metric);
	momus_sheet_plain(&s->caption, momus_text_of(e->task),
			  MOMUS_SHEET_LABEL);
	momus_buffer_puts(&s->caption, ", grader ");
	momus_sheet_plain(&s->caption, momus_text_of(e->grader),
			  MOMUS_SHEET_LABEL);
	momus_buffer_puts(&s->caption, ", feedback ");
	momus_sheet_plain(&s->caption, momus_text_of(e->feedback),
			  MOMUS_SHEET_LABEL);
	momus_buffer_printf(
		&s->caption,
		" (series %.8s). n: %llu problems in the last. Band: 95 %% "
		"intervals by resampling whole problems. Fell and rose: paired "
		"against the version before, p by Holm over the series up to "
		"%g.",
		t->series, (unsigned long long)last->entry->problems,
		all->alpha);
	for (size_t i = 0; i < t->n; i++)
		turned += t->steps[i].turned;
	momus_buffer_printf(&s->alt, "%s of %zu versions, the last ",
			    momus_trends_metric(all), t->n);
	momus_sheet_plain(&s->alt, momus_text_of(last->entry->version),
			  MOMUS_SHEET_LABEL);
	if (isfinite(score_of(last)->value))
		momus_buffer_printf(&s->alt, " at %.2f %%",
				    100 * score_of(last)->value);
	momus_buffer_printf(&s->alt, "; %zu changes are statistically real.",
			    turned);
}

static int draw(struct momus_plots *out, const struct momus_trend *t,
		size_t number, const struct momus_trends *all,
		struct momus_folder *folder, struct momus_error *err)
{
	const char *metric = momus_trends_metric(all);
	char name[32], title[64], columns[160];
	struct momus_sheet s;
	size_t scored = 0;

	for (size_t i = 0; i < t->n; i++)
		scored += isfinite(score_of(&t->steps[i])->value);
	if (!scored)
		return MOMUS_OK;
	snprintf(name, sizeof(name), "history-%zu", number);
	snprintf(title, sizeof(title), "%s by version", metric);
	snprintf(columns, sizeof(columns),
		 "version, %s and its 95 %% interval's low and high end in "
		 "percent, problems, mark (1 fell, 2 rose, 3 best)",
		 metric);
	momus_sheet_init(&s, name, title, columns);
	s.height = 58;
	write_names(&s, t);
	momus_sheet_block(&s, "versions in the order of adding");
	write_rows(&s, t, metric);
	plot(&s, t);
	describe(&s, t, all);
	return momus_sheet_finish(&s, out, folder, err);
}

int momus_plots_history(struct momus_plots *out, const struct momus_trends *t,
			struct momus_folder *folder, struct momus_error *err)
{
	int rc = momus_plots_init(out, err);

	for (size_t i = 0; rc == MOMUS_OK && i < t->n; i++)
		rc = draw(out, &t->list[i], i + 1, t, folder, err);
	return momus_plots_draw(out, folder, rc, err);
}
