/* columns.h - sums over the rows of a batch, column by column; CUDA C only
 *
 * A block sums a chunk of rows, its rows of threads every DEEPth of them, N columns a
 * thread; a second kernel adds the chunks.  All in an order that hangs on the number
 * of rows alone.
 */
#ifndef NATIVE_COLUMNS_H
#define NATIVE_COLUMNS_H

#include "ops/kernel.h"

#define COLUMNS_DEEP  8	  /* rows of threads of a block */
#define COLUMNS_LEAST 64  /* rows of a chunk */
#define COLUMNS_MOST  256 /* chunks */

/* Rows of a chunk of N. */
static inline int columns_chunk(int64_t n)
{
	const int64_t even = (n + COLUMNS_MOST - 1) / COLUMNS_MOST;

	return even < COLUMNS_LEAST ? COLUMNS_LEAST : (int)even;
}

/* Of workspace that the chunks' sums of N rows of D columns need. */
static inline size_t columns_bytes(int64_t n, int64_t d)
{
	return (size_t)(kernel_blocks(n, columns_chunk(n)) * d) * sizeof(float);
}

/* grid (d / N / WARP, chunks), block (WARP, COLUMNS_DEEP).  part (chunks, d).
 * TERM(row, col, x) sets X to the N numbers of a row from COL on. */
template <int N, class Term>
static __global__ void columns_sum(float *__restrict__ part, Term term, int n,
				   int d, int chunk)
{
	__shared__ float sums[COLUMNS_DEEP][WARP * N + 1];
	const int col = (int)(blockIdx.x * WARP + threadIdx.x) * N;
	const int first = (int)blockIdx.y * chunk;
	const int last = n - first < chunk ? n : first + chunk;
	float sum[N] = { 0 }, x[N];

	for (int row = first + (int)threadIdx.y; col < d && row < last;
	     row += COLUMNS_DEEP) {
		term(row, col, x);
		for (int k = 0; k < N; k++)
			sum[k] += x[k];
	}
	for (int k = 0; k < N; k++)
		sums[threadIdx.y][threadIdx.x * N + k] = sum[k];
	__syncthreads();
	for (int i = (int)(threadIdx.y * WARP + threadIdx.x); i < WARP * N;
	     i += WARP * COLUMNS_DEEP) {
		const int to = (int)blockIdx.x * WARP * N + i;
		float all = 0;

		for (int k = 0; k < COLUMNS_DEEP; k++)
			all += sums[k][i];
		if (to < d)
			part[(size_t)blockIdx.y * d + to] = all;
	}
}

/* grid (d / WARP), block (WARP, COLUMNS_DEEP).  to (d,) += sum over part's rows */
static __global__ void columns_add(float *to, const float *__restrict__ part,
				   int parts, int d)
{
	__shared__ float sums[COLUMNS_DEEP][WARP];
	const int col = (int)(blockIdx.x * WARP + threadIdx.x);
	float sum = 0;

	for (int i = (int)threadIdx.y; col < d && i < parts; i += COLUMNS_DEEP)
		sum += part[(size_t)i * d + col];
	sums[threadIdx.y][threadIdx.x] = sum;
	__syncthreads();
	if (threadIdx.y || col >= d)
		return;
	for (int i = 1; i < COLUMNS_DEEP; i++)
		sum += sums[i][threadIdx.x];
	to[col] += sum;
}

/* TO (d,) += the sums of TERM over N rows; L has columns_bytes() of workspace. */
template <int N, class Term>
static void columns_start(const struct launch *l, float *to, Term term, int n,
			  int d)
{
	const int chunk = columns_chunk(n);
	const unsigned parts = kernel_blocks(n, chunk);
	const dim3 threads(WARP, COLUMNS_DEEP);
	float *part = (float *)l->workspace;

	KERNEL_START((columns_sum<N, Term>),
		     dim3(kernel_blocks(d, N * WARP), parts), threads, 0, l,
		     part, term, n, d, chunk);
	KERNEL_START(columns_add, kernel_blocks(d, WARP), threads, 0, l, to,
		     part, (int)parts, d);
}

#endif /* NATIVE_COLUMNS_H */
