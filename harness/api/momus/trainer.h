/* trainer.h - an algorithm that makes a model better
 *
 * The engine holds tensors, the trainer holds the algorithm: from the
 * log-probabilities of a batch and what the answers were worth it says how the
 * loss changes with each log-probability.  Any trainer works with any trainable
 * backend (momus/trainable.h).
 */
#ifndef MOMUS_TRAINER_H
#define MOMUS_TRAINER_H

#include "momus/error.h"
#include "momus/trainable.h"

MOMUS_BEGIN_DECLS

/* Answers of one batch, one behind the other; arrays of tokens have the sum of
 * .tokens elements, in nats. */
struct momus_rollouts { /* all borrowed */
	size_t n;
	const size_t *tokens;	/* (n) of each answer; 0 is allowed */
	const uint32_t *group;	/* (n) answers of equal prompts; any order */
	const double *reward;	/* (n); NAN: could not be judged, masked */
	const float *logprobs;	/* of the model that learns, now */
	const float *entropies; /* likewise; NULL where none is needed */
	const float *old;	/* when the answers were drawn */
	const float *reference; /* of the model to stay near; NULL: none */
};

struct momus_loss { /* of one batch; means are over tokens */
	double loss;
	double policy, kl, entropy; /* before their coefficients */
	double clipped;		    /* share of tokens whose ratio was cut */
	double reward, advantage;   /* means over answers, not masked */
	size_t answers, masked;
	size_t groups, flat; /* flat: all rewards equal */
};

/* What a trainer asks of whoever drives it. */
struct momus_training {
	bool rewards;	     /* answers are drawn and rewarded, else given */
	bool reference;	     /* .reference is wanted */
	bool entropies;	     /* .entropies are wanted */
	bool resample;	     /* others are drawn in place of flat groups */
	uint32_t group;	     /* answers a prompt */
	uint32_t batch;	     /* prompts (or rows) a rollout step */
	uint32_t mini_batch; /* prompts (or rows) an optimiser step */
	uint32_t epochs;
	uint32_t max_prompt, max_answer; /* tokens */
	double temperature;		 /* of drawing and of scoring */
	uint32_t passes; /* over what a rollout step drew; 0: one */
	/* The derivatives depend on nothing that the model says, so that a batch
	 * goes through it once, however many chunks it has. */
	bool fixed;
	/* Steps between drawing answers and learning from them, at most: 0, or
	 * 1: the next step's are drawn before this one changes the weights. */
	uint32_t staleness;
	/* What optimizer() is told counts rollout steps, each of which may be
	 * several of the optimiser's; else these. */
	bool rate_by_step;
};

struct momus_trainer_ops {
	uint32_t size; /* sizeof(struct momus_trainer_ops) */

	int (*open)(void **self, const void *options, struct momus_error *err);
	void (*close)(void *self); /* NULL is allowed */

	void (*training)(const void *self, struct momus_training *out);

	/* One optimiser step's coefficients: sets D_LOGPROB and D_ENTROPY (of
	 * .logprobs' shape; the latter may be NULL where no entropies are
	 * wanted) to the derivatives of the loss. */
	int (*gradient)(void *self, const struct momus_rollouts *r,
			float *d_logprob, float *d_entropy,
			struct momus_loss *out, struct momus_error *err);

	/* The optimiser of step STEP, from 0, of STEPS in all: the optimiser's
	 * own, or those of .rate_by_step. */
	void (*optimizer)(const void *self, uint64_t step, uint64_t steps,
			  struct momus_optimizer *out);
};

MOMUS_END_DECLS

#endif /* MOMUS_TRAINER_H */
