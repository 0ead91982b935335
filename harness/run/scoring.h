/* scoring.h - what a model that learns gives the tokens of many sequences
 *
 * Sequences go through the model in chunks, as many as .most tokens hold, at
 * least one.  What shares a chunk changes nothing but the memory it takes.
 */
#ifndef MOMUS_RUN_SCORING_H
#define MOMUS_RUN_SCORING_H

#include "momus/trainable.h"

struct momus_example { /* tokens FIRST .. N-1 are scored; none: skipped */
	const int32_t *tokens; /* (n), borrowed */
	uint32_t n, first;
};

struct momus_scoring_watch { /* who is told how far a pass is; .pass NULL: nobody */
	/* PASS is "scoring", "forward", "backward" or "learning"; DONE of N
	 * tokens are through, 0 at its beginning. */
	void (*pass)(void *arg, const char *pass, size_t done, size_t n);
	void *arg;
};

struct momus_scoring { /* all borrowed */
	const struct momus_trainable_ops *engine;
	void *model;
	double temperature;
	size_t most; /* tokens of a chunk */
	struct momus_scoring_watch watch;
};

/* Scored tokens of LIST (N); *ALL, if not NULL, receives all their tokens. */
MOMUS_API size_t momus_scoring_count(const struct momus_example *list, size_t n,
				     size_t *all);

/* Sets LOGPROBS and ENTROPIES (scored tokens, example by example; ENTROPIES may
 * be NULL), in nats.  *ONE tells whether there was only one chunk; with LEARN
 * what backward needs was kept then. */
MOMUS_API int momus_scoring_forward(const struct momus_scoring *s,
				    const struct momus_example *list, size_t n,
				    bool learn, float *logprobs,
				    float *entropies, bool *one,
				    struct momus_error *err);

/* Adds the gradient of LIST (N) from the derivatives (scored tokens; D_ENTROPY
 * may be NULL); ONE: the last forward was of the same, learnt, in one chunk. */
MOMUS_API int momus_scoring_backward(const struct momus_scoring *s,
				     const struct momus_example *list, size_t n,
				     bool one, const float *d_logprob,
				     const float *d_entropy,
				     struct momus_error *err);

/* Both at once, each chunk forward and back: the derivatives are known before the
 * log-probabilities are.  No entropies.  *FORWARD_S receives the seconds of the
 * former. */
MOMUS_API int momus_scoring_both(const struct momus_scoring *s,
				 const struct momus_example *list, size_t n,
				 const float *d_logprob, float *logprobs,
				 double *forward_s, struct momus_error *err);

#endif /* MOMUS_RUN_SCORING_H */
