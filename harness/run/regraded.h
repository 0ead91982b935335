/* regraded.h - a run judged once more: its recipe, and the head of its copy */
#ifndef MOMUS_RUN_REGRADED_H
#define MOMUS_RUN_REGRADED_H

#include "run/benchmark.h"
#include "run/noise.h"
#include "run/rewards.h"
#include "store/store.h"

/* What grading and rewards need of the recipe in HEAD, of the run at PATH; to be
 * set further and checked.  MOMUS_EPARSE if there is none. */
MOMUS_API int momus_regraded_recipe(struct momus_recipe **out,
				    const struct momus_store_head *head,
				    const char *path, struct momus_error *err);

/* Whether the run of HEAD knows its data file, whose SHA-256 it names; one that was
 * imported may not. */
MOMUS_API bool momus_regraded_knows_data(const struct momus_store_head *head);

/* Where the data of RECIPE (checked) is: as the recipe says, or else a file of
 * that name beside the run at PATH.  The caller frees; NULL when out of
 * memory. */
MOMUS_API char *momus_regraded_data(const struct momus_recipe *recipe,
				    const char *path);

/* Fills *OUT, new texts in ARENA: OLD's head with B's grader and options, with
 * REWARDS and NOISE, and a recipe, key and id of its own.  KEPT: the verdicts are
 * still the old ones. */
MOMUS_API int momus_regraded_head(struct momus_store_head *out,
				  const struct momus_store_head *old,
				  const struct momus_benchmark *b,
				  const struct momus_rewards *rewards,
				  const struct momus_noise *noise, bool kept,
				  struct momus_arena *arena,
				  struct momus_error *err);

#endif /* MOMUS_RUN_REGRADED_H */
