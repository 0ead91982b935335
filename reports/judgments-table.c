/* judgments-table.c - see compose.h: judgments beyond chance, and by category */
#include "config.h"

#include <math.h>

#include "reports/compose.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The figure of KIND beside F: of the same judgments. */
static const struct momus_figure *beside(const struct momus_figures *all,
					 const struct momus_figure *f,
					 enum momus_figure_kind kind)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct momus_figure *x = &all->list[i];

		if (x->kind == kind && x->of == f->of && x->turn == f->turn &&
		    momus_text_equal(x->category, f->category))
			return x;
	}
	return NULL;
}

/* The next figure from *AT that begins a row; NULL: no more. */
static const struct momus_figure *next(const struct momus_figures *all,
				       bool categories, size_t *at)
{
	while (*at < all->n) {
		const struct momus_figure *f = &all->list[(*at)++];

		if (f->kind == MOMUS_FIGURE_KAPPA &&
		    (f->category.len > 0) == categories)
			return f;
	}
	return NULL;
}

static bool any(const struct momus_report *r, bool categories)
{
	for (size_t i = 0; i < r->n; i++) {
		size_t at = 0;

		if (next(&r->runs[i].figures, categories, &at))
			return true;
	}
	return false;
}

static void figure_cells(struct momus_report *r, size_t i,
			 const struct momus_figure *f,
			 const enum momus_figure_kind *kinds, size_t n)
{
	for (size_t k = 0; k < n; k++)
		momus_compose_figure(r,
				     beside(&r->runs[i].figures, f, kinds[k]));
}

static double value_of(const struct momus_figure *f)
{
	return f ? f->value : NAN;
}

void momus_compose_agreement(struct momus_report *r)
{
	static const struct momus_column columns[] = {
		{ "turn", MOMUS_ALIGN_RIGHT },
		{ "votes", MOMUS_ALIGN_LEFT },
		{ "balanced accuracy", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "kappa", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "n", MOMUS_ALIGN_RIGHT }
	};
	static const enum momus_figure_kind kinds[] = {
		MOMUS_FIGURE_BALANCED_ACCURACY, MOMUS_FIGURE_KAPPA
	};
	const struct momus_figure *f;

	if (!any(r, false))
		return;
	momus_compose_table(r, columns, COUNT(columns),
			    "Better than chance? Balanced accuracy (the mean "
			    "of both recalls) is 50, and Cohen's kappa 0, for "
			    "who does not look at the solution; in percent");
	for (size_t i = 0; i < r->n; i++) {
		size_t at = 0;

		while ((f = next(&r->runs[i].figures, false, &at))) {
			momus_compose_row(r, i);
			momus_compose_turn(r, f->turn);
			momus_document_cell(&r->document, "%s",
					    momus_figure_of_name(f->of));
			figure_cells(r, i, f, kinds, COUNT(kinds));
			momus_compose_count(r, (double)f->n);
		}
	}
}

static void category_row(struct momus_report *r, size_t i,
			 const struct momus_figure *f)
{
	static const enum momus_figure_kind kinds[] = {
		MOMUS_FIGURE_PASSED_F1, MOMUS_FIGURE_FAILED_F1,
		MOMUS_FIGURE_MACRO_F1, MOMUS_FIGURE_BALANCED_ACCURACY,
		MOMUS_FIGURE_KAPPA
	};
	const struct momus_figures *all = &r->runs[i].figures;

	momus_compose_row(r, i);
	momus_document_text(&r->document, f->category);
	momus_document_cell(&r->document, "%s", momus_figure_of_name(f->of));
	figure_cells(r, i, f, kinds, COUNT(kinds));
	momus_compose_count(r, (double)f->n);
	momus_compose_count(r, value_of(beside(all, f, MOMUS_FIGURE_UNSAID)));
	momus_compose_count(
		r, value_of(beside(all, f, MOMUS_FIGURE_TRUTH_UNKNOWN)));
}

void momus_compose_agreement_by_category(struct momus_report *r)
{
	static const struct momus_column columns[] = {
		{ "category", MOMUS_ALIGN_LEFT },
		{ "votes", MOMUS_ALIGN_LEFT },
		{ "F1 passed", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "F1 failed", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "macro F1", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "balanced", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "kappa", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "n", MOMUS_ALIGN_RIGHT },
		{ "none", MOMUS_ALIGN_RIGHT },
		{ "unknown", MOMUS_ALIGN_RIGHT }
	};
	const struct momus_figure *f;

	if (!any(r, true))
		return;
	momus_compose_table(r, columns, COUNT(columns),
			    "Judgments by category, all turns together; in "
			    "percent, then counts as above");
	for (size_t i = 0; i < r->n; i++) {
		size_t at = 0;

		while ((f = next(&r->runs[i].figures, true, &at)))
			category_row(r, i, f);
	}
}
