/* flash-backward-cuda.cu - attention of tiles in registers, backward; see flash.h
 *
 * Derivatives of queries: a block has ROWS of one head and goes over the keys they
 * see.  Of keys and values: a block has ROWS of them and goes over the queries that see
 * them, of some heads of the group; where the group has more, each of several blocks
 * leaves a part in fp32, and a last kernel adds them.  Probabilities are computed
 * in both, so that nothing is summed by two blocks and nothing of T x T is held.
 *
 * A warp's own 16s of rows are A in all its products; for keys and values, the
 * scores are therefore the transposed ones.
 */
#include "ops/flash.h"
#include "ops/flash-sight.h"

#define STEP 32 /* of the others that a warp takes at once */
#define PART 16 /* parts of all groups, about: blocks for 132 processors */

/* Of a row of a head. */
struct alignas(16) known {
	float lse, both; /* in powers of two; the product of dO and O */
	float rest[2];	 /* what is copied has 16 bytes */
};

/* 16s of a warp; how many of the others a tile has, of which two are in shared
 * memory. */
template <int D> struct of_keys;
template <> struct of_keys<64> {
	enum { MINE = 2, OTHERS = 64, KEYS_KEPT = false, VALUES_KEPT = false };
};
template <> struct of_keys<128> {
	enum { MINE = 1, OTHERS = 32, KEYS_KEPT = true, VALUES_KEPT = false };
};
template <int D> struct of_queries;
template <> struct of_queries<64> {
	enum { MINE = 2, OTHERS = 64, KEPT = true };
};
template <> struct of_queries<128> {
	enum { MINE = 2, OTHERS = 32, KEPT = false };
};

template <class S> static __host__ __device__ constexpr int rows_of()
{
	return FLASH_WARPS * S::MINE * 16;
}

template <int D, class S> static constexpr size_t tile_bytes()
{
	return (size_t)(2 * rows_of<S>() + 4 * S::OTHERS) * D * sizeof(bf16);
}

/* Blocks of a group, and heads of each. */
struct parts {
	int parts, heads;
};

static struct parts parts_of(const struct attention_rows *r)
{
	const int group = (int)(r->heads / r->kv_heads);
	struct parts p;

	p.heads = (int)((r->heads + PART - 1) / PART);
	p.heads = p.heads < group ? p.heads : group;
	p.parts = (group + p.heads - 1) / p.heads;
	return p;
}

/* grid (tokens * heads * D / 8 / FLASH_BLOCK), block (FLASH_BLOCK).  to
 * (heads, tokens) */
template <int D>
static __global__ void prepare(known *to, const bf16 *d_o, const bf16 *o,
			       const float *lse, int64_t tokens, int heads)
{
	const int64_t i = (int64_t)blockIdx.x * FLASH_BLOCK + threadIdx.x;
	const int64_t at = i / (D / 8);
	float a[8] = {}, b[8] = {}, sum = 0;
	known out = {};

	if (at < tokens * heads) {
		load<bf16, 8>(d_o + i * 8, a);
		load<bf16, 8>(o + i * 8, b);
	}
	for (int j = 0; j < 8; j++)
		sum += a[j] * b[j];
	for (int other = D / 16; other > 0; other /= 2)
		sum += __shfl_xor_sync(ALL_LANES, sum, other);
	if (i % (D / 8) || at >= tokens * heads)
		return;
	out.lse = lse[at] * FLASH_LOG2E;
	out.both = sum;
	to[at % heads * tokens + at / heads] = out;
}

struct given { /* d_o and q (N, heads * D), k and v (N, kv_heads * D) */
	const bf16 *d_o, *q, *k, *v;
	const known *all; /* (heads, N) */
	int64_t tokens;
};

/* SUMS become the derivatives of scores, from the powers P. */
template <int M, int N>
static __device__ __forceinline__ void derive(unsigned ds[M][N / 16][4],
					      const unsigned p[M][N / 16][4],
					      const float sums[M][N / 8][4])
{
	FLASH_UNROLL
	for (int m = 0; m < M; m++)
		FLASH_UNROLL
	for (int i = 0; i < N / 16 * 4; i++) {
		const float *two = &sums[m][i / 2][i % 2 * 2];
		float low, high;

		fragment_two(p[m][i / 4][i % 4], &low, &high);
		ds[m][i / 4][i % 4] =
			fragment_pair(two[0] * low, two[1] * high);
	}
}

