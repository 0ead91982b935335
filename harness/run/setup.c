/* setup.c - see setup.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/revision.h"
#include "run/controls.h"
#include "run/given.h"
#include "run/setup.h"
#include "run/shuffled.h"

static const size_t arena_limit = (size_t)256 << 20;

static int open_models(struct momus_setup *s, struct momus_registry *registry,
		       struct momus_error *err)
{
	const struct momus_recipe *r = s->recipe;
	int rc = momus_pool_model(s->pool, &s->generator, r, &r->generator,
				  "generator", registry, err);

	if (rc == MOMUS_OK && r->critic.object) {
		rc = momus_pool_model(s->pool, &s->own_critic, r, &r->critic,
				      "critic", registry, err);
		s->critic = &s->own_critic;
	} else if (r->feedback == MOMUS_FEEDBACK_SELF) {
		s->critic = &s->generator;
	}
	if (rc < 0)
		return rc;
	s->shows_outcome =
		r->feedback == MOMUS_FEEDBACK_EXECUTION ||
		r->feedback == MOMUS_FEEDBACK_CRITIC_HINT ||
		(s->critic && momus_control_is_oracle(s->critic->plugin));
	if (s->generator.plugin == &momus_generator_given && r->turns &&
	    r->stop != MOMUS_STOP_AFTER_CRITIQUES)
		return momus_recipe_fail(r, "stop", err,
					 "answers that are given are not "
					 "revised; use \"after-critiques\"");
	/* Local models are told the truth of what they criticise or revise. */
	s->grade_first = s->shows_outcome || s->generator.local ||
			 (s->critic && s->critic->local &&
			  !momus_control_is_blind(s->critic->plugin));
	return MOMUS_OK;
}

int momus_setup_open(struct momus_setup **out,
		     const struct momus_recipe *recipe,
		     struct momus_registry *registry, struct momus_pool *pool,
		     struct momus_error *err)
{
	struct momus_setup *s = calloc(1, sizeof *s);
	int rc;

	*out = NULL;
	if (s)
		s->arena = momus_arena_create(arena_limit);
	if (!s || !s->arena) {
		free(s);
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	}
	s->recipe = recipe;
	s->pool = pool;
	rc = momus_pool_enter(pool, &s->shared, recipe, registry, err);
	if (rc == MOMUS_OK) {
		s->benchmark = s->shared->benchmark;
		rc = open_models(s, registry, err);
	}
	if (rc == MOMUS_OK)
		rc = momus_prompts_read(&s->prompts, recipe, err);
	if (rc == MOMUS_OK)
		rc = momus_rewards_open(&s->rewards, recipe, err);
	s->noise = (struct momus_noise){ recipe->noise_flip, recipe->noise_hide,
					 (uint64_t)recipe->seed };
	if (rc == MOMUS_OK)
		rc = momus_setup_identify(s, err);
	if (rc < 0) {
		momus_setup_close(s);
		return rc;
	}
	*out = s;
	return MOMUS_OK;
}

void momus_setup_close(struct momus_setup *s)
{
	if (!s)
		return;
	momus_pool_drop(s->pool, &s->generator);
	momus_pool_drop(s->pool, &s->own_critic);
	momus_pool_leave(s->pool, s->shared);
	momus_prompts_free(s->prompts);
	momus_rewards_close(s->rewards);
	momus_arena_free(s->arena);
	free(s);
}

int momus_setup_sources(const struct momus_setup *s, uint32_t shard,
			uint32_t shards, struct momus_error *err)
{
	return s->critic && s->critic->plugin == &momus_control_shuffled
		       ? momus_shuffled_look(s->critic->self, shard, shards,
					     err)
		       : MOMUS_OK;
}

int momus_setup_load(const struct momus_setup *s, uint32_t shard,
		     uint32_t shards, struct momus_error *err)
{
	if (s->benchmark->dataset)
		return MOMUS_OK;
	return momus_benchmark_load(s->benchmark, s->recipe->data,
				    (uint64_t)s->recipe->limit, shard, shards,
				    err);
}

void momus_setup_head(const struct momus_setup *s, uint32_t shard,
		      uint32_t shards, struct momus_store_head *out)
{
	const struct momus_recipe *r = s->recipe;

	*out = (struct momus_store_head){
		.run_id = "",
		.recipe = s->text,
		.recipe_key = s->key,
		.seed = (uint64_t)r->seed,
		.task = s->benchmark->task->name,
		.grader = s->benchmark->grader,
		.generator = s->generator.name,
		.critic = s->critic ? s->critic->name : "",
		.feedback = momus_feedback_name(r->feedback),
		.plugins = s->plugins,
		.dataset_sha256 = "",
		.host = "",
		.revision = momus_revision(),
		.shard = shard,
		.shards = shards,
		.turns = r->turns,
		.votes = (uint32_t)r->votes,
		.samples_note = r->note,
		.prompts = s->prompts_text,
		.rewards = s->reward_names,
		.noise = s->noise_text,
	};
	memcpy(out->widths, r->widths, sizeof r->widths);
}

int momus_setup_prompt(const struct momus_setup *s,
		       const struct momus_problem *problem,
		       struct momus_buffer *out, struct momus_error *err)
{
	const struct momus_task_ops *ops = s->benchmark->task->ops.task;
	const struct momus_prompt_fields fields = {
		.statement = problem->statement,
		.language = momus_text_of(problem->language),
	};

	/* A template of the user's own goes before the task's words. */
	if (MOMUS_HAS(ops, prompt) && ops->prompt &&
	    !s->recipe->prompts[MOMUS_PROMPT_GENERATE])
		return ops->prompt(s->benchmark->self, problem, out, err);
	momus_prompts_expand(s->prompts, MOMUS_PROMPT_GENERATE, &fields, out);
	return MOMUS_OK;
}

uint64_t momus_setup_branches(const struct momus_recipe *recipe, uint32_t turn)
{
	uint64_t n = recipe->widths[0];

	for (uint32_t t = 1; t <= turn; t++)
		n *= recipe->widths[t];
	return n;
}

uint32_t momus_setup_votes(const struct momus_setup *s)
{
	return s->critic ? (uint32_t)s->recipe->votes : 0;
}
