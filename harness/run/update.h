/* update.h - one optimiser step: score, derive, send back, change the weights */
#ifndef MOMUS_RUN_UPDATE_H
#define MOMUS_RUN_UPDATE_H

#include "run/scoring.h"
#include "run/trainplan.h"

struct momus_update {			  /* all borrowed */
	const struct momus_example *list; /* (n): answers behind prompts */
	size_t n;
	const uint32_t *group; /* (n) */
	const double *reward;  /* (n); NAN: masked */
	/* Of the scored tokens; old NULL: as the model has them now. */
	const float *old, *reference;
};

struct momus_updated {
	struct momus_loss loss;
	double norm, rate;     /* gradient before it was cut; learning rate */
	size_t tokens, learnt; /* of the answers with prompts, and scored */
	double off; /* largest difference from .old, nats; 0 without one */
	double forward_s, backward_s, update_s;
};

/* Makes step STEP, from 0, of STEPS. */
MOMUS_API int momus_update_make(const struct momus_train_plan *p,
				const struct momus_update *u, uint64_t step,
				uint64_t steps, struct momus_updated *out,
				struct momus_error *err);

/* How P's model is scored. */
MOMUS_API struct momus_scoring momus_update_scoring(
	const struct momus_train_plan *p);

#endif /* MOMUS_RUN_UPDATE_H */
