/* trainrow.h - a step of a training as rows of its ledger */
#ifndef MOMUS_RUN_TRAINROW_H
#define MOMUS_RUN_TRAINROW_H

#include "run/train.h"
#include "store/ledger.h"

/* STEP, which has just ended. */
struct momus_ledger_step momus_train_row(const struct momus_train_step *step);

/* What the rows held out said after STEP. */
struct momus_ledger_evaluation momus_train_row_held_out(
	const struct momus_held_out *h, uint64_t step);

/* Appends both as a line of JSON; of ROLLED steps more, EVALUATION may be NULL. */
void momus_train_row_json(struct momus_buffer *out,
			  const struct momus_ledger_step *row, bool rolled,
			  const struct momus_ledger_evaluation *evaluation);

/* The Unix time. */
double momus_train_row_now(void);

#endif /* MOMUS_RUN_TRAINROW_H */
