/* critiques.c - figures of measure.h, and their tables: what critiques are like */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "reports/analysis.h"
#include "reports/by-strategy.h"
#include "reports/compose.h"
#include "reports/measure.h"
#include "reports/revisions.h"
#include "stats/remarks.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { /* of a problem and turn */
       N,
       CHARACTERS,
       WORDS,
       TOLD, /* critiques whose tokens are known */
       TOKENS,
       QUOTES,
       FUNCTION,
       GIVES,
       STRATEGY,
       COLUMNS = STRATEGY + MOMUS_STRATEGIES
};

enum { FIGURES = 6 + MOMUS_STRATEGIES };

struct critiques {
	const struct momus_gathered *g;
	double *rows;	 /* owned, (1 + TURNS, N_PROBLEMS, COLUMNS): [0] all */
	double *success; /* owned, (N_PROBLEMS, MOMUS_BY_STRATEGY) */
};

static double *row_of(const struct critiques *c, uint32_t turn, size_t problem)
{
	return c->rows + (turn * c->g->n_problems + problem) * COLUMNS;
}

static int add(void *arg, const struct momus_revised *r,
	       struct momus_error *err)
{
	const struct critiques *c = arg;
	struct momus_remarks m;
	int rc;

	if (!r->has_critique || !r->critique.response.len)
		return MOMUS_OK;
	rc = momus_remarks_read(r->critique.response, r->first.answer,
				r->revision.answer, &m, err);
	for (int all = 0; rc == MOMUS_OK && all < 2; all++) {
		double *row = row_of(c, all ? 0 : r->turn, r->problem);

		row[N]++;
		row[CHARACTERS] += (double)m.characters;
		row[WORDS] += (double)m.words;
		if (r->critique.completion_tokens >= 0) {
			row[TOLD]++;
			row[TOKENS] += (double)r->critique.completion_tokens;
		}
		row[QUOTES] += m.quotes;
		row[FUNCTION] += m.function;
		row[GIVES] += m.gives;
		for (int i = 0; i < MOMUS_STRATEGIES; i++)
			row[STRATEGY + i] += m.strategies >> i & 1;
	}
	if (rc == MOMUS_OK && r->before != MOMUS_UNKNOWN &&
	    r->after != MOMUS_UNKNOWN)
		momus_by_strategy_add(c->success +
					      r->problem * MOMUS_BY_STRATEGY,
				      m.strategies, r->before == MOMUS_RIGHT,
				      r->after == MOMUS_RIGHT);
	return rc;
}

static void critique_figures(const void *arg, const double *s, double *out)
{
	(void)arg;
	out[0] = momus_ratio(s[CHARACTERS], s[N]);
	out[1] = momus_ratio(s[WORDS], s[N]);
	out[2] = momus_ratio(s[TOKENS], s[TOLD]);
	for (int i = 3; i < FIGURES; i++)
		out[i] = momus_ratio(s[QUOTES + i - 3], s[N]);
}

static int put_turn(const struct critiques *c, uint32_t turn, uint64_t seed,
		    struct momus_figures *out, struct momus_error *err)
{
	static const enum momus_figure_kind kinds[] = {
		MOMUS_FIGURE_CRITIQUE_CHARACTERS, MOMUS_FIGURE_CRITIQUE_WORDS,
		MOMUS_FIGURE_CRITIQUE_TOKENS,	  MOMUS_FIGURE_QUOTES_CODE,
		MOMUS_FIGURE_WHOLE_FUNCTION,	  MOMUS_FIGURE_GIVES_AWAY
	};
	struct momus_target targets[FIGURES];
	const struct momus_analysis a = { { .rows = row_of(c, turn, 0),
					    .n = c->g->n_problems,
					    .k = COLUMNS,
					    .figures = critique_figures,
					    .m = FIGURES,
					    .seed = seed,
					    .purpose = "report critiques" },
					  targets,
					  MOMUS_OF_NONE,
					  turn ? (int)turn : MOMUS_POOLED };
	static const unsigned columns[] = { CHARACTERS, WORDS, TOKENS };
	size_t from = out->n;
	int rc;

	for (unsigned i = 0; i < FIGURES; i++)
		targets[i] = (struct momus_target){
			i < 6 ? kinds[i] : MOMUS_FIGURE_STRATEGY,
			momus_unbounded, 1u << (i == 2 ? TOLD : N),
			1u << (i < 3 ? columns[i] : QUOTES + i - 3),
			MOMUS_OF_NONE
		};
	rc = momus_analyse(&a, out, err);
	for (int i = 0; rc == MOMUS_OK && i < MOMUS_STRATEGIES; i++)
		out->list[from + 6 + (size_t)i].reward =
			momus_text_of(momus_strategy_name(i));
	return rc;
}

int momus_measure_critiques(struct momus_run *run, const char *path,
			    const struct momus_gathered *g,
			    struct momus_figures *out, struct momus_error *err)
{
	struct critiques c = { .g = g };
	struct momus_revisions sample;
	double n = 0;
	int rc = MOMUS_ENOMEM;