/* STEP queries: their rows of the tiles Q, G and KNOWN are added to DK and DV. */
template <int D, class S>
static __device__ __forceinline__ void learn_keys(
	float dk[S::MINE][D / 8][4], float dv[S::MINE][D / 8][4],
	const flash_left<D, S::MINE, S::KEYS_KEPT> &keys,
	const flash_left<D, S::MINE, S::VALUES_KEPT> &values, const bf16 *q,
	const bf16 *g, const known *has, flash_sight sight, int key, int row,
	const flash &f)
{
	enum { M = S::MINE, N = STEP };
	const float scale = f.scale * FLASH_LOG2E;
	float s[M][N / 8][4] = {}, dp[M][N / 8][4];
	unsigned p[M][N / 16][4], ds[M][N / 16][4];

	flash_across<D, M, N, S::KEYS_KEPT>(s, keys, q);
	if (sight == FLASH_SOME)
		flash_mask<M, N, true>(s, key, row, f.window);
	has += threadIdx.x % 4 * 2;
	FLASH_UNROLL
	for (int j = 0; j < N / 4; j++) {
		const known one = has[j / 2 * 8 + j % 2];

		FLASH_UNROLL
		for (int i = 0; i < 2 * M; i++) {
			float *x = &s[i / 2][j / 2][i % 2 * 2 + j % 2];

			*x = flash_power(*x * scale - one.lse);
			dp[i / 2][j / 2][i % 2 * 2 + j % 2] = -one.both;
		}
	}
	flash_pair<M, N>(p, s);
	flash_down<D, M, N>(dv, p, g);
	flash_across<D, M, N, S::VALUES_KEPT>(dp, values, g);
	derive<M, N>(ds, p, dp);
	flash_down<D, M, N>(dk, ds, q);
}

/* What a block of keys has to do with: HEADS from HEAD0 on, of each TILES of rows from
 * FIRST on; the rows before see none of its keys, nor do those after. */
template <int D> struct task {
	enum { ROWS = rows_of<of_keys<D>>(), N = of_keys<D>::OTHERS };
	int from, n, key0, kv, part, head0, heads, first, tiles;

	__device__ task(const flash &f, const parts &p)
	{
		const int group = f.heads / f.kv_heads;
		int end;

		from = f.start[blockIdx.y];
		n = f.start[blockIdx.y + 1] - from;
		key0 = (int)blockIdx.z * ROWS;
		kv = (int)blockIdx.x / p.parts;
		part = (int)blockIdx.x % p.parts;
		head0 = kv * group + part * p.heads;
		heads = flash_least(p.heads, group - part * p.heads);
		first = key0 / N * N;
		end = n;
		if (f.window && key0 + ROWS - 1 < n - f.window)
			end = key0 + ROWS - 1 + f.window;
		tiles = (end - first + N - 1) / N;
	}

	__device__ __forceinline__ int row(int i) const
	{
		return first + i % tiles * N;
	}

	/* Begins to copy tile I of the heads' tiles: queries, derivatives, and
	 * what is known of them. */
	__device__ __forceinline__ void fetch(bf16 *to, known *has,
					      const given &g, const flash &f,
					      int i) const
	{
		const int head = head0 + i / tiles, y = (int)threadIdx.x;
		const int have = n - row(i);
		const int64_t stride = (int64_t)f.heads * D;
		const int64_t at = (from + row(i)) * stride + head * D;

		flash_fetch<D, N>(to, g.q + at, have, stride);
		flash_fetch<D, N>(to + N * D, g.d_o + at, have, stride);
		if (y < N)
			copy_begin(has + y,
				   g.all + head * g.tokens + from + row(i) +
					   flash_least(y, have - 1),
				   y < have);
		copy_group();
	}
};

/* grid (kv_heads * parts, sequences, longest / ROWS), block (FLASH_BLOCK).  dk and dv
 * (parts, N, kv_heads * D) */
