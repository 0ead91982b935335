/* skinny-cuda.cu - the kernel; see skinny.h
 *
 * A block has 16 rows of W, that is 16 columns of Y: 8 and 8, which may be a gate's
 * and an up's, or a head's halves, so that what belongs together is in one thread.
 * Its warps take every WARPS-th piece of PIECE numbers of k and add up in their
 * order.  A lane has eight numbers of a row, 16 bytes, that two products of tiles
 * consume: which of k's numbers meet does not matter as long as both tiles have the
 * same.  W comes by way of shared memory, a thread's own part of it for each, and
 * begins to come before the kernel before this one has ended.
 */
#include "ops/follow.h"
#include "ops/fragment.h"
#include "ops/skinny.h"

#define WARPS 8
#define BLOCK (WARPS * WARP)
#define PIECE 32  /* numbers of k: of a warp at a time */
#define DEEP  6	  /* pieces on their way; not tuned */
#define HIGH  8	  /* rows of W of a half, and of X of a tile */
#define FULL  132 /* blocks that busy a device: of an H100's processors */

enum what { ADD, SWIGLU, LOGITS, HEADS, TURNED_HEADS };

struct matrix {
	const bf16 *w, *bias;
	int out, tiles;
};

struct job {
	enum what what;
	const bf16 *x, *norm;
	const int *row;
	float eps;
	int n, k;
	matrix m[3]; /* of SWIGLU: gate, up */
	void *y[3];
	const float *cosine, *sine;
	const int *at, *page;
	int pages, half;
};

struct tile {		  /* the columns of a block */
	int m, low, high; /* the matrix, and where the halves begin in it */
};

static __device__ __forceinline__ tile tile_of(const job &j, int at)
{
	int m = 0;

	if (j.what == SWIGLU)
		return { 0, at * HIGH, at * HIGH };
	while (m < 2 && at >= j.m[m].tiles)
		at -= j.m[m++].tiles;
	if (j.what != TURNED_HEADS)
		return { m, 2 * at * HIGH, 2 * at * HIGH + HIGH };
	at *= HIGH; /* pairs */
	at += at / j.half * j.half;
	return { m, at, at + j.half };
}

/* A thread's way through its two rows of W. */
struct source {
	const bf16 *low, *high; /* NULL: there is none */
};

static __device__ __forceinline__ source source_of(const job &j, const tile &t)
{
	const int r = (int)threadIdx.x % WARP / 4;
	const matrix &m = j.m[t.m], &other = j.m[j.what == SWIGLU ? 1 : t.m];

	return { t.low + r < m.out ? m.w + (int64_t)(t.low + r) * j.k : NULL,
		 t.high + r < other.out ? other.w + (int64_t)(t.high + r) * j.k
					: NULL };
}

/* Where the lane's numbers of the warp's piece I begin in k. */
static __device__ __forceinline__ int piece_at(int i)
{
	return (int)threadIdx.x / WARP * PIECE + (int)threadIdx.x % 4 * 8 +
	       i * WARPS * PIECE;
}

/* Begins to bring piece I of the warp's, if there is one, to MEMORY (DEEP, COLS, 2,
 * BLOCK): zeros where it has no numbers. */
template <int COLS>
static __device__ __forceinline__ void bring(const job &j, const source s[COLS],
					     uint4 *memory, int i)
{
	uint4 *to = memory + i % DEEP * COLS * 2 * BLOCK + threadIdx.x;
	const int k = piece_at(i);
	const bool there = k < j.k;

	if (k / PIECE * PIECE >= j.k)
		return;
	for (int c = 0; c < COLS; c++) {
		copy_begin(to + 2 * c * BLOCK,
			   there && s[c].low ? s[c].low + k : j.m[0].w,
			   there && s[c].low);
		copy_begin(to + (2 * c + 1) * BLOCK,
			   there && s[c].high ? s[c].high + k : j.m[0].w,
			   there && s[c].high);
	}
}

/* Eight numbers of row ROW of X from K on, times the norm's, and their squares to
 * SQUARES. */
static __device__ __forceinline__ uint4 numbers(const job &j, const bf16 *row,
						int k, const float *norm,
						float *squares)
{
	float x[8];
	uint4 all = { 0, 0, 0, 0 };

	if (!row || k >= j.k)
		return all;
	all = *(const uint4 *)(row + k);
	if (!j.norm)
		return all;
	load<bf16, 8>((const bf16 *)&all, x);
	for (int i = 0; i < 8; i++) {
		*squares += x[i] * x[i];
		x[i] *= norm[i];
	}
	all.x = fragment_pair(x[0], x[1]);
	all.y = fragment_pair(x[2], x[3]);
	all.z = fragment_pair(x[4], x[5]);
	all.w = fragment_pair(x[6], x[7]);
	return all;
}

