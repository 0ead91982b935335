/* forecast.c - what a run would ask for, without asking */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "run/controls.h"
#include "run/setup.h"
#include "run/pipeline.h"
#include "store/reader.h"

enum { KINDS = MOMUS_NODE_REVISION + 1, BYTES_A_TOKEN = 4 };

static const size_t prompt_limit = (size_t)64 << 20;

/* Nodes of one problem that are to be asked for, by turn and kind. */
struct left {
	uint64_t n[MOMUS_RECIPE_TURNS + 1][KINDS];
};

static void expect_all(const struct momus_setup *s, struct left *left)
{
	const struct momus_recipe *r = s->recipe;

	left->n[0][MOMUS_NODE_SOLUTION] = r->widths[0];
	for (uint32_t t = 1; t <= r->turns; t++) {
		uint64_t branches = momus_setup_branches(r, t);

		left->n[t][MOMUS_NODE_REVISION] = branches;
		left->n[t][MOMUS_NODE_CRITIQUE] =
			branches * momus_setup_votes(s);
	}
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
			size_t n_problems, struct momus_error *err)
{
	struct momus_arena *arena = momus_arena_create((size_t)1 << 31);
	struct momus_run *run = NULL;
	int rc = arena ? momus_run_open(&run, order->path, err)
		       : momus_fail(err, MOMUS_ENOMEM, "out of memory");

	if (rc == MOMUS_OK &&
	    strcmp(momus_run_head(run)->recipe_key, s->key) != 0)
		rc = momus_fail(err, MOMUS_EINVAL,
				"%s: was made by another recipe; give this one "
				"another name with -o",
				order->path);
	for (size_t i = 0; rc == MOMUS_OK && i < momus_run_n_nodes(run); i++) {
		const struct momus_node *n = &momus_run_nodes(run)[i];
		bool final = false;

		if (n->problem >= n_problems || n->turn > s->recipe->turns)
			continue;
		rc = is_final(run, i, arena, &final, err);
		if (final && left[n->problem].n[n->turn][n->kind])
			left[n->problem].n[n->turn][n->kind]--;
	}
	momus_run_close(run);
	momus_arena_free(arena);
	return rc;
}

static double most(const struct momus_setup *s, enum momus_purpose purpose)
{
	return fmax(0, (double)s->recipe->sampling[purpose].max_tokens);
}

/* Tokens of template WHICH for PROBLEM, without what models said before. */
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

static void add(struct momus_pipeline_forecast *f, const struct momus_model *m,
		uint64_t n, double prompt, double completion)
{
	if (m->local || !n)
		return;
	f->requests += n;
	f->prompt_tokens += (double)n * prompt;
	f->completion_tokens += (double)n * completion;
	f->cost +=
		(double)n *
		(prompt * m->price_prompt + completion * m->price_completion) /
		1e6;
}

static int add_problem(const struct momus_setup *s,
		       const struct momus_problem *problem,
		       const struct left *left,
		       struct momus_pipeline_forecast *f,
		       struct momus_error *err)
{
	const struct momus_recipe *r = s->recipe;
	bool hint = r->feedback == MOMUS_FEEDBACK_CRITIC_HINT;
	bool raw = r->feedback == MOMUS_FEEDBACK_EXECUTION;
	double generate, critique, revise, before;
	struct momus_buffer b;
	int rc;

	momus_buffer_init(&b, prompt_limit);
	rc = momus_setup_prompt(s, problem, &b, err);
	generate = (double)b.len / BYTES_A_TOKEN;
	momus_buffer_release(&b);
	critique = template_tokens(s, problem,
				   hint ? MOMUS_PROMPT_CRITIQUE_HINT
					: MOMUS_PROMPT_CRITIQUE);
	revise = generate + template_tokens(s, problem,
					    raw ? MOMUS_PROMPT_EXECUTION
						: MOMUS_PROMPT_REVISE);
	f->solutions += left->n[0][MOMUS_NODE_SOLUTION];
	add(f, &s->generator, left->n[0][MOMUS_NODE_SOLUTION], generate,
	    most(s, MOMUS_PURPOSE_GENERATE));
	for (uint32_t t = 1; t <= r->turns; t++) {
		before = most(s, t == 1 ? MOMUS_PURPOSE_GENERATE
					: MOMUS_PURPOSE_REVISE);
		f->critiques += left->n[t][MOMUS_NODE_CRITIQUE];
		f->revisions += left->n[t][MOMUS_NODE_REVISION];
		if (s->critic)
			add(f, s->critic, left->n[t][MOMUS_NODE_CRITIQUE],
			    critique + before, most(s, MOMUS_PURPOSE_CRITIQUE));
		add(f, &s->generator, left->n[t][MOMUS_NODE_REVISION],
		    revise + before +
			    (raw ? 0 : most(s, MOMUS_PURPOSE_CRITIQUE)),
		    most(s, MOMUS_PURPOSE_REVISE));
	}
	return rc;
}

static int forecast(const struct momus_pipeline_order *order,
		    const struct momus_setup *s, const struct momus_dataset *d,
		    struct momus_pipeline_forecast *out,
		    struct momus_error *err)
{
	struct left *left = calloc(d->n + 1, sizeof *left);
	int rc = MOMUS_OK;

	if (!left)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t i = 0; i < d->n; i++)
		expect_all(s, &left[i]);
	if (order->resume)
		rc = subtract_run(order, s, left, d->n, err);
	for (size_t i = 0; rc == MOMUS_OK && i < d->n; i++)
		rc = add_problem(s, &d->problems[i], &left[i], out, err);
	out->problems = d->n;
	if (!out->requests) /* nobody is paid */
		out->cost = NAN;
	free(left);
	return rc;
}

int momus_pipeline_forecast(const struct momus_pipeline_order *order,
			    struct momus_pipeline_forecast *out,
			    struct momus_error *err)
{
	struct momus_setup *setup = NULL;
	int rc = momus_setup_open(&setup, order->recipe, order->registry, err);

	*out = (struct momus_pipeline_forecast){ .problems = 0 };
	if (rc == MOMUS_OK)
		rc = momus_setup_load(setup, order->shard, order->shards, err);
	if (rc == MOMUS_OK)
		rc = forecast(order, setup, setup->benchmark->dataset, out,
			      err);
	momus_setup_close(setup);
	return rc;
}
