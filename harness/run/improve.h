/* improve.h - steps of a trainer that learns from rewards
 *
 * A step draws groups of critiques of the next pairs, and changes the weights by
 * what they earned: mini-batch by mini-batch, pass by pass.
 */
#ifndef MOMUS_RUN_IMPROVE_H
#define MOMUS_RUN_IMPROVE_H

#include "run/checkpoints.h"
#include "run/train.h"

struct momus_improve;

/* Loads P's problems and the pairs; BEGUN: a checkpoint was loaded.  As
 * momus_train_open(). */
int momus_improve_open(struct momus_improve **out,
		       const struct momus_train_plan *p,
		       const struct momus_train_how *how, bool begun,
		       struct momus_error *err);
void momus_improve_close(struct momus_improve *i); /* NULL allowed */

/* Steps in all: fewer where flat groups are replaced. */
uint64_t momus_improve_steps(const struct momus_improve *i);
void momus_improve_size(const struct momus_improve *i,
			struct momus_train_size *size);

/* Makes the step behind *PLACE, whose .cursor and .updates go on.  MOMUS_END: no
 * pair is left, or it was stopped, and nothing has changed. */
int momus_improve_next(struct momus_improve *i, struct momus_checkpoint *place,
		       struct momus_train_step *out, struct momus_error *err);

#endif /* MOMUS_RUN_IMPROVE_H */
