/* logprob.h - log-probabilities and entropies of rows of logits, and derivatives
 *
 * For a row z (V,) and its token y, with p = softmax(z):
 *
 *	logprob = z[y] - log sum_v exp(z[v])            nats
 *	entropy = -sum_v p[v] log p[v]                  nats
 *	dL/dz[v] = a (1[v = y] - p[v]) - b p[v] (log p[v] + entropy)
 *
 * where a = dL/dlogprob and b = dL/dentropy.  On a device the greatest logit, the
 * sum of exp(z - m) and of (z - m) exp(z - m) are made in one reading (after
 * Milakov & Gimelshein 2018, "Online normalizer calculation for softmax",
 * algorithm 3, with the third sum beside theirs).
 */
#ifndef NATIVE_LOGPROB_H
#define NATIVE_LOGPROB_H

#include "ops/launch.h"

MOMUS_BEGIN_DECLS

/* Sets LOGPROB and ENTROPY (N; NULL: not asked for) of Z (N, VOCAB) and TOKEN (N),
 * each of 0 … VOCAB - 1, which is not checked. */
void logprob_forward(float *logprob, float *entropy, const float *z,
		     const int32_t *token, int64_t n, int64_t vocab);

/* Z becomes dL/dz, divided by TEMPERATURE; A and B (N), B may be NULL: zero.  A row
 * with a = b = 0 becomes zero. */
void logprob_backward(float *z, const int32_t *token, const float *a,
		      const float *b, int64_t n, int64_t vocab,
		      double temperature);

struct logprob_row {	     /* what forward finds in a row for backward */
	float most, log_sum; /* m, and the logarithm of the sum of exp(z - m) */
	float entropy;
};

/* The same on a device (launch.h).  Z is fp32; the derivatives DZ (N, VOCAB) are of
 * type T, and may be Z where that is fp32.  KEPT (N; NULL: not wanted) is forward's
 * to write; with it backward reads Z once, and without it (NULL) twice, to the same bits.
 * Agrees with the reference within 2e-6 of the greatest |z| + log V, and to bf16's
 * rounding. */
int logprob_forward_cuda(const struct launch *l, float *logprob, float *entropy,
			 struct logprob_row *kept, const float *z,
			 const int32_t *token, int64_t n, int64_t vocab,
			 struct momus_error *err);
int logprob_backward_cuda(const struct launch *l, void *dz, const float *z,
			  const int32_t *token, const struct logprob_row *kept,
			  const float *a, const float *b, int64_t n,
			  int64_t vocab, double temperature,
			  struct momus_error *err);

MOMUS_END_DECLS

#endif /* NATIVE_LOGPROB_H */
