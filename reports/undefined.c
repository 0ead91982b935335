/* undefined.c - see compose.h: figures without a value, and what they lack */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "reports/compose.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char *const reasons[] = {
	[MOMUS_FIGURE_PASS_AT_1] = "no trajectory was judged",
	[MOMUS_FIGURE_PASS_AT_1_UNCUT] = "no trajectory was judged",
	[MOMUS_FIGURE_P_INIT] = "no trajectory was judged",
	[MOMUS_FIGURE_PASS_AT_1_OTHER] = "nothing has that verdict",
	[MOMUS_FIGURE_DELTA_UP] = "no trajectory was judged at both ends",
	[MOMUS_FIGURE_DELTA_DOWN] = "no trajectory was judged at both ends",
	[MOMUS_FIGURE_P_CC] = "no revision of a right solution was judged",
	[MOMUS_FIGURE_P_CW] = "no revision of a wrong solution was judged",
	[MOMUS_FIGURE_STATIONARY] =
		"p_cc or p_cw has no value, or nothing would ever change",
	[MOMUS_FIGURE_SECOND] = "p_cc or p_cw has no value",
	[MOMUS_FIGURE_HALF_LIFE] =
		"p_cc or p_cw has no value, or the chain never settles",
	[MOMUS_FIGURE_PREDICTED] = "p_init, p_cc or p_cw has no value",
	[MOMUS_FIGURE_PREDICTED_STOPPING] =
		"a rate of the chain or of its judgments has no value",
	[MOMUS_FIGURE_ENDS_RIGHT] =
		"a rate of the chain or of its judgments has no value",
	[MOMUS_FIGURE_NEXT_UP] = "Pass@1 or p_cw has no value",
	[MOMUS_FIGURE_NEXT_DOWN] = "Pass@1 or p_cc has no value",
	[MOMUS_FIGURE_NET] = "Pass@1, p_cc or p_cw has no value",
	[MOMUS_FIGURE_VARIANCE] =
		"too few judged problems or branches to tell the levels apart",
	[MOMUS_FIGURE_PASSED_PRECISION] = "nothing was judged correct",
	[MOMUS_FIGURE_PASSED_RECALL] = "no right solution has a judgment",
	[MOMUS_FIGURE_PASSED_F1] =
		"no judged solution was right, and none was called so",
	[MOMUS_FIGURE_FAILED_PRECISION] = "nothing was judged incorrect",
	[MOMUS_FIGURE_FAILED_RECALL] = "no wrong solution has a judgment",
	[MOMUS_FIGURE_FAILED_F1] =
		"no judged solution was wrong, and none was called so",
	[MOMUS_FIGURE_MACRO_F1] = "one of both F1 has no value",
	[MOMUS_FIGURE_BALANCED_ACCURACY] = "one of both recalls has no value",
	[MOMUS_FIGURE_KAPPA] = "no judgment, or all are alike and right",
	[MOMUS_FIGURE_BRIER] = "no vote said anything of a judged solution",
	[MOMUS_FIGURE_ECE] = "no vote said anything of a judged solution",
	[MOMUS_FIGURE_SIMILARITY] = "no revision could be compared",
	[MOMUS_FIGURE_UNCHANGED] = "no revision could be compared",
	[MOMUS_FIGURE_REWRITTEN] = "no revision could be compared",
	[MOMUS_FIGURE_CRITIQUE_TOKENS] = "no server told tokens of critiques",
	[MOMUS_FIGURE_STRATEGY_BY_JUDGE] = "no critique is labelled",
	[MOMUS_FIGURE_STRATEGY_KAPPA] =
		"no critique is labelled, or judge and rule always say the "
		"same",
	[MOMUS_FIGURE_REWARD] = "no revision has one",
	[MOMUS_FIGURE_PAIR_ACCURACY] = "no pair was judged",
	[MOMUS_FIGURE_PAIR_FIRST_ORDER] = "no pair was judged",
	[MOMUS_FIGURE_PAIR_CONSISTENCY] = "no pair was judged",
};

const char *momus_figure_why(const struct momus_figure *f)
{
	if (!isnan(f->value))
		return NULL;
	if ((size_t)f->kind < COUNT(reasons) && reasons[f->kind])
		return reasons[f->kind];
	if (f->kind == MOMUS_FIGURE_COST)
		return "no price is known";
	return f->n ? NULL : "nothing that it could be made of is there";
}

/* Whether F has no value that it could have had; of bins and sums that are empty
 * their tables say so. */
static bool lacks(const struct momus_figure *f)
{
	return isnan(f->value) && (size_t)f->kind < COUNT(reasons) &&
	       reasons[f->kind];
}

/* Whether A and B are one figure, but for their turns. */
static bool alike(const struct momus_figure *a, const struct momus_figure *b)
{
	return a->kind == b->kind && a->of == b->of &&
	       momus_text_equal(a->category, b->category) &&
	       momus_text_equal(a->reward, b->reward);
}

static bool told(const struct momus_figures *all, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (lacks(&all->list[k]) && alike(&all->list[k], &all->list[i]))
			return true;
	return false;
}

/* "0, 1, all": the turns of every figure like that of place I. */
static void turns_cell(struct momus_report *r, const struct momus_figures *all,
		       size_t i)
{
	char text[256];
	size_t len = 0;

	for (size_t k = i; k < all->n && len < sizeof text - 8; k++) {
		const struct momus_figure *f = &all->list[k];

		if (!lacks(f) || !alike(f, &all->list[i]))
			continue;
		len += (size_t)snprintf(text + len, sizeof text - len, "%s",
					len ? ", " : "");
		len += (size_t)(f->turn == MOMUS_POOLED
					? snprintf(text + len,
						   sizeof text - len, "all")
					: snprintf(text + len,
						   sizeof text - len, "%d",
						   f->turn));
	}
	momus_document_cell(&r->document, "%s", text);
}

static void row(struct momus_report *r, size_t run,
		const struct momus_figures *all, size_t i)
{
	const struct momus_figure *f = &all->list[i];

	momus_compose_row(r, run);
	momus_document_cell(
		&r->document, "%s%s%s%s%.*s", momus_figure_name(f->kind),
		f->of != MOMUS_OF_NONE ? " " : "",
		f->of != MOMUS_OF_NONE ? momus_figure_of_name(f->of) : "",
		f->category.len || f->reward.len ? " " : "",
		(int)(f->category.len ? f->category.len : f->reward.len),
		f->category.len ? f->category.ptr : f->reward.ptr);
	turns_cell(r, all, i);
	momus_document_cell(&r->document, "%s", reasons[f->kind]);
}

void momus_compose_undefined(struct momus_report *r)
{
	static const struct momus_column columns[] = {
		{ "figure", MOMUS_ALIGN_LEFT },
		{ "turn", MOMUS_ALIGN_LEFT },
		{ "why", MOMUS_ALIGN_LEFT },
	};
	bool any = false;

	for (size_t k = 0; k < r->n; k++) {
		const struct momus_figures *all = &r->runs[k].figures;

		for (size_t i = 0; i < all->n; i++) {
			if (!lacks(&all->list[i]) || told(all, i))
				continue;
			if (!any)
				momus_compose_table(r, columns, COUNT(columns),
						    "What has no value (–), "
						    "and why; all: all turns "
						    "together");
			any = true;
			row(r, k, all, i);
		}
	}
}
