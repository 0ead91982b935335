/* quality.c - see compose.h: judgments, steps, what is missing, both verdicts */
#include "config.h"

#include <math.h>

#include "reports/compose.h"
#include "store/layout.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct momus_figure *find(const struct momus_report *r, size_t i,
				       enum momus_figure_kind kind,
				       enum momus_figure_of of, int turn)
{
	return momus_figures_find(&r->runs[i].figures, kind, of, turn, 0);
}

static double value(const struct momus_report *r, size_t i,
		    enum momus_figure_kind kind, int turn)
{
	return momus_figures_value(&r->runs[i].figures, kind, MOMUS_OF_NONE,
				   turn);
}

static void turn_cell(struct momus_report *r, int turn)
{
	if (turn == MOMUS_POOLED)
		momus_document_cell(&r->document, "all");
	else
		momus_document_cell(&r->document, "%d", turn);
}

/* Calls ROW for turns 1.. of run I, and pooled where there are several. */
static void each_turn(struct momus_report *r, size_t i,
		      void (*row)(struct momus_report *, size_t, int,
				  enum momus_figure_of),
		      enum momus_figure_of of)
{
	int turns = (int)r->runs[i].gathered.turns;

	for (int t = 1; t <= turns; t++)
		row(r, i, t, of);
	if (turns > 1)
		row(r, i, MOMUS_POOLED, of);
}

static void f1_row(struct momus_report *r, size_t i, int turn,
		   enum momus_figure_of of)
{
	static const enum momus_figure_kind kinds[] = { MOMUS_FIGURE_PASSED_F1,
							MOMUS_FIGURE_FAILED_F1,
							MOMUS_FIGURE_MACRO_F1 };
	const struct momus_figure *f;

	f = find(r, i, MOMUS_FIGURE_MACRO_F1, of, turn);
	if (!f)
		return;
	momus_compose_row(r, i);
	turn_cell(r, turn);
	momus_document_cell(&r->document, "%s", momus_figure_of_name(of));
	for (size_t k = 0; k < COUNT(kinds); k++)
		momus_compose_figure(r, find(r, i, kinds[k], of, turn));
	momus_compose_count(r, (double)f->n);
	if (isnan(f->least))
		momus_document_cell(&r->document, "–");
	else
		momus_document_cell(&r->document, "%.1f to %.1f",
				    100.0 * f->least, 100.0 * f->most);
}

static void count_row(struct momus_report *r, size_t i, int turn,
		      enum momus_figure_of of)
{
	static const enum momus_figure_kind shares[] = {
		MOMUS_FIGURE_PASSED_PRECISION, MOMUS_FIGURE_PASSED_RECALL,
		MOMUS_FIGURE_FAILED_PRECISION, MOMUS_FIGURE_FAILED_RECALL
	};
	static const enum momus_figure_kind counts[] = {
		MOMUS_FIGURE_PASSED_CORRECT, MOMUS_FIGURE_PASSED_INCORRECT,
		MOMUS_FIGURE_FAILED_CORRECT, MOMUS_FIGURE_FAILED_INCORRECT,
		MOMUS_FIGURE_UNSAID,	     MOMUS_FIGURE_TRUTH_UNKNOWN
	};

	if (!find(r, i, shares[0], of, turn))
		return;
	momus_compose_row(r, i);
	turn_cell(r, turn);
	momus_document_cell(&r->document, "%s", momus_figure_of_name(of));
	for (size_t k = 0; k < COUNT(shares); k++)
		momus_compose_percent(r,
				      momus_figures_value(&r->runs[i].figures,
							  shares[k], of, turn));
	for (size_t k = 0; k < COUNT(counts); k++)
		momus_compose_count(r,
				    momus_figures_value(&r->runs[i].figures,
							counts[k], of, turn));
}

static bool has_judgments(const struct momus_report *r)
{
	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < r->runs[i].figures.n; k++)
			if (r->runs[i].figures.list[k].kind ==
			    MOMUS_FIGURE_MACRO_F1)
				return true;
	return false;
}

