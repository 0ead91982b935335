/* flash-tile.h - a warp's products in its registers with tiles in shared memory
 *
 * A tile has rows of D numbers; of row R, the eight numbers from 8 C on are where C
 * exclusive-or R % 8 says, so that what a warp loads at once is in different banks.
 */
#ifndef NATIVE_FLASH_TILE_H
#define NATIVE_FLASH_TILE_H

#include "ops/fragment.h"

#define FLASH_BLOCK 128 /* threads */
#define FLASH_WARPS (FLASH_BLOCK / WARP)
#define FLASH_LEAST 64 /* rows or keys of a block, at least */
#define FLASH_LOG2E 1.4426950408889634f

#ifdef __CUDACC__
#define FLASH_UNROLL _Pragma("unroll")
#else
#define FLASH_UNROLL
#endif

/* 2^X, to 2 units in the last place. */
static __device__ __forceinline__ float flash_power(float x)
{
#ifdef __CUDACC__
	float out;

	asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(out) : "f"(x));
	return out;
#else
	return exp2f(x);
#endif
}

static __device__ __forceinline__ int flash_least(int a, int b)
{
	return a < b ? a : b;
}

/* Begins to copy ROWS rows that are STRIDE apart to the tile TO; those from HAVE
 * (at least 1) on become zero. */
template <int D, int ROWS>
static __device__ __forceinline__ void flash_fetch(bf16 *to, const bf16 *from,
						   int have, int64_t stride)
{
	const int eight = (int)threadIdx.x % (D / 8);
	const int first = (int)threadIdx.x / (D / 8);

	FLASH_UNROLL
	for (int i = 0; i < ROWS; i += FLASH_BLOCK / (D / 8)) {
		const int row = first + i;
		const bool there = row < have;

		copy_begin(to + row * D + (eight ^ row % 8) * 8,
			   from + (there ? row : 0) * stride + eight * 8,
			   there);
	}
}

/* Where a lane's row of four 8 x 8 tiles begins in the 16 x 16 at a tile's beginning;
 * 16 numbers to the right, exclusive-or 16.  DOWN: first those below each other, as A
 * wants them, and B of what lies by rows; otherwise as B of what lies by columns. */
template <int D> static __device__ __forceinline__ int flash_place(bool down)
{
	const int lane = (int)(threadIdx.x % WARP);
	const int row = down ? lane % 16 : lane % 8 + lane / 16 * 8;
	const int right = down ? lane / 16 : lane / 8 % 2;

	return row * D + (right ^ row % 8) * 8;
}

/* M times 16 rows of a tile, the left side of products; in registers from keep() on
 * where KEPT. */
template <int D, int M, bool KEPT> struct flash_left {
	unsigned kept[KEPT ? D / 16 : 1][M][4];
	const bf16 *tile;
	int place;

	__device__ __forceinline__ void read(unsigned out[M][4], int at) const
	{
		FLASH_UNROLL
		for (int m = 0; m < M; m++)
			fragment_load(out[m],
				      tile + m * 16 * D + (place ^ at * 16));
	}

	__device__ __forceinline__ void keep(const bf16 *from)
	{
		tile = from;
		place = flash_place<D>(true);
		FLASH_UNROLL
		for (int i = 0; KEPT && i < D / 16; i++)
			read(kept[KEPT ? i : 0], i);
	}

	__device__ __forceinline__ void get(unsigned out[M][4], int at) const
	{
		if (!KEPT)
			read(out, at);
		FLASH_UNROLL
		for (int i = 0; KEPT && i < 4 * M; i++)
			out[i / 4][i % 4] = kept[KEPT ? at : 0][i / 4][i % 4];
	}
};

/* SUMS (M * 16, N) += LEFT RIGHT^T, of N rows of the tile RIGHT */
template <int D, int M, int N, bool KEPT>
static __device__ __forceinline__ void flash_across(
	float sums[M][N / 8][4], const flash_left<D, M, KEPT> &left,
	const bf16 *right)
{
	const int place = flash_place<D>(false);

	FLASH_UNROLL
	for (int i = 0; i < D / 16; i++) {
		unsigned a[M][4], b[4];

		left.get(a, i);
		FLASH_UNROLL
		for (int j = 0; j < N / 16; j++) {
			fragment_load(b, right + j * 16 * D + (place ^ i * 16));
			FLASH_UNROLL
			for (int m = 0; m < M; m++) {
				fragment_multiply(sums[m][2 * j], a[m], b);
				fragment_multiply(sums[m][2 * j + 1], a[m],
						  b + 2);
			}
		}
	}
}

/* SUMS (M * 16, D) += P RIGHT, of N rows of the tile RIGHT */
template <int D, int M, int N>
static __device__ __forceinline__ void flash_down(
	float sums[M][D / 8][4], const unsigned p[M][N / 16][4],
	const bf16 *right)
{
	const int place = flash_place<D>(true);

	FLASH_UNROLL
	for (int i = 0; i < N / 16; i++)
		FLASH_UNROLL
	for (int j = 0; j < D / 16; j++) {
		unsigned b[4];

		fragment_load_turned(b, right + i * 16 * D + (place ^ j * 16));
		FLASH_UNROLL
		for (int m = 0; m < M; m++) {
			fragment_multiply(sums[m][2 * j], p[m][i], b);
			fragment_multiply(sums[m][2 * j + 1], p[m][i], b + 2);
		}
	}
}

/* Sums as the left side of a product. */
template <int M, int N>
static __device__ __forceinline__ void flash_pair(unsigned p[M][N / 16][4],
						  const float s[M][N / 8][4])
{
	FLASH_UNROLL
	for (int m = 0; m < M; m++)
		FLASH_UNROLL
	for (int i = 0; i < N / 16 * 4; i++) {
		const float *two = &s[m][i / 2][i % 2 * 2];

		p[m][i / 4][i % 4] = fragment_pair(two[0], two[1]);
	}
}

/* Writes SUMS times BY as rows from TO on that are STRIDE apart, of which there are
 * HAVE. */
template <int D, int M, class T>
static __device__ __forceinline__ void flash_write(T *to,
						   float sums[M][D / 8][4],
						   float by, int have,
						   int64_t stride)
{
	const int row = (int)(threadIdx.x % WARP) / 4;
	const int col = (int)threadIdx.x % 4 * 2;

	FLASH_UNROLL
	for (int i = 0; i < 2 * M; i++) {
		const int y = row + i * 8;

		FLASH_UNROLL
		for (int j = 0; y < have && j < D / 8; j++) {
			float *two = &sums[i / 2][j][i % 2 * 2];

			two[0] *= by;
			two[1] *= by;
			store<T, 2>(to + y * stride + j * 8 + col, two);
		}
	}
}

#endif /* NATIVE_FLASH_TILE_H */
