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

#include "ops/crew.h"
#include "ops/launch.h"

struct adamw {
	double rate, beta1, beta2, eps, decay;
};

/* One step of W, M and V (all (N,)) from G (N,) times SCALE; T counts from 1. */
void adamw_step(const struct adamw *o, int64_t t, double scale, float *w,
		float *m, float *v, const float *g, int64_t n);

/* The same; CREW divides the work. */
void adamw_run(struct crew *crew, const struct adamw *o, int64_t t,
	       double scale, float *w, float *m, float *v, const float *g,
	       int64_t n);

/* sqrt(sum_i G[i]^2) of G (N,), in double. */
double adamw_norm(const float *g, int64_t n);

MOMUS_BEGIN_DECLS

/* The same on a device (launch.h).  W, M, V and G are fp32; COPY (N) receives the
 * weights as type T, and is NULL where W itself is what the model computes with.
 * Agrees with the reference within 1e-6 of the rate and to one rounding of W. */
int adamw_step_cuda(const struct launch *l, const struct adamw *o, int64_t t,
		    double scale, float *w, float *m, float *v, const float *g,
		    void *copy, int64_t n, struct momus_error *err);

/* *SQUARE, on the device, becomes the sum of G[i]^2 in double; one order, whatever
 * the device.  Needs ADAMW_NORM_BYTES of workspace. */
enum { ADAMW_NORM_BYTES = 512 * 8 };
int adamw_norm_cuda(const struct launch *l, double *square, const float *g,
		    int64_t n, struct momus_error *err);

/* COPY (N), of type T, becomes W (N); where T is fp32 they are one array's kind. */
int adamw_copy_cuda(const struct launch *l, void *copy, const float *w,
		    int64_t n, struct momus_error *err);

MOMUS_END_DECLS

#endif /* NATIVE_ADAMW_H */