void momus_compose_judgments(struct momus_report *r)
{
	static const struct momus_column scores[] = {
		{ "turn", MOMUS_ALIGN_RIGHT },
		{ "critiques", MOMUS_ALIGN_LEFT },
		{ "F1 passed", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "F1 failed", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "macro F1", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "judgments", MOMUS_ALIGN_RIGHT },
		{ "bounds", MOMUS_ALIGN_RIGHT }
	};
	static const struct momus_column counts[] = {
		{ "turn", MOMUS_ALIGN_RIGHT },
		{ "critiques", MOMUS_ALIGN_LEFT },
		{ "P passed", MOMUS_ALIGN_RIGHT },
		{ "R passed", MOMUS_ALIGN_RIGHT },
		{ "P failed", MOMUS_ALIGN_RIGHT },
		{ "R failed", MOMUS_ALIGN_RIGHT },
		{ "✓ correct", MOMUS_ALIGN_RIGHT },
		{ "✓ incorrect", MOMUS_ALIGN_RIGHT },
		{ "✗ correct", MOMUS_ALIGN_RIGHT },
		{ "✗ incorrect", MOMUS_ALIGN_RIGHT },
		{ "none", MOMUS_ALIGN_RIGHT },
		{ "truth unknown", MOMUS_ALIGN_RIGHT }
	};

	if (!has_judgments(r))
		return;
	momus_document_add(&r->document, MOMUS_BLOCK_SECTION,
			   "Judgments: does the critic tell right from wrong? "
			   "In percent");
	momus_compose_table(r, scores, COUNT(scores), "");
	for (size_t i = 0; i < r->n; i++) {
		each_turn(r, i, f1_row, MOMUS_OF_EACH);
		each_turn(r, i, f1_row, MOMUS_OF_MAJORITY);
	}
	momus_compose_table(r, counts, COUNT(counts),
			    "Precision (P) and recall (R); counts of right "
			    "(✓) and wrong (✗) solutions by what was said of "
			    "them");
	for (size_t i = 0; i < r->n; i++) {
		each_turn(r, i, count_row, MOMUS_OF_EACH);
		each_turn(r, i, count_row, MOMUS_OF_MAJORITY);
	}
	momus_document_add(
		&r->document, MOMUS_BLOCK_NOTE,
		"Turn t judges the solutions after turn t−1. Judgments that "
		"were unparsed or never came (none), and those on solutions "
		"that could not be judged (truth unknown), are in no score; "
		"bounds: macro F1 if all of them were mistakes, and if none "
		"were.");
}

static void step_row(struct momus_report *r, size_t i, int turn,
		     enum momus_figure_of of)
{
	static const enum momus_figure_kind kinds[] = { MOMUS_FIGURE_STEPS_CC,
							MOMUS_FIGURE_STEPS_CW,
							MOMUS_FIGURE_STEPS_WC,
							MOMUS_FIGURE_STEPS_WW,
							MOMUS_FIGURE_STOPPED };
	int turns = (int)r->runs[i].gathered.turns;
	double sum;

	momus_compose_row(r, i);
	turn_cell(r, turn);
	momus_compose_figure(r, find(r, i, MOMUS_FIGURE_P_CC, of, turn));
	momus_compose_figure(r, find(r, i, MOMUS_FIGURE_P_CW, of, turn));
	for (size_t k = 0; k < COUNT(kinds); k++) {
		sum = turn > 0 ? value(r, i, kinds[k], turn) : 0.0;
		for (int t = 1; turn < 0 && t <= turns; t++)
			sum += value(r, i, kinds[k], t);
		if (turn < 0 && kinds[k] == MOMUS_FIGURE_STOPPED)
			sum = NAN; /* once stopped, at every later turn */
		momus_compose_count(r, sum);
	}
}

static bool has_turns(const struct momus_report *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->runs[i].gathered.turns)
			return true;
	return false;
}

void momus_compose_steps(struct momus_report *r)
{
	static const struct momus_column columns[] = {
		{ "turn", MOMUS_ALIGN_RIGHT }, { "p_cc", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER }, { "p_cw", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER }, { "✓→✓", MOMUS_ALIGN_RIGHT },
		{ "✓→✗", MOMUS_ALIGN_RIGHT },  { "✗→✓", MOMUS_ALIGN_RIGHT },
		{ "✗→✗", MOMUS_ALIGN_RIGHT },  { "stopped", MOMUS_ALIGN_RIGHT }
	};

	if (!has_turns(r))
		return;
	momus_document_add(&r->document, MOMUS_BLOCK_SECTION,
			   "Revisions as steps of a Markov chain, in percent");
	momus_compose_table(r, columns, COUNT(columns), "");
	for (size_t i = 0; i < r->n; i++)
		each_turn(r, i, step_row, MOMUS_OF_NONE);
	momus_document_add(
		&r->document, MOMUS_BLOCK_NOTE,
		"p_cc: right after a revision of a right (✓) solution; p_cw: "
		"right after one of a wrong (✗) solution; p_init is Pass@1 "
		"after turn 0. Counted are revisions that were made and "
		"judged at both ends. Stopped: trajectories that the stop "
		"policy ended at this turn or before; their solution stands, "
		"which is no revision.");
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
		MOMUS_FIGURE_FAILED, MOMUS_FIGURE_REFUSED, MOMUS_FIGURE_DEPENDS,
		MOMUS_FIGURE_ABSENT, MOMUS_FIGURE_UNJUDGED
	};

	momus_compose_row(r, i);
	turn_cell(r, turn);
	for (size_t k = 0; k < COUNT(kinds); k++)
		momus_compose_count(r, value(r, i, kinds[k], turn));
	momus_compose_percent(r, value(r, i, MOMUS_FIGURE_PASS_AT_1, turn));
	bounds_cell(r, find(r, i, MOMUS_FIGURE_PASS_AT_1, MOMUS_OF_NONE, turn));
	bounds_cell(r, find(r, i, MOMUS_FIGURE_DELTA_UP, MOMUS_OF_NONE, turn));
	bounds_cell(r,
		    find(r, i, MOMUS_FIGURE_DELTA_DOWN, MOMUS_OF_NONE, turn));
	momus_document_cell(&r->document, "%.0f (%.0f ✓)",
			    value(r, i, MOMUS_FIGURE_CUT, turn),
			    value(r, i, MOMUS_FIGURE_CUT_RIGHT, turn));
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