static __device__ __forceinline__ void multiply_piece(float sums[4],
						      const uint4 &low,
						      const uint4 &high,
						      const uint4 &x)
{
	const unsigned a[2][4] = { { low.x, high.x, low.y, high.y },
				   { low.z, high.z, low.w, high.w } };
	const unsigned b[2][2] = { { x.x, x.y }, { x.z, x.w } };

	fragment_multiply(sums, a[0], b[0]);
	fragment_multiply(sums, a[1], b[1]);
}

static __device__ __forceinline__ void put(const job &j, int m, int row,
					   int col, float y)
{
	const int64_t at = (int64_t)row * j.m[m].out + col;

	if (j.what == LOGITS)
		((float *)j.y[m])[at] = y;
	else if (j.what == ADD)
		narrow(widen(((bf16 *)j.y[m])[at]) + y, (bf16 *)j.y[m] + at);
	else
		narrow(y, (bf16 *)j.y[m] + at);
}

/* A pair of a head, turned; where its row goes. */
static __device__ void put_turned(const job &j, const tile &t, int row, int col,
				  float a, float b)
{
	const int pair = (t.low + col) % j.half, at = j.at[row];
	const float c = j.cosine[(int64_t)at * j.half + pair];
	const float s = j.sine[(int64_t)at * j.half + pair];
	bf16 *y = (bf16 *)j.y[t.m] + t.low + col;

	if (t.m == 0)
		y += (int64_t)row * j.m[0].out;
	else
		y += ((int64_t)j.page[(int64_t)row * j.pages +
				      at / DECODE_PAGE] *
			      DECODE_PAGE +
		      at % DECODE_PAGE) *
		     j.m[t.m].out;
	narrow(t.m < 2 ? a * c - b * s : a, &y[0]);
	narrow(t.m < 2 ? b * c + a * s : b, &y[j.half]);
}

/* What becomes of a low and a high number of a row, COL of its half. */
static __device__ __forceinline__ void finish(const job &j, const tile &t,
					      int row, int col, float a,
					      float b)
{
	const matrix &m = j.m[t.m];
	const bool has_low = t.low + col < m.out,
		   has_high = t.high + col < m.out;

	if (!has_low)
		return;
	if (j.what == SWIGLU) {
		put(j, 0, row, t.low + col, a / (1.0f + expf(-a)) * b);
		return;
	}
	if (m.bias) {
		a += widen(m.bias[t.low + col]);
		b += has_high ? widen(m.bias[t.high + col]) : 0.0f;
	}
	if (j.what == TURNED_HEADS) {
		put_turned(j, t, row, col, a, b);
		return;
	}
	put(j, t.m, row, t.low + col, a);
	if (has_high)
		put(j, t.m, row, t.high + col, b);
}

/* Adds the warps' sums in their order.  part (WARPS, COLS, TILES, 4, WARP), squares
 * (WARPS, TILES * HIGH) */
template <int TILES, int COLS>
static __device__ void gather(const job &j, const float *part,
			      const float *squares)
{
	for (int i = (int)threadIdx.x; i < COLS * TILES * 2 * WARP;
	     i += BLOCK) {
		const int lane = i % WARP, odd = i / WARP % 2;
		const int at = i / WARP / 2; /* of (COLS, TILES) */
		const int row = at % TILES * HIGH + lane % 4 * 2 + odd;
		const float *low = part + (at * 4 + odd) * WARP + lane;
		float a = 0, b = 0, square = 0;

		if (row >= j.n)
			continue;
		for (int w = 0; w < WARPS;
		     w++, low += COLS * TILES * 4 * WARP) {
			a += low[0];
			b += low[2 * WARP];
			square +=
				j.norm ? squares[w * TILES * HIGH + row] : 0.0f;
		}
		if (j.norm) {
			square = 1.0f / sqrtf(square / (float)j.k + j.eps);
			a *= square;
			b *= square;
		}
		finish(j, tile_of(j, (int)blockIdx.x * COLS + at / TILES), row,
		       lane / 4, a, b);
	}
}

