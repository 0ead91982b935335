/* flash-forward-cuda.cu - attention of tiles in registers, forward; see flash.h
 *
 * A block has ROWS queries of one head, 32 a warp, and goes over the keys they see,
 * KEYS at a time; the longest blocks come first.
 */
#include "ops/flash.h"
#include "ops/flash-sight.h"

#define MINE 2 /* times 16 rows of a warp */

enum { ROWS = FLASH_WARPS * MINE * 16 };

/* Keys of a tile, of which two are in shared memory; whether queries stay in
 * registers. */
template <int D> struct sizes;
template <> struct sizes<64> {
	enum { KEYS = 64, KEPT = true };
};
template <> struct sizes<128> {
	enum { KEYS = 32, KEPT = false };
};

template <int D> static constexpr size_t shared_bytes()
{
	return (size_t)(ROWS + 4 * sizes<D>::KEYS) * D * sizeof(bf16);
}

/* What a lane knows of its rows: those of two halves of each 16. */
template <int D> struct rows {
	float o[MINE][D / 8][4];
	float most[MINE][2], sum[MINE][2]; /* the sum: of this lane's columns */

	__device__ __forceinline__ void clear()
	{
		FLASH_UNROLL
		for (int i = 0; i < MINE * D / 2; i++)
			o[i / (D / 2)][i / 4 % (D / 8)][i % 4] = 0;
		FLASH_UNROLL
		for (int i = 0; i < 2 * MINE; i++) {
			most[i / 2][i % 2] = -INFINITY;
			sum[i / 2][i % 2] = 0;
		}
	}
};

/* Scores become powers of two, unnormalised; the row's sums follow. */
template <int D, int KEYS>
static __device__ __forceinline__ void soften(rows<D> &mine,
					      float s[MINE][KEYS / 8][4],
					      float scale)
{
	FLASH_UNROLL
	for (int i = 0; i < 2 * MINE; i++) {
		const int m = i / 2, h = i % 2 * 2;
		const float was = mine.most[m][i % 2];
		float most = was, sum = 0, top, by;

		FLASH_UNROLL
		for (int j = 0; j < KEYS / 8; j++)
			most = fmaxf(most, fmaxf(s[m][j][h], s[m][j][h + 1]));
		most = fmaxf(most, __shfl_xor_sync(ALL_LANES, most, 1));
		most = fmaxf(most, __shfl_xor_sync(ALL_LANES, most, 2));
		top = most == -INFINITY ? 0.0f : most * scale;
		by = flash_power(was * scale - top);
		FLASH_UNROLL
		for (int j = 0; j < KEYS / 4; j++) {
			float *x = &s[m][j / 2][h + j % 2];

			*x = flash_power(*x * scale - top);
			sum += *x;
		}
		mine.most[m][i % 2] = most;
		mine.sum[m][i % 2] = mine.sum[m][i % 2] * by + sum;
		FLASH_UNROLL
		for (int j = 0; j < D / 4; j++)
			mine.o[m][j / 2][h + j % 2] *= by;
	}
}

/* A tile of keys and values. */
template <int D, int KEYS, bool KEPT>
static __device__ __forceinline__ void attend(
	rows<D> &mine, const flash_left<D, MINE, KEPT> &queries, const bf16 *k,
	const bf16 *v, flash_sight sight, int row, int key, const flash &f)
{
	float s[MINE][KEYS / 8][4] = {};
	unsigned p[MINE][KEYS / 16][4];

	flash_across<D, MINE, KEYS, KEPT>(s, queries, k);
	if (sight == FLASH_SOME)
		flash_mask<MINE, KEYS, false>(s, row, key, f.window);
	soften<D, KEYS>(mine, s, f.scale * FLASH_LOG2E);
	flash_pair<MINE, KEYS>(p, s);
	flash_down<D, MINE, KEYS>(mine.o, p, v);
}

/* Divides by the sums, and writes the rows there are of O and LSE, HEADS apart. */
template <int D>
static __device__ __forceinline__ void finish(rows<D> &mine, bf16 *o,
					      float *lse, int have,
					      const flash &f)
{
	const int row = (int)(threadIdx.x % WARP) / 4;

	FLASH_UNROLL
	for (int i = 0; i < 2 * MINE; i++) {
		const int m = i / 2, h = i % 2 * 2;
		float sum = mine.sum[m][i % 2], by;

		sum += __shfl_xor_sync(ALL_LANES, sum, 1);
		sum += __shfl_xor_sync(ALL_LANES, sum, 2);
		by = 1.0f / sum;
		FLASH_UNROLL
		for (int j = 0; j < D / 4; j++)
			mine.o[m][j / 2][h + j % 2] *= by;
		if (lse && row + 8 * i < have && threadIdx.x % 4 == 0)
			lse[(int64_t)(row + 8 * i) * f.heads] =
				mine.most[m][i % 2] * f.scale + logf(sum);
	}
	flash_write<D, MINE>(o, mine.o, 1, have, (int64_t)f.heads * D);
}

