/* skinny.h - products of a few rows with matrices, and what decoding does with them
 *
 *	h[i] = x[i] / sqrt(mean(x[i]^2) + eps) * norm	or, without .norm, x[i]
 *	y[i] = h[i] W'
 *
 * in bf16 with sums in fp32, for at most SKINNY_ROWS rows: matrices are read once,
 * which is what such products cost.  A sum over k is made in an order that k alone
 * gives: a row's numbers do not depend on the others, nor on how many there are, bit
 * for bit.  The scale of a row comes to its sums, not to its numbers.
 */
#ifndef NATIVE_SKINNY_H
#define NATIVE_SKINNY_H

#include "ops/decode.h"
#include "ops/launch.h"

MOMUS_BEGIN_DECLS

enum { SKINNY_ROWS = 128, SKINNY_EIGHT = 8 };

struct skinny {	       /* what is multiplied; all borrowed, on the device */
	const void *x; /* (…, k) */
	const int32_t *row; /* (n): which of them; NULL: 0 … n - 1 */
	const void *norm;   /* (k); NULL: none */
	double eps;
	int64_t n, k; /* k: a multiple of SKINNY_EIGHT */
};

struct skinny_matrix {
	const void *w;	  /* (out, k) */
	const void *bias; /* (out); NULL: none */
	int64_t out;
};

/* Heads of rows that go on: Y is what q, k and v come to, (n, .out) of M each.  With
 * .cosine queries and keys are turned (rope.h) and keys and values go to their places
 * in the pool of .rows instead: .y[1] and .y[2] are the pool's. */
struct skinny_heads {
	struct skinny_matrix m[3];
	void *y[3];
	const float *cosine, *sine; /* (…, head_dim / 2), fp32; NULL: as is */
	const struct decode_rows *rows;
};

/* On a device (launch.h), of type T = bf16, with skinny_bytes() of workspace where there
 * is a norm.  They agree with rmsnorm.h, product.h, rope.h and swiglu.h within bf16's
 * rounding of each number and 2^-7 of the greatest.  MOMUS_EINVAL for what they do not
 * have: fp32, more rows, a .k that is no multiple. */

size_t skinny_bytes(int64_t n, int64_t k);

/* Y (n, out) = h W' + bias + Y */
int skinny_add_cuda(const struct launch *l, const struct skinny *s, void *y,
		    const struct skinny_matrix *m, struct momus_error *err);
/* Y (n, out) = swiglu(h GATE', h UP') */
int skinny_swiglu_cuda(const struct launch *l, const struct skinny *s, void *y,
		       const void *gate, const void *up, int64_t out,
		       struct momus_error *err);
/* Z (n, out), fp32, = h W' */
int skinny_logits_cuda(const struct launch *l, const struct skinny *s, float *z,
		       const struct skinny_matrix *m, struct momus_error *err);
int skinny_heads_cuda(const struct launch *l, const struct skinny *s,
		      const struct skinny_heads *h, struct momus_error *err);

/* Whether heads of HEAD_DIM numbers can be turned as they are made. */
static inline int skinny_turns(int64_t head_dim)
{
	return head_dim % (2 * SKINNY_EIGHT) == 0;
}

MOMUS_END_DECLS

#endif /* NATIVE_SKINNY_H */
