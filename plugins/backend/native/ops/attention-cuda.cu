/* attention-cuda.cu - forward and backward; see attention.h for the formulas
 *
 * In bf16, heads of 64 and of 128 numbers are flash.h's; what follows is for fp32
 * and for every other width.
 *
 * A block has QUERIES rows of one head of one sequence and goes over the keys they
 * see, KEYS at a time; for the derivatives of keys and values, a block has KEYS of
 * them and goes over the rows that see them, one head of the group after another.
 * So nothing of T x T is held, and nothing is summed by two blocks.
 */
#include "ops/attention.h"
#include "ops/flash.h"
#include "ops/tile.h"

#define BLOCK 128

/* Rows and keys of a block: what fits the 163 KiB that an sm_80 has, at 128
 * numbers a head; not tuned. */
template <class T> struct rows;
template <> struct rows<bf16> {
	enum { QUERIES = 64, KEYS = 64, FEW = 32 };
};
template <> struct rows<float> {
	enum { QUERIES = 32, KEYS = 32, FEW = 32 };
};

struct shape {
	const int *start; /* (sequences + 1) */
	int heads, kv_heads, d, window;
	int wide; /* d to the next multiple of TILE */
	float scale;
};

static __device__ bool sees(const shape &s, int query, int key)
{
	return key <= query && (!s.window || key > query - s.window);
}

/* The first tile of PER keys that the query sees. */
static __device__ int first_tile(const shape &s, int query, int per)
{
	const int first =
		s.window && query >= s.window ? query - s.window + 1 : 0;

	return first / per * per;
}

/* One row of scores becomes probabilities P, unnormalised; M, L and the row of sums
 * O follow.  By one warp. */
template <class T>
static __device__ void soften(const shape &s, float *score, T *p, float *o,
			      float *m, float *l, int query, int key, int keys)
{
	const int lane = (int)(threadIdx.x % WARP);
	const float was = *m;
	float most = was, sum = 0, by;

	for (int j = lane; j < keys; j += WARP) {
		if (query >= 0 && sees(s, query, key + j))
			score[j] *= s.scale;
		else
			score[j] = -INFINITY;
		most = fmaxf(most, score[j]);
	}
	most = warp_most(most);
	by = was == -INFINITY ? 0.0f : expf(was - most);
	for (int j = lane; j < keys; j += WARP) {
		const float x =
			most == -INFINITY ? 0.0f : expf(score[j] - most);

		narrow(x, &p[j]);
		sum += x;
	}
	sum = warp_sum(sum);
	for (int i = lane; i < s.wide; i += WARP)
		o[i] *= by;
	__syncwarp();
	if (lane == 0) {
		*m = most;
		*l = *l * by + sum;
	}
}

template <class T> struct forward_tiles {
	enum { Q = rows<T>::QUERIES, K = rows<T>::KEYS };
	T *q, *k, *v, *p;
	float *s, *o, *ml;

	static __host__ __device__ size_t bytes(int wide)
	{
		return tile_bytes<T>(Q, wide) + 2 * tile_bytes<T>(K, wide) +
		       tile_bytes<T>(Q, K) + tile_bytes<float>(Q, K) +
		       tile_bytes<float>(Q, wide) + tile_bytes<float>(2, Q);
	}

	__device__ forward_tiles(unsigned char *at, int wide)
	{
		q = tile_take<T>(&at, Q, wide);
		k = tile_take<T>(&at, K, wide);
		v = tile_take<T>(&at, K, wide);
		p = tile_take<T>(&at, Q, K);
		s = tile_take<float>(&at, Q, K);
		o = tile_take<float>(&at, Q, wide);
		ml = tile_take<float>(&at, 2, Q);
	}
};

/* grid (longest / QUERIES, heads, sequences), block (BLOCK).  o and q
 * (N, heads * d), k and v (N, kv_heads * d), lse (N, heads) */
