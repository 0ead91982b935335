/* trainlog.h - what a training did, on the disk
 *
 * OUTPUT/metrics.jsonl gets a line a step at once.  OUTPUT/training.h5
 * (store/ledger.h) is written anew when a checkpoint is, before that has its name,
 * and between as often as it costs a fiftieth of the time at most.
 * OUTPUT/tensorboard has a file a session (store/events.h).
 */
#ifndef MOMUS_RUN_TRAINLOG_H
#define MOMUS_RUN_TRAINLOG_H

#include "run/train.h"
#include "store/ledger.h"

struct momus_train_log;

/* Opens the log of PLAN (borrowed) and T, whose output is there; keeps what is of
 * steps up to those that T has done, so that what is done again stands there
 * once. */
MOMUS_API int momus_train_log_open(struct momus_train_log **out,
				   const struct momus_train_plan *plan,
				   const struct momus_train *t,
				   struct momus_error *err);
/* What was not written yet is, if it can be.  NULL allowed. */
MOMUS_API void momus_train_log_close(struct momus_train_log *l);

/* Appends STEP, and what the rows held out say; NULL: they were not asked. */
MOMUS_API int momus_train_log_add(struct momus_train_log *l,
				  const struct momus_train_step *step,
				  const struct momus_held_out *held_out,
				  struct momus_error *err);

/* Appends the checkpoint ROW, and makes everything durable. */
int momus_train_log_kept(struct momus_train_log *l,
			 const struct momus_ledger_checkpoint *row,
			 struct momus_error *err);

/* Says that nothing is left to do. */
MOMUS_API int momus_train_log_complete(struct momus_train_log *l,
				       struct momus_error *err);

/* Seconds that STEP took in all its phases. */
MOMUS_API double momus_train_seconds(const struct momus_train_step *step);

#endif /* MOMUS_RUN_TRAINLOG_H */