template <int D, class T>
static __global__ void __launch_bounds__(FLASH_BLOCK, 2)
	backward_keys(T *dk, T *dv, given g, flash f, parts p)
{
	KERNEL_SHARED(memory);
	typedef of_keys<D> S;
	enum { ROWS = rows_of<S>(), N = S::OTHERS, PAIR = 2 * N * D };
	const task<D> t(f, p);
	const int key = t.key0 + (int)threadIdx.x / WARP * S::MINE * 16;
	const int64_t stride = (int64_t)f.kv_heads * D;
	const int64_t at = (t.from + t.key0) * stride + t.kv * D;
	bf16 *sk = (bf16 *)memory, *sv = sk + ROWS * D, *others = sv + ROWS * D;
	known *has = (known *)(others + 2 * PAIR);
	flash_left<D, S::MINE, S::KEYS_KEPT> keys = {};
	flash_left<D, S::MINE, S::VALUES_KEPT> values = {};
	float sum_k[S::MINE][D / 8][4] = {}, sum_v[S::MINE][D / 8][4] = {};

	if (t.key0 >= t.n)
		return;
	flash_fetch<D, ROWS>(sk, g.k + at, t.n - t.key0, stride);
	flash_fetch<D, ROWS>(sv, g.v + at, t.n - t.key0, stride);
	copy_group();
	t.fetch(others, has, g, f, 0);
	copy_wait<1>();
	__syncthreads();
	keys.keep(sk + (key - t.key0) * D);
	values.keep(sv + (key - t.key0) * D);
	for (int i = 0; i < t.heads * t.tiles; i++) {
		const int now = i % 2, next = 1 - now, row0 = t.row(i);

		copy_wait<0>();
		__syncthreads(); /* so NEXT is read no more */
		if (i + 1 < t.heads * t.tiles)
			t.fetch(others + next * PAIR, has + next * N, g, f,
				i + 1);
		for (int x = 0; x < N && row0 + x < t.n; x += STEP) {
			const int row = row0 + x;
			const bf16 *sq = others + now * PAIR + x * D;
			const flash_sight sight =
				flash_sees(row, row + STEP - 1, key,
					   key + S::MINE * 16 - 1, f.window);

			if (sight != FLASH_NONE)
				learn_keys<D, S>(sum_k, sum_v, keys, values, sq,
						 sq + N * D, has + now * N + x,
						 sight, key, row, f);
		}
	}
	dk += t.part * g.tokens * stride + at + (key - t.key0) * stride;
	dv += t.part * g.tokens * stride + at + (key - t.key0) * stride;
	flash_write<D, S::MINE>(dk, sum_k, f.scale, t.n - key, stride);
	flash_write<D, S::MINE>(dv, sum_v, 1, t.n - key, stride);
}

/* grid (n / 4 / FLASH_BLOCK, 2): DK (N), and DV, are the sums of PARTS; n a multiple
 * of 4 */
static __global__ void add_parts(bf16 *dk, bf16 *dv, const float *part,
				 int64_t n, int parts)
{
	const int64_t i = ((int64_t)blockIdx.x * FLASH_BLOCK + threadIdx.x) * 4;
	float sum[4] = {}, x[4];

	if (i >= n)
		return;
	part += blockIdx.y * parts * n;
	for (int p = 0; p < parts; p++) {
		load<float, 4>(part + p * n + i, x);
		for (int j = 0; j < 4; j++)
			sum[j] += x[j];
	}
	store<bf16, 4>((blockIdx.y ? dv : dk) + i, sum);
}

/* STEP keys: their rows of the tiles K and V are added to DQ. */
template <int D, class S>
static __device__ __forceinline__ void learn_queries(
	float dq[S::MINE][D / 8][4],
	const flash_left<D, S::MINE, S::KEPT> &queries,
	const flash_left<D, S::MINE, S::KEPT> &derivatives,
	const known has[2 * S::MINE], const bf16 *k, const bf16 *v,
	flash_sight sight, int row, int key, const flash &f)
{
	enum { M = S::MINE, N = STEP };
	const float scale = f.scale * FLASH_LOG2E;
	float s[M][N / 8][4] = {}, dp[M][N / 8][4];
	unsigned p[M][N / 16][4], ds[M][N / 16][4];

	flash_across<D, M, N, S::KEPT>(s, queries, k);
	if (sight == FLASH_SOME)
		flash_mask<M, N, false>(s, row, key, f.window);
	FLASH_UNROLL
	for (int i = 0; i < M * N / 2; i++) {
		const int y = i / (N / 2) * 2 + i % 4 / 2;
		float *x = &s[y / 2][i / 4 % (N / 8)][i % 4];

		*x = flash_power(*x * scale - has[y].lse);
		dp[y / 2][i / 4 % (N / 8)][i % 4] = -has[y].both;
	}
	flash_pair<M, N>(p, s);
	flash_across<D, M, N, S::KEPT>(dp, derivatives, v);
	derive<M, N>(ds, p, dp);
	flash_down<D, M, N>(dq, ds, k);
}

