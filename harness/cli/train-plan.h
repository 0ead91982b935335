/* train-plan.h - momus train --plan: what a training would take */
#ifndef MOMUS_CLI_TRAIN_PLAN_H
#define MOMUS_CLI_TRAIN_PLAN_H

#include <stdbool.h>

#include "run/train.h"

struct momus_recipe;

/* Measures how fast P's model computes here, for about a second, and prints the
 * memory by part and the time of a step of T for it and for other shapes, on the
 * processors of this kind and on GPUs; as JSON if asked. */
int momus_train_plan_tell(const struct momus_train_plan *p,
			  const struct momus_train *t,
			  const struct momus_recipe *recipe, bool json,
			  struct momus_error *err);

#endif /* MOMUS_CLI_TRAIN_PLAN_H */
