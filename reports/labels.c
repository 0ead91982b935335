/* labels.c - figures of measure.h: what a judge says of critiques, and the rule */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/analysis.h"
#include "reports/by-strategy.h"
#include "reports/measure.h"
#include "run/labels.h"
#include "stats/agreement.h"
#include "stats/remarks.h"

enum { /* columns of a problem and turn */
       N,
       ALIKE,
       COUNTS, /* of each strategy: both, the judge alone, the rule alone */
       COLUMNS = COUNTS + 3 * MOMUS_STRATEGIES
};
enum { FIGURES = 3 * MOMUS_STRATEGIES + 2 };

struct labels {
	struct momus_run *run;
	const struct momus_gathered *g;
	const struct momus_labels *labels;
	const char *file;
	struct momus_arena *arena; /* owned: one text */
	double *rows; /* owned, (1 + TURNS, N_PROBLEMS, COLUMNS): [0] all */
	double *success
		[2]; /* owned, (N_PROBLEMS, MOMUS_BY_STRATEGY): judge, rule */
	uint64_t states[MOMUS_LABEL_STATES], without;
};

static const size_t text_limit = (size_t)256 << 20;

static double *row_of(const struct labels *l, uint32_t turn, size_t problem)
{
	return l->rows + (turn * l->g->n_problems + problem) * COLUMNS;
}

static void add(double *row, unsigned judge, unsigned rule)
{
	row[N]++;
	row[ALIKE] += judge == rule;
	for (int i = 0; i < MOMUS_STRATEGIES; i++) {
		bool a = judge >> i & 1, b = rule >> i & 1;

		row[COUNTS + 3 * i] += a && b;
		row[COUNTS + 3 * i + 1] += a && !b;
		row[COUNTS + 3 * i + 2] += b && !a;
	}
}

/* What the rule says of critique NODE, which is X. */
static int read_rule(const struct labels *l, size_t node,
		     const struct momus_label *x, unsigned *rule,
		     struct momus_error *err)
{
	struct momus_node n;
	char name[17];
	int rc;

	momus_arena_reset(l->arena);
	rc = momus_run_node(l->run, node, l->arena, &n, err);
	if (rc < 0)
		return rc;
	momus_label_of(n.response, name);
	if (strcmp(name, x->critique) != 0)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s:%zu: the critique of problem %.*s, turn "
				  "%u, branch %u, vote %u is another one in "
				  "the run; label it again",
				  l->file, x->line,
				  x->problem.len > 200 ? 200
						       : (int)x->problem.len,
				  x->problem.ptr, x->turn, x->branch, x->vote);
	*rule = momus_strategies_read(n.response);
	return MOMUS_OK;
}

struct place { /* of a critique: what it is of, and what it led to */
	const struct momus_cell *critique, *before, *now;
	size_t problem;
	uint32_t turn, branch, vote;
};

static int look_at(struct labels *l, const struct place *p,
		   struct momus_error *err)
{
	const struct momus_label *x = momus_labels_find(
		l->labels, momus_run_problem(l->run, p->problem).id,
		(uint16_t)p->turn, p->branch, p->vote);
	int8_t before, after;
	unsigned rule = 0;
	int rc;

	l->states[x ? x->state : 0] += x != NULL;
	l->without += !x;
	if (!x || x->state != MOMUS_LABEL_DONE)
		return MOMUS_OK;
	rc = read_rule(l, p->critique->node, x, &rule, err);
	if (rc < 0)
		return rc;
	add(row_of(l, 0, p->problem), x->strategies, rule);
	add(row_of(l, p->turn, p->problem), x->strategies, rule);
	if (!p->now->made || p->now->node == MOMUS_GRID_NO_NODE ||
	    momus_run_nodes(l->run)[p->now->node].vote != p->vote)
		return MOMUS_OK;
	before = momus_grid_outcome(p->before, l->g->strict);
	after = momus_grid_outcome(p->now, l->g->strict);
	for (int who = 0; who < 2; who++)
		if (before != MOMUS_UNKNOWN && after != MOMUS_UNKNOWN)
			momus_by_strategy_add(
				l->success[who] +
					p->problem * MOMUS_BY_STRATEGY,
				who ? rule : x->strategies,
				before == MOMUS_RIGHT, after == MOMUS_RIGHT);
	return MOMUS_OK;
}