/* What is known of a lane's rows, from ROW on of the N of ALL. */
template <class S>
static __device__ __forceinline__ void recall(known has[2 * S::MINE],
					      const known *all, int row, int n)
{
	row += (int)(threadIdx.x % WARP) / 4;
	FLASH_UNROLL
	for (int i = 0; i < 2 * S::MINE; i++)
		if (row + i * 8 < n)
			has[i] = all[row + i * 8];
}

/* Begins to copy a tile of keys and values, of which HAVE are. */
template <int D>
static __device__ __forceinline__ void fetch_keys(bf16 *to, const given &g,
						  int64_t at, int have,
						  const flash &f)
{
	enum { N = of_queries<D>::OTHERS };
	const int64_t stride = (int64_t)f.kv_heads * D;

	flash_fetch<D, N>(to, g.k + at, have, stride);
	flash_fetch<D, N>(to + N * D, g.v + at, have, stride);
	copy_group();
}

/* grid (heads, sequences, longest / ROWS), block (FLASH_BLOCK) */
template <int D>
static __global__ void __launch_bounds__(FLASH_BLOCK, 2)
	backward_queries(bf16 *dq, given g, flash f)
{
	KERNEL_SHARED(memory);
	typedef of_queries<D> S;
	enum { ROWS = rows_of<S>(), N = S::OTHERS, PAIR = 2 * N * D };
	const int from = f.start[blockIdx.y],
		  n = f.start[blockIdx.y + 1] - from;
	const int row0 = (int)(gridDim.z - 1 - blockIdx.z) * ROWS;
	const int mine = (int)threadIdx.x / WARP * S::MINE * 16;
	const int row = row0 + mine, head = (int)blockIdx.x;
	const int end = flash_least(n, row0 + ROWS);
	const int first = flash_first(row0, f.window, N);
	const int64_t qs = (int64_t)f.heads * D, ks = (int64_t)f.kv_heads * D;
	const int64_t at = (from + row0) * qs + head * D;
	const int64_t to = from * ks + head / (f.heads / f.kv_heads) * D;
	bf16 *sq = (bf16 *)memory, *sg = sq + ROWS * D, *others = sg + ROWS * D;
	flash_left<D, S::MINE, S::KEPT> queries = {}, derivatives = {};
	float sum[S::MINE][D / 8][4] = {};
	known has[2 * S::MINE] = {};

	if (row0 >= n)
		return;
	flash_fetch<D, ROWS>(sq, g.q + at, n - row0, qs);
	flash_fetch<D, ROWS>(sg, g.d_o + at, n - row0, qs);
	copy_group();
	fetch_keys<D>(others, g, to + first * ks, n - first, f);
	recall<S>(has, g.all + head * g.tokens + from, row, n);
	copy_wait<1>();
	__syncthreads();
	queries.keep(sq + mine * D);
	derivatives.keep(sg + mine * D);
	for (int key0 = first; key0 < end; key0 += N) {
		const int now = (key0 - first) / N % 2, next = 1 - now;

		copy_wait<0>();
		__syncthreads(); /* so NEXT is read no more */
		if (key0 + N < end)
			fetch_keys<D>(others + next * PAIR, g,
				      to + (key0 + N) * ks, n - key0 - N, f);
		for (int x = 0; x < N && row < n; x += STEP) {
			const bf16 *sk = others + now * PAIR + x * D;
			const flash_sight sight = flash_sees(
				row, row + S::MINE * 16 - 1, key0 + x,
				key0 + x + STEP - 1, f.window);

			if (sight != FLASH_NONE)
				learn_queries<D, S>(sum, queries, derivatives,
						    has, sk, sk + N * D, sight,
						    row, key0 + x, f);
		}
	}
	flash_write<D, S::MINE>(dq + at + mine * qs, sum, f.scale, n - row, qs);
}

