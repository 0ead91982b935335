/* chain-table.c - the section on what follows from the chain */
#include "config.h"

#include <math.h>

#include "reports/compose.h"

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

static const struct momus_figure *pooled(const struct momus_report *r, size_t i,
					 enum momus_figure_kind kind,
					 enum momus_figure_of of)
{
	return momus_figures_find(&r->runs[i].figures, kind, of, MOMUS_POOLED,
				  0);
}

static void plain_cell(struct momus_report *r, const struct momus_figure *f)
{
	if (!f || isnan(f->value)) {
		momus_document_cell(&r->document, "–");
		momus_document_cell(&r->document, "%s", "");
		return;
	}
	momus_document_cell(&r->document, "%.2f", f->value);
	if (isnan(f->low))
		momus_document_cell(&r->document, "%s", "");
	else
		momus_document_cell(&r->document, "[%.2f, %.2f]", f->low,
				    f->high);
}

static void chance_cell(struct momus_report *r, size_t i,
			enum momus_figure_of of)
{
	const struct momus_figure *f = pooled(r, i, MOMUS_FIGURE_CHAIN_P, of);

	if (!f || isnan(f->value))
		momus_document_cell(&r->document, "–");
	else
		momus_document_cell(&r->document, "%.2g", f->value);
}

static void limits(struct momus_report *r)
{
	static const struct momus_column columns[] = {
		{ "settles at", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "memory", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "half-life", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "next Δ↑", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "next Δ↓", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
	};

	momus_compose_table(
		r, columns, COUNT(columns),
		"If every turn is like those that were seen: Pass@1 "
		"that it settles at, and what one more turn would "
		"mend and break, in percent; memory: p_cc − p_cw; "
		"half-life in turns");
	for (size_t i = 0; i < r->n; i++) {
		if (!r->runs[i].gathered.turns)
			continue;
		momus_compose_row(r, i);
		momus_compose_figure(r, pooled(r, i, MOMUS_FIGURE_STATIONARY,
					       MOMUS_OF_NONE));
		plain_cell(r, pooled(r, i, MOMUS_FIGURE_SECOND, MOMUS_OF_NONE));
		plain_cell(r,
			   pooled(r, i, MOMUS_FIGURE_HALF_LIFE, MOMUS_OF_NONE));
		momus_compose_figure(
			r, pooled(r, i, MOMUS_FIGURE_NEXT_UP, MOMUS_OF_NONE));
		momus_compose_figure(
			r, pooled(r, i, MOMUS_FIGURE_NEXT_DOWN, MOMUS_OF_NONE));
	}
}

static void curve(struct momus_report *r)
{
	static const struct momus_column columns[] = {
		{ "turn", MOMUS_ALIGN_RIGHT },
		{ "observed", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "predicted", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
	};

	momus_compose_table(r, columns, COUNT(columns),
			    "Pass@1 in percent, and what the chain predicts "
			    "from turn 0");
	for (size_t i = 0; i < r->n; i++)
		for (int t = 1; t <= (int)r->runs[i].gathered.turns; t++) {
			const struct momus_figures *f = &r->runs[i].figures;

			momus_compose_row(r, i);
			momus_document_cell(&r->document, "%d", t);
			momus_compose_figure(
				r, momus_figures_find(f, MOMUS_FIGURE_PASS_AT_1,
						      MOMUS_OF_NONE, t, 0));
			momus_compose_figure(
				r, momus_figures_find(f, MOMUS_FIGURE_PREDICTED,
						      MOMUS_OF_NONE, t, 0));
		}
}

static void tests(struct momus_report *r)
{
	static const struct momus_column columns[] = {
		{ "same in each turn", MOMUS_ALIGN_RIGHT },
		{ "no memory at all", MOMUS_ALIGN_RIGHT },
		{ "one turn of memory", MOMUS_ALIGN_RIGHT },
	};

	momus_compose_table(r, columns, COUNT(columns),
			    "Is it a chain? p of each assumption; a small one "
			    "speaks against it");
	for (size_t i = 0; i < r->n; i++) {
		if (!r->runs[i].gathered.turns)
			continue;
		momus_compose_row(r, i);
		chance_cell(r, i, MOMUS_OF_SAME_EACH_TURN);
		chance_cell(r, i, MOMUS_OF_ORDER_1);
		chance_cell(r, i, MOMUS_OF_ORDER_2);
	}
}

void momus_compose_chain(struct momus_report *r)
{
	if (!momus_compose_has_turns(r))
		return;
	momus_document_add(&r->document, MOMUS_BLOCK_SECTION,
			   "If it is a Markov chain");
	limits(r);
	curve(r);
	tests(r);
	momus_document_add(
		&r->document, MOMUS_BLOCK_NOTE,
		"Likelihood-ratio tests with chi-squared. They take revisions "
		"for independent, which several samples of one problem are "
		"not, and hard and easy problems mixed look like memory: a "
		"small p may come of either.");
}
