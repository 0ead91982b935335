/* checkpoints.h - the folders of a training, each whole or not there
 *
 * OUTPUT/step-00000100 has what the engine saves and train.json: the step, and
 * the identity of the recipe; at staleness 1 drawn.jsonl, too.  It is written beside, made durable and renamed, so
 * that a kill, a loss of power or a full disk at any moment leaves the one before.
 */
#ifndef MOMUS_RUN_CHECKPOINTS_H
#define MOMUS_RUN_CHECKPOINTS_H

#include "run/trainplan.h"

struct momus_drawings;
struct momus_train_log;

struct momus_checkpoint { /* where a training stands; zeroed at its beginning */
	uint64_t step;	  /* steps made */
	uint64_t updates; /* of the weights, made in them */
	uint64_t cursor;  /* (problem, solution) pairs drawn from, in all */
	/* Critiques of the next step that are drawn already, of weights that
	 * are gone: in drawn.jsonl.  0: none. */
	uint64_t drawn;
	const struct momus_drawings *ahead; /* borrowed: these, to be written */
};

/* The step of the newest checkpoint of P's output; -1: there is none.  Removes
 * what a killed training left half written. */
MOMUS_API int momus_checkpoints_newest(const struct momus_train_plan *p,
				       int64_t *step, struct momus_error *err);

/* Writes the one of PLACE, unless it is there, and removes all but the newest that are to be kept.
 * LOG (NULL: none) is told before the checkpoint has its name. */
MOMUS_API int momus_checkpoints_write(const struct momus_train_plan *p,
				      const struct momus_checkpoint *place,
				      struct momus_train_log *log,
				      struct momus_error *err);

/* Loads that of STEP into P's model and *PLACE.  MOMUS_EINVAL if it is of another
 * recipe. */
MOMUS_API int momus_checkpoints_load(const struct momus_train_plan *p,
				     int64_t step,
				     struct momus_checkpoint *place,
				     struct momus_error *err);

/* Whether the folder of PLACE, which was loaded (step 0: none was), is what was
 * written, by the SHA-256 in training.h5, so that nothing is learnt from what a disk
 * or a copy has made of it; MOMUS_EPARSE.  Where no SHA-256 is known it is taken. */
int momus_checkpoints_check(const struct momus_train_plan *p,
			    const struct momus_checkpoint *place,
			    struct momus_error *err);

/* Reads what PLACE, which was loaded, has drawn into the empty OUT. */
int momus_checkpoints_drawn(const struct momus_train_plan *p,
			    const struct momus_checkpoint *place,
			    struct momus_drawings *out,
			    struct momus_error *err);

/* Writes the weights alone to OUTPUT/model. */
MOMUS_API int momus_checkpoints_final(const struct momus_train_plan *p,
				      struct momus_error *err);

#endif /* MOMUS_RUN_CHECKPOINTS_H */
