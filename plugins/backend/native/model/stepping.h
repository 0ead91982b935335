/* stepping.h - a place other than the processor where a decoder's steps are computed
 *
 * The decoder says which rows take part and what each sequence's pages are; keys,
 * values, hidden states and logits stay where they are computed.  As with step.h a
 * row's numbers depend on its sequence alone, bit for bit, on one device.
 */
#ifndef NATIVE_STEPPING_H
#define NATIVE_STEPPING_H

#include "model/sampler.h"
#include "model/step.h"

struct stepping_draw { /* of one sequence */
	int64_t row;   /* of the step's: whose hidden state it follows */
	const struct momus_sampling *how; /* borrowed; see sampler_draw() */
	const unsigned char *seen; /* borrowed, (vocab); NULL: no penalty */
	double u; /* the random number, in [0, 1); not used when greedy */
};

struct stepping {
	void *self;
	struct page_pool *pool; /* borrowed: where keys and values are */
	size_t page_bytes;	/* that one page of the pool takes */

	/* step_rows(), but the hidden states stay there until the next call. */
	int (*rows)(void *self, const struct step_row *rows, int64_t n,
		    struct momus_error *err);
	/* Sets ID and LOGPROB (N; nats, as sampler_draw()'s) by LIST (N). */
	int (*draw)(void *self, const struct stepping_draw *list, int64_t n,
		    int32_t *id, float *logprob, struct momus_error *err);
	/* Sets Z (vocab) to the logits of the last draw's I-th. */
	int (*logits)(void *self, int64_t i, float *z, struct momus_error *err);
};

#endif /* NATIVE_STEPPING_H */
