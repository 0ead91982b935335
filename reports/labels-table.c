/* labels-table.c - see compose.h: what a judge says of critiques, and the rule */
#include "config.h"

#include <math.h>
#include <string.h>

#include "momus/json.h"
#include "reports/by-strategy.h"
#include "reports/compose.h"
#include "stats/remarks.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct momus_figure *find(const struct momus_report *r, size_t i,
				       enum momus_figure_kind kind, int turn,
				       const char *strategy, const char *before)
{
	const struct momus_figures *all = &r->runs[i].figures;

	for (size_t k = 0; k < all->n; k++)
		if (all->list[k].kind == kind && all->list[k].turn == turn &&
		    momus_text_equal(all->list[k].reward,
				     momus_text_of(strategy)) &&
		    momus_text_equal(all->list[k].reason,
				     momus_text_of(before)))
			return &all->list[k];
	return NULL;
}

static double count_of(const struct momus_report *r, size_t i,
		       enum momus_figure_kind kind, const char *strategy)
{
	const struct momus_figure *f =
		find(r, i, kind, MOMUS_POOLED, strategy, "");

	return f ? f->value : NAN;
}

static bool has(const struct momus_report *r, size_t i)
{
	return find(r, i, MOMUS_FIGURE_LABELLED, MOMUS_POOLED, "", "") != NULL;
}

/* Who labelled, and what of it is a label. */

static void version_cell(struct momus_report *r, struct momus_text template)
{
	struct momus_text raw = momus_json_valid(template, NULL)
					? momus_json_member(template, "version")
					: MOMUS_TEXT("");

	if (raw.len > 2 && raw.ptr[0] == '"')
		raw = momus_text_cut(raw, 1, raw.len - 1);
	momus_document_text(&r->document, raw);
}

static void count_rows(struct momus_report *r)
{
	for (size_t i = 0; i < r->n; i++) {
		if (!has(r, i))
			continue;
		momus_compose_row(r, i);
		momus_document_text(&r->document,
				    r->runs[i].labels->labels.head.model);
		version_cell(r, r->runs[i].labels->labels.head.template);
		for (int k = MOMUS_FIGURE_LABELLED;
		     k <= MOMUS_FIGURE_NOT_LABELLED; k++)
			momus_compose_count(
				r,
				count_of(r, i, (enum momus_figure_kind)k, ""));
	}
}

/* Shares. */

static void share_rows(struct momus_report *r, size_t i, int turn)
{
	static const enum momus_figure_kind kinds[] = {
		MOMUS_FIGURE_STRATEGY_BY_JUDGE, MOMUS_FIGURE_STRATEGY_BY_RULE
	};

	for (size_t who = 0; who < COUNT(kinds); who++) {
		const struct momus_figure *f = NULL;

		if (!has(r, i))
			return;
		momus_compose_row(r, i);
		momus_compose_turn(r, turn);
		momus_document_cell(&r->document, who ? "rule" : "judge");
		for (int k = 0; k < MOMUS_STRATEGIES; k++) {
			f = find(r, i, kinds[who], turn, momus_strategy_name(k),
				 "");
			momus_compose_figure(r, f);
		}
		momus_compose_count(r, f ? (double)f->n : NAN);
	}
}

/* What revisions made of it. */

static void success_rows(struct momus_report *r, size_t i)
{
	for (int g = 0; has(r, i) && g < MOMUS_BY_STRATEGY_GROUPS; g++) {
		momus_by_strategy_row(r, i, g, MOMUS_FIGURE_RIGHT_BY_JUDGE,
				      "judge");
		momus_by_strategy_row(r, i, g, MOMUS_FIGURE_RIGHT_BY_RULE,
				      "rule");
	}
}

/* Agreement. */

static void agreement_rows(struct momus_report *r, size_t i)
{
	static const enum momus_figure_kind kinds[] = {
		MOMUS_FIGURE_STRATEGY_BOTH, MOMUS_FIGURE_STRATEGY_JUDGE_ONLY,
		MOMUS_FIGURE_STRATEGY_RULE_ONLY, MOMUS_FIGURE_STRATEGY_NEITHER
	};

	for (int k = 0; has(r, i) && k <= MOMUS_STRATEGIES; k++) {
		const char *name =
			k < MOMUS_STRATEGIES ? momus_strategy_name(k) : "";
		double sums[COUNT(kinds)];

		momus_compose_row(r, i);
		momus_document_cell(&r->document, "%s",
				    *name ? name : "together");
		momus_compose_figure(r, find(r, i, MOMUS_FIGURE_STRATEGY_KAPPA,
					     MOMUS_POOLED, name, ""));
		for (size_t c = 0; c < COUNT(kinds); c++) {
			sums[c] = *name ? count_of(r, i, kinds[c], name) : 0;
			for (int s = 0; !*name && s < MOMUS_STRATEGIES; s++)
				sums[c] += count_of(r, i, kinds[c],
						    momus_strategy_name(s));
			momus_compose_count(r, sums[c]);
		}
	}
}

