/* train.h - steps of a trainer over given rows */
#ifndef MOMUS_RUN_TRAIN_H
#define MOMUS_RUN_TRAIN_H

#include "run/trainplan.h"

struct momus_train;

struct momus_train_step {
	uint64_t step, steps; /* from 1; of how many */
	uint32_t epoch;	      /* from 0 */
	struct momus_loss loss;
	double norm,
		rate; /* of the gradient before it was cut; learning rate */
	size_t rows, tokens, learnt; /* of the batch; tokens in the loss */
	double forward_s, backward_s, update_s;
};

struct momus_train_size { /* what there is to do */
	size_t rows, held_out, too_long, empty, tokens;
	uint64_t steps, done; /* done: by a checkpoint that was loaded */
};

/* Reads the rows of PLAN (borrowed), which must stay as long; with RESUME goes
 * on from its newest checkpoint, if it has one.  Without RESUME an output that
 * has checkpoints is MOMUS_EINVAL. */
MOMUS_API int momus_train_open(struct momus_train **out,
			       const struct momus_train_plan *plan, bool resume,
			       struct momus_error *err);
MOMUS_API void momus_train_close(struct momus_train *t); /* NULL allowed */

/* What T has to do, and has done. */
MOMUS_API struct momus_train_size momus_train_size(const struct momus_train *t);

/* Makes one step.  MOMUS_END when all are done. */
MOMUS_API int momus_train_next(struct momus_train *t,
			       struct momus_train_step *out,
			       struct momus_error *err);

/* Writes a checkpoint of the last step, if one is due.  What is said of that step
 * must be on its way to the disk by then: it is not made again. */
MOMUS_API int momus_train_keep(struct momus_train *t, struct momus_error *err);

/* The loss of the rows that were held out, a mean over tokens, nats; NAN if
 * there are none. */
MOMUS_API int momus_train_held_out(struct momus_train *t, double *loss,
				   struct momus_error *err);

#endif /* MOMUS_RUN_TRAIN_H */
