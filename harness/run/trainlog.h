/* trainlog.h - a training's steps as JSON Lines: OUTPUT/metrics.jsonl */
#ifndef MOMUS_RUN_TRAINLOG_H
#define MOMUS_RUN_TRAINLOG_H

#include "run/train.h"

struct momus_train_log;

/* Opens the log of the folder OUTPUT, which is there; keeps its lines up to step
 * DONE, so that what is done again stands there once. */
MOMUS_API int momus_train_log_open(struct momus_train_log **out,
				   const char *output, uint64_t done,
				   struct momus_error *err);
MOMUS_API void momus_train_log_close(struct momus_train_log *l);

/* Appends STEP, and what the rows held out say; NULL: they were not asked. */
MOMUS_API int momus_train_log_add(struct momus_train_log *l,
				  const struct momus_train_step *step,
				  const struct momus_held_out *held_out,
				  struct momus_error *err);

/* Seconds that STEP took in all its phases. */
MOMUS_API double momus_train_seconds(const struct momus_train_step *step);

#endif /* MOMUS_RUN_TRAINLOG_H */