/* grid (heads, sequences, longest / ROWS), block (FLASH_BLOCK).  o and q
 * (N, heads * D), k and v (N, kv_heads * D), lse (N, heads) or NULL */
template <int D>
static __global__ void __launch_bounds__(FLASH_BLOCK, 2)
	forward(bf16 *o, float *lse, const bf16 *q, const bf16 *k,
		const bf16 *v, flash f)
{
	KERNEL_SHARED(memory);
	enum { KEYS = sizes<D>::KEYS, TILE = KEYS * D };
	const int from = f.start[blockIdx.y],
		  n = f.start[blockIdx.y + 1] - from;
	const int row0 = (int)(gridDim.z - 1 - blockIdx.z) * ROWS;
	const int head = (int)blockIdx.x;
	const int row = row0 + (int)threadIdx.x / WARP * MINE * 16;
	const int end = flash_least(n, row0 + ROWS);
	const int first = flash_first(row0, f.window, KEYS);
	const int64_t qs = (int64_t)f.heads * D, ks = (int64_t)f.kv_heads * D;
	bf16 *sq = (bf16 *)memory, *kv = sq + ROWS * D;
	flash_left<D, MINE, sizes<D>::KEPT> queries = {};
	rows<D> mine;

	if (row0 >= n)
		return;
	q += (from + row0) * qs + head * D;
	k += from * ks + head / (f.heads / f.kv_heads) * D;
	v += from * ks + head / (f.heads / f.kv_heads) * D;
	flash_fetch<D, ROWS>(sq, q, n - row0, qs);
	copy_group();
	flash_fetch<D, KEYS>(kv, k + first * ks, n - first, ks);
	flash_fetch<D, KEYS>(kv + TILE, v + first * ks, n - first, ks);
	copy_group();
	copy_wait<1>();
	__syncthreads();
	queries.keep(sq + (row - row0) * D);
	mine.clear();
	for (int key = first; key < end; key += KEYS) {
		bf16 *now = kv + (key - first) / KEYS % 2 * 2 * TILE;
		bf16 *next = kv + ((key - first) / KEYS + 1) % 2 * 2 * TILE;
		const int then = key + KEYS;
		flash_sight sight;

		copy_wait<0>();
		__syncthreads(); /* so NEXT is read no more */
		if (then < end) {
			flash_fetch<D, KEYS>(next, k + then * ks, n - then, ks);
			flash_fetch<D, KEYS>(next + TILE, v + then * ks,
					     n - then, ks);
			copy_group();
		}
		sight = flash_sees(row, row + MINE * 16 - 1, key, then - 1,
				   f.window);
		if (sight != FLASH_NONE && row < n)
			attend<D, KEYS>(mine, queries, now, now + TILE, sight,
					row, key, f);
	}
	if (row < n)
		finish<D>(mine, o + (from + row) * qs + head * D,
			  lse ? lse + (int64_t)(from + row) * f.heads + head
			      : NULL,
			  n - row, f);
}

template <int D>
static int start(const struct launch *l, const struct attention_rows *r,
		 bf16 *o, float *lse, const bf16 *q, const bf16 *k,
		 const bf16 *v, struct momus_error *err)
{
	const size_t bytes = shared_bytes<D>();
	const dim3 blocks((unsigned)r->heads, (unsigned)r->sequences,
			  kernel_blocks(r->longest, ROWS));
	const flash f = flash_of(r);
	int rc = flash_allow(forward<D>, bytes, err);

	if (rc < 0)
		return rc;
	KERNEL_START(forward<D>, blocks, FLASH_BLOCK, bytes, l, o, lse, q, k, v,
		     f);
	return kernel_check("attention", err);
}

bool flash_takes(const struct launch *l, const struct attention_rows *r)
{
	return l->type == LAUNCH_BF16 &&
	       (r->head_dim == 64 || r->head_dim == 128) &&
	       r->longest <= (int64_t)GRID_YZ * FLASH_LEAST;
}

int flash_forward(const struct launch *l, const struct attention_rows *r,
		  bf16 *o, float *lse, const bf16 *q, const bf16 *k,
		  const bf16 *v, struct momus_error *err)
{
	return r->head_dim == 64 ? start<64>(l, r, o, lse, q, k, v, err)
				 : start<128>(l, r, o, lse, q, k, v, err);
}
