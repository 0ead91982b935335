/* quality.c - see compose.h: judgments of the critic, steps of the reviser */
#include "config.h"

#include <math.h>

#include "reports/compose.h"

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

/* Whether judgments come one by one and as majorities, or only one by one. */
static bool has_votes(const struct momus_report *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->runs[i].gathered.votes > 1)
			return true;
	return false;
}

/* A table whose second column tells majorities from single critiques, where
 * there are any. */
static void judgment_table(struct momus_report *r,
			   const struct momus_column *columns, size_t n,
			   const char *caption)
{
	struct momus_column kept[16];
	size_t k = 0;

	for (size_t c = 0; c < n; c++)
		if (c != 1 || has_votes(r))
			kept[k++] = columns[c];
	momus_compose_table(r, kept, k, caption);
}

static void of_cell(struct momus_report *r, enum momus_figure_of of)
{
	if (has_votes(r))
		momus_document_cell(&r->document, "%s",
				    momus_figure_of_name(of));
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
	momus_compose_turn(r, turn);
	of_cell(r, of);
	for (size_t k = 0; k < COUNT(kinds); k++)
		momus_compose_figure(r, find(r, i, kinds[k], of, turn));
	if (isnan(f->least))
		momus_document_cell(&r->document, "–");
	else
		momus_document_cell(&r->document, "%.1f to %.1f",
				    100.0 * f->least, 100.0 * f->most);
	momus_compose_count(r, (double)f->n);
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
	momus_compose_turn(r, turn);
	of_cell(r, of);
	for (size_t k = 0; k < COUNT(shares); k++)
		momus_compose_percent(r,
				      momus_figures_value(&r->runs[i].figures,
							  shares[k], of, turn));
	for (size_t k = 0; k < COUNT(counts); k++)
		momus_compose_count(r,
				    momus_figures_value(&r->runs[i].figures,
							counts[k], of, turn));
}

bool momus_compose_has_judgments(const struct momus_report *r)
{
	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < r->runs[i].figures.n; k++)
			if (r->runs[i].figures.list[k].kind ==
			    MOMUS_FIGURE_MACRO_F1)
				return true;
	return false;
}

void momus_compose_statuses(struct momus_report *r)
{
	static const struct momus_column columns[] = {
		{ "turn", MOMUS_ALIGN_RIGHT },
		{ "accepted", MOMUS_ALIGN_RIGHT },
		{ "wrong", MOMUS_ALIGN_RIGHT },
		{ "runtime", MOMUS_ALIGN_RIGHT },
		{ "time", MOMUS_ALIGN_RIGHT },
		{ "memory", MOMUS_ALIGN_RIGHT },
		{ "output", MOMUS_ALIGN_RIGHT },
		{ "compile", MOMUS_ALIGN_RIGHT },
		{ "sandbox", MOMUS_ALIGN_RIGHT },
		{ "time, %", MOMUS_ALIGN_RIGHT }
	};
	double count, all;

	momus_compose_table(r, columns, COUNT(columns),
			    "How the judged solutions ended: accepted, wrong "
			    "answer, runtime error, limits of time, memory and "
			    "output, compile error, sandbox violation; and the "
			    "share that ran out of time");
	for (size_t i = 0; i < r->n; i++)
		for (int t = 0; t <= (int)r->runs[i].gathered.turns; t++) {
			momus_compose_row(r, i);
			momus_compose_turn(r, t);
			for (int s = 0; s < MOMUS_RUN_INTERNAL_ERROR; s++)
				momus_compose_count(
					r, momus_figures_value(
						   &r->runs[i].figures,
						   MOMUS_FIGURE_STATUS,
						   MOMUS_OF_STATUS + s, t));
			count = momus_figures_value(
				&r->runs[i].figures, MOMUS_FIGURE_STATUS,
				MOMUS_OF_STATUS + MOMUS_RUN_TIME_LIMIT, t);
			all = value(r, i, MOMUS_FIGURE_JUDGED, t);
			momus_compose_percent(r, all > 0 ? count / all : NAN);
		}
}

