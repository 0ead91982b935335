/* learner.h - the model that learns, as the critic of a run
 *
 * To the pipeline it is a backend like any other.  Of what it says it keeps the
 * tokens and log-probabilities, which a run's store does not have.
 */
#ifndef MOMUS_RUN_LEARNER_H
#define MOMUS_RUN_LEARNER_H

#include "momus/plugin.h"

struct momus_learner;
struct momus_train_plan;

struct momus_drawn { /* one critique; in the learner's arena */
	struct momus_text problem;
	uint32_t branch;
	const int32_t *tokens; /* (n): prompt, then from .first the answer */
	uint32_t n, first;
	const float *logprobs; /* (n - first) of the sampler, nats */
	struct momus_text text;
};

/* Of the model of P (borrowed). */
int momus_learner_create(struct momus_learner **out,
			 const struct momus_train_plan *p,
			 struct momus_error *err);
void momus_learner_free(struct momus_learner *l); /* NULL allowed */

/* A backend whose instance L is, called as the model's own, with its options. */
const struct momus_plugin *momus_learner_plugin(const struct momus_learner *l);

/* Forgets what was drawn. */
void momus_learner_forget(struct momus_learner *l);

/* What was drawn for branch BRANCH of PROBLEM; NULL: nothing. */
const struct momus_drawn *momus_learner_find(struct momus_learner *l,
					     struct momus_text problem,
					     uint32_t branch);

/* Draws what a store has already: REQUEST is the node's canonical request, STREAM
 * as the run's was.  The same weights say the same again. */
int momus_learner_redraw(struct momus_learner *l, struct momus_text problem,
			 uint32_t branch, struct momus_text request,
			 struct momus_stream *stream,
			 const struct momus_drawn **out,
			 struct momus_error *err);

/* Prompts that were too long so far, and seconds spent with drawing. */
size_t momus_learner_too_long(const struct momus_learner *l);
double momus_learner_seconds(const struct momus_learner *l);

#endif /* MOMUS_RUN_LEARNER_H */
