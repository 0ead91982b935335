/* skinny-cuda.cu - the kernels; see skinny.h
 *
 * A block has HALVES times eight rows of W, that is columns of Y, two halves to a tile
 * of the tensor cores: they may be a gate's and an up's, or a head's halves, so that
 * what belongs together is in one thread.  Its warps take every WARPS-th piece of
 * PIECE numbers of k and add up in their order.  A lane has eight numbers of a row, 16
 * bytes, that two products of tiles consume: which of k's numbers meet does not matter
 * as long as both tiles have the same.  W comes by way of shared memory, a thread's
 * own part of it for each, and begins to come before the kernel before this one has
 * ended.
 */
#include "ops/fragment.h"
#include "ops/skinny-job.h"

#define WARPS 8
#define BLOCK (WARPS * WARP)
#define PIECE 32  /* numbers of k: of a warp at a time */
#define FULL  132 /* blocks that busy a device: of an H100's processors */
#define MANY  16  /* rows beyond which their norm is made apart */
#define COLS  ((HALVES + 1) / 2)

/* Pieces on their way: 48 KiB of them, or 64. */
static __host__ __device__ constexpr int deep(int halves)
{
	return halves == 1 ? 12 : halves == 2 ? 6 : 4;
}

/* Pieces whose X is asked for at once. */
static __host__ __device__ constexpr int ahead(int tiles)
{
	return tiles == 1 ? 4 : tiles <= 4 ? 2 : 1;
}

/* A thread's rows of W in a tile; NULL: there is none. */
struct source {
	const bf16 *low, *high;
};

static __device__ __forceinline__ source source_of(const job &j, const tile &t)
{
	const int r = (int)threadIdx.x % WARP / 4;
	const matrix &m = j.m[t.m], &other = j.m[j.what == SWIGLU ? 1 : t.m];

	return { t.low + r < m.out ? m.w + (int64_t)(t.low + r) * j.k : NULL,
		 t.high + r < other.out ? other.w + (int64_t)(t.high + r) * j.k
					: NULL };
}

/* Where the lane's numbers of the warp's piece I begin in k, and whether there is such
 * a piece. */
static __device__ __forceinline__ int piece_at(int i)
{
	return ((int)threadIdx.x / WARP + i * WARPS) * PIECE +
	       (int)threadIdx.x % 4 * 8;
}

static __device__ __forceinline__ bool piece_there(const job &j, int i)
{
	return ((int)threadIdx.x / WARP + i * WARPS) * PIECE < j.k;
}

/* Begins to bring piece I of the warp's, if there is one, to MEMORY (deep, HALVES,
 * BLOCK), and the norm's behind that (deep, BLOCK): zeros where it has no numbers. */
template <int HALVES>
static __device__ __forceinline__ void bring(const job &j, const source s[COLS],
					     uint4 *memory, int i)
{
	const int slot = i % deep(HALVES), k = piece_at(i);
	uint4 *to = memory + slot * HALVES * BLOCK + threadIdx.x;
	const bool there = k < j.k;

	if (!piece_there(j, i))
		return;
	for (int h = 0; h < HALVES; h++) {
		const bf16 *w = h % 2 ? s[h / 2].high : s[h / 2].low;

		if (w)
			copy_begin(to + h * BLOCK, there ? w + k : w, there);
	}
	if (j.norm)
		copy_begin(memory + (deep(HALVES) * HALVES + slot) * BLOCK +
				   threadIdx.x,
			   there ? j.norm + k : j.norm, there);
}

/* The eight numbers X times the norm's, and their squares to SQUARES. */
static __device__ __forceinline__ uint4 normal(const uint4 &x,
					       const uint4 &norm,
					       float *squares)
{
	float a[8], b[8];

	load<bf16, 8>((const bf16 *)&x, a);
	load<bf16, 8>((const bf16 *)&norm, b);
	for (int i = 0; i < 8; i++) {
		*squares += a[i] * a[i];
		b[i] *= a[i];
	}
	return { fragment_pair(b[0], b[1]), fragment_pair(b[2], b[3]),
		 fragment_pair(b[4], b[5]), fragment_pair(b[6], b[7]) };
}

