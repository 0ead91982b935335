/* bias.h - derivatives of a vector that was added to every row
 *
 * With y[t] = x[t] + b: dL/db += sum_t dL/dy[t].  Forward is the product's own
 * (device/device.h).
 */
#ifndef NATIVE_BIAS_H
#define NATIVE_BIAS_H

#include "ops/launch.h"

MOMUS_BEGIN_DECLS

/* DB (D) from DY (N, D). */
void bias_backward(float *db, const float *dy, int64_t n, int64_t d);

/* The same on a device (launch.h): DY of type T, DB fp32.  Needs
 * bias_backward_bytes() of workspace; agrees with the reference within 1e-5 of the
 * sum of magnitudes. */
size_t bias_backward_bytes(int64_t n, int64_t d);
int bias_backward_cuda(const struct launch *l, float *db, const void *dy,
		       int64_t n, int64_t d, struct momus_error *err);

MOMUS_END_DECLS

#endif /* NATIVE_BIAS_H */
