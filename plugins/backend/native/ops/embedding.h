/* embedding.h - rows of a table by token, and back
 *
 * Forward: x[t] = w[id[t]].  Backward: dL/dw[v] = sum over t with id[t] = v of
 * dL/dx[t], added in the order of t, so that the sum is the same each time.
 */
#ifndef NATIVE_EMBEDDING_H
#define NATIVE_EMBEDDING_H

#include "ops/launch.h"

MOMUS_BEGIN_DECLS

/* X (N, D) from W (…, D) and ID (N), which is not checked; adds to DW from DX. */
void embedding_forward(float *x, const float *w, const int32_t *id, int64_t n,
		       int64_t d);
void embedding_backward(float *dw, const float *dx, const int32_t *id,
			int64_t n, int64_t d);

/* Where tokens stand, so that each has one block of a device: .order (n) has the
 * places by token and then by place, .begin (kinds + 1) where those of each token
 * begin in it. */
struct embedding_plan {
	int32_t *order, *begin; /* owned, of one piece with .order first */
	int64_t n, kinds;
};

/* Plans ID (N); MOMUS_ENOMEM. */
int embedding_plan_init(struct embedding_plan *out, const int32_t *id,
			int64_t n, struct momus_error *err);
void embedding_plan_release(struct embedding_plan *p);

/* The same on a device (launch.h): X, W and DX of type T, DW fp32; ID (N), and
 * ORDER and BEGIN of a plan of it.  Forward is exact, backward agrees with the
 * reference bit for bit where T is fp32. */
int embedding_forward_cuda(const struct launch *l, void *x, const void *w,
			   const int32_t *id, int64_t n, int64_t d,
			   struct momus_error *err);
int embedding_backward_cuda(const struct launch *l, float *dw, const void *dx,
			    const int32_t *id, const int32_t *order,
			    const int32_t *begin, int64_t kinds, int64_t d,
			    struct momus_error *err);

MOMUS_END_DECLS

#endif /* NATIVE_EMBEDDING_H */
