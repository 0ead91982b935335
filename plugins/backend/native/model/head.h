/* head.h - hidden states to log-probabilities of tokens, and back
 *
 * With z = W h / temperature (V,) and p = softmax(z):
 *
 *	logprob = z[y] - log sum_v exp(z[v])            nats
 *	entropy = -sum_v p[v] log p[v]                  nats
 *	dL/dz[v] = a (1[v = y] - p[v]) - b p[v] (log p[v] + entropy)
 *
 * where a = dL/dlogprob and b = dL/dentropy.  The logits of the first rows are
 * kept for the backward pass, HEAD_KEPT_BYTES of them; those of the others live for
 * some hundred rows, and are computed again.
 */
#ifndef NATIVE_HEAD_H
#define NATIVE_HEAD_H

#include "model/model.h"

struct head_rows { /* rows of hidden states whose next token is asked about */
	const float *hidden;  /* (…, hidden) */
	const size_t *at;     /* (n): tokens of the batch */
	const int32_t *token; /* (n): y of each */
	size_t n;
	double temperature; /* > 0 */
	/* Where in .hidden each token of the batch is (kept's); NULL: in their
	 * order. */
	const size_t *row;
};

#define HEAD_KEPT_BYTES ((size_t)512 << 20)

struct head_kept {	     /* logits of the first rows, for head_backward() */
	float *z;	     /* owned, (rows, vocab) */
	size_t rows, floats; /* floats: that .z has */
	struct model
		*model; /* borrowed: takes .z back; NULL: nothing is kept */
};

void head_kept_release(struct head_kept *k); /* zeroed allowed */

/* Sets Z (vocab) to the logits of one hidden state H (hidden). */
void head_logits(const struct model *m, const float *h, float *z);

/* Sets LOGPROB and ENTROPY (N); ENTROPY may be NULL.  KEPT, if not NULL, receives
 * logits: head_backward() uses them up, and head_kept_release() lets go of them. */
int head_forward(struct model *m, const struct head_rows *r, float *logprob,
		 float *entropy, struct head_kept *kept,
		 struct momus_error *err);

/* From D_LOGPROB and D_ENTROPY (N; NULL: zero) adds to the rows of DX, of the
 * shape of .hidden, and to G, the parameters' derivatives.  KEPT: head_forward()'s
 * of the same rows, or NULL. */
int head_backward(struct model *m, const struct head_rows *r,
		  const struct head_kept *kept, const float *d_logprob,
		  const float *d_entropy, float *dx, float *g,
		  struct momus_error *err);

#endif /* NATIVE_HEAD_H */
