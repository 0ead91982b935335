/* rmsnorm-cuda.cu - the kernels; see rmsnorm.h for the formula and its source
 *
 * A warp has a row: its lanes take every 32nd pack of it, and fold their sums by
 * shuffles.  The weights' derivatives are sums over rows: blocks sum CHUNK rows
 * each into the workspace, and a second kernel adds the chunks in their order.
 */
#include "ops/kernel.h"
#include "ops/rmsnorm.h"

#define ROWS  4	  /* warps of a block, each with a row; not tuned */
#define CHUNK 512 /* rows that one block sums; not tuned */
#define DEEP  8	  /* rows of threads there */

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
		load<T, N>(dx + i, old);
		for (int k = 0; k < N; k++)
			a[k] = (add ? old[k] : 0.0f) + scale * b[k] * g[k] -
			       a[k] * back;
		store<T, N>(dx + i, a);
	}
}

/* grid (d / WARP, n / CHUNK), block (WARP, DEEP).  part (n / CHUNK, d) */
template <class T>
static __global__ void backward_w(float *__restrict__ part,
				  const T *__restrict__ dy,
				  const T *__restrict__ x,
				  const float *__restrict__ r, int n, int d)
{
	__shared__ float sums[DEEP][WARP];
	const int col = (int)(blockIdx.x * WARP + threadIdx.x);
	const int first = (int)blockIdx.y * CHUNK;
	const int last = n - first < CHUNK ? n : first + CHUNK;
	float sum = 0;

	for (int row = first + (int)threadIdx.y; col < d && row < last;
	     row += DEEP)
		sum += widen(dy[(size_t)row * d + col]) *
		       (widen(x[(size_t)row * d + col]) * r[row]);
	sums[threadIdx.y][threadIdx.x] = sum;
	__syncthreads();
	if (threadIdx.y || col >= d)
		return;
	for (int i = 1; i < DEEP; i++)
		sum += sums[i][threadIdx.x];
	part[(size_t)blockIdx.y * d + col] = sum;
}

/* grid (d / 256), block (256).  dw (d,) += sum over part's rows */
static __global__ void add_parts(float *dw, const float *__restrict__ part,
				 int parts, int d)
{
	const int col = (int)(blockIdx.x * blockDim.x + threadIdx.x);
	float sum = 0;

	if (col >= d)
		return;
	for (int i = 0; i < parts; i++)
		sum += part[(size_t)i * d + col];
	dw[col] += sum;
}

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
	const unsigned parts = kernel_blocks(n, CHUNK);
	float *part = (float *)l->workspace;

	KERNEL_START((backward_w<T>), dim3(kernel_blocks(d, WARP), parts),
		     dim3(WARP, DEEP), 0, l, part, (const T *)dy, (const T *)x,
		     r, n, d);
	KERNEL_START(add_parts, kernel_blocks(d, 256), 256, 0, l, dw, part,
		     (int)parts, d);
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
	return (size_t)((n + CHUNK - 1) / CHUNK * d) * sizeof(float);
}

extern "C" int rmsnorm_backward_cuda(const struct launch *l, void *dx,
				     float *dw, const void *dy, const void *x,
				     const void *w, const float *r, int64_t n,
				     int64_t d, struct momus_error *err)
{
	int rc = kernel_rows("rmsnorm", n, d, err);

	if (rc == MOMUS_OK && kernel_blocks(n, CHUNK) > GRID_YZ)
		rc = momus_fail(err, MOMUS_EINVAL,
				"native: rmsnorm backward of %lld rows: at "
				"most %d",
				(long long)n, GRID_YZ * CHUNK);
	if (rc == MOMUS_OK)
		rc = kernel_room("rmsnorm", l, rmsnorm_backward_bytes(n, d),
				 err);
	if (rc < 0)
		return rc;
	KERNEL_PICK(l, d, start_backward, l, dx, dw, dy, x, w, r, (int)n,
		    (int)d);
	return kernel_check("rmsnorm backward", err);
}