template <class T>
static __global__ void forward(T *o, float *lse, const T *q, const T *k,
			       const T *v, shape s)
{
	KERNEL_SHARED(memory);
	enum { Q = rows<T>::QUERIES, K = rows<T>::KEYS };
	const int from = s.start[blockIdx.z],
		  n = s.start[blockIdx.z + 1] - from;
	const int row0 = (int)blockIdx.x * Q, head = (int)blockIdx.y;
	const int kv = head / (s.heads / s.kv_heads);
	const int64_t qs = (int64_t)s.heads * s.d,
		      ks = (int64_t)s.kv_heads * s.d;
	const int pitch = tile_pitch<float>(s.wide);
	const forward_tiles<T> t(memory, s.wide);

	if (row0 >= n)
		return;
	tile_fill(t.q, Q, s.wide, q + (from + row0) * qs + head * s.d, n - row0,
		  s.d, qs);
	tile_clear(t.o, Q, s.wide);
	for (int i = (int)threadIdx.x; i < Q; i += BLOCK) {
		t.ml[2 * i] = -INFINITY;
		t.ml[2 * i + 1] = 0;
	}
	for (int key = first_tile(s, row0, K); key < n && key < row0 + Q;
	     key += K) {
		__syncthreads();
		tile_fill(t.k, K, s.wide, k + (from + key) * ks + kv * s.d,
			  n - key, s.d, ks);
		tile_fill(t.v, K, s.wide, v + (from + key) * ks + kv * s.d,
			  n - key, s.d, ks);
		__syncthreads();
		tile_multiply<false, true>(t.s, t.q, t.k, Q, K, s.wide, false);
		__syncthreads();
		for (int i = (int)threadIdx.x / WARP; i < Q; i += BLOCK / WARP)
			soften(s, t.s + i * tile_pitch<float>(K),
			       t.p + i * tile_pitch<T>(K), t.o + i * pitch,
			       &t.ml[2 * i], &t.ml[2 * i + 1],
			       row0 + i < n ? row0 + i : -1, key, K);
		__syncthreads();
		tile_multiply<false, false>(t.o, t.p, t.v, Q, s.wide, K, true);
	}
	__syncthreads();
	for (int i = (int)threadIdx.x; i < Q * s.d; i += BLOCK) {
		const int row = i / s.d, col = i % s.d;

		if (row0 + row < n)
			narrow(t.o[row * pitch + col] / t.ml[2 * row + 1],
			       &o[(from + row0 + row) * qs + head * s.d + col]);
	}
	for (int i = (int)threadIdx.x; lse && i < Q && row0 + i < n; i += BLOCK)
		lse[(int64_t)(from + row0 + i) * s.heads + head] =
			t.ml[2 * i] + logf(t.ml[2 * i + 1]);
}

/* both[i] = sum of dO[i] O[i] of each head: grid (N * heads / 4), block (BLOCK) */
template <class T>
static __global__ void multiply_heads(float *both, const T *d_o, const T *o,
				      int64_t n, int d)
{
	const int64_t head =
		(int64_t)blockIdx.x * (BLOCK / WARP) + threadIdx.x / WARP;
	float sum = 0;

	if (head >= n)
		return;
	for (int i = (int)(threadIdx.x % WARP); i < d; i += WARP)
		sum += widen(d_o[head * d + i]) * widen(o[head * d + i]);
	sum = warp_sum(sum);
	if (threadIdx.x % WARP == 0)
		both[head] = sum;
}

