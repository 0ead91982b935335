/* heads-cuda.cu - the kernel; see heads.h: a warp has a head of a row, and its lanes
 * every 32nd pair of it */
#include "ops/follow.h"
#include "ops/heads.h"

#define WARPS 4
#define PAIRS (DECODE_MOST / 2 / WARP) /* of a lane at most */

struct places { /* of rows */
	const int *at, *page;
	int n, pages, heads, kv_heads, d;
	float eps;
};

/* The pairs of a lane, turned as AT says, times the norm's W where there is one. */
template <class T>
static __device__ void turn(T *to, const T *x, const T *w, const float *cosine,
			    const float *sine, const places &p)
{
	const int half = p.d / 2, lane = (int)threadIdx.x % WARP;
	float low[PAIRS], high[PAIRS], sum = 0, scale = 1;

	for (int i = 0, at = lane; i < PAIRS; i++, at += WARP) {
		low[i] = at < half ? widen(x[at]) : 0.0f;
		high[i] = at < half ? widen(x[at + half]) : 0.0f;
		sum += low[i] * low[i] + high[i] * high[i];
	}
	if (w)
		scale = 1.0f / sqrtf(warp_sum(sum) / (float)p.d + p.eps);
	for (int i = 0, at = lane; i < PAIRS && at < half; i++, at += WARP) {
		const float a = w ? widen(w[at]) * (low[i] * scale) : low[i];
		const float b =
			w ? widen(w[at + half]) * (high[i] * scale) : high[i];

		narrow(a * cosine[at] - b * sine[at], &to[at]);
		narrow(b * cosine[at] + a * sine[at], &to[at + half]);
	}
}

/* grid (n * (heads + 2 * kv_heads) / WARPS), block (WARPS * WARP) */
template <class T> static __global__ void place(struct heads h, places p)
{
	const int each = p.heads + 2 * p.kv_heads;
	const int all = (int)(blockIdx.x * WARPS + threadIdx.x / WARP);
	const int row = all / each, head = all % each;
	const int kv = (head - p.heads) % p.kv_heads;

	follow_begin();
	follow_wait();
	if (row >= p.n)
		return;
	const int at = p.at[row];
	const float *cosine = h.cosine + (int64_t)at * (p.d / 2);
	const float *sine = h.sine + (int64_t)at * (p.d / 2);
	const int64_t own = ((int64_t)row * p.kv_heads + kv) * p.d;
	const int64_t key =
		((int64_t)p.page[(int64_t)row * p.pages + at / DECODE_PAGE] *
			 DECODE_PAGE +
		 at % DECODE_PAGE) *
			p.kv_heads * p.d +
		kv * p.d;

	if (head < p.heads) {
		const int64_t mine = ((int64_t)row * p.heads + head) * p.d;

		turn((T *)h.to + mine, (const T *)h.q + mine,
		     (const T *)h.q_norm, cosine, sine, p);
	} else if (head < p.heads + p.kv_heads) {
		turn((T *)h.pool_k + key, (const T *)h.k + own,
		     (const T *)h.k_norm, cosine, sine, p);
	} else {
		for (int i = (int)threadIdx.x % WARP; i < p.d; i += WARP)
			((T *)h.pool_v)[key + i] = ((const T *)h.v)[own + i];
	}
}

extern "C" int heads_place_cuda(const struct launch *l,
				const struct decode_rows *rows,
				const struct heads *h, struct momus_error *err)
{
	const int64_t all = rows->n * (rows->heads + 2 * rows->kv_heads);
	const places p = { rows->at,
			   rows->page,
			   (int)rows->n,
			   (int)rows->pages,
			   (int)rows->heads,
			   (int)rows->kv_heads,
			   (int)rows->head_dim,
			   (float)h->eps };
	int rc = kernel_rows("heads", rows->n, rows->heads + 2 * rows->kv_heads,
			     err);

	if (rc == MOMUS_OK &&
	    (rows->head_dim < 2 || rows->head_dim > DECODE_MOST ||
	     rows->head_dim % 2))
		rc = momus_fail(err, MOMUS_EINVAL,
				"native: heads of %lld numbers: expected an "
				"even number up to %d",
				(long long)rows->head_dim, DECODE_MOST);
	if (rc == MOMUS_OK)
		rc = kernel_rows("heads", all, 1, err);
	if (rc < 0)
		return rc;
	if (l->type == LAUNCH_BF16)
		KERNEL_FOLLOW(place<bf16>, kernel_blocks(all, WARPS),
			      WARPS * WARP, 0, l, *h, p);
	else
		KERNEL_FOLLOW(place<float>, kernel_blocks(all, WARPS),
			      WARPS * WARP, 0, l, *h, p);
	return kernel_check("heads", err);
}
