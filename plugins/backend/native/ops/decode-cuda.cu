/* decode-cuda.cu - rows that go on with what is kept of their sequences; see decode.h
 *
 * A block has DECODE_CHUNK keys of one row and all heads of one group, so that keys and
 * values are read once: scores, then the chunk's softmax, then its sum of values.
 * A row of one chunk is done with that; else a second kernel adds its chunks in their
 * order.  Where a chunk begins depends on positions alone.
 *
 * bf16 goes through the tensor cores (decode-tile.h), where a head's numbers can be
 * read eight at once; all else is computed here.
 */
#include "ops/decode-tile.h"

#define BLOCK 128
#define LANE  (DECODE_MOST / WARP) /* numbers of a head that a lane has */

typedef decode_shape shape;

/* grid (rows, width / BLOCK), block (BLOCK).  k, v (n, width) into the pool */
template <class T>
static __global__ void keep(T *pool_k, T *pool_v, const T *k, const T *v,
			    shape s, int width)
{
	const int row = (int)blockIdx.x;
	const int col = (int)(blockIdx.y * BLOCK + threadIdx.x);
	int64_t to;

	if (col >= width)
		return;
	to = decode_key(s, row, s.at[row]) * width + col;
	pool_k[to] = k[(int64_t)row * width + col];
	pool_v[to] = v[(int64_t)row * width + col];
}

/* A key's product with each query of the group, by one warp. */
template <class T>
static __device__ void score(const shape &s, float *scores, const float *q,
			     const T *key, int j, int group, bool seen)
{
	const int lane = (int)(threadIdx.x % WARP);
	float k[LANE], sum;

	for (int i = 0; i < LANE; i++)
		k[i] = lane + WARP * i < s.d ? widen(key[lane + WARP * i])
					     : 0.0f;
	for (int g = 0; g < group; g++) {
		sum = 0;
		for (int i = 0; i < LANE; i++)
			sum += q[g * DECODE_MOST + lane + WARP * i] * k[i];
		sum = warp_sum(sum);
		if (lane == 0)
			scores[g * DECODE_CHUNK + j] =
				seen ? sum * s.scale : -INFINITY;
	}
}

/* grid (chunks, kv_heads, rows), block (BLOCK).  part (rows, heads, chunks, d + 2):
 * the sums of values, the greatest score, the sum of exponentials */
template <class T>
static __global__ void attend(float *part, const T *q, const T *k, const T *v,
			      shape s)
{
	KERNEL_SHARED(memory);
	const int row = (int)blockIdx.z, kv = (int)blockIdx.y;
	const int group = s.heads / s.kv_heads,
		  first = (int)blockIdx.x * DECODE_CHUNK;
	const int last = s.at[row], width = s.kv_heads * s.d;
	const int n = last + 1 - first < DECODE_CHUNK ? last + 1 - first
						      : DECODE_CHUNK;
	const int warp = (int)(threadIdx.x / WARP);
	const int lane = (int)(threadIdx.x % WARP);
	float *queries = (float *)memory;
	float *scores = queries + group * DECODE_MOST;

	if (n <= 0)
		return;
	for (int i = (int)threadIdx.x; i < group * DECODE_MOST; i += BLOCK) {
		const int g = i / DECODE_MOST, c = i % DECODE_MOST;

		queries[i] =
			c < s.d ? widen(q[((int64_t)row * s.heads + kv * group +
					   g) * s.d +
					  c])
				: 0.0f;
	}
	__syncthreads();
	for (int j = warp; j < n; j += BLOCK / WARP)
		score(s, scores, queries,
		      k + decode_key(s, row, first + j) * width + kv * s.d, j,
		      group, !s.window || first + j > last - s.window);
	__syncthreads();
	for (int g = warp; g < group; g += BLOCK / WARP) {
		float *to = part + (((int64_t)row * s.heads + kv * group + g) *
					    s.chunks +
				    blockIdx.x) *
					   (s.d + 2);
		float sum[LANE] = { 0 };

		decode_soften(scores + g * DECODE_CHUNK, n, to + s.d);
		__syncwarp();
		for (int j = 0; j < n; j++) {
			const T *value = v + kv * s.d +
					 decode_key(s, row, first + j) * width;

			for (int i = 0; i < LANE; i++)
				if (lane + WARP * i < s.d)
					sum[i] += scores[g * DECODE_CHUNK + j] *
						  widen(value[lane + WARP * i]);
		}
		for (int i = 0; i < LANE; i++)
			if (lane + WARP * i < s.d)
				to[lane + WARP * i] = sum[i];
	}
}

/* What the warps have of N keys, added in their order, to O where there is one chunk,
 * else to PART; FIRST: the row's and head's. */
