/* pairs-cost.c - figures of measure.h: what a pair's votes cost */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "momus/checker.h"
#include "momus/json.h"
#include "momus/task.h"
#include "reports/analysis.h"
#include "reports/measure.h"
#include "reports/pairs.h"

struct sum {
	double of;
	uint64_t told; /* outputs that say it */
};

struct spent { /* on all pairs together */
	struct sum prompt, completion, dollars;
	uint64_t outputs, votes, problems; /* a vote may take several replies */
};

/* The number under KEY of the object JSON, or the object; .ptr NULL: none. */
static struct momus_text under(struct momus_text json, const char *key)
{
	struct momus_text want = momus_text_of(key), k, v;
	size_t at = 0;

	while (momus_json_next(json, &at, &k, &v))
		if (k.len == want.len + 2 &&
		    momus_text_equal((struct momus_text){ k.ptr + 1, want.len },
				     want))
			return v;
	return (struct momus_text){ NULL, 0 };
}

/* Dollars a million tokens of the prompts of the model that votes; NAN. */
static double prompt_price(const struct momus_run *run, bool critic)
{
	struct momus_text recipe = momus_text_of(momus_run_head(run)->recipe);
	struct momus_text model, price;
	double dollars;

	if (!momus_json_valid(recipe, NULL))
		return NAN;
	model = under(recipe, critic ? "critic" : "generator");
	price = model.ptr ? under(model, "price_prompt") : model;
	return price.ptr && momus_text_float(price, &dollars) ? dollars : NAN;
}

static bool is_vote(const struct momus_node *n, bool rivals, uint32_t turns)
{
	if (rivals)
		return n->kind == MOMUS_NODE_CRITIQUE && n->turn == 1;
	return n->turn == turns && n->kind != MOMUS_NODE_CRITIQUE &&
	       n->kind != MOMUS_NODE_ATTEMPT;
}

static void add(struct sum *s, double x)
{
	if (isnan(x))
		return;
	s->of += x;
	s->told++;
}

/* What all outputs took, if those that do not say it took the mean of those that
 * do; NAN. */
static double whole(const struct sum *s, uint64_t outputs)
{
	return momus_ratio(s->of, (double)s->told) * (double)outputs;
}

static double tokens(int64_t n)
{
	return n < 0 ? NAN : (double)n;
}

static void gather(struct spent *s, const struct momus_run *run)
{
	const struct momus_node *n = momus_run_nodes(run);
	uint32_t turns = momus_run_head(run)->turns;
	uint8_t grouping;
	bool vote;

	for (size_t p = 0; p < momus_run_n_problems(run); p++)
		s->problems += momus_run_problem(run, p).grouping != 0;
	for (size_t i = 0; i < momus_run_n_nodes(run); i++) {
		grouping = momus_run_problem(run, n[i].problem).grouping;
		if (!grouping || n[i].state != MOMUS_NODE_DONE)
			continue;
		vote = is_vote(&n[i], grouping == MOMUS_GROUP_RIVALS, turns);
		if (!vote && grouping == MOMUS_GROUP_RIVALS)
			continue; /* the answers that are judged */
		s->votes += vote;
		s->outputs++;
		add(&s->prompt, tokens(n[i].prompt_tokens));
		add(&s->completion, tokens(n[i].completion_tokens));
		add(&s->dollars, n[i].cost);
	}
}

static int put(struct momus_figures *out, enum momus_figure_kind kind,
	       uint32_t k, double value, uint64_t n, struct momus_error *err)
{
	int rc;

	if (isnan(value))
		return MOMUS_OK;
	rc = momus_figures_count(out, kind, MOMUS_OF_NONE, MOMUS_POOLED, value,
				 n, err);
	if (rc == MOMUS_OK)
		out->list[out->n - 1].k = k;
	return rc;
}

int momus_measure_pair_costs(const struct momus_run *run,
			     const struct momus_report_pairs *pairs,
			     struct momus_figures *out, struct momus_error *err)
{
	struct spent s = { .votes = 0 };
	uint32_t ks[MOMUS_REPORT_KS];
	size_t n = momus_report_ks(pairs->most, ks);
	double each, prompt, completion, dollars, price, once;
	int rc = MOMUS_OK;

	gather(&s, run);
	if (!s.votes || !s.prompt.told || !s.completion.told)
		return MOMUS_OK;
	prompt = whole(&s.prompt, s.outputs);
	completion = whole(&s.completion, s.outputs);
	dollars = whole(&s.dollars, s.outputs);
	/* of one vote on every problem of a pair */
	each = (double)s.problems / (double)pairs->n / (double)s.votes;
	price = prompt_price(run, pairs->any_rivals) / 1e6;
	for (size_t i = 0; rc == MOMUS_OK && i < n; i++) {
		double k = ks[i] * each;

		once = dollars * k - prompt * price * (k - each);
		rc = put(out, MOMUS_FIGURE_PAIR_PROMPT_TOKENS, ks[i],
			 prompt * k, s.votes, err);
		if (rc == MOMUS_OK)
			rc = put(out, MOMUS_FIGURE_PAIR_COMPLETION_TOKENS,
				 ks[i], completion * k, s.votes, err);
		if (rc == MOMUS_OK)
			rc = put(out, MOMUS_FIGURE_PAIR_COST, ks[i],
				 dollars * k, s.votes, err);
		if (rc == MOMUS_OK)
			rc = put(out, MOMUS_FIGURE_PAIR_COST_PROMPT_ONCE, ks[i],
				 once, s.votes, err);
	}
	return rc;
}
