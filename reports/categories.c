/* categories.c - Pass@1 of each category of problems: figures and their table
 *
 * A category is what the task calls it: a difficulty, a platform, a subject.
 * Its figures are over its own problems and resample these alone.
 */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/analysis.h"
#include "reports/categories.h"
#include "reports/compose.h"
#include "reports/measure.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct momus_text category_of(const struct momus_run *run, size_t p)
{
	const struct momus_text none = MOMUS_TEXT("(none)");
	struct momus_text t = momus_run_problem(run, p).category;

	return t.len ? t : none;
}

static int by_name(const void *x, const void *y)
{
	const struct momus_category *a = x, *b = y;
	int order = momus_text_order(a->name, b->name);

	return order ? order : (a->first > b->first) - (a->first < b->first);
}

static int by_first(const void *x, const void *y)
{
	const struct momus_category *a = x, *b = y;

	return (a->first > b->first) - (a->first < b->first);
}

int momus_categories(struct momus_categories *out, const struct momus_run *run,
		     struct momus_error *err)
{
	size_t n = momus_run_n_problems(run), kept = 0;
	struct momus_category *list = malloc((n + 1) * sizeof *list);

	*out = (struct momus_categories){ .list = NULL };
	if (!list)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t p = 0; p < n; p++)
		list[p] = (struct momus_category){ category_of(run, p), p };
	qsort(list, n, sizeof *list, by_name);
	for (size_t i = 0; i < n; i++)
		if (!kept ||
		    !momus_text_equal(list[kept - 1].name, list[i].name))
			list[kept++] = list[i];
	qsort(list, kept, sizeof *list, by_first);
	out->list = list;
	out->n = kept;
	return MOMUS_OK;
}

bool momus_category_has(const struct momus_category *c,
			const struct momus_run *run, size_t problem)
{
	return momus_text_equal(c->name, category_of(run, problem));
}

void momus_categories_release(struct momus_categories *c)
{
	free(c->list);
	*c = (struct momus_categories){ .list = NULL };
}

enum { JUDGED, RIGHT, MISSING, COLUMNS };

static void pass_at_1(const void *arg, const double *s, double *out)
{
	(void)arg;
	out[0] = momus_ratio(s[RIGHT], s[JUDGED]);
}

/* The rows of C's problems after turn T into ROWS; their number. */
static size_t gather(const struct momus_category *c,
		     const struct momus_run *run,
		     const struct momus_gathered *g, const struct momus_turn *t,
		     double *rows)
{
	const double *from;
	size_t n = 0;

	for (size_t p = c->first; p < g->n_problems; p++) {
		if (!momus_category_has(c, run, p))
			continue;
		from = t->trajectories + p * MOMUS_ROW_TRAJECTORIES;
		rows[n * COLUMNS + JUDGED] = from[MOMUS_ROW_JUDGED];
		rows[n * COLUMNS + RIGHT] = from[MOMUS_ROW_RIGHT];
		rows[n * COLUMNS + MISSING] =
			from[MOMUS_ROW_TOTAL] - from[MOMUS_ROW_JUDGED];
		n++;
	}
	return n;
}

/* The value if all that is missing is wrong, and if it is right. */
static struct momus_bounds bounds(const double *rows, size_t n)
{
	double s[COLUMNS] = { 0.0 };

	for (size_t i = 0; i < n * COLUMNS; i++)
		s[i % COLUMNS] += rows[i];
	return (struct momus_bounds){
		momus_ratio(s[RIGHT], s[JUDGED] + s[MISSING]),
		momus_ratio(s[RIGHT] + s[MISSING], s[JUDGED] + s[MISSING])
	};
}

static int measure(const struct momus_category *c, const struct momus_run *run,
		   const struct momus_gathered *g, int turn, double *rows,
		   struct momus_figures *out, struct momus_error *err)
{
	size_t n = gather(c, run, g, &g->turn[turn], rows);
	const struct momus_target target = { MOMUS_FIGURE_PASS_AT_1,
					     bounds(rows, n), 1u << JUDGED,
					     1u << RIGHT };
	char purpose[40];
	const struct momus_analysis a = {
		{ .rows = rows,
		  .n = n,
		  .k = COLUMNS,
		  .figures = pass_at_1,
		  .m = 1,
		  .seed = momus_run_head(run)->seed,
		  .purpose = purpose },
		&target,
		MOMUS_OF_NONE,
		turn,
		c->name,
	};

	snprintf(purpose, sizeof purpose, "report category turn %d", turn);
	return momus_analyse(&a, out, err);
}

int momus_measure_categories(const struct momus_run *run,
			     const struct momus_gathered *g,
			     struct momus_figures *out, struct momus_error *err)
{
	double *rows = malloc((g->n_problems + 1) * COLUMNS * sizeof *rows);
	struct momus_categories c = { .list = NULL };
	int rc = MOMUS_ENOMEM;

	if (rows)
		rc = momus_categories(&c, run, err);
	else
		momus_fail(err, rc, "out of memory");
	for (size_t i = 0; c.n > 1 && i < c.n; i++)
		for (int t = 0; rc == MOMUS_OK && t <= (int)g->turns; t++)
			rc = measure(&c.list[i], run, g, t, rows, out, err);
	momus_categories_release(&c);
	free(rows);
	return rc;
}

static bool is_shown(const struct momus_figure *f)
{
	return f->kind == MOMUS_FIGURE_PASS_AT_1 && f->category.len;
}

static bool any_shown(const struct momus_report *r)
{
	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < r->runs[i].figures.n; k++)
			if (is_shown(&r->runs[i].figures.list[k]))
				return true;
	return false;
}

void momus_compose_categories(struct momus_report *r)
{
	static const struct momus_column columns[] = {
		{ "category", MOMUS_ALIGN_LEFT },
		{ "turn", MOMUS_ALIGN_RIGHT },
		{ "Pass@1", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "n", MOMUS_ALIGN_RIGHT },
		{ "problems", MOMUS_ALIGN_RIGHT },
		{ "least", MOMUS_ALIGN_RIGHT },
		{ "most", MOMUS_ALIGN_RIGHT }
	};
	const struct momus_figure *f;

	if (!any_shown(r))
		return;
	momus_compose_table(r, columns, COUNT(columns),
			    "By category, in percent; least and most: if all "
			    "that is missing were wrong, or right");
	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < r->runs[i].figures.n; k++) {
			f = &r->runs[i].figures.list[k];
			if (!is_shown(f))
				continue;
			momus_compose_row(r, i);
			momus_document_text(&r->document, f->category);
			momus_document_cell(&r->document, "%d", f->turn);
			momus_compose_figure(r, f);
			momus_compose_count(r, (double)f->n);
			momus_compose_count(r, (double)f->problems);
			momus_compose_percent(r, f->least);
			momus_compose_percent(r, f->most);
		}
}