/* What backward holds of a tile of rows and a tile of keys. */
template <class T, int Q, int K> struct backward_tiles {
	T *q, *g, *k, *v, *p, *ds;
	float *s, *dp, *a, *b, *known;

	static __host__ __device__ size_t bytes(int wide, bool keys)
	{
		return 2 * tile_bytes<T>(Q, wide) + 2 * tile_bytes<T>(K, wide) +
		       2 * tile_bytes<T>(Q, K) + 2 * tile_bytes<float>(Q, K) +
		       (keys ? 2 * tile_bytes<float>(K, wide)
			     : tile_bytes<float>(Q, wide)) +
		       tile_bytes<float>(2, Q);
	}

	__device__ backward_tiles(unsigned char *at, int wide, bool keys)
	{
		q = tile_take<T>(&at, Q, wide);
		g = tile_take<T>(&at, Q, wide);
		k = tile_take<T>(&at, K, wide);
		v = tile_take<T>(&at, K, wide);
		p = tile_take<T>(&at, Q, K);
		ds = tile_take<T>(&at, Q, K);
		s = tile_take<float>(&at, Q, K);
		dp = tile_take<float>(&at, Q, K);
		a = tile_take<float>(&at, keys ? K : Q, wide);
		b = keys ? tile_take<float>(&at, K, wide) : a;
		known = tile_take<float>(&at, 2, Q);
	}

	/* The rows' queries, derivatives, sums and products of HEAD. */
	__device__ void fill_rows(const shape &sh, const T *all_q,
				  const T *all_g, const float *lse,
				  const float *both, int from, int row, int n,
				  int head)
	{
		const int64_t stride = (int64_t)sh.heads * sh.d;
		const int64_t at = (from + row) * stride + head * sh.d;

		tile_fill(q, Q, sh.wide, all_q + at, n - row, sh.d, stride);
		tile_fill(g, Q, sh.wide, all_g + at, n - row, sh.d, stride);
		for (int i = (int)threadIdx.x; i < Q && row + i < n;
		     i += BLOCK) {
			const int64_t one =
				(int64_t)(from + row + i) * sh.heads + head;

			known[2 * i] = lse[one];
			known[2 * i + 1] = both[one];
		}
	}

	__device__ void fill_keys(const shape &sh, const T *all_k,
				  const T *all_v, int from, int key, int n,
				  int kv)
	{
		const int64_t stride = (int64_t)sh.kv_heads * sh.d;
		const int64_t at = (from + key) * stride + kv * sh.d;

		tile_fill(k, K, sh.wide, all_k + at, n - key, sh.d, stride);
		tile_fill(v, K, sh.wide, all_v + at, n - key, sh.d, stride);
	}

	/* P and the derivatives of the scores, from q, k, v and dO. */
	__device__ void derive(const shape &sh, int row, int key, int n)
	{
		tile_multiply<false, true>(s, q, k, Q, K, sh.wide, false);
		tile_multiply<false, true>(dp, g, v, Q, K, sh.wide, false);
		__syncthreads();
		for (int i = (int)threadIdx.x; i < Q * K; i += BLOCK) {
			const int y = i / K, x = i % K;
			const int at = y * tile_pitch<float>(K) + x;
			float one = 0, d = 0;

			if (row + y < n && sees(sh, row + y, key + x)) {
				one = expf(s[at] * sh.scale - known[2 * y]);
				d = one * (dp[at] - known[2 * y + 1]) *
				    sh.scale;
			}
			narrow(one, &p[y * tile_pitch<T>(K) + x]);
			narrow(d, &ds[y * tile_pitch<T>(K) + x]);
		}
		__syncthreads();
	}
};

/* TO, of ROWS rows from AT on and STRIDE apart, becomes FROM. */
template <class T>
static __device__ void write_rows(T *to, const float *from, int rows, int d,
				  int wide, int64_t stride)
{
	for (int i = (int)threadIdx.x; i < rows * d; i += BLOCK)
		narrow(from[i / d * tile_pitch<float>(wide) + i % d],
		       &to[i / d * stride + i % d]);
}

/* grid (longest / KEYS, kv_heads, sequences), block (BLOCK) */
template <class T>
static __global__ void backward_keys(T *dk, T *dv, const T *d_o, const T *q,
				     const T *k, const T *v, const float *lse,
				     const float *both, shape s)
{
	KERNEL_SHARED(memory);
	enum { Q = rows<T>::FEW, K = rows<T>::KEYS };
	const int from = s.start[blockIdx.z],
		  n = s.start[blockIdx.z + 1] - from;
	const int key = (int)blockIdx.x * K, kv = (int)blockIdx.y;
	const int group = s.heads / s.kv_heads;
	const int64_t stride = (int64_t)s.kv_heads * s.d;
	const int64_t at = (from + key) * stride + kv * s.d;
	/* rows beyond no longer see the last key */
	const int end = s.window && key + K - 1 + s.window < n
				? key + K - 1 + s.window
				: n;
	backward_tiles<T, Q, K> t(memory, s.wide, true);

	if (key >= n)
		return;
	t.fill_keys(s, k, v, from, key, n, kv);
	tile_clear(t.a, K, s.wide);
	tile_clear(t.b, K, s.wide);
	for (int head = kv * group; head < (kv + 1) * group; head++)
		for (int row = key / Q * Q; row < end; row += Q) {
			__syncthreads();
			t.fill_rows(s, q, d_o, lse, both, from, row, n, head);
			__syncthreads();
			t.derive(s, row, key, n);
			tile_multiply<true, false>(t.a, t.ds, t.q, K, s.wide, Q,
						   true);
			tile_multiply<true, false>(t.b, t.p, t.g, K, s.wide, Q,
						   true);
		}
	__syncthreads();
	write_rows(dk + at, t.a, n - key < K ? n - key : K, s.d, s.wide,
		   stride);
	write_rows(dv + at, t.b, n - key < K ? n - key : K, s.d, s.wide,
		   stride);
}

