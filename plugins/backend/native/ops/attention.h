/* attention.h - causal attention with grouped heads
 *
 * Query i of a head sees the keys j of its group with i - window < j <= i:
 *
 *	s[j] = q[i] . k[j] / sqrt(D),  p = softmax(s),  o[i] = sum_j p[j] v[j]
 *
 * (Vaswani et al. 2017, eq. 1).  Backward, from g = dL/do[i] and the logarithm
 * of the softmax's sum, lse[i], which the forward pass keeps (Dao et al. 2022,
 * "FlashAttention", algorithm 4):
 *
 *	p[j] = exp(s[j] - lse[i]),  dL/dv[j] += p[j] g
 *	dL/ds[j] = p[j] (g . v[j] - g . o[i])
 *	dL/dq[i] += sum_j dL/ds[j] k[j] / sqrt(D),  dL/dk[j] likewise
 *
 * Rows are taken in blocks, so that no T x T matrix is held.  Products are
 * product.h's: a row's numbers depend on its sequence alone, bit for bit, wherever
 * the keys of its past are.
 */
#ifndef NATIVE_ATTENTION_H
#define NATIVE_ATTENTION_H

#include <stddef.h>

#include "ops/launch.h"
#include "ops/product.h"

struct attention {
	const struct product *product; /* borrowed */
	int64_t heads, kv_heads, head_dim;
	int64_t window; /* 0: all keys */
	float *scratch; /* owned: of each hand two blocks of rows times keys */
	int64_t keys;	/* for which there is scratch */
};

struct attention_text { /* one sequence: rows of Q, K, V and the others */
	int64_t at, n;	/* its own, at positions PAST … PAST + N - 1 */
	/* Rows of K and V at positions 0 … PAST - 1: another's, listed before,
	 * with none in between that has no past. */
	int64_t past_at, past;
};

void attention_release(struct attention *a);

/* Sets the rows of O and LSE (rows, heads) of the texts LIST (N).  Q and O are
 * (rows, heads * head_dim), K and V (rows, kv_heads * head_dim).  LSE may be
 * NULL.  The crew divides the work. */
int attention_forward(struct attention *a, float *o, float *lse, const float *q,
		      const float *k, const float *v,
		      const struct attention_text *list, size_t n,
		      struct momus_error *err);

/* Adds to DQ, DK and DV, of the shapes of Q, K and V, from DO of O's. */
int attention_backward(struct attention *a, float *dq, float *dk, float *dv,
		       const float *d_o, const float *o, const float *lse,
		       const float *q, const float *k, const float *v,
		       const struct attention_text *list, size_t n,
		       struct momus_error *err);

MOMUS_BEGIN_DECLS

/* Sequences behind each other on a device. */
struct attention_rows {
	const int
		*start; /* borrowed, on the device: (sequences + 1), where each
			   * begins */
	int64_t sequences, tokens, longest;
	int64_t heads, kv_heads, head_dim, window;
};

enum { ATTENTION_MOST = 128 }; /* of .head_dim on a device */

/* The same on a device (launch.h), of whole sequences at once: Q, K, V, O and their
 * derivatives of type T, LSE (N, heads) fp32, which may be NULL forward.  Backward
 * sets DQ, DK and DV, and needs attention_backward_bytes() of workspace.  Agrees
 * with the reference within 1e-5 of the greatest number in fp32; in bf16, where
 * probabilities are rounded too, within 2^-6 of it. */
int attention_forward_cuda(const struct launch *l,
			   const struct attention_rows *r, void *o, float *lse,
			   const void *q, const void *k, const void *v,
			   struct momus_error *err);
size_t attention_backward_bytes(const struct attention_rows *r);
int attention_backward_cuda(const struct launch *l,
			    const struct attention_rows *r, void *dq, void *dk,
			    void *dv, const void *d_o, const void *o,
			    const float *lse, const void *q, const void *k,
			    const void *v, struct momus_error *err);

MOMUS_END_DECLS

#endif /* NATIVE_ATTENTION_H */
