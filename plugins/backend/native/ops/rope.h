/* rope.h - rotary position embedding
 *
 * A head x (D,) at position p is turned, pair by pair of x[i] and x[i + D/2]:
 *
 *	y[i]       = x[i] cos(p f[i]) - x[i + D/2] sin(p f[i])
 *	y[i + D/2] = x[i + D/2] cos(p f[i]) + x[i] sin(p f[i])
 *
 * with f[i] = theta^(-2 i / D) (Su et al. 2021, "RoFormer", eq. 34, in the
 * halves' order of Hugging Face's models).  Scaling "linear" divides f by a
 * factor; "llama3" divides those of wavelengths beyond original / low, keeps
 * those below original / high, and goes from one to the other between.
 */
#ifndef NATIVE_ROPE_H
#define NATIVE_ROPE_H

#include "ops/launch.h"
#include "weights/modelconfig.h"

struct rope {
	int64_t half;	      /* D / 2 */
	double *frequency;    /* owned, (half,): radians a position */
	float *cosine, *sine; /* owned, (n, half) */
	int64_t n;
};

/* Prepares the frequencies of CONFIG. */
int rope_init(struct rope *out, const struct config *config,
	      struct momus_error *err);
void rope_release(struct rope *r);

/* Makes the tables long enough for positions below N. */
int rope_reserve(struct rope *r, int64_t n, struct momus_error *err);

/* Turns X (N rows of HEADS heads), whose first row is at position FROM, in
 * place.  BACK turns the other way: that is the derivative. */
void rope_turn(const struct rope *r, float *x, int64_t n, int64_t heads,
	       int64_t from, bool back);

MOMUS_BEGIN_DECLS

/* The same on a device (launch.h): X (N, HEADS, 2 HALF) of type T, whose row I is
 * at position AT[I] (N,), with the tables COSINE and SINE (…, HALF) in fp32.
 * Agrees with the reference to one rounding. */
int rope_turn_cuda(const struct launch *l, void *x, const int *at,
		   const float *cosine, const float *sine, int64_t n,
		   int64_t heads, int64_t half, bool back,
		   struct momus_error *err);

MOMUS_END_DECLS

#endif /* NATIVE_ROPE_H */
