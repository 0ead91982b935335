/* decode.h - attention of single rows to what is kept of their sequences
 *
 * A row is one token of one sequence at position p.  Its key and value are put
 * where its sequence's page table says, and its queries see the keys of positions
 * max(0, p - window + 1) … p by the formula of attention.h, whose
 * attention_forward() with n = 1 and past = p is the reference.  Keys are taken in
 * chunks whose softmaxes are put together by
 *
 *	m = max_c m[c],  o = sum_c exp(m[c] - m) o[c] / sum_c exp(m[c] - m) l[c]
 *
 * (Dao et al. 2023, "Flash-Decoding for long-context inference").  Rows of one
 * sequence may share a step: keys are put before any are read.
 */
#ifndef NATIVE_DECODE_H
#define NATIVE_DECODE_H

#include "ops/launch.h"

MOMUS_BEGIN_DECLS

enum {
	DECODE_PAGE = 32,  /* positions of a page */
	DECODE_MOST = 128, /* of .head_dim */
	DECODE_GROUP = 32, /* heads of a group at most */
};

struct decode_rows {
	const int32_t *page; /* borrowed, on the device: (n, pages), each row's
			      * pages in the pool by position */
	const int32_t *at;   /* borrowed, on the device: (n), positions */
	int64_t n, pages, last; /* last: the greatest of .at */
	int64_t heads, kv_heads, head_dim, window;
};

/* On a device (launch.h), all of type T: puts K and V (n, kv_heads * head_dim; NULL:
 * they are there) into POOL_K and POOL_V (…, DECODE_PAGE, kv_heads * head_dim), and
 * sets O of Q (n, heads * head_dim).  Needs decode_bytes() of workspace.  Agrees with the reference
 * within 1e-5 of the greatest number in fp32, and to bf16's rounding.  A row's
 * numbers do not depend on other sequences' rows, bit for bit. */
size_t decode_bytes(const struct decode_rows *r);
int decode_attention_cuda(const struct launch *l, const struct decode_rows *r,
			  void *o, const void *q, const void *k, const void *v,
			  void *pool_k, void *pool_v, struct momus_error *err);

MOMUS_END_DECLS

#endif /* NATIVE_DECODE_H */
