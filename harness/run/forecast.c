/* forecast.c - what a run would ask for, without asking */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "run/cells.h"
#include "run/elder.h"
#include "run/samples.h"
#include "run/given.h"
#include "run/setup.h"
#include "store/reader.h"
#include "store/unlike.h"

enum { KINDS = MOMUS_NODE_REVISION + 1, BYTES_A_TOKEN = 4 };

static const size_t prompt_limit = (size_t)64 << 20;

/* Which nodes of one problem are to be asked for: the turns one after another,
 * in each the critiques, branch by branch, then the solutions or revisions. */
struct left {
	uint64_t first[MOMUS_RECIPE_TURNS + 1][KINDS]; /* of a turn and kind */
	uint64_t n[MOMUS_RECIPE_TURNS + 1][KINDS];
	uint64_t n_nodes, n_problems;
	uint8_t *settled; /* owned: (n_problems, n_nodes) bits, row-major */
};

static int expect_all(const struct momus_setup *s, struct left *left,
		      size_t n_problems, struct momus_error *err)
{
	const struct momus_recipe *r = s->recipe;

	*left = (struct left){ .n_problems = n_problems };
	for (uint32_t t = 0; t <= r->turns; t++) {
		uint64_t branches = momus_setup_branches(r, t);
		uint8_t kind = t ? MOMUS_NODE_REVISION : MOMUS_NODE_SOLUTION;

		left->first[t][MOMUS_NODE_CRITIQUE] = left->n_nodes;
		left->n[t][MOMUS_NODE_CRITIQUE] =
			t ? branches * momus_setup_votes(s) : 0;
		left->n_nodes += left->n[t][MOMUS_NODE_CRITIQUE];
		left->first[t][kind] = left->n_nodes;
		left->n[t][kind] = branches;
		left->n_nodes += branches;
	}
	left->settled = calloc(n_problems * left->n_nodes / 8 + 1, 1);
	return left->settled ? MOMUS_OK
			     : momus_fail(err, MOMUS_ENOMEM, "out of memory");
}

/* The bit of node AT of PROBLEM. */
static uint64_t bit(const struct left *left, size_t problem, uint64_t at)
{
	return problem * left->n_nodes + at;
}

static bool is_settled(const struct left *left, size_t problem, uint64_t at)
{
	uint64_t i = bit(left, problem, at);

	return left->settled[i / 8] >> i % 8 & 1;
}

static void settle(const struct momus_setup *s, struct left *left,
		   const struct momus_node *n)
{
	uint64_t at = n->branch, i;

	if (n->kind == MOMUS_NODE_CRITIQUE)
		at = at * momus_setup_votes(s) + n->vote;
	if (n->kind > MOMUS_NODE_REVISION || n->problem >= left->n_problems ||
	    n->turn > s->recipe->turns || at >= left->n[n->turn][n->kind])
		return;
	i = bit(left, n->problem, left->first[n->turn][n->kind] + at);
	left->settled[i / 8] |= (uint8_t)(1u << i % 8);
}

/* Whether node I of RUN stays as it is when the run is resumed. */
static int is_final(struct momus_run *run, size_t i, struct momus_arena *arena,
		    bool *final, struct momus_error *err)
{
	const struct momus_node *n = &momus_run_nodes(run)[i];
	struct momus_node whole;
	int rc;

	*final = n->state == MOMUS_NODE_DONE;
	if (n->state != MOMUS_NODE_SKIPPED)
		return MOMUS_OK;
	momus_arena_reset(arena);
	rc = momus_run_node(run, i, arena, &whole, err);
	*final = momus_text_equal(whole.reason,
				  MOMUS_TEXT(MOMUS_SKIPPED_STOPPED));
	return rc;
}

static int subtract_run(const struct momus_pipeline_order *order,
			const struct momus_setup *s, struct left *left,
			struct momus_error *err)
{
	struct momus_arena *arena = momus_arena_create((size_t)1 << 31);
	struct momus_run *run = NULL;
	struct momus_store_head head;
	int rc = arena ? momus_run_open(&run, order->path, err)
		       : momus_fail(err, MOMUS_ENOMEM, "out of memory");

	if (rc == MOMUS_OK &&
	    strcmp(momus_run_head(run)->recipe_key, s->key) != 0) {
		momus_setup_head(s, order->shard, order->shards, &head);
		rc = momus_unlike_refuse(order->path, momus_run_head(run),
					 &head, err);
	}
	for (size_t i = 0; rc == MOMUS_OK && i < momus_run_n_nodes(run); i++) {
		bool final = false;

		rc = is_final(run, i, arena, &final, err);
		if (final)
			settle(s, left, &momus_run_nodes(run)[i]);
	}
	momus_run_close(run);
	momus_arena_free(arena);
	return rc;
}

