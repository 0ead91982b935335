/* rmsnorm.h - root mean square normalisation of rows
 *
 * For each row x (D,) of X (N,D) and the weights w (D,):
 *
 *	r = 1 / sqrt(mean_i x[i]^2 + eps)
 *	y[i] = w[i] x[i] r
 *
 * (Zhang & Sennrich 2019, "Root Mean Square Layer Normalization", eq. 4, with
 * eps inside the root).  With g[i] = dL/dy[i] its derivatives are
 *
 *	dL/dx[i] = r w[i] g[i] - x[i] r^3 / D sum_j w[j] g[j] x[j]
 *	dL/dw[i] = sum over rows of g[i] x[i] r
 *
 * Sums are taken in double.
 */
#ifndef NATIVE_RMSNORM_H
#define NATIVE_RMSNORM_H

#include "ops/launch.h"

/* Sets Y (N,D) and R (N,). */
void rmsnorm_forward(float *y, float *r, const float *x, const float *w,
		     int64_t n, int64_t d, double eps);

/* Adds to DX (N,D) and DW (D,), from DY (N,D), X and R as they were; DY and DX
 * may be the same array, which then is set and not added to. */
void rmsnorm_backward(float *dx, float *dw, const float *dy, const float *x,
		      const float *w, const float *r, int64_t n, int64_t d);

MOMUS_BEGIN_DECLS

/* The same on a device (launch.h): X, Y, W, DX and DY are of type T, R and DW
 * fp32; R may be NULL where no backward follows.  Agrees with the reference within
 * 1e-5 of the largest number of a row in fp32, and to bf16's rounding.  Backward
 * needs rmsnorm_backward_bytes() of workspace. */
int rmsnorm_forward_cuda(const struct launch *l, void *y, float *r,
			 const void *x, const void *w, int64_t n, int64_t d,
			 double eps, struct momus_error *err);
size_t rmsnorm_backward_bytes(int64_t n, int64_t d);
int rmsnorm_backward_cuda(const struct launch *l, void *dx, float *dw,
			  const void *dy, const void *x, const void *w,
			  const float *r, int64_t n, int64_t d,
			  struct momus_error *err);

MOMUS_END_DECLS

#endif /* NATIVE_RMSNORM_H */
