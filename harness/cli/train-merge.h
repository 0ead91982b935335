/* train-merge.h - momus train --merge: a model with its adapter folded in */
#ifndef MOMUS_CLI_TRAIN_MERGE_H
#define MOMUS_CLI_TRAIN_MERGE_H

#include "host/loader.h"
#include "host/recipe.h"

/* Writes to FOLDER the model that RECIPE, which is changed for it, trained an
 * adapter of, as a model without adapters.  MOMUS_EINVAL: it trains none. */
int momus_train_merge(struct momus_recipe *recipe,
		      struct momus_registry *registry, const char *folder,
		      struct momus_error *err);

#endif /* MOMUS_CLI_TRAIN_MERGE_H */
