/* rewrites-table.c - see compose.h: how much revisions change */
#include "config.h"

#include <math.h>

#include "reports/compose.h"
#include "reports/rewrites.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct momus_figure *find(const struct momus_report *r, size_t i,
				       enum momus_figure_kind kind, int turn)
{
	return momus_figures_find(&r->runs[i].figures, kind, MOMUS_OF_NONE,
				  turn, 0);
}

static double pooled(const struct momus_report *r, size_t i,
		     enum momus_figure_kind kind)
{
	return momus_figures_value(&r->runs[i].figures, kind, MOMUS_OF_NONE,
				   MOMUS_POOLED);
}

static void rewrite_row(struct momus_report *r, size_t i, int turn)
{
	const struct momus_figure *f =
		find(r, i, MOMUS_FIGURE_SIMILARITY, turn);

	if (!f)
		return;
	momus_compose_row(r, i);
	momus_compose_turn(r, turn);
	momus_compose_figure(r, f);
	momus_compose_figure(r, find(r, i, MOMUS_FIGURE_UNCHANGED, turn));
	momus_compose_figure(r, find(r, i, MOMUS_FIGURE_REWRITTEN, turn));
	momus_compose_count(r, (double)f->n);
}

/* The success of revisions in bin K, of what was right BEFORE or not. */
static const struct momus_figure *success(const struct momus_report *r,
					  size_t i, uint32_t k,
					  struct momus_text before)
{
	const struct momus_figures *all = &r->runs[i].figures;

	for (size_t j = 0; j < all->n; j++)
		if (all->list[j].kind == MOMUS_FIGURE_REWRITE_RIGHT &&
		    all->list[j].k == k &&
		    momus_text_equal(all->list[j].reward, before))
			return &all->list[j];
	return NULL;
}

static void success_rows(struct momus_report *r, size_t i)
{
	static const char *const names[MOMUS_REWRITES_BINS] = {
		"0 to 25", "25 to 50", "50 to 75", "75 to 100", "unchanged"
	};
	const struct momus_text befores[] = { MOMUS_TEXT("wrong before"),
					      MOMUS_TEXT("right before") };

	for (uint32_t k = 1; k <= MOMUS_REWRITES_BINS; k++) {
		if (!success(r, i, k, befores[0]))
			return;
		momus_compose_row(r, i);
		momus_document_cell(&r->document, "%s", names[k - 1]);
		for (size_t b = 0; b < COUNT(befores); b++) {
			const struct momus_figure *f =
				success(r, i, k, befores[b]);

			momus_compose_figure(r, f);
			momus_compose_count(r, f ? (double)f->n : NAN);
		}
	}
}

static void say_sample(struct momus_report *r)
{
	char letter[8];

	for (size_t i = 0; i < r->n; i++)
		if (find(r, i, MOMUS_FIGURE_REVISIONS, MOMUS_POOLED))
			momus_document_add(
				&r->document, MOMUS_BLOCK_NOTE,
				"%s%sOf %.0f revisions %.0f were looked at%s; "
				"%.0f of them could not be compared (no answer "
				"on one side, or too long).",
				r->n > 1 ? momus_report_letter(i, letter) : "",
				r->n > 1 ? ": " : "",
				pooled(r, i, MOMUS_FIGURE_REVISIONS),
				pooled(r, i, MOMUS_FIGURE_REVISIONS_SAMPLED),
				pooled(r, i, MOMUS_FIGURE_REVISIONS) >
						MOMUS_REVISIONS_SAMPLE
					? ", drawn by the run's seed"
					: "",
				pooled(r, i, MOMUS_FIGURE_NOT_COMPARED));
}

void momus_compose_rewrites(struct momus_report *r)
{
	static const struct momus_column shares[] = {
		{ "turn", MOMUS_ALIGN_RIGHT },
		{ "similarity", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "unchanged", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "rewritten", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "n", MOMUS_ALIGN_RIGHT }
	};
	static const struct momus_column bins[] = {
		{ "similarity", MOMUS_ALIGN_LEFT },
		{ "mended", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "n", MOMUS_ALIGN_RIGHT },
		{ "kept", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "n", MOMUS_ALIGN_RIGHT }
	};
	bool any = false;

	for (size_t i = 0; i < r->n; i++)
		any |= find(r, i, MOMUS_FIGURE_REVISIONS, MOMUS_POOLED) != NULL;
	if (!any)
		return;
	momus_document_add(&r->document, MOMUS_BLOCK_SECTION,
			   "How much revisions change");
	momus_compose_table(r, shares, COUNT(shares),
			    "Similarity of a revision to what it revises, and "
			    "shares of revisions; in percent");
	momus_compose_turns(r, rewrite_row);
	momus_compose_table(r, bins, COUNT(bins),
			    "Success by similarity, in percent: wrong "
			    "solutions that were mended, right ones that were "
			    "kept right");
	for (size_t i = 0; i < r->n; i++)
		success_rows(r, i);
	say_sample(r);
	momus_document_add(
		&r->document, MOMUS_BLOCK_NOTE,
		"Programs are cut to tokens with the levels of their lines, "
		"without comments, all names alike (but keywords, common "
		"functions and attributes); similarity is twice the tokens in "
		"matching blocks / all tokens (Ratcliff-Obershelp). Unchanged: "
		"equal but for names, comments and layout. Rewritten: less "
		"than %.0f.",
		100 * MOMUS_REWRITES_REWRITTEN);
}
