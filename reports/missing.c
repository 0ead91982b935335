/* missing.c - see compose.h: what is missing, and where both verdicts differ */
#include "config.h"

#include <math.h>

#include "reports/compose.h"
#include "store/layout.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct momus_figure *find(const struct momus_report *r, size_t i,
				       enum momus_figure_kind kind, int turn)
{
	return momus_figures_find(&r->runs[i].figures, kind, MOMUS_OF_NONE,
				  turn, 0);
}

static double value(const struct momus_report *r, size_t i,
		    enum momus_figure_kind kind, int turn)
{
	return momus_figures_value(&r->runs[i].figures, kind, MOMUS_OF_NONE,
				   turn);
}

static void turn_cell(struct momus_report *r, int turn)
{
	momus_document_cell(&r->document, "%d", turn);
}

static void bounds_cell(struct momus_report *r, const struct momus_figure *f)
{
	if (!f || isnan(f->least))
		momus_document_cell(&r->document, "–");
	else
		momus_document_cell(&r->document, "%.2f to %.2f",
				    100.0 * f->least, 100.0 * f->most);
}

static void missing_row(struct momus_report *r, size_t i, int turn)
{
	static const enum momus_figure_kind kinds[] = {
		MOMUS_FIGURE_TRAJECTORIES, MOMUS_FIGURE_JUDGED,
		MOMUS_FIGURE_FAILED,	   MOMUS_FIGURE_REFUSED,
		MOMUS_FIGURE_DEPENDS,	   MOMUS_FIGURE_ABSENT,
		MOMUS_FIGURE_UNJUDGED
	};

	momus_compose_row(r, i);
	turn_cell(r, turn);
	for (size_t k = 0; k < COUNT(kinds); k++)
		momus_compose_count(r, value(r, i, kinds[k], turn));
}

static void bounds_row(struct momus_report *r, size_t i, int turn)
{
	momus_compose_row(r, i);
	turn_cell(r, turn);
	momus_compose_percent(r, value(r, i, MOMUS_FIGURE_PASS_AT_1, turn));
	bounds_cell(r, find(r, i, MOMUS_FIGURE_PASS_AT_1, turn));
	bounds_cell(r, find(r, i, MOMUS_FIGURE_DELTA_UP, turn));
	bounds_cell(r, find(r, i, MOMUS_FIGURE_DELTA_DOWN, turn));
	momus_compose_count(r, value(r, i, MOMUS_FIGURE_CUT, turn));
	momus_compose_count(r, value(r, i, MOMUS_FIGURE_CUT_RIGHT, turn));
	momus_compose_percent(r,
			      value(r, i, MOMUS_FIGURE_PASS_AT_1_UNCUT, turn));
}

static void critiques_row(struct momus_report *r, size_t i, int turn)
{
	static const enum momus_figure_kind kinds[] = {
		MOMUS_FIGURE_CRITIQUES_FAILED,	MOMUS_FIGURE_CRITIQUES_REFUSED,
		MOMUS_FIGURE_CRITIQUES_DEPENDS, MOMUS_FIGURE_CRITIQUES_ABSENT,
		MOMUS_FIGURE_UNPARSED,		MOMUS_FIGURE_CRITIQUES_CUT
	};

	if (isnan(value(r, i, kinds[0], turn)))
		return;
	momus_compose_row(r, i);
	turn_cell(r, turn);
	for (size_t k = 0; k < COUNT(kinds); k++)
		momus_compose_count(r, value(r, i, kinds[k], turn));
}

static void compose_critiques(struct momus_report *r)
{
	static const struct momus_column critiques[] = {
		{ "turn", MOMUS_ALIGN_RIGHT },
		{ "failed", MOMUS_ALIGN_RIGHT },
		{ "refused", MOMUS_ALIGN_RIGHT },
		{ "not asked", MOMUS_ALIGN_RIGHT },
		{ "not there", MOMUS_ALIGN_RIGHT },
		{ "unparsed", MOMUS_ALIGN_RIGHT },
		{ "cut", MOMUS_ALIGN_RIGHT }
	};

	momus_compose_table(r, critiques, COUNT(critiques), "Critiques");
	for (size_t i = 0; i < r->n; i++)
		for (int t = 1; t <= (int)r->runs[i].gathered.turns; t++)
			critiques_row(r, i, t);
}

