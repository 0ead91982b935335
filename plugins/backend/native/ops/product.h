/* product.h - matrix products, each element as if it were alone
 *
 *	c[i,j] = sum_k a[i,k] b[k,j]  (+ what c[i,j] was)
 *
 * The sum has one order, whatever else is computed with it and whoever computes
 * it: runs of PRODUCT_RUN terms, each from 0 on, k by k, fused; and their sums are
 * added one by one, the first to what was there.  So an element depends on its
 * row of A and its column of B alone, bit for bit, and all variants give the same
 * bits.  BLAS promises neither; it is what many rows need that must not depend on
 * each other (few rows, one at a time: rows.h).
 */
#ifndef NATIVE_PRODUCT_H
#define NATIVE_PRODUCT_H

#include <stdbool.h>

#include "crew.h"
#include "variant.h"

enum { PRODUCT_RUN = 128 };

struct product_kernel { /* one way to compute a tile; constant */
	struct variant variant;
	int rows, columns; /* of a tile */
	/* C (rows, columns), LDC floats a row, from 0 on or with ADD from what it
	 * holds.  a[i,k] is A[i * ROW + k * STEP]; B (k, columns). */
	void (*tile)(float *c, int64_t ldc, const float *a, int64_t row,
		     int64_t step, const float *b, int64_t k, bool add);
};

extern const struct product_kernel product_plain, product_avx2, product_avx512;

/* Number I of all kernels, the best one last, whether or not this processor has
 * it; NULL behind the last. */
const struct product_kernel *product_at(int i);

struct product {
	const struct product_kernel *kernel;
	struct crew *crew; /* borrowed */
	float *scratch;	   /* owned, (hands, …) */
};

/* The best kernel that this processor has; CREW outlives it. */
int product_init(struct product *out, struct crew *crew,
		 struct momus_error *err);
void product_release(struct product *p); /* zeroed allowed */

struct matrix { /* borrowed; x[i,j] is at[i * row + j * column], one of which is 1 */
	const float *at;
	int64_t row, column;
};

/* C (M,N), LDC floats a row, = FACTOR A (M,K) B (K,N), with ADD added to what it
 * holds.  B is multiplied by FACTOR before.  The crew divides the work. */
void product_make(const struct product *p, float *c, int64_t ldc, int64_t m,
		  int64_t n, int64_t k, float factor, struct matrix a,
		  struct matrix b, bool add);

/* The same by HAND of the crew alone, in a piece of its run. */
void product_alone(const struct product *p, int hand, float *c, int64_t ldc,
		   int64_t m, int64_t n, int64_t k, float factor,
		   struct matrix a, struct matrix b, bool add);

/* X (…, LD) row-major, and its transpose. */
static inline struct matrix matrix_plain(const float *x, int64_t ld)
{
	struct matrix m = { x, ld, 1 };

	return m;
}

static inline struct matrix matrix_turned(const float *x, int64_t ld)
{
	struct matrix m = { x, 1, ld };

	return m;
}

#endif /* NATIVE_PRODUCT_H */