static int visit(struct labels *l, const struct momus_grid *grid,
		 size_t problem, struct momus_error *err)
{
	struct place p = { .problem = problem };
	int rc = MOMUS_OK;

	for (p.turn = 1; p.turn <= grid->turns; p.turn++)
		for (p.branch = 0; p.branch < grid->n[p.turn]; p.branch++) {
			p.critique =
				momus_grid_critiques(grid, p.turn, p.branch);
			p.before = momus_grid_parent(grid, p.turn, p.branch);
			p.now = momus_grid_solution(grid, p.turn, p.branch);
			for (p.vote = 0; rc == MOMUS_OK && p.vote < grid->votes;
			     p.vote++, p.critique++)
				if (p.critique->state == MOMUS_GRID_JUDGED &&
				    p.critique->node != MOMUS_GRID_NO_NODE)
					rc = look_at(l, &p, err);
		}
	return rc;
}

static int go(struct labels *l, const char *path, struct momus_error *err)
{
	struct momus_grid grid;
	size_t at = 0;
	int rc = momus_grid_init(&grid, l->run, path, err);

	if (rc < 0)
		return rc;
	for (size_t p = 0; rc == MOMUS_OK && p < l->g->n_problems; p++) {
		momus_grid_fill(&grid, l->run, p, &at);
		rc = visit(l, &grid, p, err);
	}
	momus_grid_release(&grid);
	return rc;
}

/* From sums to figures. */

static struct momus_agreement agreement(const double *s, int i)
{
	const double *c = s + COUNTS + 3 * i;

	return (struct momus_agreement){ c[0], c[1], c[2],
					 s[N] - c[0] - c[1] - c[2] };
}

static void label_figures(const void *arg, const double *s, double *out)
{
	struct momus_agreement list[MOMUS_STRATEGIES];

	(void)arg;
	for (int i = 0; i < MOMUS_STRATEGIES; i++) {
		list[i] = agreement(s, i);
		out[i] = momus_ratio(list[i].both + list[i].first, s[N]);
		out[MOMUS_STRATEGIES + i] =
			momus_ratio(list[i].both + list[i].second, s[N]);
		out[2 * MOMUS_STRATEGIES + i] = momus_kappa(&list[i]);
	}
	out[FIGURES - 2] = momus_kappa_pooled(list, MOMUS_STRATEGIES);
	out[FIGURES - 1] = momus_ratio(s[ALIKE], s[N]);
}

static void set_targets(struct momus_target targets[FIGURES])
{
	static const enum momus_figure_kind kinds[] = {
		MOMUS_FIGURE_STRATEGY_BY_JUDGE, MOMUS_FIGURE_STRATEGY_BY_RULE,
		MOMUS_FIGURE_STRATEGY_KAPPA
	};

	for (int i = 0; i < 3 * MOMUS_STRATEGIES; i++) {
		int what = i / MOMUS_STRATEGIES;
		int both = COUNTS + 3 * (i % MOMUS_STRATEGIES);

		targets[i] = (struct momus_target){
			kinds[what], momus_unbounded, 1u << N,
			what < 2 ? 1u << both | 1u << (both + 1 + what) : 0,
			MOMUS_OF_NONE
		};
	}
	targets[FIGURES - 2] =
		(struct momus_target){ MOMUS_FIGURE_STRATEGY_KAPPA,
				       momus_unbounded, 1u << N, 0,
				       MOMUS_OF_NONE };
	targets[FIGURES - 1] =
		(struct momus_target){ MOMUS_FIGURE_STRATEGIES_ALIKE,
				       momus_unbounded, 1u << N, 1u << ALIKE,
				       MOMUS_OF_NONE };
}

static int put_turn(const struct labels *l, uint32_t turn, uint64_t seed,
		    struct momus_figures *out, struct momus_error *err)
{
	struct momus_target targets[FIGURES];
	const struct momus_analysis a = { { .rows = row_of(l, turn, 0),
					    .n = l->g->n_problems,
					    .k = COLUMNS,
					    .figures = label_figures,
					    .m = FIGURES,
					    .seed = seed,
					    .purpose = "report labels" },
					  targets,
					  MOMUS_OF_NONE,
					  turn ? (int)turn : MOMUS_POOLED };
	size_t from = out->n;
	int rc;

