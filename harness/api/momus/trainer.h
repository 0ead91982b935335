/* trainer.h - an algorithm that makes a critic better
 *
 * Interface only: a trainer is given groups of rollouts with their rewards and
 * drives a trainable backend.  The engine holds tensors, the trainer holds the
 * algorithm; any trainer works with any trainable backend.
 */
#ifndef MOMUS_TRAINER_H
#define MOMUS_TRAINER_H

#include "momus/reward.h"

MOMUS_BEGIN_DECLS

struct momus_rollout {
	const int32_t *tokens; /* (n_prompt + n_tokens) prompt, then critique */
	size_t n_prompt, n_tokens;
	const float *logprobs; /* (n_tokens) nats, from the sampler's kernels */
	double reward;	       /* NAN: masked */
	uint32_t group;	       /* rollouts of one (problem, solution) */
};

struct momus_trainer_ops {
	uint32_t size; /* sizeof(struct momus_trainer_ops) */

	int (*open)(void **self, const void *options, struct momus_error *err);
	void (*close)(void *self); /* NULL is allowed */

	/* One optimiser step's coefficients.  LOGPROBS and ENTROPIES (sum of
	 * n_tokens over ROLLOUTS) are the engine's, in nats; D_LOGPROB and
	 * D_ENTROPY of the same shape receive the derivatives of the loss,
	 * *LOSS its value. */
	int (*gradient)(void *self, const struct momus_rollout *rollouts,
			size_t n, const float *logprobs, const float *entropies,
			float *d_logprob, float *d_entropy, double *loss,
			struct momus_error *err);
};

MOMUS_END_DECLS

#endif /* MOMUS_TRAINER_H */
