/* chain-table.c - the section on what follows from the chain */
#include "config.h"

#include <math.h>
#include <stdio.h>

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

static void chance_cell(struct momus_report *r, const struct momus_figure *f)
{
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

/* The first turn after which one more is not sure to gain. */
static void say_when(struct momus_report *r, size_t i)
{
	int turns = (int)r->runs[i].gathered.turns, t = 0;
	const struct momus_figure *f;
	char letter[8];
	const char *who = r->n > 1 ? momus_report_letter(i, letter) : "";

	for (; t <= turns; t++) {
		f = momus_figures_find(&r->runs[i].figures, MOMUS_FIGURE_NET,
				       MOMUS_OF_NONE, t, 0);
		if (!f || isnan(f->low))
			return;
		if (!(f->low > 0))
			break;
	}
	if (t <= turns && turns)
		momus_document_add(&r->document, MOMUS_BLOCK_NOTE,
				   "%s%sStop after turn %d: one more is not "
				   "sure to mend more than it breaks.",
				   who, *who ? ": " : "", t);
	else if (turns)
		momus_document_add(&r->document, MOMUS_BLOCK_NOTE,
				   "%s%sAfter turn %d one more would still "
				   "mend more than it breaks.",
				   who, *who ? ": " : "", turns);
}

/* Where it ends if what is judged correct is final. */
static void say_end(struct momus_report *r, size_t i)
{
	const struct momus_figure *f =
		pooled(r, i, MOMUS_FIGURE_ENDS_RIGHT, MOMUS_OF_NONE);
	char letter[8], interval[32] = "";
	const char *who = r->n > 1 ? momus_report_letter(i, letter) : "";

	if (!f || isnan(f->value))
		return;
	if (!isnan(f->low))
		snprintf(interval, sizeof interval, " [%.1f, %.1f]",
			 100 * f->low, 100 * f->high);
	momus_document_add(
		&r->document, MOMUS_BLOCK_NOTE,
		"%s%sWith stops and turns without end, %.2f %% would "
		"end right%s.",
		who, *who ? ": " : "", 100 * f->value, interval);
}

/* Why the tables above have dashes. */
static void say_lacking(struct momus_report *r, size_t i)
{
	const struct momus_gathered *g = &r->runs[i].gathered;
	const struct momus_figure *cc =
		pooled(r, i, MOMUS_FIGURE_P_CC, MOMUS_OF_NONE);
	const struct momus_figure *cw =
		pooled(r, i, MOMUS_FIGURE_P_CW, MOMUS_OF_NONE);
	static const char *const words[][3] = {
		[1] = { "right", "p_cc", "break" },
		[2] = { "wrong", "p_cw", "mend" },
		[3] = { "right or of a wrong", "p_cc and p_cw", "change" },
	};
	bool kept = cc && isnan(cc->value), mended = cw && isnan(cw->value);
	int both = kept + 2 * mended;
	char letter[8], stopped[64] = "";
	const char *who = r->n > 1 ? momus_report_letter(i, letter) : "";

	if (!g->turns || !both)
		return;
	if (g->turn[g->turns].stopped)
		snprintf(stopped, sizeof stopped,
			 " (%llu trajectories stopped)",
			 (unsigned long long)g->turn[g->turns].stopped);
	momus_document_add(
		&r->document, MOMUS_BLOCK_NOTE,
		"%s%sNo revision of a %s solution was judged%s: without %s "
		"nothing says where Pass@1 settles, what the chain predicts, "
		"or what one more turn would %s.%s",
		who, *who ? ": " : "", words[both][0], stopped, words[both][1],
		words[both][2],
		kept && *stopped ? " While right solutions stop none is "
				   "broken, and each turn mends p_cw of the "
				   "wrong ones that are left."
				 : "");
}

/* What one more turn would bring, after each turn, and when to stop. */
static void next_turns(struct momus_report *r)
{
	static const struct momus_column columns[] = {
		{ "after turn", MOMUS_ALIGN_RIGHT },
		{ "net gain of one more", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "with stops, predicted", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
	};
	const struct momus_figures *f;
	bool stops = false;

	for (size_t i = 0; i < r->n; i++)
		stops |= pooled(r, i, MOMUS_FIGURE_ENDS_RIGHT, MOMUS_OF_NONE) !=
			 NULL;
	momus_compose_table(r, columns, stops ? COUNT(columns) : 3,
			    stops ? "Gain less loss of one more turn, in "
				    "points; and Pass@1 that the chain "
				    "predicts where a solution judged correct "
				    "is final"
				  : "Gain less loss of one more turn, in "
				    "points");
	for (size_t i = 0; i < r->n; i++)
		for (int t = 0; r->runs[i].gathered.turns &&
				t <= (int)r->runs[i].gathered.turns;
		     t++) {
			f = &r->runs[i].figures;
			momus_compose_row(r, i);
			momus_document_cell(&r->document, "%d", t);
			momus_compose_figure(
				r, momus_figures_find(f, MOMUS_FIGURE_NET,
						      MOMUS_OF_NONE, t, 0));
			if (stops)
				momus_compose_figure(
					r,
					momus_figures_find(
						f,
						MOMUS_FIGURE_PREDICTED_STOPPING,
						MOMUS_OF_NONE, t, 0));
		}
	for (size_t i = 0; i < r->n; i++) {
		say_when(r, i);
		say_end(r, i);
		say_lacking(r, i);
	}
}

static void tests(struct momus_report *r)
{
	static const struct momus_column columns[] = {
		{ "same in each turn", MOMUS_ALIGN_RIGHT },
		{ "no memory at all", MOMUS_ALIGN_RIGHT },
		{ "one turn of memory", MOMUS_ALIGN_RIGHT },
		{ "same in each problem", MOMUS_ALIGN_RIGHT },
		{ "one turn, within problems", MOMUS_ALIGN_RIGHT },
	};
	static const struct {
		enum momus_figure_kind kind;
		enum momus_figure_of of;
	} all[] = {
		{ MOMUS_FIGURE_CHAIN_P, MOMUS_OF_SAME_EACH_TURN },
		{ MOMUS_FIGURE_CHAIN_P, MOMUS_OF_ORDER_1 },
		{ MOMUS_FIGURE_CHAIN_P, MOMUS_OF_ORDER_2 },
		{ MOMUS_FIGURE_MIXTURE_P, MOMUS_OF_NONE },
		{ MOMUS_FIGURE_WITHIN_P, MOMUS_OF_NONE },
	};
	bool lacking = false;

	momus_compose_table(r, columns, COUNT(columns),
			    "Is it a chain? p of each assumption; a small one "
			    "speaks against it");
	for (size_t i = 0; i < r->n; i++) {
		if (!r->runs[i].gathered.turns)
			continue;
		momus_compose_row(r, i);
		for (size_t k = 0; k < COUNT(all); k++) {
			const struct momus_figure *f =
				pooled(r, i, all[k].kind, all[k].of);

			chance_cell(r, f);
			lacking |= !f || isnan(f->value);
		}
	}
	if (lacking)
		momus_document_add(
			&r->document, MOMUS_BLOCK_NOTE,
			"A test without p (–) has nothing to compare. The "
			"first needs revisions of one state in two turns, the "
			"second revisions of right and of wrong solutions, "
			"the third trajectories with two revisions, the last "
			"two problems with several revisions of one state; "
			"and each outcomes that differ.");
}

static bool any_revision(const struct momus_report *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (!isnan(momus_figures_value(&r->runs[i].figures,
					       MOMUS_FIGURE_P_CC, MOMUS_OF_NONE,
					       MOMUS_POOLED)) ||
		    !isnan(momus_figures_value(&r->runs[i].figures,
					       MOMUS_FIGURE_P_CW, MOMUS_OF_NONE,
					       MOMUS_POOLED)))
			return true;
	return false;
}

static bool any_stopped(const struct momus_report *r)
{
	for (size_t i = 0; i < r->n; i++)
		for (uint32_t t = 1; t <= r->runs[i].gathered.turns; t++)
			if (r->runs[i].gathered.turn[t].stopped)
				return true;
	return false;
}

void momus_compose_chain(struct momus_report *r)
{
	if (!any_revision(r))
		return;
	momus_document_add(&r->document, MOMUS_BLOCK_SECTION,
			   "If it is a Markov chain");
	limits(r);
	curve(r);
	next_turns(r);
	if (any_stopped(r))
		momus_document_add(
			&r->document, MOMUS_BLOCK_NOTE,
			"One more turn is one for every trajectory, also for "
			"those that stopped: if they stay as they are, it "
			"mends and breaks less.");
	tests(r);
	momus_compose_mixture(r);
	momus_document_add(
		&r->document, MOMUS_BLOCK_NOTE,
		"The first three are likelihood-ratio tests with chi-squared "
		"over all problems together; hard and easy problems mixed "
		"look like memory there. The fourth is Tarone's score test of "
		"equal chances of all problems, given the state that is "
		"revised; the last asks for memory within problems and turns "
		"(Cochran, Mantel and Haenszel), which no mixture feigns.");
}
