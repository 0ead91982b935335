/* trainable.h - what a backend offers that can also learn
 *
 * The engine holds tensors, a trainer holds the algorithm: tokens go in,
 * log-probabilities and entropies come out, their derivatives go back in, and a
 * step changes the weights.  Not thread-safe: one model, one thread at a time.
 */
#ifndef MOMUS_TRAINABLE_H
#define MOMUS_TRAINABLE_H

#include "momus/backend.h"
#include "momus/ranks.h"

MOMUS_BEGIN_DECLS

enum momus_tokenise { /* flags */
	MOMUS_TOKENISE_FRAME = 1, /* with the model's own first, last tokens */
	MOMUS_TOKENISE_PLAIN = 2, /* special tokens are words like others */
};

struct momus_tokens {
	const int32_t *list; /* (n) */
	size_t n;
};

/* Sequences one behind the other, without padding.  Of sequence I the tokens
 * from .first[i] on (at least 1) are scored: SCORED in all. */
struct momus_sequences { /* all borrowed */
	const int32_t *tokens; /* (start[n]) */
	const size_t *start;   /* (n + 1); [0] is 0 */
	const size_t *first;   /* (n), within the sequence */
	size_t n;
};

struct momus_sampled { /* in the arena that was given */
	const int32_t *tokens; /* (n): the answer, its end token if it has one */
	const float *logprobs; /* (n) nats, at the sampling temperature */
	size_t n;
	enum momus_finish finish;
	struct momus_text text;
};

struct momus_sample_order { /* all borrowed until it is done */
	struct momus_tokens prompt;
	const struct momus_sampling *sampling;
	struct momus_stream *stream;
	struct momus_arena *arena;
	struct momus_sampled *out;
	/* OUT is there; with RC < 0 it is not, for ERR.  Not called for what was
	 * cancelled. */
	void (*done)(void *arg, int rc, const struct momus_error *err);
	void *arg;
};

/* AdamW (Loshchilov & Hutter 2019) with decoupled decay of every parameter, after
 * the gradient's norm was cut to .clip (0: not cut). */
struct momus_optimizer {
	double rate, beta1, beta2, eps, decay, clip;
};

struct momus_trainable_ops {
	uint32_t size; /* sizeof(struct momus_trainable_ops) */

	/* The tokens of TEXT, in ARENA.  FLAGS: enum momus_tokenise. */
	int (*tokenise)(void *self, struct momus_text text, unsigned flags,
			struct momus_arena *arena, struct momus_tokens *out,
			struct momus_error *err);
	/* Appends the bytes that TOKENS stand for; with SPECIAL also special
	 * tokens.  MOMUS_EINVAL for what is no token. */
	int (*detokenise)(void *self, struct momus_tokens tokens, bool special,
			  struct momus_buffer *out, struct momus_error *err);
	/* Appends the dialogue MESSAGES (N) as the model reads it, up to where
	 * its answer begins if ASK. */
	int (*render)(void *self, const struct momus_message *messages,
		      size_t n, bool ask, struct momus_buffer *out,
		      struct momus_error *err);

	/* The token that ends an answer; -1: there is none. */
	int32_t (*end)(const void *self);

	/* An answer to PROMPT, drawn from STREAM. */
	int (*sample)(void *self, struct momus_tokens prompt,
		      const struct momus_sampling *sampling,
		      struct momus_stream *stream, struct momus_arena *arena,
		      struct momus_sampled *out, struct momus_error *err);

	/* Sets LOGPROBS and ENTROPIES (scored tokens, sequence by sequence;
	 * ENTROPIES may be NULL), in nats, of logits divided by TEMPERATURE.
	 * With LEARN what backward() needs is kept until the next call. */
	int (*forward)(void *self, const struct momus_sequences *s,
		       double temperature, bool learn, float *logprobs,
		       float *entropies, struct momus_error *err);
	/* Adds the gradient of the last forward() from D_LOGPROB and D_ENTROPY,
	 * of the shape of its results; D_ENTROPY may be NULL. */
	int (*backward)(void *self, const float *d_logprob,
			const float *d_entropy, struct momus_error *err);
	/* Changes the weights by the gradient, which is 0 afterwards.  *NORM
	 * receives its L2 norm before it was cut. */
	int (*step)(void *self, const struct momus_optimizer *o, double *norm,
		    struct momus_error *err);

	/* Writes weights, shape and tokenizer to FOLDER, as Hugging Face has
	 * them, whole or not at all; with STATE also the optimiser's moments
	 * and step.  load() takes weights of the same shape, and the state if
	 * it is there. */
	int (*save)(void *self, const char *folder, bool state,
		    struct momus_error *err);
	int (*load)(void *self, const char *folder, struct momus_error *err);

	/* The gradient becomes 0 and nothing else changes; *NORM receives its L2
	 * norm.  NULL: not supported. */
	int (*forget)(void *self, double *norm, struct momus_error *err);

	/* The answer that sample() would draw, beside others: it is in until it is
	 * done, in a call of advance() of the backend's momus/batch.h, whose
	 * cancel() lets go of *TICKET.  NULL: not supported. */
	int (*begin)(void *self, const struct momus_sample_order *order,
		     uint64_t *ticket, struct momus_error *err);

	/* Divides the work of the calls above with the models of the other
	 * RANKS (borrowed until close()), which call this at the same time.  To
	 * the caller of rank 0 it returns at once, and nothing else changes but
	 * that sums are in another order; the others do what it asks for, and
	 * return when it is closed.  MOMUS_EINVAL, everybody's, where the models
	 * are not the same.  NULL: not supported. */
	int (*together)(void *self, const struct momus_ranks *ranks,
			struct momus_error *err);
};

MOMUS_END_DECLS

#endif /* MOMUS_TRAINABLE_H */
