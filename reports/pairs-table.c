/* pairs-table.c - see compose.h: pairs, and votes on them */
#include "config.h"

#include <math.h>

#include "reports/compose.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct momus_figure *find(const struct momus_report_run *run,
				       enum momus_figure_kind kind,
				       struct momus_text category, uint32_t k)
{
	const struct momus_figure *f = run->figures.list;

	for (size_t i = 0; i < run->figures.n; i++, f++)
		if (f->kind == kind && f->k == k &&
		    momus_text_equal(f->category, category))
			return f;
	return NULL;
}

static double value(const struct momus_report_run *run,
		    enum momus_figure_kind kind, struct momus_text category,
		    uint32_t k)
{
	const struct momus_figure *f = find(run, kind, category, k);

	return f ? f->value : NAN;
}

static bool any_pairs(const struct momus_report *r, enum momus_figure_kind kind)
{
	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < r->runs[i].figures.n; k++)
			if (r->runs[i].figures.list[k].kind == kind)
				return true;
	return false;
}

static void category_row(struct momus_report *r, size_t i,
			 struct momus_text category)
{
	static const enum momus_figure_kind counts[] = {
		MOMUS_FIGURE_PAIRS,	      MOMUS_FIGURE_PAIRS_CORRECT,
		MOMUS_FIGURE_PAIRS_INCORRECT, MOMUS_FIGURE_PAIRS_TIED,
		MOMUS_FIGURE_PAIRS_NULL,      MOMUS_FIGURE_PAIRS_BOTH_RIGHT,
		MOMUS_FIGURE_PAIRS_UNJUDGED
	};
	const struct momus_report_run *run = &r->runs[i];

	momus_compose_row(r, i);
	momus_document_text(&r->document,
			    category.len ? category : MOMUS_TEXT("all"));
	momus_compose_figure(
		r, find(run, MOMUS_FIGURE_PAIR_ACCURACY, category, 0));
	momus_compose_figure(
		r, find(run, MOMUS_FIGURE_PAIR_FIRST_ORDER, category, 0));
	momus_compose_percent(
		r, value(run, MOMUS_FIGURE_PAIR_CONSISTENCY, category, 0));
	for (size_t k = 0; k < COUNT(counts); k++)
		momus_compose_count(r, value(run, counts[k], category, 0));
}

static void accuracy_table(struct momus_report *r)
{
	static const struct momus_column columns[] = {
		{ "category", MOMUS_ALIGN_LEFT },
		{ "accuracy", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "first order", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "consistent", MOMUS_ALIGN_RIGHT },
		{ "pairs", MOMUS_ALIGN_RIGHT },
		{ "correct", MOMUS_ALIGN_RIGHT },
		{ "incorrect", MOMUS_ALIGN_RIGHT },
		{ "tied", MOMUS_ALIGN_RIGHT },
		{ "no decision", MOMUS_ALIGN_RIGHT },
		{ "all right", MOMUS_ALIGN_RIGHT },
		{ "not judged", MOMUS_ALIGN_RIGHT }
	};
	const struct momus_figure *f;

	momus_compose_table(r, columns, COUNT(columns),
			    "In percent, then counts of pairs");
	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < r->runs[i].figures.n; k++) {
			f = &r->runs[i].figures.list[k];
			if (f->kind == MOMUS_FIGURE_PAIRS)
				category_row(r, i, f->category);
		}
	momus_document_add(
		&r->document, MOMUS_BLOCK_NOTE,
		"A pair scores +1 for each order decided rightly and −1 for "
		"each decided wrongly; it is correct above 0 (right and tie "
		"are correct, right and wrong are tied). Accuracy: correct / "
		"judged. With several votes an order is decided by their "
		"majority; of answers judged one at a time the one wins that "
		"more votes call correct. First order: that alone; of answers "
		"with as many votes the second wins. Consistent: decided "
		"alike in both orders. No decision: at least one order has "
		"none. All right: every order is.");
}

static bool is_shown(uint32_t k, double last)
{
	uint32_t head = k;

	while (head >= 10 && head % 10 == 0)
		head /= 10;
	return k <= 4 || k == last || (k & (k - 1)) == 0 ||
	       (k >= 100 && (head == 1 || head == 2 || head == 5));
}

static double last_k(const struct momus_report_run *run)
{
	double last = 0;

	for (size_t i = 0; i < run->figures.n; i++)
		if (run->figures.list[i].kind == MOMUS_FIGURE_MAJ_AT_K)
			last = fmax(last, run->figures.list[i].k);
	return last;
}

static void dollars(struct momus_report *r, double x)
{
	momus_document_cell(&r->document, isnan(x) ? "–" : "%.6f", x);
}

