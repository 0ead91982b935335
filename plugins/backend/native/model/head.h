/* head.h - hidden states to log-probabilities of tokens, and back
 *
 * With z = W h / temperature (V,) and p = softmax(z):
 *
 *	logprob = z[y] - log sum_v exp(z[v])            nats
 *	entropy = -sum_v p[v] log p[v]                  nats
 *	dL/dz[v] = a (1[v = y] - p[v]) - b p[v] (log p[v] + entropy)
 *
 * where a = dL/dlogprob and b = dL/dentropy.  Logits live for a few rows only,
 * and are computed again for the backward pass: a vocabulary times a batch is
 * never held.
 */
#ifndef NATIVE_HEAD_H
#define NATIVE_HEAD_H

#include "model/model.h"

struct head_rows { /* rows of hidden states whose next token is asked about */
	const float *hidden;  /* (…, hidden) */
	const size_t *at;     /* (n): rows of .hidden */
	const int32_t *token; /* (n): y of each */
	size_t n;
	double temperature; /* > 0 */
};

/* Sets Z (vocab) to the logits of one hidden state H (hidden). */
void head_logits(const struct model *m, const float *h, float *z);

/* Sets LOGPROB and ENTROPY (N); ENTROPY may be NULL. */
int head_forward(const struct model *m, const struct head_rows *r,
		 float *logprob, float *entropy, struct momus_error *err);

/* From D_LOGPROB and D_ENTROPY (N; NULL: zero) adds to the rows of DX, of the
 * shape of .hidden, and to G, the parameters' derivatives. */
int head_backward(const struct model *m, const struct head_rows *r,
		  const float *d_logprob, const float *d_entropy, float *dx,
		  float *g, struct momus_error *err);

#endif /* NATIVE_HEAD_H */
