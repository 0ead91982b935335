/* adamw.h - the optimiser's step
 *
 * With the gradient g, moments m and v, learning rate a and step t from 1:
 *
 *	w <- w - a decay w
 *	m <- b1 m + (1 - b1) g,  v <- b2 v + (1 - b2) g^2
 *	w <- w - a / (1 - b1^t) m / (sqrt(v / (1 - b2^t)) + eps)
 *
 * (Loshchilov & Hutter 2019, "Decoupled Weight Decay Regularization",
 * algorithm 2, as PyTorch orders it).
 */
#ifndef NATIVE_ADAMW_H
#define NATIVE_ADAMW_H

#include <stdint.h>

struct adamw {
	double rate, beta1, beta2, eps, decay;
};

/* One step of W, M and V (all (N,)) from G (N,) times SCALE; T counts from 1. */
void adamw_step(const struct adamw *o, int64_t t, double scale, float *w,
		float *m, float *v, const float *g, int64_t n);

/* sqrt(sum_i G[i]^2) of G (N,), in double. */
double adamw_norm(const float *g, int64_t n);

#endif /* NATIVE_ADAMW_H */