static __device__ __forceinline__ void multiply_tile(float sums[4],
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

/* The rows of X that a lane has, one of each tile; where there is none the first. */
template <int TILES>
static __device__ __forceinline__ void find_rows(const job &j, int first,
						 const bf16 *rows[TILES])
{
	for (int i = 0; i < TILES; i++) {
		const int mine = first + i * HIGH + (int)threadIdx.x % WARP / 4;
		const int row = mine < j.n ? mine : 0;

		rows[i] = j.x + (int64_t)(j.row ? j.row[row] : row) * j.k;
	}
}

/* Piece I of W and X to SUMS. */
template <int TILES, int HALVES>
static __device__ __forceinline__ void multiply_piece(
	const job &j, const source s[COLS], const uint4 *memory, int i,
	uint4 x[TILES], float sums[COLS][TILES][4], float squares[TILES])
{
	const uint4 none = { 0, 0, 0, 0 };
	const int slot = i % deep(HALVES);
	const uint4 *w = memory + slot * HALVES * BLOCK + threadIdx.x;

	for (int n = 0; n < TILES; n++) {
		if (piece_at(i) >= j.k)
			x[n] = none;
		if (j.norm)
			x[n] = normal(
				x[n],
				memory[(deep(HALVES) * HALVES + slot) * BLOCK +
				       threadIdx.x],
				&squares[n]);
	}
	for (int c = 0; c < COLS; c++) {
		const uint4 low = s[c].low ? w[2 * c * BLOCK] : none;
		const uint4 high = s[c].high ? w[(2 * c + 1) * BLOCK] : none;

		for (int n = 0; n < TILES; n++)
			multiply_tile(sums[c][n], low, high, x[n]);
	}
}

/* SUMS of the warp's pieces with the rows, and the SQUARES of these. */
template <int TILES, int HALVES>
static __device__ __forceinline__ void multiply_pieces(
	const job &j, const source s[COLS], uint4 *memory,
	float sums[COLS][TILES][4], float squares[TILES])
{
	const bf16 *rows[TILES];
	uint4 x[ahead(TILES)][TILES];

	find_rows<TILES>(j, 0, rows);
	for (int first = 0; piece_there(j, first); first += ahead(TILES)) {
		for (int i = 0; i < ahead(TILES); i++) {
			const int k = piece_at(first + i);

			for (int n = 0; n < TILES; n++)
				x[i][n] = *(const uint4 *)(rows[n] +
							   (k < j.k ? k : 0));
		}
		for (int i = 0; i < ahead(TILES); i++) {
			if (!piece_there(j, first + i))
				break;
			copy_wait<deep(HALVES) - 1>();
			multiply_piece<TILES, HALVES>(j, s, memory, first + i,
						      x[i], sums, squares);
			bring<HALVES>(j, s, memory, first + i + deep(HALVES));
			copy_group();
		}
	}
	copy_wait<0>();
}

/* Sums of squares of the warp's pieces, over the lanes of a row, to ALL (WARPS, TILES,
 * HIGH). */
template <int TILES>
static __device__ __forceinline__ void give_squares(float *all,
						    float squares[TILES])
{
	const int warp = (int)threadIdx.x / WARP,
		  lane = (int)threadIdx.x % WARP;

	for (int n = 0; n < TILES; n++) {
		squares[n] += __shfl_xor_sync(ALL_LANES, squares[n], 1);
		squares[n] += __shfl_xor_sync(ALL_LANES, squares[n], 2);
		if (lane % 4 == 0)
			all[(warp * TILES + n) * HIGH + lane / 4] = squares[n];
	}
}

/* Adds the warps' sums in their order.  part (WARPS, COLS, TILES, 4, WARP), squares
 * (WARPS, TILES * HIGH) */
template <int TILES, int HALVES>
static __device__ void gather(const job &j, const float *part,
			      const float *squares)
{
	for (int i = (int)threadIdx.x; i < COLS * TILES * 2 * WARP;
	     i += BLOCK) {
		const int lane = i % WARP, odd = i / WARP % 2;
		const int at = i / WARP / 2; /* of (COLS, TILES) */
		const int row = at % TILES * HIGH + lane % 4 * 2 + odd;
		const float *low = part + (at * 4 + odd) * WARP + lane;
		float a = 0, b = 0, scale = 0;

		if (row >= j.n)
			continue;
		for (int w = 0; w < WARPS; w++) {
			a += low[0];
			b += low[2 * WARP];
			scale +=
				j.norm ? squares[w * TILES * HIGH + row] : 0.0f;
			low += COLS * TILES * 4 * WARP;
		}
		if (j.norm)
			scale = scale_of(j, scale);
		else
			scale = j.scale ? j.scale[row] : 1.0f;
		finish(j,
		       tile_of<HALVES>(j, (int)blockIdx.x * COLS + at / TILES),
		       row, lane / 4, a * scale, b * scale);
	}
}

/* grid (columns of Y / HALVES / HIGH), block (BLOCK) */
template <int TILES, int HALVES>
static __global__ void __launch_bounds__(BLOCK, TILES <= 2   ? 3
						: TILES <= 4 ? 2
							     : 1)
	multiply(job j)
{
	KERNEL_SHARED(memory);
	__shared__ float all_squares[WARPS * TILES * HIGH];
	float *part = (float *)memory +
		      threadIdx.x / WARP * COLS * TILES * 4 * WARP +
		      threadIdx.x % WARP;
	float sums[COLS][TILES][4] = {}, squares[TILES] = {};
	source s[COLS];

	follow_begin();
	for (int c = 0; c < COLS; c++)
		s[c] = source_of(
			j, tile_of<HALVES>(j, (int)blockIdx.x * COLS + c));
	for (int i = 0; i < deep(HALVES); i++) {
		bring<HALVES>(j, s, (uint4 *)memory, i);
		copy_group();
	}
	expect<HALVES>(j);
	follow_wait();
	multiply_pieces<TILES, HALVES>(j, s, (uint4 *)memory, sums, squares);
	__syncthreads();
	for (int i = 0; i < COLS * TILES * 4; i++)
		part[i * WARP] = sums[i / 4 / TILES][i / 4 % TILES][i % 4];
	give_squares<TILES>(all_squares, squares);
	__syncthreads();
	gather<TILES, HALVES>(j, (const float *)memory, all_squares);
}

/* grid (n / HIGH), block (BLOCK): rows of X times the norm's to H (n, k), their scales
 * to SCALE (n), as multiply() makes them. */
static __global__ void prepare(job j, bf16 *h, float *scale)
{
	__shared__ float all_squares[WARPS * HIGH];
	const int first = (int)blockIdx.x * HIGH;
	const int row = first + (int)threadIdx.x % WARP / 4;
	const bf16 *x;
	float square = 0;

	follow_begin();
	follow_wait();
	find_rows<1>(j, first, &x);
	for (int i = 0; piece_at(i) < j.k; i++) {
		const int k = piece_at(i);
		const uint4 y = normal(*(const uint4 *)(x + k),
				       *(const uint4 *)(j.norm + k), &square);

		if (row < j.n)
			*(uint4 *)(h + (int64_t)row * j.k + k) = y;
	}
	give_squares<1>(all_squares, &square);
	__syncthreads();
	if (threadIdx.x >= HIGH || first + (int)threadIdx.x >= j.n)
		return;
	square = 0;
	for (int w = 0; w < WARPS; w++)
		square += all_squares[w * HIGH + threadIdx.x];
	scale[first + threadIdx.x] = scale_of(j, square);
}

template <int TILES, int HALVES>
static int start(const struct launch *l, const job &j, unsigned blocks,
		 struct momus_error *err)
{
	/* of W's pieces and the norm's, then of the sums; and what the kernel
	 * declares */
	const size_t pieces = (size_t)deep(HALVES) *
			      (HALVES + (j.norm ? 1 : 0)) * BLOCK *
			      sizeof(uint4);
	const size_t sums =
		(size_t)WARPS * COLS * TILES * 4 * WARP * sizeof(float);
	const size_t own = (size_t)WARPS * TILES * HIGH * sizeof(float);
	const size_t shared = pieces > sums ? pieces : sums;

	if (shared + own > SHARED_OWN &&
	    cudaFuncSetAttribute(multiply<TILES, HALVES>,
				 cudaFuncAttributeMaxDynamicSharedMemorySize,
				 (int)shared) != cudaSuccess)
		return momus_fail(err, MOMUS_EIO,
				  "native: a product of few rows needs %zu "
				  "bytes of a block's memory",
				  shared);
	KERNEL_FOLLOW((multiply<TILES, HALVES>), blocks, BLOCK, shared, l, j);
	return kernel_check("a product of few rows", err);
}

/* Two tiles of W a block where rows are many, so that each is read half as often, and
 * there are blocks enough still. */
template <int TILES>
static int start_wide(const struct launch *l, const job &j, unsigned tiles,
		      struct momus_error *err)
{
	return tiles >= 2 * FULL && j.what < HEADS
		       ? start<TILES, 4>(l, j, kernel_blocks(tiles, 2), err)
		       : start<TILES, 2>(l, j, tiles, err);
}

/* TILES: how many W has, of two halves. */
static int start_any(const struct launch *l, const job &j, unsigned tiles,
		     struct momus_error *err)
{
	if (j.n <= HIGH && tiles < FULL && j.what == ADD)
		return start<1, 1>(l, j, kernel_blocks(j.m[0].out, HIGH), err);
	if (j.n <= HIGH)
		return start<1, 2>(l, j, tiles, err);
	if (j.n <= 2 * HIGH)
		return start<2, 2>(l, j, tiles, err);
	if (j.n <= 4 * HIGH)
		return start_wide<4>(l, j, tiles, err);
	if (j.n <= 8 * HIGH)
		return start_wide<8>(l, j, tiles, err);
	return start<16, 2>(l, j, tiles, err);
}

extern "C" size_t skinny_bytes(int64_t n, int64_t k)
{
	return n > MANY ? (size_t)n * (sizeof(float) + (size_t)k * 2) : 0;
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
	if (j->norm && j->n > MANY) {
		bf16 *h = (bf16 *)l->workspace;
		float *scale = (float *)(h + s->n * s->k);
		int rc = kernel_room("a product of few rows", l,
				     skinny_bytes(s->n, s->k), err);

		if (rc < 0)
			return rc;
		KERNEL_FOLLOW(prepare, kernel_blocks(j->n, HIGH), BLOCK, 0, l,
			      *j, h, scale);
		j->x = h;
		j->scale = scale;
		j->row = NULL;
		j->norm = NULL;
	}
	return start_any(l, *j, tiles, err);
}

static matrix matrix_of(const struct skinny_matrix *m)
{
	return { (const bf16 *)m->w, (const bf16 *)m->bias, (int)m->out,
		 (int)((m->out + 2 * HIGH - 1) / (2 * HIGH)) };
}

/* Y becomes WHAT is made of the product with M alone. */
static int run_one(const struct launch *l, const struct skinny *s,
		   enum what what, void *y, const struct skinny_matrix *m,
		   struct momus_error *err)
{
	job j = {};

	j.what = what;
	j.m[0] = matrix_of(m);
	j.y[0] = y;
	return run(l, &j, s, err);
}

extern "C" int skinny_add_cuda(const struct launch *l, const struct skinny *s,
			       void *y, const struct skinny_matrix *m,
			       struct momus_error *err)
{
	return run_one(l, s, ADD, y, m, err);
}

extern "C" int skinny_logits_cuda(const struct launch *l,
				  const struct skinny *s, float *z,
				  const struct skinny_matrix *m,
				  struct momus_error *err)
{
	return run_one(l, s, LOGITS, z, m, err);
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
