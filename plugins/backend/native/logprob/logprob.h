/* logprob.h - log-probabilities of given tokens, the core of likelihood tasks
 *
 * For each row b of the logits x (B,V) and its target token y[b] (B,),
 * 0 <= y[b] < V, not checked:
 *
 *	out[b] = x[b][y[b]] - log sum_v exp(x[b][v])		(B,), in nats
 *
 * computed with the running maximum m and sum s of Milakov & Gimelshein 2018,
 * "Online normalizer calculation for softmax", algorithm 3, so that no
 * exponential overflows and each logit is read once.
 */
#ifndef MOMUS_LOGPROB_H
#define MOMUS_LOGPROB_H

#include <stddef.h>

#include "momus/error.h"

MOMUS_BEGIN_DECLS

/* The reference: plain C, double accumulation.  Host pointers. */
void momus_logprob_cpu(float *out, const float *x, const int *y, size_t rows,
		       size_t cols);

/* The same on the current device.  Device pointers; runs on STREAM and does
 * not wait for it.  Agrees with the reference within 1e-5 * max(1, |out|) for
 * finite logits and cols <= 2^20.
 * MOMUS_EINVAL: rows or cols is 0 or past 2^31-1.  MOMUS_EIO: the launch failed. */
int momus_logprob_cuda(float *out, const float *x, const int *y, size_t rows,
		       size_t cols, void *stream, struct momus_error *err);

MOMUS_END_DECLS

#endif /* MOMUS_LOGPROB_H */
