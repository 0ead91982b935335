/* flash-sight.h - which queries see which keys, of tiles in registers; CUDA C only */
#ifndef NATIVE_FLASH_SIGHT_H
#define NATIVE_FLASH_SIGHT_H

#include "ops/flash-tile.h"

/* The first tile of PER keys that the query sees. */
static __device__ __forceinline__ int flash_first(int query, int window,
						  int per)
{
	return window && query >= window ? (query - window + 1) / per * per : 0;
}

/* Which of the queries Q0 … Q1 see keys K0 … K1. */
enum flash_sight { FLASH_NONE, FLASH_SOME, FLASH_ALL };

static __device__ __forceinline__ flash_sight flash_sees(int q0, int q1, int k0,
							 int k1, int window)
{
	if (k0 > q1 || (window && k1 <= q0 - window))
		return FLASH_NONE;
	return k1 <= q0 && (!window || k0 > q1 - window) ? FLASH_ALL
							 : FLASH_SOME;
}

/* Scores (M * 16, N) of the rows from ROW and the columns from COL become -INFINITY
 * where the query does not see the key; KEYS: rows are keys, columns queries. */
template <int M, int N, bool KEYS>
static __device__ __forceinline__ void flash_mask(float s[M][N / 8][4], int row,
						  int col, int window)
{
	row += (int)(threadIdx.x % WARP) / 4;
	col += (int)threadIdx.x % 4 * 2;
	FLASH_UNROLL
	for (int m = 0; m < M; m++)
		FLASH_UNROLL
	for (int i = 0; i < N / 8 * 4; i++) {
		const int y = row + m * 16 + i % 4 / 2 * 8;
		const int x = col + i / 4 * 8 + i % 2;
		const int query = KEYS ? x : y, key = KEYS ? y : x;

		if (key > query || (window && key <= query - window))
			s[m][i / 4][i % 4] = -INFINITY;
	}
}

#endif /* NATIVE_FLASH_SIGHT_H */