/* The rows of X that a lane has, one of each tile; NULL: none. */
template <int TILES>
static __device__ __forceinline__ void find_rows(const job &j,
						 const bf16 *rows[TILES])
{
	for (int i = 0; i < TILES; i++) {
		const int row = i * HIGH + (int)threadIdx.x % WARP / 4;

		rows[i] = row < j.n
				  ? j.x + (int64_t)(j.row ? j.row[row] : row) *
						    j.k
				  : NULL;
	}
}

/* SUMS of the warp's pieces with the rows, and the SQUARES of these. */
template <int TILES, int COLS>
static __device__ __forceinline__ void multiply_pieces(
	const job &j, const source s[COLS], uint4 *memory,
	float sums[COLS][TILES][4], float squares[TILES])
{
	const bf16 *rows[TILES];
	float norm[8] = {};

	find_rows<TILES>(j, rows);
	for (int i = 0; piece_at(i) / PIECE * PIECE < j.k; i++) {
		const uint4 *w =
			memory + i % DEEP * COLS * 2 * BLOCK + threadIdx.x;
		const int k = piece_at(i);
		uint4 x[TILES];

		if (j.norm && k < j.k)
			load<bf16, 8>(j.norm + k, norm);
		for (int n = 0; n < TILES; n++)
			x[n] = numbers(j, rows[n], k, norm, &squares[n]);
		copy_wait<DEEP - 1>();
		for (int c = 0; c < COLS; c++) {
			const uint4 low = w[2 * c * BLOCK];
			const uint4 high = w[(2 * c + 1) * BLOCK];

			for (int n = 0; n < TILES; n++)
				multiply_piece(sums[c][n], low, high, x[n]);
		}
		bring<COLS>(j, s, memory, i + DEEP);
		copy_group();
	}
	copy_wait<0>();
}

/* grid (tiles of W / COLS), block (BLOCK) */
template <int TILES, int COLS>
static __global__ void __launch_bounds__(BLOCK, TILES <= 2   ? 4
						: TILES <= 4 ? 2
							     : 1)
	multiply(job j)
{
	KERNEL_SHARED(memory);
	__shared__ float all_squares[WARPS * TILES * HIGH];
	const int warp = (int)threadIdx.x / WARP,
		  lane = (int)threadIdx.x % WARP;
	float *part = (float *)memory + warp * COLS * TILES * 4 * WARP + lane;
	float sums[COLS][TILES][4] = {}, squares[TILES] = {};
	source s[COLS];

	follow_begin();
	for (int c = 0; c < COLS; c++)
		s[c] = source_of(j, tile_of(j, (int)blockIdx.x * COLS + c));
	for (int i = 0; i < DEEP; i++) {
		bring<COLS>(j, s, (uint4 *)memory, i);
		copy_group();
	}
	follow_wait();
	multiply_pieces<TILES, COLS>(j, s, (uint4 *)memory, sums, squares);
	__syncthreads();
	for (int i = 0; i < COLS * TILES * 4; i++)
		part[i * WARP] = sums[i / 4 / TILES][i / 4 % TILES][i % 4];
	for (int n = 0; n < TILES; n++) {
		squares[n] += __shfl_xor_sync(ALL_LANES, squares[n], 1);
		squares[n] += __shfl_xor_sync(ALL_LANES, squares[n], 2);
		if (lane % 4 == 0)
			all_squares[(warp * TILES + n) * HIGH + lane / 4] =
				squares[n];
	}
	__syncthreads();
	gather<TILES, COLS>(j, (const float *)memory, all_squares);
}

template <int TILES, int COLS>
static int start(const struct launch *l, const job &j, unsigned tiles,
		 struct momus_error *err)
{
	/* of W's pieces, then of the sums; and what the kernel declares */
	const size_t pieces = (size_t)DEEP * COLS * 2 * BLOCK * sizeof(uint4);
	const size_t sums =
		(size_t)WARPS * COLS * TILES * 4 * WARP * sizeof(float);
	const size_t own = (size_t)WARPS * TILES * HIGH * sizeof(float);
	const size_t shared = pieces > sums ? pieces : sums;

	if (shared + own > SHARED_OWN &&
	    cudaFuncSetAttribute(multiply<TILES, COLS>,
				 cudaFuncAttributeMaxDynamicSharedMemorySize,
				 (int)shared) != cudaSuccess)
		return momus_fail(err, MOMUS_EIO,
				  "native: a product of few rows needs %zu "
				  "bytes of a block's memory",
				  shared);
	KERNEL_FOLLOW((multiply<TILES, COLS>), kernel_blocks(tiles, COLS),
		      BLOCK, shared, l, j);
	return kernel_check("a product of few rows", err);
}

