/* swiglu-cuda.cu - the kernels; see swiglu.h: each thread has a pack */
#include "ops/kernel.h"
#include "ops/swiglu.h"

#define BLOCK 256 /* not tuned */

/* grid (n / N / BLOCK), block (BLOCK).  y, g, u (n,) */
template <class T, int N>
static __global__ void forward(T *y, const T *g, const T *u, int64_t n)
{
	const int64_t i = ((int64_t)blockIdx.x * BLOCK + threadIdx.x) * N;
	float a[N], b[N];

	if (i >= n)
		return;
	load<T, N>(g + i, a);
	load<T, N>(u + i, b);
	for (int k = 0; k < N; k++)
		a[k] = a[k] / (1.0f + expf(-a[k])) * b[k];
	store<T, N>(y + i, a);
}

/* The same grid; dg or du may be dy. */
template <class T, int N>
static __global__ void backward(T *dg, T *du, const T *dy, const T *g,
				const T *u, int64_t n)
{
	const int64_t i = ((int64_t)blockIdx.x * BLOCK + threadIdx.x) * N;
	float d[N], a[N], b[N];

	if (i >= n)
		return;
	load<T, N>(dy + i, d);
	load<T, N>(g + i, a);
	load<T, N>(u + i, b);
	for (int k = 0; k < N; k++) {
		const float s = 1.0f / (1.0f + expf(-a[k])), up = b[k];

		b[k] = d[k] * a[k] * s;
		a[k] = d[k] * up * s * (1.0f + a[k] * (1.0f - s));
	}
	store<T, N>(dg + i, a);
	store<T, N>(du + i, b);
}

template <class T, int N>
static void start_forward(const struct launch *l, void *y, const void *g,
			  const void *u, int64_t n)
{
	KERNEL_START((forward<T, N>), kernel_blocks(n, N * BLOCK), BLOCK, 0, l,
		     (T *)y, (const T *)g, (const T *)u, n);
}

template <class T, int N>
static void start_backward(const struct launch *l, void *dg, void *du,
			   const void *dy, const void *g, const void *u,
			   int64_t n)
{
	KERNEL_START((backward<T, N>), kernel_blocks(n, N * BLOCK), BLOCK, 0, l,
		     (T *)dg, (T *)du, (const T *)dy, (const T *)g,
		     (const T *)u, n);
}

extern "C" int swiglu_forward_cuda(const struct launch *l, void *y,
				   const void *g, const void *u, int64_t n,
				   struct momus_error *err)
{
	int rc = kernel_rows("swiglu", (n + BLOCK - 1) / BLOCK, 1, err);

	if (rc < 0)
		return rc;
	KERNEL_PICK(l, n, start_forward, l, y, g, u, n);
	return kernel_check("swiglu", err);
}

extern "C" int swiglu_backward_cuda(const struct launch *l, void *dg, void *du,
				    const void *dy, const void *g,
				    const void *u, int64_t n,
				    struct momus_error *err)
{
	int rc = kernel_rows("swiglu", (n + BLOCK - 1) / BLOCK, 1, err);

	if (rc < 0)
		return rc;
	KERNEL_PICK(l, n, start_backward, l, dg, du, dy, g, u, n);
	return kernel_check("swiglu backward", err);
}