static double most(const struct momus_setup *s, enum momus_purpose purpose)
{
	return fmax(0, (double)s->recipe->sampling[purpose].max_tokens);
}

/* Tokens of template WHICH for PROBLEM. */
static double template_tokens(const struct momus_setup *s,
			      const struct momus_problem *problem,
			      enum momus_prompt_name which)
{
	const struct momus_prompt_fields fields = {
		.statement = problem->statement,
		.language = momus_text_of(problem->language),
	};
	struct momus_buffer b;
	double tokens;

	momus_buffer_init(&b, prompt_limit);
	momus_prompts_expand(s->prompts, which, &fields, &b);
	tokens = (double)b.len / BYTES_A_TOKEN;
	momus_buffer_release(&b);
	return tokens;
}

struct wanted { /* of one turn and purpose */
	uint64_t nodes, requests;
};

static struct wanted count(const struct momus_setup *s, const struct left *left,
			   size_t problem, uint32_t t,
			   enum momus_purpose purpose)
{
	static const uint8_t kinds[] = {
		[MOMUS_PURPOSE_GENERATE] = MOMUS_NODE_SOLUTION,
		[MOMUS_PURPOSE_CRITIQUE] = MOMUS_NODE_CRITIQUE,
		[MOMUS_PURPOSE_REVISE] = MOMUS_NODE_REVISION,
	};
	const struct momus_model *m =
		purpose == MOMUS_PURPOSE_CRITIQUE ? s->critic : &s->generator;
	uint64_t n = left->n[t][kinds[purpose]], family;
	struct wanted w = { 0, 0 };
	bool before = false;

	if (!n)
		return w;
	family = momus_family_size(s, purpose, (uint16_t)t);
	for (uint64_t i = 0; i < n; i++) {
		bool wanted = !is_settled(left, problem,
					  left->first[t][kinds[purpose]] + i);

		w.nodes += wanted;
		w.requests +=
			wanted && (!before || i % family % m->samples == 0);
		before = wanted;
	}
	return w;
}

static void add(struct momus_pipeline_forecast *f, const struct momus_model *m,
		struct wanted w, double prompt, double completion)
{
	if (m->local || !w.nodes)
		return;
	f->requests += w.requests;
	prompt *= (double)w.requests;
	completion *= (double)w.nodes;
	f->prompt_tokens += prompt;
	f->completion_tokens += completion;
	f->cost +=
		(prompt * m->price_prompt + completion * m->price_completion) /
		1e6;
}

/* Tokens of the prompts of one problem, without what models said before. */
struct prompts {
	double generate, critique, revise;
};

static int measure_prompts(const struct momus_setup *s,
			   const struct momus_problem *problem,
			   struct prompts *out, struct momus_error *err)
{
	enum momus_feedback feedback = s->recipe->feedback;
	struct momus_buffer b;
	int rc;

	momus_buffer_init(&b, prompt_limit);
	rc = momus_setup_prompt(s, problem, &b, err);
	out->generate = (double)b.len / BYTES_A_TOKEN;
	momus_buffer_release(&b);
	out->critique = template_tokens(s, problem,
					feedback == MOMUS_FEEDBACK_CRITIC_HINT
						? MOMUS_PROMPT_CRITIQUE_HINT
						: MOMUS_PROMPT_CRITIQUE);
	out->revise = out->generate +
		      template_tokens(s, problem,
				      feedback == MOMUS_FEEDBACK_EXECUTION
					      ? MOMUS_PROMPT_EXECUTION
					      : MOMUS_PROMPT_REVISE);
	return rc;
}

/* Tokens of a first solution of PROBLEM. */
static double first_tokens(const struct momus_setup *s, size_t problem)
{
	const struct momus_problem *p =
		&s->benchmark->dataset->problems[problem];

	return s->generator.plugin == &momus_generator_given
		       ? (double)p->given.len / BYTES_A_TOKEN
		       : most(s, MOMUS_PURPOSE_GENERATE);
}

static int add_problem(const struct momus_setup *s, size_t problem,
		       const struct left *left,
		       struct momus_pipeline_forecast *f,
		       struct momus_error *err)
{
	const struct momus_recipe *r = s->recipe;
	bool raw = r->feedback == MOMUS_FEEDBACK_EXECUTION;
	struct prompts p;
	struct wanted w = count(s, left, problem, 0, MOMUS_PURPOSE_GENERATE);
	int rc = measure_prompts(s, &s->benchmark->dataset->problems[problem],
				 &p, err);

