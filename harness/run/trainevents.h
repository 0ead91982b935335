/* trainevents.h - rows of a training's ledger for TensorBoard: OUTPUT/tensorboard
 *
 * Tags are "training/loss", "counts/flat", "seconds/forward", "held_out/loss".
 */
#ifndef MOMUS_RUN_TRAINEVENTS_H
#define MOMUS_RUN_TRAINEVENTS_H

#include "store/events.h"
#include "store/ledger.h"

/* Appends ROW to E; of a trainer that learns from REWARDS what it alone fills. */
int momus_train_events_step(struct momus_events *e,
			    const struct momus_ledger_step *row, bool rewards,
			    struct momus_error *err);
int momus_train_events_held_out(struct momus_events *e,
				const struct momus_ledger_evaluation *row,
				struct momus_error *err);

#endif /* MOMUS_RUN_TRAINEVENTS_H */
