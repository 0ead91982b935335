/* rollplan.h - the runs that a training draws its answers in
 *
 * A recipe of a training has the keys of a run's recipe but for the critic, who is
 * the model that learns, widths, votes and stop.  Two recipes are made from it:
 * one of the first solutions, and one of a step: each of some (problem, solution)
 * pairs with a group of critiques, the revisions that follow, and their rewards.
 */
#ifndef MOMUS_RUN_ROLLPLAN_H
#define MOMUS_RUN_ROLLPLAN_H

#include "run/learner.h"
#include "run/pool.h"
#include "run/setup.h"

struct momus_train_plan;

struct momus_rollplan {
	struct momus_registry *registry;   /* borrowed */
	struct momus_recipe *first, *step; /* owned, checked */
	struct momus_pool pool;		   /* what all runs share */
	struct momus_learner *learner;	   /* owned */
	/* Of .step: keeps problems, models and clients alive. */
	struct momus_setup *setup; /* owned */
	size_t reward;		   /* which of its rewards is learnt from */
	/* The model to stay near; NULL: none. */
	const struct momus_backend_ops *backend;
	const struct momus_trainable_ops *engine;
	void *reference; /* owned */
};

/* The keys that a training's recipe has beside its own options; NULL-terminated. */
MOMUS_API const char *const *momus_rollplan_keys(void);

/* The first key of RECIPE that only a trainer that learns from rewards knows;
 * NULL: there is none. */
MOMUS_API const char *momus_rollplan_given(const struct momus_recipe *recipe);

/* Makes the recipes, checks them and opens what they name, for P, whose trainer
 * and model are open; P's identity goes on with theirs.  Errors name RECIPE's
 * key. */
MOMUS_API int momus_rollplan_open(struct momus_rollplan **out,
				  struct momus_train_plan *p,
				  const struct momus_recipe *recipe,
				  struct momus_registry *registry,
				  struct momus_error *err);
MOMUS_API void momus_rollplan_free(struct momus_rollplan *r); /* NULL allowed */

#endif /* MOMUS_RUN_ROLLPLAN_H */