void momus_compose_missing(struct momus_report *r)
{
	static const struct momus_column solutions[] = {
		{ "turn", MOMUS_ALIGN_RIGHT },
		{ "all", MOMUS_ALIGN_RIGHT },
		{ "judged", MOMUS_ALIGN_RIGHT },
		{ "failed", MOMUS_ALIGN_RIGHT },
		{ "refused", MOMUS_ALIGN_RIGHT },
		{ "not asked", MOMUS_ALIGN_RIGHT },
		{ "not there", MOMUS_ALIGN_RIGHT },
		{ "unjudged", MOMUS_ALIGN_RIGHT }
	};
	static const struct momus_column bounds[] = {
		{ "turn", MOMUS_ALIGN_RIGHT },
		{ "Pass@1", MOMUS_ALIGN_RIGHT },
		{ "bounds", MOMUS_ALIGN_RIGHT },
		{ "Δ↑ bounds", MOMUS_ALIGN_RIGHT },
		{ "Δ↓ bounds", MOMUS_ALIGN_RIGHT },
		{ "cut", MOMUS_ALIGN_RIGHT },
		{ "cut ✓", MOMUS_ALIGN_RIGHT },
		{ "without cut", MOMUS_ALIGN_RIGHT }
	};

	momus_document_add(&r->document, MOMUS_BLOCK_SECTION,
			   "What could not be counted");
	momus_compose_table(r, solutions, COUNT(solutions),
			    "Trajectories, and why some have no verdict after "
			    "the turn");
	for (size_t i = 0; i < r->n; i++)
		for (int t = 0; t <= (int)r->runs[i].gathered.turns; t++)
			missing_row(r, i, t);
	momus_compose_table(r, bounds, COUNT(bounds),
			    "How much it could matter, in percent");
	for (size_t i = 0; i < r->n; i++)
		for (int t = 0; t <= (int)r->runs[i].gathered.turns; t++)
			bounds_row(r, i, t);
	if (momus_compose_has_judgments(r))
		compose_critiques(r);
	momus_document_add(
		&r->document, MOMUS_BLOCK_NOTE,
		"None of these is a zero: scores are over what was judged, "
		"and bounds say where the score over all trajectories lies "
		"if everything missing were wrong, and if it were right. "
		"Failed: no reply after all attempts; refused: by a content "
		"filter; not asked: what it depends on failed; unjudged: the "
		"program could not be judged. Solutions cut at the token "
		"limit were judged as they are and are in the scores; without "
		"cut: Pass@1 if they were left out.");
}

static void list_differences(struct momus_report *r)
{
	enum { SHOWN = 20 };
	static const struct momus_column columns[] = {
		{ "problem", MOMUS_ALIGN_LEFT },
		{ "turn", MOMUS_ALIGN_RIGHT },
		{ "branch", MOMUS_ALIGN_RIGHT },
		{ "parity", MOMUS_ALIGN_LEFT },
		{ "strict", MOMUS_ALIGN_LEFT }
	};
	const struct momus_difference *x;
	const struct momus_node *node;
	const struct momus_gathered *g;
	size_t all = 0, shown = 0;

	for (size_t i = 0; i < r->n; i++)
		all += r->runs[i].gathered.n_differences;
	if (!all)
		return;
	momus_compose_table(r, columns, COUNT(columns),
			    "Solutions whose verdicts differ");
	for (size_t i = 0; i < r->n; i++) {
		g = &r->runs[i].gathered;
		for (size_t k = 0; k < g->n_differences && shown < SHOWN;
		     k++, shown++) {
			x = &g->differences[k];
			node = &momus_run_nodes(r->runs[i].run)[x->node];
			momus_compose_row(r, i);
			momus_document_text(
				&r->document,
				momus_run_problem(r->runs[i].run, x->problem)
					.id);
			momus_document_cell(&r->document, "%u", x->turn);
			momus_document_cell(&r->document, "%u", x->branch);
			momus_document_cell(
				&r->document, "%s",
				momus_layout_name(MOMUS_FIELD_STATUS,
						  node->parity.status));
			momus_document_cell(
				&r->document, "%s",
				momus_layout_name(MOMUS_FIELD_STATUS,
						  node->strict.status));
		}
	}
	if (shown < all)
		momus_document_add(&r->document, MOMUS_BLOCK_NOTE,
				   "%zu of %zu are shown; JSON has all.", shown,
				   all);
}

/* Pass@1 by parity or by STRICT, whichever of both decides. */
static void verdict_cells(struct momus_report *r, size_t i, int turn,
			  bool strict)
{
	bool decides = r->runs[i].gathered.strict == strict;
	const struct momus_figure *f = find(
		r, i,
		decides ? MOMUS_FIGURE_PASS_AT_1 : MOMUS_FIGURE_PASS_AT_1_OTHER,
		turn);

	momus_compose_figure(r, f);
	momus_compose_count(r, f ? (double)f->n : NAN);
}

void momus_compose_verdicts(struct momus_report *r)
{
	static const struct momus_column columns[] = {
		{ "turn", MOMUS_ALIGN_RIGHT },
		{ "parity", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "n", MOMUS_ALIGN_RIGHT },
		{ "strict", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "n", MOMUS_ALIGN_RIGHT },
		{ "parity only", MOMUS_ALIGN_RIGHT },
		{ "strict only", MOMUS_ALIGN_RIGHT }
	};

	momus_document_add(&r->document, MOMUS_BLOCK_SECTION,
			   "Parity against strict");
	momus_compose_table(r, columns, COUNT(columns),
			    "Pass@1 in percent, and solutions that only one "
			    "verdict passes");
	for (size_t i = 0; i < r->n; i++)
		for (int t = 0; t <= (int)r->runs[i].gathered.turns; t++) {
			momus_compose_row(r, i);
			turn_cell(r, t);
			verdict_cells(r, i, t, false);
			verdict_cells(r, i, t, true);
			momus_compose_count(
				r, value(r, i, MOMUS_FIGURE_PARITY_ONLY, t));
			momus_compose_count(
				r, value(r, i, MOMUS_FIGURE_STRICT_ONLY, t));
		}
	list_differences(r);
	momus_document_add(
		&r->document, MOMUS_BLOCK_NOTE,
		"Parity follows the named official grader, bug for bug; "
		"strict is a careful judge. n: trajectories that each could "
		"judge; where a careful judge cannot tell, as of an answer "
		"other than the expected one to a problem with several, strict "
		"leaves out what parity may call wrong, and problem pages say "
		"why. Parity only: forged or lenient passes, solutions made at "
		"this turn that parity passes and strict refuses.");
}
