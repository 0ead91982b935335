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

/* Loads P's problems and the pairs; PLACE is that of a checkpoint that was loaded,
 * or zeroed.  As momus_train_open(). */
int momus_improve_open(struct momus_improve **out,
		       const struct momus_train_plan *p,
		       const struct momus_train_how *how,
		       const struct momus_checkpoint *place,
		       struct momus_error *err);
void momus_improve_close(struct momus_improve *i); /* NULL allowed */

/* Steps in all: fewer where flat groups are replaced. */
uint64_t momus_improve_steps(const struct momus_improve *i);
void momus_improve_size(const struct momus_improve *i,
			struct momus_train_size *size);

/* What is drawn for the step behind STEP, all of it, with its old
 * log-probabilities; NULL: nothing, or not all. */
const struct momus_drawings *momus_improve_ahead(const struct momus_improve *i,
						 uint64_t step);

/* Makes the step behind *PLACE, whose .cursor and .updates go on.  MOMUS_END: no
 * pair is left, or it was stopped, and nothing has changed. */
int momus_improve_next(struct momus_improve *i, struct momus_checkpoint *place,
		       struct momus_train_step *out, struct momus_error *err);

#endif /* MOMUS_RUN_IMPROVE_H */
