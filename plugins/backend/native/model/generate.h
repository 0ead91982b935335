/* generate.h - one prompt's tokens to an answer's */
#ifndef NATIVE_GENERATE_H
#define NATIVE_GENERATE_H

#include "model/decoder.h"

struct answer {		 /* of one call; answer_release() */
	struct ids ids;	 /* the end token included, if it came */
	float *logprobs; /* owned, (ids.n): at the sampling temperature */
	enum momus_finish finish;
	size_t text; /* bytes of what the ids say before a stop string;
		      * (size_t)-1: all of them */
};

void answer_release(struct answer *a);

/* Continues PROMPT (N tokens) by HOW, at most MOST tokens, with random numbers
 * of STREAM, until an end token, a stop string or the end of the model's
 * positions; what else is in D goes on meanwhile.  The same prompt and stream
 * give the same answer whatever was asked before.  MOMUS_EINVAL for a prompt that
 * is empty or does not fit. */
int generate(struct decoder *d, const int32_t *prompt, size_t n,
	     const struct momus_sampling *how, int64_t most,
	     struct momus_stream *stream, struct answer *out,
	     struct momus_error *err);

/* Appends what A's ids say, before the stop string. */
void answer_text(const struct tokenizer *t, const struct answer *a,
		 struct momus_buffer *out);

/* Takes the answer out of S, which has ended. */
int answer_take(struct answer *out, struct decoding *s,
		struct momus_error *err);

#endif /* NATIVE_GENERATE_H */