	f->solutions += w.nodes;
	add(f, &s->generator, w, p.generate, most(s, MOMUS_PURPOSE_GENERATE));
	for (uint32_t t = 1; t <= r->turns; t++) {
		double before = t > 1 ? most(s, MOMUS_PURPOSE_REVISE)
				      : first_tokens(s, problem);

		w = count(s, left, problem, t, MOMUS_PURPOSE_CRITIQUE);
		f->critiques += w.nodes;
		if (s->critic)
			add(f, s->critic, w, p.critique + before,
			    most(s, MOMUS_PURPOSE_CRITIQUE));
		if (r->stop == MOMUS_STOP_AFTER_CRITIQUES)
			continue;
		w = count(s, left, problem, t, MOMUS_PURPOSE_REVISE);
		f->revisions += w.nodes;
		add(f, &s->generator, w,
		    p.revise + before +
			    (raw ? 0 : most(s, MOMUS_PURPOSE_CRITIQUE)),
		    most(s, MOMUS_PURPOSE_REVISE));
	}
	return rc;
}

/* Several runs, whose first solutions may be the same. */

struct first {		 /* solutions that are asked for once */
	const char *key; /* borrowed: a setup's */
	uint32_t width;
	uint8_t *known; /* owned: (n_problems, width) bits: there, or counted */
};

struct cast {			   /* one run */
	struct momus_setup *setup; /* owned */
	struct left left;
	size_t first; /* place among the firsts */
};

struct casting {
	const struct momus_cells_order *order;
	struct momus_pool pool;
	struct cast *casts;   /* owned, (order->n) */
	struct first *firsts; /* owned, (n_firsts) */
	size_t n_firsts;
	struct momus_elders elders;
};

static int open_cast(struct casting *g, size_t i, struct momus_error *err)
{
	const struct momus_pipeline_order *o = g->order->cells[i].order;
	struct cast *c = &g->casts[i];
	struct first *f = g->firsts;
	int rc = momus_setup_open(&c->setup, o->recipe, o->registry, &g->pool,
				  err);

	if (rc == MOMUS_OK && g->order->cells[i].after < 0)
		rc = momus_setup_sources(c->setup, o->shard, o->shards, err);
	if (rc == MOMUS_OK)
		rc = momus_setup_load(c->setup, o->shard, o->shards, err);
	if (rc == MOMUS_OK)
		rc = expect_all(c->setup, &c->left,
				c->setup->benchmark->dataset->n, err);
	if (rc == MOMUS_OK && o->resume)
		rc = subtract_run(o, c->setup, &c->left, err);
	if (rc < 0)
		return rc;
	for (; f < g->firsts + g->n_firsts; f++)
		if (strcmp(f->key, c->setup->first_key) == 0)
			break;
	g->n_firsts += f == g->firsts + g->n_firsts;
	f->key = c->setup->first_key;
	if (o->recipe->widths[0] > f->width)
		f->width = o->recipe->widths[0];
	c->first = (size_t)(f - g->firsts);
	return MOMUS_OK;
}

/* The bit of solution AT of PROBLEM among F's. */
static bool is_known(const struct first *f, size_t problem, uint64_t at)
{
	uint64_t i = problem * f->width + at;

	return f->known[i / 8] >> i % 8 & 1;
}

static void know(struct first *f, size_t problem, uint64_t at)
{
	uint64_t i = problem * f->width + at;

	f->known[i / 8] |= (uint8_t)(1u << i % 8);
}

static bool elders_have(struct casting *g, const struct momus_setup *s,
			size_t problem, uint32_t branch)
{
	struct momus_error err = { "" };

	for (size_t i = 0; i < g->elders.n; i++) {
		struct momus_elder *e = &g->elders.list[i];

		if (strcmp(e->first_key, s->first_key) == 0 &&
		    momus_elder_find(e, s->benchmark->dataset,
				     (uint32_t)problem, MOMUS_NODE_SOLUTION,
				     branch, 0, NULL, &err))
			return true;
	}
	return false;
}

/* What first solutions the stores have. */
static int know_stored(struct casting *g, struct momus_error *err)
{
	for (size_t i = 0; i < g->order->n; i++) {
		struct cast *c = &g->casts[i];
		struct first *f = &g->firsts[c->first];

		if (!f->known)
			f->known = calloc(c->left.n_problems * f->width / 8 + 1,
					  1);
		if (!f->known)
			return momus_fail(err, MOMUS_ENOMEM, "out of memory");
		for (size_t p = 0; p < c->left.n_problems; p++)
			for (uint32_t b = 0; b < c->left.n[0][0]; b++)
				if (is_settled(&c->left, p, b))
					know(f, p, b);
	}
	return MOMUS_OK;
}