/* grid (longest / QUERIES, heads, sequences), block (BLOCK) */
template <class T>
static __global__ void backward_queries(T *dq, const T *d_o, const T *q,
					const T *k, const T *v,
					const float *lse, const float *both,
					shape s)
{
	KERNEL_SHARED(memory);
	enum { Q = rows<T>::QUERIES, K = rows<T>::FEW };
	const int from = s.start[blockIdx.z],
		  n = s.start[blockIdx.z + 1] - from;
	const int row = (int)blockIdx.x * Q, head = (int)blockIdx.y;
	const int kv = head / (s.heads / s.kv_heads);
	const int64_t stride = (int64_t)s.heads * s.d;
	backward_tiles<T, Q, K> t(memory, s.wide, false);

	if (row >= n)
		return;
	t.fill_rows(s, q, d_o, lse, both, from, row, n, head);
	tile_clear(t.a, Q, s.wide);
	for (int key = first_tile(s, row, K); key < n && key < row + Q;
	     key += K) {
		__syncthreads();
		t.fill_keys(s, k, v, from, key, n, kv);
		__syncthreads();
		t.derive(s, row, key, n);
		tile_multiply<false, false>(t.a, t.ds, t.k, Q, s.wide, K, true);
	}
	__syncthreads();
	write_rows(dq + (from + row) * stride + head * s.d, t.a,
		   n - row < Q ? n - row : Q, s.d, s.wide, stride);
}

static int check(const struct attention_rows *r, shape *s,
		 struct momus_error *err)
{
	if (r->tokens < 1 || r->tokens > INT_MAX || r->sequences < 1 ||
	    r->sequences > GRID_YZ || r->longest < 1 ||
	    r->longest > r->tokens || r->kv_heads < 1 ||
	    r->heads % r->kv_heads || r->heads > GRID_YZ || r->head_dim < 1 ||
	    r->head_dim > ATTENTION_MOST)
		return momus_fail(
			err, MOMUS_EINVAL,
			"native: attention of %lld heads over %lld of %lld "
			"numbers, %lld sequences of up to %lld tokens: "
			"expected whole groups, at most %d numbers and %d "
			"sequences",
			(long long)r->heads, (long long)r->kv_heads,
			(long long)r->head_dim, (long long)r->sequences,
			(long long)r->longest, ATTENTION_MOST, GRID_YZ);
	s->start = r->start;
	s->heads = (int)r->heads;
	s->kv_heads = (int)r->kv_heads;
	s->d = (int)r->head_dim;
	s->window = r->window < INT_MAX ? (int)r->window : 0;
	s->wide = (s->d + TILE - 1) / TILE * TILE;
	s->scale = 1.0f / sqrtf((float)s->d);
	return MOMUS_OK;
}

template <class T>
static int start_forward(const struct launch *l, const struct attention_rows *r,
			 void *o, float *lse, const void *q, const void *k,
			 const void *v, shape s, struct momus_error *err)
{
	const size_t bytes = forward_tiles<T>::bytes(s.wide);
	const dim3 blocks(kernel_blocks(r->longest, rows<T>::QUERIES),
			  (unsigned)s.heads, (unsigned)r->sequences);
	int rc = flash_allow(forward<T>, bytes, err);

	if (rc < 0)
		return rc;
	KERNEL_START(forward<T>, blocks, BLOCK, bytes, l, (T *)o, lse,
		     (const T *)q, (const T *)k, (const T *)v, s);
	return kernel_check("attention", err);
}

