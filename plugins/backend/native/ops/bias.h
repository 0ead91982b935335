/* bias.h - a vector added to every row, and back
 *
 * Forward: y[t] += b.  Backward: dL/db += sum_t dL/dy[t].
 */
#ifndef NATIVE_BIAS_H
#define NATIVE_BIAS_H

#include "ops/launch.h"

MOMUS_BEGIN_DECLS

/* Y (N, D), B (D); DB (D) from DY (N, D). */
void bias_forward(float *y, const float *b, int64_t n, int64_t d);
void bias_backward(float *db, const float *dy, int64_t n, int64_t d);

/* The same on a device (launch.h): Y, B and DY of type T, DB fp32.  Backward needs
 * bias_backward_bytes() of workspace; it agrees with the reference within 1e-5 of
 * the sum of magnitudes. */
int bias_forward_cuda(const struct launch *l, void *y, const void *b, int64_t n,
		      int64_t d, struct momus_error *err);
size_t bias_backward_bytes(int64_t n, int64_t d);
int bias_backward_cuda(const struct launch *l, float *db, const void *dy,
		       int64_t n, int64_t d, struct momus_error *err);

MOMUS_END_DECLS

#endif /* NATIVE_BIAS_H */