void momus_compose_missing(struct momus_report *r)
{
	static const struct momus_column solutions[] = {
		{ "turn", MOMUS_ALIGN_RIGHT },
		{ "failed", MOMUS_ALIGN_RIGHT },
		{ "refused", MOMUS_ALIGN_RIGHT },
		{ "not asked", MOMUS_ALIGN_RIGHT },
		{ "not there", MOMUS_ALIGN_RIGHT },
		{ "unjudged", MOMUS_ALIGN_RIGHT },
		{ "Pass@1", MOMUS_ALIGN_RIGHT },
		{ "bounds", MOMUS_ALIGN_RIGHT },
		{ "Δ↑ bounds", MOMUS_ALIGN_RIGHT },
		{ "Δ↓ bounds", MOMUS_ALIGN_RIGHT },
		{ "cut", MOMUS_ALIGN_RIGHT },
		{ "without cut", MOMUS_ALIGN_RIGHT }
	};
	static const struct momus_column critiques[] = {
		{ "turn", MOMUS_ALIGN_RIGHT },
		{ "failed", MOMUS_ALIGN_RIGHT },
		{ "refused", MOMUS_ALIGN_RIGHT },
		{ "not asked", MOMUS_ALIGN_RIGHT },
		{ "not there", MOMUS_ALIGN_RIGHT },
		{ "unparsed", MOMUS_ALIGN_RIGHT },
		{ "cut", MOMUS_ALIGN_RIGHT }
	};

	momus_document_add(&r->document, MOMUS_BLOCK_SECTION,
			   "What could not be counted, and how much it could "
			   "matter");
	momus_compose_table(r, solutions, COUNT(solutions),
			    "Trajectories by why they have no verdict after "
			    "the turn; scores in percent");
	for (size_t i = 0; i < r->n; i++)
		for (int t = 0; t <= (int)r->runs[i].gathered.turns; t++)
			missing_row(r, i, t);
	if (has_judgments(r)) {
		momus_compose_table(r, critiques, COUNT(critiques),
				    "Critiques");
		for (size_t i = 0; i < r->n; i++)
			for (int t = 1; t <= (int)r->runs[i].gathered.turns;
			     t++)
				critiques_row(r, i, t);
	}
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

void momus_compose_verdicts(struct momus_report *r)
{
	static const struct momus_column columns[] = {
		{ "turn", MOMUS_ALIGN_RIGHT },
		{ "verdict", MOMUS_ALIGN_LEFT },
		{ "Pass@1", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "other", MOMUS_ALIGN_LEFT },
		{ "Pass@1", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "parity only", MOMUS_ALIGN_RIGHT },
		{ "strict only", MOMUS_ALIGN_RIGHT }
	};
	const enum momus_figure_of of = MOMUS_OF_NONE;
	bool strict;

	momus_document_add(&r->document, MOMUS_BLOCK_SECTION,
			   "Parity against strict, Pass@1 in percent");
	momus_compose_table(r, columns, COUNT(columns), "");
	for (size_t i = 0; i < r->n; i++)
		for (int t = 0; t <= (int)r->runs[i].gathered.turns; t++) {
			strict = r->runs[i].gathered.strict;
			momus_compose_row(r, i);
			turn_cell(r, t);
			momus_document_cell(&r->document, "%s",
					    strict ? "strict" : "parity");
			momus_compose_figure(
				r, find(r, i, MOMUS_FIGURE_PASS_AT_1, of, t));
			momus_document_cell(&r->document, "%s",
					    strict ? "parity" : "strict");
			momus_compose_figure(
				r, find(r, i, MOMUS_FIGURE_PASS_AT_1_OTHER, of,
					t));
			momus_compose_count(
				r, value(r, i, MOMUS_FIGURE_PARITY_ONLY, t));
			momus_compose_count(
				r, value(r, i, MOMUS_FIGURE_STRICT_ONLY, t));
		}
	list_differences(r);
	momus_document_add(
		&r->document, MOMUS_BLOCK_NOTE,
		"Parity follows the named official grader, bug for bug; "
		"strict is a careful judge. Parity only: forged or lenient "
		"passes, solutions made at this turn that parity passes and "
		"strict refuses.");
}