/* Two tiles of W a block where rows are many, so that each is read half as often, and
 * there are blocks enough still. */
template <int TILES>
static int start_wide(const struct launch *l, const job &j, unsigned tiles,
		      struct momus_error *err)
{
	return tiles >= 2 * FULL && j.what < HEADS
		       ? start<TILES, 2>(l, j, tiles, err)
		       : start<TILES, 1>(l, j, tiles, err);
}

static int run(const struct launch *l, job *j, const struct skinny *s,
	       struct momus_error *err)
{
	unsigned tiles = 0;

	if (l->type != LAUNCH_BF16 || s->n < 1 || s->n > SKINNY_ROWS ||
	    s->k < 1 || s->k > INT_MAX || s->k % SKINNY_EIGHT)
		return momus_fail(err, MOMUS_EINVAL,
				  "native: a product of %lld rows of %lld "
				  "numbers: expected bf16, at most %d rows and "
				  "a multiple of %d",
				  (long long)s->n, (long long)s->k, SKINNY_ROWS,
				  SKINNY_EIGHT);
	j->x = (const bf16 *)s->x;
	j->row = s->row;
	j->norm = (const bf16 *)s->norm;
	j->eps = (float)s->eps;
	j->n = (int)s->n;
	j->k = (int)s->k;
	for (int i = 0; i < (j->what < HEADS ? 1 : 3); i++)
		tiles += (unsigned)j->m[i].tiles;
	if (j->n <= HIGH)
		return start<1, 1>(l, *j, tiles, err);
	if (j->n <= 2 * HIGH)
		return start<2, 1>(l, *j, tiles, err);
	if (j->n <= 4 * HIGH)
		return start_wide<4>(l, *j, tiles, err);
	if (j->n <= 8 * HIGH)
		return start_wide<8>(l, *j, tiles, err);
	return start<16, 1>(l, *j, tiles, err);
}

static matrix matrix_of(const struct skinny_matrix *m)
{
	return { (const bf16 *)m->w, (const bf16 *)m->bias, (int)m->out,
		 (int)((m->out + 2 * HIGH - 1) / (2 * HIGH)) };
}

extern "C" int skinny_add_cuda(const struct launch *l, const struct skinny *s,
			       void *y, const struct skinny_matrix *m,
			       struct momus_error *err)
{
	job j = {};

	j.what = ADD;
	j.m[0] = matrix_of(m);
	j.y[0] = y;
	return run(l, &j, s, err);
}

extern "C" int skinny_logits_cuda(const struct launch *l,
				  const struct skinny *s, float *z,
				  const struct skinny_matrix *m,
				  struct momus_error *err)
{
	job j = {};

	j.what = LOGITS;
	j.m[0] = matrix_of(m);
	j.y[0] = z;
	return run(l, &j, s, err);
}

extern "C" int skinny_swiglu_cuda(const struct launch *l,
				  const struct skinny *s, void *y,
				  const void *gate, const void *up, int64_t out,
				  struct momus_error *err)
{
	const int tiles = (int)((out + HIGH - 1) / HIGH);
	job j = {};

	j.what = SWIGLU;
	j.m[0] = { (const bf16 *)gate, NULL, (int)out, tiles };
	j.m[1] = { (const bf16 *)up, NULL, (int)out, tiles };
	j.y[0] = y;
	return run(l, &j, s, err);
}

extern "C" int skinny_heads_cuda(const struct launch *l, const struct skinny *s,
				 const struct skinny_heads *h,
				 struct momus_error *err)
{
	job j = {};

	j.what = h->cosine ? TURNED_HEADS : HEADS;
	for (int i = 0; i < 3; i++) {
		j.m[i] = matrix_of(&h->m[i]);
		j.y[i] = h->y[i];
	}
	if (h->cosine) {
		if (!skinny_turns(h->rows->head_dim))
			return momus_fail(err, MOMUS_EINVAL,
					  "native: heads of %lld numbers are "
					  "not turned as they are made",
					  (long long)h->rows->head_dim);
		j.cosine = h->cosine;
		j.sine = h->sine;
		j.at = h->rows->at;
		j.page = h->rows->page;
		j.pages = (int)h->rows->pages;
		j.half = (int)h->rows->head_dim / 2;
	}
	return run(l, &j, s, err);
}
