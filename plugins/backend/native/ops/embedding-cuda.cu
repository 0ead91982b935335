/* embedding-cuda.cu - the kernels; see embedding.h
 *
 * Forward: a warp a row.  Backward: a block has one token and the columns of its
 * threads, and adds the places of the token one after another.
 */
#include "ops/embedding.h"
#include "ops/kernel.h"

#define ROWS  4	  /* warps of a block, each with a row; not tuned */
#define BLOCK 128 /* columns of a block */

/* grid (n / ROWS), block (WARP * ROWS).  x (n,d), w (…,d), id (n,) */
template <class T, int N>
static __global__ void forward(T *__restrict__ x, const T *__restrict__ w,
			       const int *__restrict__ id, int n, int d)
{
	const int row = (int)(blockIdx.x * ROWS + threadIdx.x / WARP);

	if (row >= n)
		return;
	x += (size_t)row * d;
	w += (size_t)id[row] * d;
	for (int i = (int)(threadIdx.x % WARP) * N; i < d; i += WARP * N)
		*(pack<T, N> *)(x + i) = *(const pack<T, N> *)(w + i);
}

/* grid (kinds, d / BLOCK), block (BLOCK).  dw (…,d), dx (n,d) */
template <class T>
static __global__ void backward(float *__restrict__ dw,
				const T *__restrict__ dx,
				const int *__restrict__ id,
				const int *__restrict__ order,
				const int *__restrict__ begin, int d)
{
	const int col = (int)(blockIdx.y * BLOCK + threadIdx.x);
	const int first = begin[blockIdx.x], last = begin[blockIdx.x + 1];
	float *to = dw + (size_t)id[order[first]] * d + col, sum;

	if (col >= d)
		return;
	sum = *to;
	for (int i = first; i < last; i++)
		sum += widen(dx[(size_t)order[i] * d + col]);
	*to = sum;
}

template <class T, int N>
static void start_forward(const struct launch *l, void *x, const void *w,
			  const int *id, int n, int d)
{
	KERNEL_START((forward<T, N>), kernel_blocks(n, ROWS), WARP * ROWS, 0, l,
		     (T *)x, (const T *)w, id, n, d);
}

extern "C" int embedding_forward_cuda(const struct launch *l, void *x,
				      const void *w, const int32_t *id,
				      int64_t n, int64_t d,
				      struct momus_error *err)
{
	int rc = kernel_rows("embedding", n, d, err);

	if (rc < 0)
		return rc;
	KERNEL_PICK(l, d, start_forward, l, x, w, id, (int)n, (int)d);
	return kernel_check("embedding", err);
}

extern "C" int embedding_backward_cuda(const struct launch *l, float *dw,
				       const void *dx, const int32_t *id,
				       const int32_t *order,
				       const int32_t *begin, int64_t kinds,
				       int64_t d, struct momus_error *err)
{
	const dim3 blocks((unsigned)kinds, kernel_blocks(d, BLOCK));
	int rc = kernel_rows("embedding", kinds, d, err);

	if (rc < 0)
		return rc;
	if (l->type == LAUNCH_BF16)
		KERNEL_START(backward<bf16>, blocks, BLOCK, 0, l, dw,
			     (const bf16 *)dx, id, order, begin, (int)d);
	else
		KERNEL_START(backward<float>, blocks, BLOCK, 0, l, dw,
			     (const float *)dx, id, order, begin, (int)d);
	return kernel_check("embedding backward", err);
}
