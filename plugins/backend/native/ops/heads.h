/* heads.h - queries, keys and values of rows that go on, to where attention reads them
 *
 *	y = turn(rmsnorm(x))	for each head of the queries and keys
 *
 * by the formulas of rmsnorm.h, where there is a norm, and rope.h; values are as they
 * are.  Keys and values go to their places in the pool (decode.h).
 */
#ifndef NATIVE_HEADS_H
#define NATIVE_HEADS_H

#include "ops/decode.h"

MOMUS_BEGIN_DECLS

struct heads { /* all borrowed, on the device, of type T but the angles */
	const void *q, *k, *v;	     /* (n, heads, d), (n, kv_heads, d) twice */
	const void *q_norm, *k_norm; /* (d); both or none NULL */
	double eps;
	const float *cosine, *sine; /* (…, d / 2) */
	void *to;		    /* the queries: (n, heads, d) */
	void *pool_k, *pool_v;
};

/* On a device (launch.h); ROWS as for decode_attention_cuda().  Agrees with the
 * references to T's rounding. */
int heads_place_cuda(const struct launch *l, const struct decode_rows *rows,
		     const struct heads *h, struct momus_error *err);

MOMUS_END_DECLS

#endif /* NATIVE_HEADS_H */
