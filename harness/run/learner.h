/* learner.h - the model that learns, as the critic of a run
 *
 * To the pipeline it is a backend like any other.  Of what it says it keeps the
 * tokens and log-probabilities (drawings.h), which a run's store does not have.
 */
#ifndef MOMUS_RUN_LEARNER_H
#define MOMUS_RUN_LEARNER_H

#include "momus/plugin.h"

struct momus_drawings;
struct momus_drawn;
struct momus_learner;
struct momus_train_plan;

/* Of the model of P (borrowed). */
int momus_learner_create(struct momus_learner **out,
			 const struct momus_train_plan *p,
			 struct momus_error *err);
void momus_learner_free(struct momus_learner *l); /* NULL allowed */

/* A backend whose instance L is, called as the model's own, with its options. */
const struct momus_plugin *momus_learner_plugin(const struct momus_learner *l);

/* What is drawn from now on goes to D (borrowed); where D is .whole it is what is
 * said, and nothing is drawn. */
void momus_learner_direct(struct momus_learner *l, struct momus_drawings *d);

/* Draws what a store has already: REQUEST is the node's canonical request, STREAM
 * as the run's was.  The same weights say the same again. */
int momus_learner_redraw(struct momus_learner *l, struct momus_text problem,
			 uint32_t branch, struct momus_text request,
			 struct momus_stream *stream,
			 const struct momus_drawn **out,
			 struct momus_error *err);

/* Seconds spent with drawing so far. */
double momus_learner_seconds(const struct momus_learner *l);

#endif /* MOMUS_RUN_LEARNER_H */
