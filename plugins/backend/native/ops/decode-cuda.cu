/* decode-cuda.cu - rows that go on with what is kept of their sequences; see decode.h
 *
 * A block has CHUNK keys of one row and all heads of one group, so that keys and
 * values are read once: scores, then the chunk's softmax, then its sum of values.
 * A second kernel adds a row's chunks in their order.  Where a chunk begins depends
 * on positions alone.
 */
#include "ops/decode.h"
#include "ops/kernel.h"

#define BLOCK 128
#define CHUNK 256		   /* keys of a block; not tuned */
#define LANE  (DECODE_MOST / WARP) /* numbers of a head that a lane has */

struct shape {
	const int *page, *at; /* (n, pages), (n) */
	int pages, heads, kv_heads, d, window, chunks;
	float scale;
};

static __device__ __forceinline__ int64_t key_row(const shape &s, int row,
						  int key)
{
	return (int64_t)s.page[(int64_t)row * s.pages + key / DECODE_PAGE] *
		       DECODE_PAGE +
	       key % DECODE_PAGE;
}

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
	to = key_row(s, row, s.at[row]) * width + col;
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
			scores[g * CHUNK + j] =
				seen ? sum * s.scale : -INFINITY;
	}
}

/* The softmax of N scores, unnormalised, by one warp; TO: its greatest and sum. */
static __device__ void soften(float *scores, int n, float *to)
{
	const int lane = (int)(threadIdx.x % WARP);
	float most = -INFINITY, sum = 0;

	for (int j = lane; j < n; j += WARP)
		most = fmaxf(most, scores[j]);
	most = warp_most(most);
	for (int j = lane; j < n; j += WARP) {
		scores[j] = most == -INFINITY ? 0.0f : expf(scores[j] - most);
		sum += scores[j];
	}
	sum = warp_sum(sum);
	if (lane == 0) {
		to[0] = most;
		to[1] = sum;
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
	const int group = s.heads / s.kv_heads, first = (int)blockIdx.x * CHUNK;
	const int last = s.at[row], width = s.kv_heads * s.d;
	const int n = last + 1 - first < CHUNK ? last + 1 - first : CHUNK;
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
		      k + key_row(s, row, first + j) * width + kv * s.d, j,
		      group, !s.window || first + j > last - s.window);
	__syncthreads();
	for (int g = warp; g < group; g += BLOCK / WARP) {
		float *to = part + (((int64_t)row * s.heads + kv * group + g) *
					    s.chunks +
				    blockIdx.x) *
					   (s.d + 2);
		float sum[LANE] = { 0 };

		soften(scores + g * CHUNK, n, to + s.d);
		__syncwarp();
		for (int j = 0; j < n; j++) {
			const T *value = v + kv * s.d +
					 key_row(s, row, first + j) * width;

			for (int i = 0; i < LANE; i++)
				if (lane + WARP * i < s.d)
					sum[i] += scores[g * CHUNK + j] *
						  widen(value[lane + WARP * i]);
		}
		for (int i = 0; i < LANE; i++)
			if (lane + WARP * i < s.d)
				to[lane + WARP * i] = sum[i];
	}
}

/* grid (rows * heads), block (WARP).  o (rows, heads, d) */
template <class T>
static __global__ void combine(T *o, const float *part, shape s)
{
	const int row = (int)blockIdx.x / s.heads;
	const int chunks = s.at[row] / CHUNK + 1;
	const float most_of_none = -INFINITY;
	float most = most_of_none, all = 0;

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
	return r->last / CHUNK + 1;
}

extern "C" size_t decode_bytes(const struct decode_rows *r)
{
	return (size_t)(r->n * r->heads * chunks_of(r) * (r->head_dim + 2)) *
	       sizeof(float);
}

template <class T>
static void start(const struct launch *l, const shape &s, int64_t rows, void *o,
		  const void *q, void *pool_k, void *pool_v, const void *k,
		  const void *v)
{
	const int width = s.kv_heads * s.d;
	const size_t shared = (size_t)(s.heads / s.kv_heads) *
			      (DECODE_MOST + CHUNK) * sizeof(float);
	float *part = (float *)l->workspace;

	KERNEL_START(keep<T>, dim3((unsigned)rows, kernel_blocks(width, BLOCK)),
		     BLOCK, 0, l, (T *)pool_k, (T *)pool_v, (const T *)k,
		     (const T *)v, s, width);
	KERNEL_START(
		attend<T>,
		dim3((unsigned)s.chunks, (unsigned)s.kv_heads, (unsigned)rows),
		BLOCK, shared, l, part, (const T *)q, (const T *)pool_k,
		(const T *)pool_v, s);
	KERNEL_START(combine<T>, (unsigned)(rows * s.heads), WARP, 0, l, (T *)o,
		     part, s);
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