void momus_compose_judgments(struct momus_report *r)
{
	static const struct momus_column scores[] = {
		{ "turn", MOMUS_ALIGN_RIGHT },
		{ "votes", MOMUS_ALIGN_LEFT },
		{ "F1 passed", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "F1 failed", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "macro F1", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "bounds", MOMUS_ALIGN_RIGHT },
		{ "n", MOMUS_ALIGN_RIGHT }
	};
	static const struct momus_column counts[] = {
		{ "turn", MOMUS_ALIGN_RIGHT },
		{ "votes", MOMUS_ALIGN_LEFT },
		{ "P passed", MOMUS_ALIGN_RIGHT },
		{ "R passed", MOMUS_ALIGN_RIGHT },
		{ "P failed", MOMUS_ALIGN_RIGHT },
		{ "R failed", MOMUS_ALIGN_RIGHT },
		{ "✓✓", MOMUS_ALIGN_RIGHT },
		{ "✓✗", MOMUS_ALIGN_RIGHT },
		{ "✗✓", MOMUS_ALIGN_RIGHT },
		{ "✗✗", MOMUS_ALIGN_RIGHT },
		{ "none", MOMUS_ALIGN_RIGHT },
		{ "unknown", MOMUS_ALIGN_RIGHT }
	};

	if (!momus_compose_has_judgments(r))
		return;
	momus_document_add(&r->document, MOMUS_BLOCK_SECTION, "Judgments");
	judgment_table(r, scores, COUNT(scores),
		       "Does the critic tell right from wrong? In percent; n "
		       "counts judgments");
	for (size_t i = 0; i < r->n; i++) {
		each_turn(r, i, f1_row, MOMUS_OF_EACH);
		each_turn(r, i, f1_row, MOMUS_OF_MAJORITY);
	}
	judgment_table(r, counts, COUNT(counts),
		       "Precision (P) and recall (R) in percent, then counts: "
		       "first the solution (✓ right, ✗ wrong), then what was "
		       "said of it");
	for (size_t i = 0; i < r->n; i++) {
		each_turn(r, i, count_row, MOMUS_OF_EACH);
		each_turn(r, i, count_row, MOMUS_OF_MAJORITY);
	}
	momus_compose_agreement(r);
	momus_compose_agreement_by_category(r);
	momus_document_add(
		&r->document, MOMUS_BLOCK_NOTE,
		"Turn t judges the solutions after turn t−1. In no score: "
		"judgments that were unparsed or never came (none), and those "
		"on solutions that could not be judged (unknown). Bounds: "
		"macro F1 if all of them were mistakes, and if none were.");
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
	momus_compose_turn(r, turn);
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

static void say_init(struct momus_report *r)
{
	const struct momus_figure *f;
	char letter[8];

	for (size_t i = 0; i < r->n; i++) {
		f = find(r, i, MOMUS_FIGURE_P_INIT, MOMUS_OF_NONE,
			 MOMUS_POOLED);
		if (!f || isnan(f->value))
			continue;
		momus_document_add(
			&r->document, MOMUS_BLOCK_NOTE,
			"p_init%s%s, right at turn 0: %.2f [%.1f, %.1f].",
			r->n > 1 ? " of " : "",
			r->n > 1 ? momus_report_letter(i, letter) : "",
			100.0 * f->value, 100.0 * f->low, 100.0 * f->high);
	}
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

	if (!momus_compose_has_turns(r))
		return;
	momus_document_add(&r->document, MOMUS_BLOCK_SECTION,
			   "Revisions as steps");
	momus_compose_table(r, columns, COUNT(columns),
			    "Of a Markov chain between right (✓) and wrong "
			    "(✗); p in percent");
	for (size_t i = 0; i < r->n; i++)
		each_turn(r, i, step_row, MOMUS_OF_NONE);
	say_init(r);
	momus_document_add(
		&r->document, MOMUS_BLOCK_NOTE,
		"p_cc: right after a revision of a right solution; p_cw: "
		"right after one of a wrong solution. Counted are revisions "
		"that were made and "
		"judged at both ends. Stopped: trajectories that the stop "
		"policy ended at this turn or before; their solution stands, "
		"which is no revision.");
}
