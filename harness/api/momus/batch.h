/* batch.h - a local backend that answers many calls side by side
 *
 * begin() takes a call in at any time, advance() takes all that are in a step
 * further, and each leaves when its answer is there.  An answer is the one that
 * complete() would give, whatever else is in.  Not thread-safe.
 */
#ifndef MOMUS_BATCH_H
#define MOMUS_BATCH_H

#include "momus/backend.h"

MOMUS_BEGIN_DECLS

struct momus_likely {		 /* a token that might have come */
	struct momus_text token; /* the bytes it stands for */
	double logprob;		 /* nats, at the sampling's temperature */
};

struct momus_heard { /* of an answer, after each of its tokens; borrowed */
	struct momus_text text;	 /* so far, as far as it is certain: whole
				  * signs, nothing that may begin a stop
				  * string */
	struct momus_text token; /* the bytes of the token; a special one has
				  * none */
	double logprob;
	const struct momus_likely *likely; /* as many as .sampling.logprobs asks
					    * for, falling */
	size_t n_likely;
};

struct momus_batch_order {
	const struct momus_call *call; /* borrowed until done; .samples is 1.
					* One message whose role is "" is the
					* text that is to be continued */
	struct momus_completion *out;  /* borrowed until done */
	/* Called from advance(), the first after each token; NULL: nobody
	 * listens. */
	void (*heard)(void *arg, const struct momus_heard *heard);
	/* OUT is there; with RC < 0 it is not, for ERR.  Not called for what was
	 * cancelled. */
	void (*done)(void *arg, int rc, const struct momus_error *err);
	void *arg;
};

struct momus_batch_ops {
	uint32_t size; /* sizeof(struct momus_batch_ops) */

	/* *TICKET, never 0, names it to cancel().  A prompt that the model
	 * cannot take is a result, as in complete(). */
	int (*begin)(void *self, const struct momus_batch_order *order,
		     uint64_t *ticket, struct momus_error *err);
	/* *LEFT: how many are in.  Failing, all that were in stay in. */
	int (*advance)(void *self, size_t *left, struct momus_error *err);
	/* Lets go of one that is not done; another ticket does nothing. */
	void (*cancel)(void *self, uint64_t ticket);
};

MOMUS_END_DECLS

#endif /* MOMUS_BATCH_H */