template <int D, class T>
static int start_keys(const struct launch *l, const struct attention_rows *r,
		      T *dk, T *dv, const given &g, struct momus_error *err)
{
	const parts p = parts_of(r);
	const flash f = flash_of(r);
	const size_t bytes = tile_bytes<D, of_keys<D>>() +
			     2 * of_keys<D>::OTHERS * sizeof(known);
	const dim3 blocks((unsigned)(r->kv_heads * p.parts),
			  (unsigned)r->sequences,
			  kernel_blocks(r->longest, rows_of<of_keys<D>>()));
	int rc = flash_allow(backward_keys<D, T>, bytes, err);

	if (rc < 0)
		return rc;
	KERNEL_START((backward_keys<D, T>), blocks, FLASH_BLOCK, bytes, l, dk,
		     dv, g, f, p);
	return MOMUS_OK;
}

template <int D>
static int start_queries(const struct launch *l, const struct attention_rows *r,
			 bf16 *dq, const given &g, struct momus_error *err)
{
	const flash f = flash_of(r);
	const size_t bytes = tile_bytes<D, of_queries<D>>();
	const dim3 blocks((unsigned)r->heads, (unsigned)r->sequences,
			  kernel_blocks(r->longest, rows_of<of_queries<D>>()));
	int rc = flash_allow(backward_queries<D>, bytes, err);

	if (rc < 0)
		return rc;
	KERNEL_START(backward_queries<D>, blocks, FLASH_BLOCK, bytes, l, dq, g,
		     f);
	return MOMUS_OK;
}

template <int D>
static int start(const struct launch *l, const struct attention_rows *r,
		 bf16 *dq, bf16 *dk, bf16 *dv, const bf16 *o, const float *lse,
		 const given &g, struct momus_error *err)
{
	known *all = (known *)l->workspace;
	float *part = (float *)(all + r->tokens * r->heads);
	const int64_t n = r->tokens * r->kv_heads * D;
	const int64_t eights = r->tokens * r->heads * D / 8;
	const parts p = parts_of(r);
	int rc;

	KERNEL_START(prepare<D>, kernel_blocks(eights, FLASH_BLOCK),
		     FLASH_BLOCK, 0, l, all, g.d_o, o, lse, r->tokens,
		     (int)r->heads);
	rc = p.parts == 1
		     ? start_keys<D>(l, r, dk, dv, g, err)
		     : start_keys<D>(l, r, part, part + p.parts * n, g, err);
	if (rc == MOMUS_OK && p.parts > 1)
		KERNEL_START(add_parts,
			     dim3(kernel_blocks(n / 4, FLASH_BLOCK), 2),
			     FLASH_BLOCK, 0, l, dk, dv, part, n, p.parts);
	if (rc == MOMUS_OK)
		rc = start_queries<D>(l, r, dq, g, err);
	return rc < 0 ? rc : kernel_check("attention backward", err);
}

size_t flash_backward_bytes(const struct attention_rows *r)
{
	const parts p = parts_of(r);
	const size_t n = (size_t)(r->tokens * r->kv_heads * r->head_dim);

	return (size_t)(r->tokens * r->heads) * sizeof(known) +
	       (p.parts > 1 ? 2 * p.parts * n * sizeof(float) : 0);
}

int flash_backward(const struct launch *l, const struct attention_rows *r,
		   bf16 *dq, bf16 *dk, bf16 *dv, const bf16 *d_o, const bf16 *o,
		   const float *lse, const bf16 *q, const bf16 *k,
		   const bf16 *v, struct momus_error *err)
{
	const given g = {
		d_o, q, k, v, (const known *)l->workspace, r->tokens
	};

	return r->head_dim == 64 ? start<64>(l, r, dq, dk, dv, o, lse, g, err)
				 : start<128>(l, r, dq, dk, dv, o, lse, g, err);
}