static void say_alike(struct momus_report *r, size_t i)
{
	const struct momus_figure *f =
		find(r, i, MOMUS_FIGURE_STRATEGIES_ALIKE, MOMUS_POOLED, "", "");
	char letter[8];

	if (!f || isnan(f->value))
		return;
	momus_document_add(
		&r->document, MOMUS_BLOCK_NOTE,
		"%s%sJudge and rule give %.2f %% [%.1f, %.1f] of the "
		"critiques the very same strategies.",
		r->n > 1 ? momus_report_letter(i, letter) : "",
		r->n > 1 ? ": " : "", 100 * f->value, 100 * f->low,
		100 * f->high);
}

static void add_tables(struct momus_report *r)
{
	static const struct momus_column agreement[] = {
		{ "strategy", MOMUS_ALIGN_LEFT },
		{ "kappa", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "both", MOMUS_ALIGN_RIGHT },
		{ "judge alone", MOMUS_ALIGN_RIGHT },
		{ "rule alone", MOMUS_ALIGN_RIGHT },
		{ "neither", MOMUS_ALIGN_RIGHT }
	};

	momus_by_strategy_table(r, true);
	for (size_t i = 0; i < r->n; i++)
		success_rows(r, i);
	momus_compose_table(
		r, agreement, COUNT(agreement),
		"Do judge and rule agree? Cohen's kappa in percent, "
		"and how many critiques have the strategy by whom");
	for (size_t i = 0; i < r->n; i++)
		agreement_rows(r, i);
	for (size_t i = 0; i < r->n; i++)
		say_alike(r, i);
}

void momus_compose_labels(struct momus_report *r)
{
	static const struct momus_column counts[] = {
		{ "judge", MOMUS_ALIGN_LEFT },
		{ "template", MOMUS_ALIGN_LEFT },
		{ "labelled", MOMUS_ALIGN_RIGHT },
		{ "unparsed", MOMUS_ALIGN_RIGHT },
		{ "cut", MOMUS_ALIGN_RIGHT },
		{ "refused", MOMUS_ALIGN_RIGHT },
		{ "failed", MOMUS_ALIGN_RIGHT },
		{ "not asked", MOMUS_ALIGN_RIGHT }
	};
	struct momus_column shares[2 + 2 * MOMUS_STRATEGIES + 1] = {
		{ "turn", MOMUS_ALIGN_RIGHT }, { "by", MOMUS_ALIGN_LEFT }
	};
	bool any = false;

	for (size_t i = 0; i < r->n; i++)
		any |= has(r, i);
	if (!any)
		return;
	for (int k = 0; k < MOMUS_STRATEGIES; k++) {
		shares[2 + 2 * k].title = momus_strategy_name(k);
		shares[2 + 2 * k].align = MOMUS_ALIGN_RIGHT;
		shares[3 + 2 * k].title = "95 %";
		shares[3 + 2 * k].align = MOMUS_ALIGN_AFTER;
	}
	shares[COUNT(shares) - 1].title = "n";
	shares[COUNT(shares) - 1].align = MOMUS_ALIGN_RIGHT;
	momus_document_add(&r->document, MOMUS_BLOCK_SECTION,
			   "What a judge says of critiques");
	momus_compose_table(r, counts, COUNT(counts),
			    "Critiques by whether there is a label of the "
			    "judge; those without one are in nothing below");
	count_rows(r);
	momus_compose_table(r, shares, COUNT(shares),
			    "Shares of the labelled critiques, in percent, by "
			    "judge and by rule");
	momus_compose_turns(r, share_rows);
	add_tables(r);
	momus_document_add(
		&r->document, MOMUS_BLOCK_NOTE,
		"A model was asked once about each critique, by momus label; a "
		"critique may have several strategies, or none. The rule's "
		"words are those of the table above, here on the same "
		"critiques. Kappa is 0 for two who do not look at the "
		"critique; of all strategies together it is pooled (mean "
		"agreement beyond mean chance / what chance leaves). Success "
		"is of critiques that were passed on.");
}
