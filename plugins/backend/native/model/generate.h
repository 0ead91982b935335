/* generate.h - a prompt's tokens to an answer's, one after another */
#ifndef NATIVE_GENERATE_H
#define NATIVE_GENERATE_H

#include "model/forward.h"
#include "model/sampler.h"
#include "tokenizer/tokenizer.h"

struct generator {
	struct model *model;	     /* borrowed */
	struct tokenizer *tokenizer; /* borrowed; NULL: no stop strings */
	const int32_t *ends;	     /* borrowed: tokens that end a text */
	size_t n_ends;
	struct sampler sampler;
	float *hidden, *logits; /* owned */
	/* The last prompt, so that samples of one prompt read it once. */
	struct cache prompt;
	struct ids prompt_ids;
	float *prompt_hidden; /* owned */
};

int generator_init(struct generator *out, struct model *model,
		   struct tokenizer *tokenizer, const int32_t *ends,
		   size_t n_ends, struct momus_error *err);
void generator_release(struct generator *g); /* zeroed allowed */

/* Forgets the last prompt: the weights have changed. */
void generator_forget(struct generator *g);

struct answer {		 /* of one call; release .ids and free .logprobs */
	struct ids ids;	 /* the end token included, if it came */
	float *logprobs; /* owned, (ids.n): at the sampling temperature */
	enum momus_finish finish;
	size_t text; /* bytes of the decoded ids before a stop string;
			   * (size_t)-1: all of them */
};

void answer_release(struct answer *a);

/* Continues PROMPT (N tokens) by HOW, at most MOST tokens, with random numbers
 * of STREAM, until an end token, a stop string or the end of the model's
 * positions.  The same prompt and stream give the same answer whatever was asked
 * before.  MOMUS_EINVAL for a prompt that is empty or does not fit. */
int generate(struct generator *g, const int32_t *prompt, size_t n,
	     const struct momus_sampling *how, int64_t most,
	     struct momus_stream *stream, struct answer *out,
	     struct momus_error *err);

#endif /* NATIVE_GENERATE_H */