/* And what those of runs have that are left out. */
static int know_elders(struct casting *g, struct momus_error *err)
{
	int rc = momus_elders_gather(&g->elders, g->order, &g->pool, err);

	for (size_t i = 0; rc == MOMUS_OK && i < g->order->n; i++) {
		const struct cast *c = &g->casts[i];
		struct first *f = &g->firsts[c->first];

		for (size_t p = 0; p < c->left.n_problems; p++)
			for (uint32_t b = 0; b < c->left.n[0][0]; b++)
				if (!is_known(f, p, b) &&
				    elders_have(g, c->setup, p, b))
					know(f, p, b);
	}
	return rc;
}

/* First solutions that another run has, or asks for, cost C nothing. */
static void settle_known(struct cast *c, struct first *f)
{
	struct momus_node n = { .kind = MOMUS_NODE_SOLUTION };

	for (n.problem = 0; n.problem < c->left.n_problems; n.problem++)
		for (n.branch = 0; n.branch < c->left.n[0][0]; n.branch++) {
			if (is_known(f, n.problem, n.branch))
				settle(c->setup, &c->left, &n);
			know(f, n.problem, n.branch);
		}
}

static int add_cast(struct cast *c, struct momus_pipeline_forecast *out,
		    struct momus_error *err)
{
	int rc = MOMUS_OK;

	*out = (struct momus_pipeline_forecast){ .problems =
							 c->left.n_problems };
	for (size_t i = 0; rc == MOMUS_OK && i < c->left.n_problems; i++)
		rc = add_problem(c->setup, i, &c->left, out, err);
	if (!out->requests) /* nobody is paid */
		out->cost = NAN;
	return rc;
}

static void sum_up(const struct momus_pipeline_forecast *each, size_t n,
		   struct momus_pipeline_forecast *sum)
{
	*sum = (struct momus_pipeline_forecast){ .problems = each->problems };
	for (size_t i = 0; i < n; i++) {
		sum->solutions += each[i].solutions;
		sum->critiques += each[i].critiques;
		sum->revisions += each[i].revisions;
		sum->requests += each[i].requests;
		sum->prompt_tokens += each[i].prompt_tokens;
		sum->completion_tokens += each[i].completion_tokens;
		sum->cost += each[i].requests ? each[i].cost : 0;
	}
	if (!sum->requests)
		sum->cost = NAN;
}

int momus_cells_forecast(const struct momus_cells_order *order,
			 struct momus_pipeline_forecast *each,
			 struct momus_pipeline_forecast *sum,
			 struct momus_error *err)
{
	struct casting g = { .order = order };
	int rc = MOMUS_OK;

	g.casts = calloc(order->n, sizeof *g.casts);
	g.firsts = calloc(order->n, sizeof *g.firsts);
	if (!g.casts || !g.firsts)
		rc = momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t i = 0; rc == MOMUS_OK && i < order->n; i++)
		rc = open_cast(&g, i, err);
	if (rc == MOMUS_OK)
		rc = know_stored(&g, err);
	if (rc == MOMUS_OK)
		rc = know_elders(&g, err);
	for (size_t i = 0; rc == MOMUS_OK && i < order->n; i++) {
		/* Its own stored ones are known too, and settled already. */
		settle_known(&g.casts[i], &g.firsts[g.casts[i].first]);
		rc = add_cast(&g.casts[i], &each[i], err);
	}
	if (rc == MOMUS_OK)
		sum_up(each, order->n, sum);
	for (size_t i = 0; g.casts && i < order->n; i++) {
		free(g.casts[i].left.settled);
		momus_setup_close(g.casts[i].setup);
	}
	for (size_t i = 0; i < g.n_firsts; i++)
		free(g.firsts[i].known);
	momus_elders_release(&g.elders);
	momus_pool_release(&g.pool);
	free(g.casts);
	free(g.firsts);
	return rc;
}

int momus_pipeline_forecast(const struct momus_pipeline_order *order,
			    struct momus_pipeline_forecast *out,
			    struct momus_error *err)
{
	const struct momus_cells_order one = {
		.cells = &(const struct momus_cell){ order, -1 },
		.n = 1,
	};
	struct momus_pipeline_forecast sum;

	return momus_cells_forecast(&one, out, &sum, err);
}
