/* moves-table.c - matrices of all verdict states; hard problems or memory? */
#include "config.h"

#include <math.h>

#include "momus/job.h"
#include "reports/compose.h"
#include "reports/moves.h"

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

static const double level = 0.05;

static const struct momus_figure *find(const struct momus_report *r, size_t i,
				       int turn, int from, int to)
{
	const struct momus_figures *f = &r->runs[i].figures;

	for (size_t k = 0; k < f->n; k++)
		if (f->list[k].kind == MOMUS_FIGURE_TRANSITION &&
		    f->list[k].turn == turn &&
		    f->list[k].of == MOMUS_OF_STATUS + (unsigned)from &&
		    f->list[k].into == MOMUS_OF_STATUS + (unsigned)to)
			return &f->list[k];
	return NULL;
}

/* Whether anything but right and wrong answers moves to or from anything. */
static bool has_more(const struct momus_report *r)
{
	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < r->runs[i].figures.n; k++) {
			const struct momus_figure *f =
				&r->runs[i].figures.list[k];

			if (f->kind == MOMUS_FIGURE_TRANSITION &&
			    (f->of > MOMUS_OF_STATUS + MOMUS_RUN_WRONG_ANSWER ||
			     f->into >
				     MOMUS_OF_STATUS + MOMUS_RUN_WRONG_ANSWER))
				return true;
		}
	return false;
}

static void matrix_row(struct momus_report *r, size_t i, int from)
{
	const struct momus_figure *f, *any = NULL;

	for (int to = 0; to < MOMUS_MOVES_STATUSES && !any; to++)
		any = find(r, i, MOMUS_POOLED, from, to);
	if (!any)
		return;
	momus_compose_row(r, i);
	momus_document_cell(&r->document, "%s",
			    momus_run_name((enum momus_run_status)from));
	for (int to = 0; to < MOMUS_MOVES_STATUSES; to++) {
		f = find(r, i, MOMUS_POOLED, from, to);
		if (f && !isnan(f->low))
			momus_document_cell(&r->document, "%.0f [%.0f, %.0f]",
					    100 * f->value, 100 * f->low,
					    100 * f->high);
		else if (f)
			momus_document_cell(&r->document, "%.0f",
					    100 * f->value);
		else
			momus_document_cell(&r->document, "0");
	}
	momus_compose_count(r, (double)any->n);
}

void momus_compose_moves(struct momus_report *r)
{
	static const struct momus_column columns[] = {
		{ "from", MOMUS_ALIGN_LEFT },
		{ "accepted", MOMUS_ALIGN_RIGHT },
		{ "wrong", MOMUS_ALIGN_RIGHT },
		{ "runtime", MOMUS_ALIGN_RIGHT },
		{ "time", MOMUS_ALIGN_RIGHT },
		{ "memory", MOMUS_ALIGN_RIGHT },
		{ "output", MOMUS_ALIGN_RIGHT },
		{ "compile", MOMUS_ALIGN_RIGHT },
		{ "sandbox", MOMUS_ALIGN_RIGHT },
		{ "n", MOMUS_ALIGN_RIGHT }
	};

	if (!has_more(r))
		return;
	momus_compose_table(r, columns, COUNT(columns),
			    "What a revision makes of each verdict, all turns; "
			    "percent of the row and its interval, n revisions. "
			    "CSV and JSON have every turn");
	for (size_t i = 0; i < r->n; i++)
		for (int from = 0; from < MOMUS_MOVES_STATUSES; from++)
			matrix_row(r, i, from);
}

static double test(const struct momus_report *r, size_t i,
		   enum momus_figure_kind kind, enum momus_figure_of of)
{
	return momus_figures_value(&r->runs[i].figures, kind, of, MOMUS_POOLED);
}

void momus_compose_mixture(struct momus_report *r)
{
	struct momus_document *d = &r->document;
	double pooled, differ, within;
	char letter[8];
	const char *who;

	for (size_t i = 0; i < r->n; i++) {
		pooled = test(r, i, MOMUS_FIGURE_CHAIN_P, MOMUS_OF_ORDER_2);
		differ = test(r, i, MOMUS_FIGURE_MIXTURE_P, MOMUS_OF_NONE);
		within = test(r, i, MOMUS_FIGURE_WITHIN_P, MOMUS_OF_NONE);
		who = r->n > 1 ? momus_report_letter(i, letter) : "";
		if (pooled <= level && within > level && differ <= level)
			momus_document_add(
				d, MOMUS_BLOCK_NOTE,
				"%s%sTaken together, revisions seem to "
				"remember the turn before (p = %.2g). But "
				"problems differ (p = %.2g), and within "
				"problems no memory is seen (p = %.2g): it "
				"looks like memory because hard and easy "
				"problems are mixed.",
				who, *who ? ": " : "", pooled, differ, within);
		else if (within <= level)
			momus_document_add(
				d, MOMUS_BLOCK_NOTE,
				"%s%sThe turn before matters within problems, "
				"too (p = %.2g): that is memory, not a mixture "
				"of hard and easy problems.",
				who, *who ? ": " : "", within);
		else if (pooled <= level && isnan(within))
			momus_document_add(
				d, MOMUS_BLOCK_NOTE,
				"%s%sRevisions seem to remember the turn "
				"before (p = %.2g); whether that is memory or "
				"a mixture of hard and easy problems cannot be "
				"told, since no problem has several revisions "
				"of one state at one turn that differ: it "
				"takes more samples a problem.",
				who, *who ? ": " : "", pooled);
		else if (differ <= level)
			momus_document_add(
				d, MOMUS_BLOCK_NOTE,
				"%s%sProblems differ in how likely their "
				"revisions are to be right (p = %.2g): the "
				"chain is of the mean problem, not of each.",
				who, *who ? ": " : "", differ);
	}
}
