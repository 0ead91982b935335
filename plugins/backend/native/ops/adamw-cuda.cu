/* adamw-cuda.cu - the kernels; see adamw.h for the formula and its source */
#include "ops/adamw.h"
#include "ops/kernel.h"

#define BLOCK  256 /* not tuned */
#define BLOCKS 512 /* parts of a norm, whatever the device */

struct factors { /* of one step, the same for every weight */
	float b1, b2, a1, a2, eps, keep, scale, step, root;
};

/* grid (n / N / BLOCK), block (BLOCK).  w, m, v, g (n,); copy (n,) or NULL */
template <class T, int N>
static __global__ void step(factors f, float *__restrict__ w,
			    float *__restrict__ m, float *__restrict__ v,
			    const float *__restrict__ g, T *__restrict__ copy,
			    int64_t n)
{
	const int64_t i = ((int64_t)blockIdx.x * BLOCK + threadIdx.x) * N;
	float a[N], b[N], c[N], x[N];

	if (i >= n)
		return;
	load<float, N>(w + i, a);
	load<float, N>(m + i, b);
	load<float, N>(v + i, c);
	load<float, N>(g + i, x);
	for (int k = 0; k < N; k++) {
		const float d = x[k] * f.scale;

		b[k] = f.b1 * b[k] + f.a1 * d;
		c[k] = f.b2 * c[k] + f.a2 * d * d;
		a[k] = a[k] * f.keep -
		       f.step * (b[k] / (sqrtf(c[k]) / f.root + f.eps));
	}
	store<float, N>(w + i, a);
	store<float, N>(m + i, b);
	store<float, N>(v + i, c);
	if (copy)
		store<T, N>(copy + i, a);
}

/* grid (BLOCKS), block (BLOCK).  part (BLOCKS,), g (n,) */
static __global__ void squares(double *__restrict__ part,
			       const float *__restrict__ g, int64_t n)
{
	double sum = 0;

	for (int64_t i = (int64_t)blockIdx.x * BLOCK + threadIdx.x; i < n;
	     i += (int64_t)BLOCKS * BLOCK)
		sum += (double)g[i] * (double)g[i];
	sum = block_sum(sum);
	if (threadIdx.x == 0)
		part[blockIdx.x] = sum;
}

/* grid (1), block (BLOCKS) */
static __global__ void add_squares(double *square,
				   const double *__restrict__ part)
{
	const double sum = block_sum(part[threadIdx.x]);

	if (threadIdx.x == 0)
		*square = sum;
}

/* grid (n / N / BLOCK), block (BLOCK).  copy, w (n,) */
template <class T, int N>
static __global__ void convert(T *__restrict__ copy,
			       const float *__restrict__ w, int64_t n)
{
	const int64_t i = ((int64_t)blockIdx.x * BLOCK + threadIdx.x) * N;
	float a[N];

	if (i >= n)
		return;
	load<float, N>(w + i, a);
	store<T, N>(copy + i, a);
}

/* Packs of 4 fit fp32 weights, whatever their copy is. */
#define PICK(l, n, run, ...)                                              \
	((l)->type == LAUNCH_BF16 ? ((n) % 4 ? run<bf16, 1>(__VA_ARGS__)  \
					     : run<bf16, 4>(__VA_ARGS__)) \
				  : ((n) % 4 ? run<float, 1>(__VA_ARGS__) \
					     : run<float, 4>(__VA_ARGS__)))

template <class T, int N>
static void start_step(const struct launch *l, const factors &f, float *w,
		       float *m, float *v, const float *g, void *copy,
		       int64_t n)
{
	KERNEL_START((step<T, N>), kernel_blocks(n, N * BLOCK), BLOCK, 0, l, f,
		     w, m, v, g, (T *)copy, n);
}

template <class T, int N>
static void start_convert(const struct launch *l, void *copy, const float *w,
			  int64_t n)
{
	KERNEL_START((convert<T, N>), kernel_blocks(n, N * BLOCK), BLOCK, 0, l,
		     (T *)copy, w, n);
}

extern "C" int adamw_step_cuda(const struct launch *l, const struct adamw *o,
			       int64_t t, double scale, float *w, float *m,
			       float *v, const float *g, void *copy, int64_t n,
			       struct momus_error *err)
{
	const factors f = {
		(float)o->beta1,
		(float)o->beta2,
		(float)(1.0 - o->beta1),
		(float)(1.0 - o->beta2),
		(float)o->eps,
		(float)(1.0 - o->rate * o->decay),
		(float)scale,
		(float)(o->rate / (1.0 - pow(o->beta1, (double)t))),
		(float)sqrt(1.0 - pow(o->beta2, (double)t)),
	};
	int rc = kernel_rows("weights", (n + BLOCK - 1) / BLOCK, 1, err);

	if (rc < 0)
		return rc;
	PICK(l, n, start_step, l, f, w, m, v, g, copy, n);
	return kernel_check("AdamW", err);
}

extern "C" int adamw_norm_cuda(const struct launch *l, double *square,
			       const float *g, int64_t n,
			       struct momus_error *err)
{
	double *part = (double *)l->workspace;
	int rc = kernel_room("a norm", l, ADAMW_NORM_BYTES, err);

	if (rc < 0)
		return rc;
	KERNEL_START(squares, BLOCKS, BLOCK, 0, l, part, g, n);
	KERNEL_START(add_squares, 1, BLOCKS, 0, l, square, part);
	return kernel_check("a norm", err);
}

extern "C" int adamw_copy_cuda(const struct launch *l, void *copy,
			       const float *w, int64_t n,
			       struct momus_error *err)
{
	int rc = kernel_rows("weights", (n + BLOCK - 1) / BLOCK, 1, err);

	if (rc < 0)
		return rc;
	PICK(l, n, start_convert, l, copy, w, n);
	return kernel_check("a copy of weights", err);
}
