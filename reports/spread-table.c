/* spread-table.c - see compose.h: where the variance comes from, what to spend on */
#include "config.h"

#include <math.h>
#include <stdio.h>

#include "reports/compose.h"

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

static double value(const struct momus_report *r, size_t i,
		    enum momus_figure_kind kind, int turn)
{
	return momus_figures_value(&r->runs[i].figures, kind, MOMUS_OF_NONE,
				   turn);
}

static const struct momus_figure *component(const struct momus_report *r,
					    size_t i, int turn)
{
	return momus_figures_find(&r->runs[i].figures, MOMUS_FIGURE_VARIANCE,
				  MOMUS_OF_NONE, turn, 0);
}

static double sum_of(const struct momus_report *r, size_t i)
{
	double sum = 0;

	for (int t = MOMUS_POOLED; t <= (int)r->runs[i].gathered.turns; t++)
		if (component(r, i, t))
			sum += component(r, i, t)->value;
	return sum;
}

static void level_row(struct momus_report *r, size_t i, int turn)
{
	const struct momus_figure *f = component(r, i, turn);
	struct momus_document *d = &r->document;
	double more, best, sum = sum_of(r, i);

	momus_compose_row(r, i);
	if (turn == MOMUS_POOLED)
		momus_document_cell(d, "problems");
	else if (turn == 0)
		momus_document_cell(d, "first solutions");
	else
		momus_document_cell(d, "turn %d", turn);
	if (isnan(f->value))
		momus_document_cell(d, "–");
	else
		momus_document_cell(
			d, "%.4f%s", f->value,
			value(r, i, MOMUS_FIGURE_VARIANCE_BELOW_ZERO, turn) > 0
				? " (below 0)"
				: "");
	if (isnan(f->low))
		momus_document_cell(d, "%s", "");
	else
		momus_document_cell(d, "[%.4f, %.4f]", f->low, f->high);
	momus_compose_percent(r, sum > 0 ? f->value / sum : NAN);
	more = value(r, i, MOMUS_FIGURE_ONE_MORE_ERROR, turn);
	best = value(r, i, MOMUS_FIGURE_BEST_WIDTH, turn);
	momus_compose_percent(r, sum > 0 ? more : NAN);
	momus_compose_count(r, sum > 0 ? best : NAN);
}

static void say_split(struct momus_report *r, size_t i)
{
	double now = value(r, i, MOMUS_FIGURE_TREE_ERROR, MOMUS_POOLED);
	double best = value(r, i, MOMUS_FIGURE_BEST_ERROR, MOMUS_POOLED);
	double problems = value(r, i, MOMUS_FIGURE_BEST_PROBLEMS, MOMUS_POOLED);
	double many =
		value(r, i, MOMUS_FIGURE_BEST_PROBLEMS_ERROR, MOMUS_POOLED);
	char letter[8], other[160] = "";
	const char *who = r->n > 1 ? momus_report_letter(i, letter) : "";

	if (isnan(now) || isnan(best))
		return;
	if (!(sum_of(r, i) > 0)) {
		momus_document_add(&r->document, MOMUS_BLOCK_NOTE,
				   "%s%sNothing varied in this run: how much "
				   "other problems and solutions would, and "
				   "what to spend on, cannot be told from it.",
				   who, *who ? ": " : "");
		return;
	}
	/* with one problem nothing was seen to vary between them */
	if (problems > 1)
		snprintf(other, sizeof other,
			 " Spent on %.0f problems like these instead, if there "
			 "were as many: %.2f.",
			 problems, 100 * many);
	momus_document_add(
		&r->document, MOMUS_BLOCK_NOTE,
		"%s%sThe mean after the last turn has a standard error of %.2f "
		"points from the %.0f requests of a whole "
		"tree; split as in the last column, they "
		"would give %.2f.%s",
		who, *who ? ": " : "", 100 * now,
		value(r, i, MOMUS_FIGURE_TREE_REQUESTS, MOMUS_POOLED),
		100 * best, other);
}

void momus_compose_spread(struct momus_report *r)
{
	static const struct momus_column columns[] = {
		{ "level", MOMUS_ALIGN_LEFT },
		{ "variance", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "share, %", MOMUS_ALIGN_RIGHT },
		{ "s.e. with one more", MOMUS_ALIGN_RIGHT },
		{ "best width", MOMUS_ALIGN_RIGHT }
	};
	bool any = false;

	for (size_t i = 0; i < r->n; i++)
		any |= component(r, i, MOMUS_POOLED) != NULL;
	if (!any)
		return;
	momus_document_add(&r->document, MOMUS_BLOCK_SECTION,
			   "Where the variance comes from");
	momus_compose_table(r, columns, COUNT(columns),
			    "Of right or wrong after the last turn; the "
			    "standard error in points that one node more of a "
			    "level would leave");
	for (size_t i = 0; i < r->n; i++)
		for (int t = MOMUS_POOLED; t <= (int)r->runs[i].gathered.turns;
		     t++)
			if (component(r, i, t))
				level_row(r, i, t);
	for (size_t i = 0; i < r->n; i++)
		say_split(r, i);
	momus_document_add(
		&r->document, MOMUS_BLOCK_NOTE,
		"Components of variance of the nested tree, by expected sums "
		"of squares (Henderson's method 1); what is estimated below 0 "
		"is taken for 0. A critique and its revision are drawn "
		"together and are one level; turns of one branch belong to "
		"the level above. The best width is for the same problems and "
		"the same number of requests.");
}
