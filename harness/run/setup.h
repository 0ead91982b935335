/* setup.h - a checked recipe made ready: plugins opened, prompts read
 *
 * What a run, its forecast and its key are made from.  Nothing here sends,
 * writes or loads problems before it is told to.
 */
#ifndef MOMUS_RUN_SETUP_H
#define MOMUS_RUN_SETUP_H

#include "run/benchmark.h"
#include "run/model.h"
#include "run/noise.h"
#include "run/pool.h"
#include "run/prompts.h"
#include "run/rewards.h"
#include "store/store.h"

struct momus_setup {
	const struct momus_recipe *recipe; /* borrowed */
	struct momus_arena *arena;	   /* owned: options, texts below */
	struct momus_pool *pool;	   /* borrowed */
	struct momus_pool_benchmark *shared;
	struct momus_benchmark *benchmark; /* .shared's; problems: load() */
	struct momus_model generator, own_critic;
	struct momus_model *critic; /* who criticises, or NULL */
	struct momus_prompts *prompts;
	struct momus_rewards *rewards; /* owned */
	struct momus_noise noise;
	char key[65];		  /* hex SHA-256 of what defines the run */
	char first_key[65];	  /* the same of its first solutions alone */
	const char *text;	  /* the recipe with all values, JSON */
	const char *prompts_text; /* JSON: name, version, hash of each */
	const char *plugins;	  /* JSON: {"task/mbppplus":"1",…} */
	const char *reward_names,
		*noise_text; /* as the store's head has them */
	bool shows_outcome;  /* feedback is made from grades' texts */
	bool grade_first;    /* a turn starts once the grade is known */
};

/* RECIPE is checked; POOL, which the problems are shared through, must outlive
 * the setup.  MOMUS_EINVAL and the like name the recipe's key. */
MOMUS_API int momus_setup_open(struct momus_setup **out,
			       const struct momus_recipe *recipe,
			       struct momus_registry *registry,
			       struct momus_pool *pool,
			       struct momus_error *err);
MOMUS_API void momus_setup_close(struct momus_setup *setup); /* NULL allowed */

/* Reads the problems of shard SHARD of SHARDS into .benchmark->dataset, unless
 * another of the pool did. */
MOMUS_API int momus_setup_load(const struct momus_setup *setup, uint32_t shard,
			       uint32_t shards, struct momus_error *err);

/* Reads what SETUP's critic takes from another run, which is there by now, in shard
 * SHARD of SHARDS. */
MOMUS_API int momus_setup_sources(const struct momus_setup *setup,
				  uint32_t shard, uint32_t shards,
				  struct momus_error *err);

/* Fills *OUT but for run_id and dataset_sha256; borrowed from SETUP. */
MOMUS_API void momus_setup_head(const struct momus_setup *setup, uint32_t shard,
				uint32_t shards, struct momus_store_head *out);

/* Appends the message that asks for a first solution of PROBLEM. */
MOMUS_API int momus_setup_prompt(const struct momus_setup *setup,
				 const struct momus_problem *problem,
				 struct momus_buffer *out,
				 struct momus_error *err);

/* Sets both keys, .text, .plugins and .prompts_text of SETUP, all else being there;
 * only setup.c calls it (identity.c). */
int momus_setup_identify(struct momus_setup *setup, struct momus_error *err);

/* Branches of turn TURN of one problem: the product of widths 0..TURN. */
MOMUS_API uint64_t momus_setup_branches(const struct momus_recipe *recipe,
					uint32_t turn);

/* Critiques of one branch: 0 without a critic. */
MOMUS_API uint32_t momus_setup_votes(const struct momus_setup *setup);

#endif /* MOMUS_RUN_SETUP_H */