template <int SPAN>
static __device__ void give_chunk(bf16 *o, float *part, const float *sums,
				  const float *most, const shape &s,
				  int64_t first, int heads, int n)
{
	for (int i = (int)threadIdx.x; i < heads * s.d;
	     i += DECODE_WARPS * WARP) {
		const int h = i / s.d, col = i % s.d;
		float *to = part +
			    ((first + h) * s.chunks + blockIdx.x) * (s.d + 2);
		float sum = 0;

		for (int w = 0; w * DECODE_KEYS < n; w++)
			sum += sums[(w * DECODE_EIGHT + h) * 64 * SPAN + col];
		if (s.chunks == 1)
			narrow(sum / most[2 * h + 1],
			       &o[(first + h) * s.d + col]);
		else
			to[col] = sum;
		if (s.chunks > 1 && col < 2)
			to[s.d + col] = most[2 * h + col];
	}
}

static __device__ __forceinline__ int least(int a, int b)
{
	return a < b ? a : b;
}

/* grid (chunks, kv_heads * groups of eight heads, rows), block (DECODE_WARPS * WARP).
 * part as combine() reads it; o (rows, heads, d) where there is one chunk */
template <int SPAN>
static __global__ void __launch_bounds__(DECODE_WARPS *WARP)
	attend_eight(bf16 *o, float *part, const bf16 *q, const bf16 *k,
		     const bf16 *v, shape s)
{
	__shared__ float scores[DECODE_EIGHT * DECODE_CHUNK];
	__shared__ float sums[DECODE_WARPS * DECODE_EIGHT * 64 * SPAN];
	__shared__ float most[DECODE_EIGHT * 2];
	const int row = (int)blockIdx.z, group = s.heads / s.kv_heads;
	const int eights = (group + DECODE_EIGHT - 1) / DECODE_EIGHT;
	const int kv = (int)blockIdx.y / eights;
	const int head = (int)blockIdx.y % eights * DECODE_EIGHT;
	const int heads = least(group - head, DECODE_EIGHT);
	const int warp = (int)threadIdx.x / WARP;
	const int lane = (int)threadIdx.x % WARP, r = lane / 4, c = lane % 4;
	const int begin = (int)blockIdx.x * DECODE_CHUNK, last = s.at[row];
	const int n = least(last + 1 - begin, DECODE_CHUNK);
	const int left = n - warp * DECODE_KEYS; /* of this warp's keys */
	const int64_t width = s.kv_heads * s.d;
	const int64_t first = ((int64_t)row * s.heads + kv * group + head);
	uint4 values[4 * SPAN];
	int64_t at = 0;

	follow_begin();
	if (left > 0) {
		at = decode_key(s, row, begin + warp * DECODE_KEYS) * width +
		     kv * s.d;
		decode_fetch<SPAN>(k + at, v + at, left, width, s.d);
	}
	follow_wait();
	if (n <= 0)
		return;
	if (left > 0) {
		float mine[4] = { 0, 0, 0, 0 };

		for (int i = 0; i < 4 * SPAN; i++)
			values[i] = decode_eight(
				v + at + (4 * c + i % 4) * width,
				8 * r + i / 4 * 64, s.d, 4 * c + i % 4 < left);
		decode_score<SPAN>(mine, q + (first + r) * s.d, r < heads,
				   k + at + r * width, left - r, (int)width,
				   s.d);
		for (int i = 0; i < 4; i++) {
			const int key = warp * DECODE_KEYS + r + i / 2 * 8;

			scores[(2 * c + i % 2) * DECODE_CHUNK + key] =
				!s.window || begin + key > last - s.window
					? mine[i] * s.scale
					: -INFINITY;
		}
	}
	__syncthreads();
	if (warp < heads)
		decode_soften(scores + warp * DECODE_CHUNK, n, most + 2 * warp);
	/* keys beyond the last, and heads beyond the group's, weigh nothing */
	for (int j = lane + (warp < heads ? n : 0); j < DECODE_CHUNK; j += WARP)
		scores[warp * DECODE_CHUNK + j] = 0;
	__syncthreads();
	if (left > 0)
		decode_values<SPAN>(sums + warp * DECODE_EIGHT * 64 * SPAN,
				    scores + r * DECODE_CHUNK +
					    warp * DECODE_KEYS + 4 * c,
				    values);
	__syncthreads();
	give_chunk<SPAN>(o, part, sums, most, s, first, heads, n);
}

/* grid (rows * heads), block (WARP).  o (rows, heads, d) */
template <class T>
static __global__ void combine(T *o, const float *part, shape s)
{
	const int row = (int)blockIdx.x / s.heads;
	const int chunks = s.at[row] / DECODE_CHUNK + 1;
	float most = -INFINITY, all = 0;

	follow_begin();
	follow_wait();
	part += (int64_t)blockIdx.x * s.chunks * (s.d + 2);
	for (int c = 0; c < chunks; c++)
		most = fmaxf(most, part[c * (s.d + 2) + s.d]);
	for (int c = 0; c < chunks; c++)
		all += part[c * (s.d + 2) + s.d + 1] *
		       expf(part[c * (s.d + 2) + s.d] - most);
	for (int i = (int)threadIdx.x; i < s.d; i += WARP) {
		float sum = 0;

		for (int c = 0; c < chunks; c++)
			sum += part[c * (s.d + 2) + i] *
			       expf(part[c * (s.d + 2) + s.d] - most);
		narrow(sum / all, &o[(int64_t)blockIdx.x * s.d + i]);
	}
}

