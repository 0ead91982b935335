/* by-strategy.c - see by-strategy.h */
#include "config.h"

#include <math.h>

#include "reports/analysis.h"
#include "reports/by-strategy.h"
#include "reports/compose.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { FIGURES = MOMUS_BY_STRATEGY / 2 };

static struct momus_text group_name(int g)
{
	return g < MOMUS_STRATEGIES ? momus_text_of(momus_strategy_name(g))
				    : MOMUS_TEXT("none");
}

static struct momus_text state_name(bool wrong)
{
	return wrong ? MOMUS_TEXT("wrong before") : MOMUS_TEXT("right before");
}

void momus_by_strategy_add(double *row, unsigned strategies, bool before,
			   bool after)
{
	for (int g = 0; g < MOMUS_BY_STRATEGY_GROUPS; g++) {
		double *at = row + 4 * g + (before ? 0 : 2);
		bool has = g < MOMUS_STRATEGIES ? strategies >> g & 1
						: !strategies;

		at[0] += has;
		at[1] += has && after;
	}
}

static void shares(const void *arg, const double *s, double *out)
{
	(void)arg;
	for (int i = 0; i < FIGURES; i++)
		out[i] = momus_ratio(s[2 * i + 1], s[2 * i]);
}

int momus_by_strategy_put(const double *rows, size_t n,
			  enum momus_figure_kind kind, const char *purpose,
			  uint64_t seed, struct momus_figures *out,
			  struct momus_error *err)
{
	struct momus_target targets[FIGURES];
	const struct momus_analysis a = { { .rows = rows,
					    .n = n,
					    .k = MOMUS_BY_STRATEGY,
					    .figures = shares,
					    .m = FIGURES,
					    .seed = seed,
					    .purpose = purpose },
					  targets,
					  MOMUS_OF_NONE,
					  MOMUS_POOLED };
	size_t from = out->n;
	int rc;

	for (unsigned i = 0; i < FIGURES; i++)
		targets[i] =
			(struct momus_target){ kind, momus_unbounded,
					       1u << 2 * i, 1u << (2 * i + 1),
					       MOMUS_OF_NONE };
	rc = momus_analyse(&a, out, err);
	for (int i = 0; rc == MOMUS_OK && i < FIGURES; i++) {
		out->list[from + (size_t)i].reward = group_name(i / 2);
		out->list[from + (size_t)i].reason = state_name(i % 2);
	}
	return rc;
}

static const struct momus_figure *find(const struct momus_report_run *run,
				       enum momus_figure_kind kind, int g,
				       bool wrong)
{
	const struct momus_figure *f = run->figures.list;

	for (size_t k = 0; k < run->figures.n; k++, f++)
		if (f->kind == kind &&
		    momus_text_equal(f->reward, group_name(g)) &&
		    momus_text_equal(f->reason, state_name(wrong)))
			return f;
	return NULL;
}

void momus_by_strategy_table(struct momus_report *r, bool by)
{
	static const struct momus_column columns[] = {
		{ "strategy", MOMUS_ALIGN_LEFT }, { "by", MOMUS_ALIGN_LEFT },
		{ "mended", MOMUS_ALIGN_RIGHT },  { "95 %", MOMUS_ALIGN_AFTER },
		{ "n", MOMUS_ALIGN_RIGHT },	  { "kept", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },	  { "n", MOMUS_ALIGN_RIGHT }
	};
	struct momus_column kept[COUNT(columns)];
	size_t n = 0;

	for (size_t c = 0; c < COUNT(columns); c++)
		if (c != 1 || by)
			kept[n++] = columns[c];
	momus_compose_table(
		r, kept, n,
		"Success by strategy, in percent: wrong solutions "
		"that were mended, right ones that were kept right, "
		"after a critique with it");
}

void momus_by_strategy_row(struct momus_report *r, size_t i, int g,
			   enum momus_figure_kind kind, const char *by)
{
	if (!find(&r->runs[i], kind, g, false))
		return;
	momus_compose_row(r, i);
	momus_document_text(&r->document, group_name(g));
	if (by)
		momus_document_cell(&r->document, "%s", by);
	for (int wrong = 1; wrong >= 0; wrong--) {
		const struct momus_figure *f =
			find(&r->runs[i], kind, g, wrong);

		momus_compose_figure(r, f);
		momus_compose_count(r, f ? (double)f->n : NAN);
	}
}
