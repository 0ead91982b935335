/* trainplan.h - what a training is to do, and who does it
 *
 * A recipe of its own: {"data": …, "output": …, "model": {"plugin": …},
 * "trainer": {"plugin": …}}; of a trainer that learns from rewards, instead of
 * "data", what a run's recipe has: task, generator, rewards, … (rollplan.h).
 */
#ifndef MOMUS_RUN_TRAINPLAN_H
#define MOMUS_RUN_TRAINPLAN_H

#include "host/loader.h"
#include "host/recipe.h"
#include "momus/trainable.h"
#include "run/rollplan.h"
#include "run/scoring.h"

struct momus_train_options {
	const char *name, *data, *output;
	int64_t seed, chunk, checkpoint_every, keep, steps;
	double held_out;
	int64_t held_out_answers;
	/* Of a trainer that learns from rewards. */
	const char *first, *reward, *forged;
	int64_t solutions, redraws, probe_every, probe_answers;
	bool keep_rollouts, tensorboard;
};

struct momus_train_plan {
	const struct momus_train_options *options; /* in .arena */
	struct momus_arena *arena;		   /* owned */
	const struct momus_plugin *plugin; /* of .model, and its options */
	void *model_options;
	const struct momus_backend_ops *backend;
	const struct momus_trainable_ops *engine;
	void *model; /* owned */
	const struct momus_plugin *trainer_plugin;
	const struct momus_trainer_ops *trainer;
	void *algorithm; /* owned */
	struct momus_training training;
	struct momus_scoring_watch watch; /* of passes through the model */
	struct momus_rollplan *rollouts;  /* owned; NULL: it learns from rows */
	struct momus_buffer identity; /* JSON: what determines the weights */
	/* In .arena: the recipe with what was set, and the plugins' versions,
	 * JSON. */
	const char *recipe, *plugins;
};

/* Checks RECIPE (read, not checked) and opens its model and trainer of REGISTRY.
 * On failure there is nothing to release. */
MOMUS_API int momus_train_plan_open(struct momus_train_plan *out,
				    const struct momus_recipe *recipe,
				    struct momus_registry *registry,
				    struct momus_error *err);
MOMUS_API void momus_train_plan_release(struct momus_train_plan *p);

/* The table of a training's own options, for `momus help` and tests. */
MOMUS_API const struct momus_plugin *momus_train_plan_table(void);

#endif /* MOMUS_RUN_TRAINPLAN_H */