static int64_t chunks_of(const struct decode_rows *r)
{
	return r->last / DECODE_CHUNK + 1;
}

extern "C" size_t decode_bytes(const struct decode_rows *r)
{
	return (size_t)(r->n * r->heads * chunks_of(r) * (r->head_dim + 2)) *
	       sizeof(float);
}

static void start_eight(const struct launch *l, const shape &s, int64_t rows,
			bf16 *o, float *part, const bf16 *q, const bf16 *k,
			const bf16 *v)
{
	const int group = s.heads / s.kv_heads;
	const dim3 blocks((unsigned)s.chunks,
			  (unsigned)s.kv_heads *
				  kernel_blocks(group, DECODE_EIGHT),
			  (unsigned)rows);

	if (s.d <= 64)
		KERNEL_FOLLOW(attend_eight<1>, blocks, DECODE_WARPS * WARP, 0,
			      l, o, part, q, k, v, s);
	else
		KERNEL_FOLLOW(attend_eight<2>, blocks, DECODE_WARPS * WARP, 0,
			      l, o, part, q, k, v, s);
}

template <class T>
static void start_any(const struct launch *l, const shape &s, int64_t rows,
		      float *part, const void *q, const void *pool_k,
		      const void *pool_v)
{
	const size_t shared = (size_t)(s.heads / s.kv_heads) *
			      (DECODE_MOST + DECODE_CHUNK) * sizeof(float);

	KERNEL_START(
		attend<T>,
		dim3((unsigned)s.chunks, (unsigned)s.kv_heads, (unsigned)rows),
		BLOCK, shared, l, part, (const T *)q, (const T *)pool_k,
		(const T *)pool_v, s);
}

template <class T>
static void start(const struct launch *l, const shape &s, int64_t rows, void *o,
		  const void *q, void *pool_k, void *pool_v, const void *k,
		  const void *v)
{
	const int width = s.kv_heads * s.d;
	const bool tiles = l->type == LAUNCH_BF16 && s.d % DECODE_EIGHT == 0;
	float *part = (float *)l->workspace;

	if (k)
		KERNEL_START(keep<T>,
			     dim3((unsigned)rows, kernel_blocks(width, BLOCK)),
			     BLOCK, 0, l, (T *)pool_k, (T *)pool_v,
			     (const T *)k, (const T *)v, s, width);
	if (tiles)
		start_eight(l, s, rows, (bf16 *)o, part, (const bf16 *)q,
			    (const bf16 *)pool_k, (const bf16 *)pool_v);
	else
		start_any<T>(l, s, rows, part, q, pool_k, pool_v);
	if (!tiles || s.chunks > 1)
		KERNEL_FOLLOW(combine<T>, (unsigned)(rows * s.heads), WARP, 0,
			      l, (T *)o, part, s);
}

extern "C" int decode_attention_cuda(const struct launch *l,
				     const struct decode_rows *r, void *o,
				     const void *q, const void *k,
				     const void *v, void *pool_k, void *pool_v,
				     struct momus_error *err)
{
	const shape s = {
		r->page,
		r->at,
		(int)r->pages,
		(int)r->heads,
		(int)r->kv_heads,
		(int)r->head_dim,
		r->window < INT_MAX ? (int)r->window : 0,
		(int)chunks_of(r),
		1.0f / sqrtf((float)r->head_dim),
	};
	int rc = kernel_room("attention", l, decode_bytes(r), err);

	if (rc < 0)
		return rc;
	if (r->n < 1 || r->n > GRID_YZ || r->kv_heads < 1 ||
	    r->heads % r->kv_heads || r->heads / r->kv_heads > DECODE_GROUP ||
	    r->head_dim < 1 || r->head_dim > DECODE_MOST || r->last < 0 ||
	    r->last >= r->pages * DECODE_PAGE)
		return momus_fail(
			err, MOMUS_EINVAL,
			"native: %lld rows of %lld heads over %lld of %lld "
			"numbers, up to position %lld of %lld pages: expected "
			"at most %d rows, groups of %d and %d numbers",
			(long long)r->n, (long long)r->heads,
			(long long)r->kv_heads, (long long)r->head_dim,
			(long long)r->last, (long long)r->pages, GRID_YZ,
			DECODE_GROUP, DECODE_MOST);
	if (l->type == LAUNCH_BF16)
		start<bf16>(l, s, r->n, o, q, pool_k, pool_v, k, v);
	else
		start<float>(l, s, r->n, o, q, pool_k, pool_v, k, v);
	return kernel_check("attention", err);
}
