/* tile.h - products of a block in its shared memory; CUDA C only
 *
 * bf16 goes through the tensor cores, 16 x 16 tiles a warp; fp32, which is for
 * tests and small models, through ordinary arithmetic.  Sums are fp32, in the order
 * of k.
 */
#ifndef NATIVE_TILE_H
#define NATIVE_TILE_H

#include <mma.h>

#include "ops/kernel.h"

#define TILE 16

/* Numbers from a row to the next: a few more than it has, so that a column's are in
 * different banks, and every tile begins at a multiple of 32 bytes. */
template <class T> static __host__ __device__ constexpr int tile_pitch(int cols)
{
	return cols + 16 / (int)sizeof(T);
}

/* Bytes of ROWS x COLS numbers, to the next multiple of 128. */
template <class T>
static __host__ __device__ constexpr size_t tile_bytes(int rows, int cols)
{
	return (rows * tile_pitch<T>(cols) * sizeof(T) + 127) / 128 * 128;
}

/* The next ROWS x COLS numbers of a block's memory AT. */
template <class T>
static __device__ __forceinline__ T *tile_take(unsigned char **at, int rows,
					       int cols)
{
	T *mine = (T *)*at;

	*at += tile_bytes<T>(rows, cols);
	return mine;
}

/* TO (ROWS, cols), in shared memory, becomes HAVE rows of D numbers that are STRIDE
 * apart, and zero beyond. */
template <class T>
static __device__ void tile_fill(T *to, int rows, int cols, const T *from,
				 int have, int d, int64_t stride)
{
	const int pitch = tile_pitch<T>(cols);

	for (int i = (int)threadIdx.x; i < rows * cols; i += (int)blockDim.x) {
		const int row = i / cols, col = i % cols;

		if (row < have && col < d)
			to[row * pitch + col] = from[row * stride + col];
		else
			narrow(0.0f, &to[row * pitch + col]);
	}
}

static __device__ __forceinline__ void tile_clear(float *to, int rows, int cols)
{
	for (int i = (int)threadIdx.x; i < rows * tile_pitch<float>(cols);
	     i += (int)blockDim.x)
		to[i] = 0;
}

/* C (M,N) = A B, added to C where ADD.  A is (M,K), or its transpose (K,M) where
 * TURN_A; B (K,N), or (N,K) where TURN_B.  M, N and K are multiples of TILE. */
template <bool TURN_A, bool TURN_B>
static __device__ void tile_multiply(float *c, const float *a, const float *b,
				     int m, int n, int k, bool add)
{
	const int lda = tile_pitch<float>(TURN_A ? m : k);
	const int ldb = tile_pitch<float>(TURN_B ? k : n);
	const int ldc = tile_pitch<float>(n);

	for (int at = (int)threadIdx.x; at < m * n; at += (int)blockDim.x) {
		const int i = at / n, j = at % n;
		float sum = add ? c[i * ldc + j] : 0.0f;

		for (int x = 0; x < k; x++)
			sum += (TURN_A ? a[x * lda + i] : a[i * lda + x]) *
			       (TURN_B ? b[j * ldb + x] : b[x * ldb + j]);
		c[i * ldc + j] = sum;
	}
}

template <bool TURN> struct tile_layout {
	typedef nvcuda::wmma::row_major type;
};
template <> struct tile_layout<true> {
	typedef nvcuda::wmma::col_major type;
};

template <bool TURN_A, bool TURN_B>
static __device__ void tile_multiply(float *c, const bf16 *a, const bf16 *b,
				     int m, int n, int k, bool add)
{
	using namespace nvcuda::wmma;
	typedef typename tile_layout<TURN_A>::type layout_a;
	typedef typename tile_layout<TURN_B>::type layout_b;
	const int lda = tile_pitch<bf16>(TURN_A ? m : k);
	const int ldb = tile_pitch<bf16>(TURN_B ? k : n);
	const int ldc = tile_pitch<float>(n);
	fragment<matrix_a, TILE, TILE, TILE, __nv_bfloat16, layout_a> fa;
	fragment<matrix_b, TILE, TILE, TILE, __nv_bfloat16, layout_b> fb;
	fragment<accumulator, TILE, TILE, TILE, float> sums;

	for (int t = (int)(threadIdx.x / WARP); t < m / TILE * (n / TILE);
	     t += (int)(blockDim.x / WARP)) {
		const int i = t / (n / TILE) * TILE, j = t % (n / TILE) * TILE;

		if (add)
			load_matrix_sync(sums, c + i * ldc + j, (unsigned)ldc,
					 mem_row_major);
		else
			fill_fragment(sums, 0.0f);
		for (int x = 0; x < k; x += TILE) {
			const bf16 *pa =
				TURN_A ? a + x * lda + i : a + i * lda + x;
			const bf16 *pb =
				TURN_B ? b + j * ldb + x : b + x * ldb + j;

			load_matrix_sync(fa, (const __nv_bfloat16 *)pa,
					 (unsigned)lda);
			load_matrix_sync(fb, (const __nv_bfloat16 *)pb,
					 (unsigned)ldb);
			mma_sync(sums, fa, fb, sums);
		}
		store_matrix_sync(c + i * ldc + j, sums, (unsigned)ldc,
				  mem_row_major);
	}
}

#endif /* NATIVE_TILE_H */
