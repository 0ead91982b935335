/* rmsnorm-cuda.cu - the kernels; see rmsnorm.h for the formula and its source
 *
 * A warp has a row: its lanes take every 32nd pack of it, and fold their sums by
 * shuffles.  The weights' derivatives are sums over rows.
 */
#include "ops/columns.h"
#include "ops/rmsnorm.h"

#define ROWS 4 /* warps of a block, each with a row; not tuned */

/* grid (n / ROWS), block (WARP * ROWS).  y, x (n,d), r (n,), w (d,) */
template <class T, int N>
static __global__ void forward(T *__restrict__ y, float *__restrict__ r,
			       const T *__restrict__ x, const T *__restrict__ w,
			       int n, int d, float eps)
{
	const int row = (int)(blockIdx.x * ROWS + threadIdx.x / WARP);
	const int lane = threadIdx.x % WARP;
	float sum = 0, scale, a[N], b[N];

	if (row >= n)
		return;
	x += (size_t)row * d;
	y += (size_t)row * d;
	for (int i = lane * N; i < d; i += WARP * N) {
		load<T, N>(x + i, a);
		for (int k = 0; k < N; k++)
			sum += a[k] * a[k];
	}
	scale = 1.0f / sqrtf(warp_sum(sum) / (float)d + eps);
	for (int i = lane * N; i < d; i += WARP * N) {
		load<T, N>(x + i, a);
		load<T, N>(w + i, b);
		for (int k = 0; k < N; k++)
			a[k] = b[k] * (a[k] * scale);
		store<T, N>(y + i, a);
	}
	if (lane == 0 && r)
		r[row] = scale;
}

/* The same grid; dx (n,d) is added to where ADD. */
template <class T, int N>
static __global__ void backward_x(T *dx, const T *dy, const T *__restrict__ x,
				  const T *__restrict__ w,
				  const float *__restrict__ r, int n, int d,
				  bool add)
{
	const int row = (int)(blockIdx.x * ROWS + threadIdx.x / WARP);
	const int lane = threadIdx.x % WARP;
	float sum = 0, scale, back, g[N], a[N], b[N], old[N];

	if (row >= n)
		return;
	dx += (size_t)row * d;
	dy += (size_t)row * d;
	x += (size_t)row * d;
	scale = r[row];
	for (int i = lane * N; i < d; i += WARP * N) {
		load<T, N>(dy + i, g);
		load<T, N>(x + i, a);
		load<T, N>(w + i, b);
		for (int k = 0; k < N; k++)
			sum += b[k] * g[k] * a[k];
	}
	back = warp_sum(sum) * scale * scale * scale / (float)d;
	for (int i = lane * N; i < d; i += WARP * N) {
		load<T, N>(dy + i, g);
		load<T, N>(x + i, a);
		load<T, N>(w + i, b);
		if (add)
			load<T, N>(dx + i, old);
		for (int k = 0; k < N; k++)
			a[k] = (add ? old[k] : 0.0f) + scale * b[k] * g[k] -
			       a[k] * back;
		store<T, N>(dx + i, a);
	}
}

/* What a row adds to dw. */
template <class T, int N> struct of_row {
	const T *dy, *x;
	const float *r;
	int d;

	__device__ void operator()(int row, int col, float out[N]) const
	{
		float a[N];

		load<T, N>(dy + (size_t)row * d + col, out);
		load<T, N>(x + (size_t)row * d + col, a);
		for (int k = 0; k < N; k++)
			out[k] *= a[k] * r[row];
	}
};

template <class T, int N>
static void start_forward(const struct launch *l, void *y, float *r,
			  const void *x, const void *w, int n, int d, float eps)
{
	KERNEL_START((forward<T, N>), kernel_blocks(n, ROWS), WARP * ROWS, 0, l,
		     (T *)y, r, (const T *)x, (const T *)w, n, d, eps);
}

template <class T, int N>
static void start_backward(const struct launch *l, void *dx, float *dw,
			   const void *dy, const void *x, const void *w,
			   const float *r, int n, int d)
{
	const of_row<T, N> term = { (const T *)dy, (const T *)x, r, d };

	columns_start<N>(l, dw, term, n, d);
	KERNEL_START((backward_x<T, N>), kernel_blocks(n, ROWS), WARP * ROWS, 0,
		     l, (T *)dx, (const T *)dy, (const T *)x, (const T *)w, r,
		     n, d, dx != dy);
}

extern "C" int rmsnorm_forward_cuda(const struct launch *l, void *y, float *r,
				    const void *x, const void *w, int64_t n,
				    int64_t d, double eps,
				    struct momus_error *err)
{
	int rc = kernel_rows("rmsnorm", n, d, err);

	if (rc < 0)
		return rc;
	KERNEL_PICK(l, d, start_forward, l, y, r, x, w, (int)n, (int)d,
		    (float)eps);
	return kernel_check("rmsnorm", err);
}

extern "C" size_t rmsnorm_backward_bytes(int64_t n, int64_t d)
{
	return columns_bytes(n, d);
}

extern "C" int rmsnorm_backward_cuda(const struct launch *l, void *dx,
				     float *dw, const void *dy, const void *x,
				     const void *w, const float *r, int64_t n,
				     int64_t d, struct momus_error *err)
{
	int rc = kernel_rows("rmsnorm", n, d, err);

	if (rc == MOMUS_OK)
		rc = kernel_room("rmsnorm", l, rmsnorm_backward_bytes(n, d),
				 err);
	if (rc < 0)
		return rc;
	KERNEL_PICK(l, d, start_backward, l, dx, dw, dy, x, w, r, (int)n,
		    (int)d);
	return kernel_check("rmsnorm backward", err);
}