	set_targets(targets);
	rc = momus_analyse(&a, out, err);
	for (size_t i = 0; rc == MOMUS_OK && i < 3 * MOMUS_STRATEGIES; i++)
		out->list[from + i].reward = momus_text_of(
			momus_strategy_name((int)i % MOMUS_STRATEGIES));
	return rc;
}

static int put_counts(const struct labels *l, struct momus_figures *out,
		      struct momus_error *err)
{
	static const enum momus_figure_kind kinds[] = {
		MOMUS_FIGURE_STRATEGY_BOTH, MOMUS_FIGURE_STRATEGY_JUDGE_ONLY,
		MOMUS_FIGURE_STRATEGY_RULE_ONLY, MOMUS_FIGURE_STRATEGY_NEITHER
	};
	double sums[COLUMNS] = { 0 };
	int rc = MOMUS_OK;

	for (size_t p = 0; p < l->g->n_problems; p++)
		for (int c = 0; c < COLUMNS; c++)
			sums[c] += row_of(l, 0, p)[c];
	for (int i = 0; rc == MOMUS_OK && i < 4 * MOMUS_STRATEGIES; i++) {
		struct momus_agreement a = agreement(sums, i / 4);
		const double cells[] = { a.both, a.first, a.second, a.neither };

		rc = momus_figures_count(out, kinds[i % 4], MOMUS_OF_NONE,
					 MOMUS_POOLED, cells[i % 4],
					 (uint64_t)sums[N], err);
		if (rc == MOMUS_OK)
			out->list[out->n - 1].reward =
				momus_text_of(momus_strategy_name(i / 4));
	}
	return rc;
}

static int put(const struct labels *l, uint64_t seed, struct momus_figures *out,
	       struct momus_error *err)
{
	uint64_t all = l->without;
	int rc = MOMUS_OK;

	for (int i = 0; i < MOMUS_LABEL_STATES; i++)
		all += l->states[i];
	/* The kinds are in the order of the states; then those without. */
	for (int i = 0; rc == MOMUS_OK && i <= MOMUS_LABEL_STATES; i++)
		rc = momus_figures_count(
			out,
			(enum momus_figure_kind)(MOMUS_FIGURE_LABELLED + i),
			MOMUS_OF_NONE, MOMUS_POOLED,
			(double)(i < MOMUS_LABEL_STATES ? l->states[i]
							: l->without),
			all, err);
	for (uint32_t t = 0; rc == MOMUS_OK && t <= l->g->turns; t++)
		rc = put_turn(l, t, seed, out, err);
	if (rc == MOMUS_OK)
		rc = put_counts(l, out, err);
	for (int who = 0; rc == MOMUS_OK && who < 2; who++)
		rc = momus_by_strategy_put(l->success[who], l->g->n_problems,
					   who ? MOMUS_FIGURE_RIGHT_BY_RULE
					       : MOMUS_FIGURE_RIGHT_BY_JUDGE,
					   who ? "report rule" : "report judge",
					   seed, out, err);
	return rc;
}

int momus_measure_labels(struct momus_run *run, const char *path,
			 const struct momus_gathered *g,
			 const struct momus_labels *labels, const char *file,
			 struct momus_figures *out, struct momus_error *err)
{
	struct labels l = {
		.run = run, .g = g, .labels = labels, .file = file
	};
	int rc;

	if (!g->turns)
		return MOMUS_OK;
	l.arena = momus_arena_create(text_limit);
	l.rows = calloc((g->turns + 1) * g->n_problems * COLUMNS + 1,
			sizeof *l.rows);
	for (int who = 0; who < 2; who++)
		l.success[who] = calloc(g->n_problems * MOMUS_BY_STRATEGY + 1,
					sizeof *l.success[who]);
	rc = l.arena && l.rows && l.success[0] && l.success[1]
		     ? go(&l, path, err)
		     : momus_fail(err, MOMUS_ENOMEM, "out of memory");
	if (rc == MOMUS_OK)
		rc = put(&l, momus_run_head(run)->seed, out, err);
	momus_arena_free(l.arena);
	free(l.rows);
	free(l.success[0]);
	free(l.success[1]);
	return rc;
}
