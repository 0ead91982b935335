/* swiglu.h - the gate of a feed-forward layer
 *
 * For every element: y = g / (1 + exp(-g)) * u (Shazeer 2020, "GLU Variants
 * Improve Transformer", SwiGLU).  With s = 1 / (1 + exp(-g)) its derivatives
 * are dL/du = dL/dy g s and dL/dg = dL/dy u s (1 + g (1 - s)).
 */
#ifndef NATIVE_SWIGLU_H
#define NATIVE_SWIGLU_H

#include "ops/launch.h"

/* Sets Y from G and U, all (N,). */
void swiglu_forward(float *y, const float *g, const float *u, int64_t n);

/* Sets DG and DU from DY, G and U, all (N,); DG or DU may be DY. */
void swiglu_backward(float *dg, float *du, const float *dy, const float *g,
		     const float *u, int64_t n);

MOMUS_BEGIN_DECLS

/* The same on a device (launch.h), all arrays of type T; agrees with the reference
 * within 1e-6 of each number in fp32, and to bf16's rounding. */
int swiglu_forward_cuda(const struct launch *l, void *y, const void *g,
			const void *u, int64_t n, struct momus_error *err);
int swiglu_backward_cuda(const struct launch *l, void *dg, void *du,
			 const void *dy, const void *g, const void *u,
			 int64_t n, struct momus_error *err);

MOMUS_END_DECLS

#endif /* NATIVE_SWIGLU_H */