	if (!g->turns)
		return MOMUS_OK;
	c.rows = calloc((g->turns + 1) * g->n_problems * COLUMNS + 1,
			sizeof *c.rows);
	c.success = calloc(g->n_problems * MOMUS_BY_STRATEGY + 1,
			   sizeof *c.success);
	if (c.rows && c.success)
		rc = momus_revisions_sample(run, path, g, add, &c, &sample,
					    err);
	else
		momus_fail(err, rc, "out of memory");
	for (size_t p = 0; rc == MOMUS_OK && p < g->n_problems; p++)
		n += row_of(&c, 0, p)[N];
	for (uint32_t t = 0; rc == MOMUS_OK && n > 0 && t <= g->turns; t++)
		rc = put_turn(&c, t, momus_run_head(run)->seed, out, err);
	if (rc == MOMUS_OK && n > 0)
		rc = momus_by_strategy_put(c.success, g->n_problems,
					   MOMUS_FIGURE_RIGHT_BY_STRATEGY,
					   "report strategies",
					   momus_run_head(run)->seed, out, err);
	free(c.success);
	free(c.rows);
	return rc;
}

static const struct momus_figure *find(const struct momus_report *r, size_t i,
				       enum momus_figure_kind kind, int turn,
				       int strategy)
{
	const struct momus_figures *all = &r->runs[i].figures;
	struct momus_text name = MOMUS_TEXT("");

	if (strategy >= 0)
		name = momus_text_of(momus_strategy_name(strategy));
	for (size_t k = 0; k < all->n; k++)
		if (all->list[k].kind == kind && all->list[k].turn == turn &&
		    momus_text_equal(all->list[k].reward, name))
			return &all->list[k];
	return NULL;
}

/* A mean with its interval. */
static void mean_cells(struct momus_report *r, const struct momus_figure *f)
{
	if (!f || isnan(f->value))
		momus_document_cell(&r->document, "–");
	else
		momus_document_cell(&r->document, "%.0f", f->value);
	if (!f || isnan(f->low))
		momus_document_cell(&r->document, "%s", "");
	else
		momus_document_cell(&r->document, "[%.0f, %.0f]", f->low,
				    f->high);
}

static void head_cells(struct momus_report *r, size_t i, int turn)
{
	momus_compose_row(r, i);
	momus_compose_turn(r, turn);
}

static void length_row(struct momus_report *r, size_t i, int turn)
{
	static const enum momus_figure_kind kinds[] = {
		MOMUS_FIGURE_CRITIQUE_CHARACTERS, MOMUS_FIGURE_CRITIQUE_WORDS,
		MOMUS_FIGURE_CRITIQUE_TOKENS
	};
	const struct momus_figure *f = find(r, i, kinds[0], turn, -1);

	if (!f)
		return;
	head_cells(r, i, turn);
	for (size_t k = 0; k < COUNT(kinds); k++)
		mean_cells(r, find(r, i, kinds[k], turn, -1));
	momus_compose_count(r, (double)f->n);
}

static void share_row(struct momus_report *r, size_t i, int turn)
{
	static const enum momus_figure_kind kinds[] = {
		MOMUS_FIGURE_QUOTES_CODE, MOMUS_FIGURE_WHOLE_FUNCTION,
		MOMUS_FIGURE_GIVES_AWAY
	};

	if (!find(r, i, kinds[0], turn, -1))
		return;
	head_cells(r, i, turn);
	for (size_t k = 0; k < COUNT(kinds); k++)
		momus_compose_figure(r, find(r, i, kinds[k], turn, -1));
	for (int k = 0; k < MOMUS_STRATEGIES; k++)
		momus_compose_figure(
			r, find(r, i, MOMUS_FIGURE_STRATEGY, turn, k));
}

void momus_compose_critiques(struct momus_report *r)
{
	static const struct momus_column lengths[] = {
		{ "turn", MOMUS_ALIGN_RIGHT },
		{ "characters", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "words", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "tokens", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "n", MOMUS_ALIGN_RIGHT }
	};
	struct momus_column shares[] = {
		{ "turn", MOMUS_ALIGN_RIGHT },
		{ "quotes code", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "function", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ "gives away", MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ momus_strategy_name(0), MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ momus_strategy_name(1), MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ momus_strategy_name(2), MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER },
		{ momus_strategy_name(3), MOMUS_ALIGN_RIGHT },
		{ "95 %", MOMUS_ALIGN_AFTER }
	};
	bool any = false;

	for (size_t i = 0; i < r->n; i++)
		any |= find(r, i, MOMUS_FIGURE_CRITIQUE_WORDS, MOMUS_POOLED,
			    -1) != NULL;
	if (!any)
		return;
	momus_document_add(&r->document, MOMUS_BLOCK_SECTION,
			   "What critiques are like");
	momus_compose_table(r, lengths, COUNT(lengths),
			    "Mean lengths of critiques; tokens as servers told "
			    "them");
	momus_compose_turns(r, length_row);
	momus_compose_table(r, shares, COUNT(shares),
			    "Shares of critiques by rule, in percent");
	momus_compose_turns(r, share_row);
	momus_by_strategy_table(r, false);
	for (size_t i = 0; i < r->n; i++)
		for (int g = 0; g < MOMUS_BY_STRATEGY_GROUPS; g++)
			momus_by_strategy_row(
				r, i, g, MOMUS_FIGURE_RIGHT_BY_STRATEGY, NULL);
	momus_document_add(
		&r->document, MOMUS_BLOCK_NOTE,
		"Of the critiques that led to revisions, at most %d drawn by "
		"the run's seed. Quotes code: a fenced block, or a line of the "
		"solution of 12 bytes or more. Function: a block has a whole "
		"function of Python's. Gives away: a block of 20 tokens or "
		"more has half of the revision's runs of 4 tokens, and more of "
		"it than of the solution before. The other labels are given "
		"for words (harness/stats/strategies.def), in English, and "
		"understand nothing; a critique may have several.",
		MOMUS_REVISIONS_SAMPLE);
}