static void vote_row(struct momus_report *r, size_t i,
		     const struct momus_figure *f)
{
	const struct momus_report_run *run = &r->runs[i];
	const struct momus_text all = MOMUS_TEXT("");

	momus_compose_row(r, i);
	momus_document_cell(&r->document, "%u", f->k);
	momus_compose_figure(r, f);
	momus_compose_figure(
		r, find(run, MOMUS_FIGURE_MAJ_AT_K_FIRST_ORDER, all, f->k));
	momus_compose_count(r, (double)f->n);
	momus_compose_count(
		r, value(run, MOMUS_FIGURE_PAIR_PROMPT_TOKENS, all, f->k));
	momus_compose_count(
		r, value(run, MOMUS_FIGURE_PAIR_COMPLETION_TOKENS, all, f->k));
	dollars(r, value(run, MOMUS_FIGURE_PAIR_COST, all, f->k));
	dollars(r, value(run, MOMUS_FIGURE_PAIR_COST_PROMPT_ONCE, all, f->k));
}

static void votes_table(struct momus_report *r)
{
	static const struct momus_column columns[] = {
		{ "k", MOMUS_ALIGN_RIGHT },
		{ "Maj@k", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "first order", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "pairs", MOMUS_ALIGN_RIGHT },
		{ "prompt", MOMUS_ALIGN_RIGHT },
		{ "completion", MOMUS_ALIGN_RIGHT },
		{ "dollars", MOMUS_ALIGN_RIGHT },
		{ "prompt once", MOMUS_ALIGN_RIGHT }
	};
	const struct momus_figure *f;
	double last, plateau;
	char letter[8];

	momus_compose_table(r, columns, COUNT(columns),
			    "Accuracy by k votes on each problem of a pair, in "
			    "percent; then tokens and dollars a pair");
	for (size_t i = 0; i < r->n; i++) {
		last = last_k(&r->runs[i]);
		for (uint32_t k = 1; k <= last; k++) {
			f = find(&r->runs[i], MOMUS_FIGURE_MAJ_AT_K,
				 MOMUS_TEXT(""), k);
			if (f && is_shown(k, last))
				vote_row(r, i, f);
		}
	}
	for (size_t i = 0; i < r->n; i++) {
		plateau = value(&r->runs[i], MOMUS_FIGURE_MAJ_PLATEAU,
				MOMUS_TEXT(""), 0);
		if (!isnan(plateau))
			momus_document_add(
				&r->document, MOMUS_BLOCK_NOTE,
				"%s%sFrom k = %.0f on Maj@k stays within 0.5 "
				"of its last value.",
				r->n > 1 ? momus_report_letter(i, letter) : "",
				r->n > 1 ? ": " : "", plateau);
	}
	momus_document_add(
		&r->document, MOMUS_BLOCK_NOTE,
		"Maj@k: how often k of the votes that are there, drawn "
		"without replacement, decide a pair rightly, in closed form; "
		"mean over pairs with k votes on each problem. Dollars at the "
		"recipe's prices; prompt once: if a server reads a prompt "
		"once for k answers.");
}

/* Of runs with one vote, which need no table of votes. */
static void say_costs(struct momus_report *r)
{
	const struct momus_text all = MOMUS_TEXT("");
	const struct momus_report_run *run;
	double prompt, cost;
	char letter[8];

	for (size_t i = 0; i < r->n; i++) {
		run = &r->runs[i];
		prompt = value(run, MOMUS_FIGURE_PAIR_PROMPT_TOKENS, all, 1);
		cost = value(run, MOMUS_FIGURE_PAIR_COST, all, 1);
		if (isnan(prompt))
			continue;
		momus_document_add(
			&r->document, MOMUS_BLOCK_NOTE,
			isnan(cost) ? "%s%sA pair took %.0f prompt and %.0f "
				      "completion tokens."
				    : "%s%sA pair took %.0f prompt and %.0f "
				      "completion tokens, %.6f dollars.",
			r->n > 1 ? momus_report_letter(i, letter) : "",
			r->n > 1 ? ": " : "", prompt,
			value(run, MOMUS_FIGURE_PAIR_COMPLETION_TOKENS, all, 1),
			cost);
	}
}

void momus_compose_pairs(struct momus_report *r)
{
	if (!any_pairs(r, MOMUS_FIGURE_PAIRS))
		return;
	momus_document_add(&r->document, MOMUS_BLOCK_SECTION, "Pairs");
	accuracy_table(r);
	if (any_pairs(r, MOMUS_FIGURE_MAJ_AT_K))
		votes_table(r);
	else
		say_costs(r);
}