template <class T>
static int start_backward(const struct launch *l,
			  const struct attention_rows *r, void *dq, void *dk,
			  void *dv, const void *d_o, const void *o,
			  const float *lse, const void *q, const void *k,
			  const void *v, shape s, struct momus_error *err)
{
	typedef backward_tiles<T, rows<T>::FEW, rows<T>::KEYS> of_keys;
	typedef backward_tiles<T, rows<T>::QUERIES, rows<T>::FEW> of_queries;
	const size_t kb = of_keys::bytes(s.wide, true);
	const size_t qb = of_queries::bytes(s.wide, false);
	const int64_t all = r->tokens * s.heads;
	const unsigned z = (unsigned)r->sequences;
	float *both = (float *)l->workspace;
	int rc = flash_allow(backward_keys<T>, kb, err);

	if (rc == MOMUS_OK)
		rc = flash_allow(backward_queries<T>, qb, err);
	if (rc < 0)
		return rc;
	KERNEL_START(multiply_heads<T>, kernel_blocks(all, BLOCK / WARP), BLOCK,
		     0, l, both, (const T *)d_o, (const T *)o, all, s.d);
	KERNEL_START(backward_keys<T>,
		     dim3(kernel_blocks(r->longest, rows<T>::KEYS),
			  (unsigned)s.kv_heads, z),
		     BLOCK, kb, l, (T *)dk, (T *)dv, (const T *)d_o,
		     (const T *)q, (const T *)k, (const T *)v, lse, both, s);
	KERNEL_START(backward_queries<T>,
		     dim3(kernel_blocks(r->longest, rows<T>::QUERIES),
			  (unsigned)s.heads, z),
		     BLOCK, qb, l, (T *)dq, (const T *)d_o, (const T *)q,
		     (const T *)k, (const T *)v, lse, both, s);
	return kernel_check("attention backward", err);
}

extern "C" int attention_forward_cuda(const struct launch *l,
				      const struct attention_rows *r, void *o,
				      float *lse, const void *q, const void *k,
				      const void *v, struct momus_error *err)
{
	shape s;
	int rc = check(r, &s, err);

	if (rc < 0)
		return rc;
	if (flash_takes(l, r))
		return flash_forward(l, r, (bf16 *)o, lse, (const bf16 *)q,
				     (const bf16 *)k, (const bf16 *)v, err);
	return l->type == LAUNCH_BF16
		       ? start_forward<bf16>(l, r, o, lse, q, k, v, s, err)
		       : start_forward<float>(l, r, o, lse, q, k, v, s, err);
}

extern "C" size_t attention_backward_bytes(const struct attention_rows *r)
{
	const size_t bytes = (size_t)(r->tokens * r->heads) * sizeof(float);

	return r->head_dim == 64 || r->head_dim == 128 ? flash_backward_bytes(r)
						       : bytes;
}

extern "C" int attention_backward_cuda(const struct launch *l,
				       const struct attention_rows *r, void *dq,
				       void *dk, void *dv, const void *d_o,
				       const void *o, const float *lse,
				       const void *q, const void *k,
				       const void *v, struct momus_error *err)
{
	shape s;
	int rc = check(r, &s, err);

	if (rc == MOMUS_OK)
		rc = kernel_room("attention", l, attention_backward_bytes(r),
				 err);
	if (rc < 0)
		return rc;
	if (flash_takes(l, r))
		return flash_backward(l, r, (bf16 *)dq, (bf16 *)dk, (bf16 *)dv,
				      (const bf16 *)d_o, (const bf16 *)o, lse,
				      (const bf16 *)q, (const bf16 *)k,
				      (const bf16 *)v, err);
	return l->type == LAUNCH_BF16
		       ? start_backward<bf16>(l, r, dq, dk, dv, d_o, o, lse, q,
					      k, v, s, err)
		       : start_backward<float>(l, r, dq, dk, dv, d_o, o, lse, q,
					       k, v, s, err);
}
