/* logprob-cuda.cu - the kernels; see logprob.h for the formula and its source
 *
 * One block a row.  Each thread folds its stride of the row into a summary, each
 * warp folds by shuffles, and every thread folds what the warps left, in order.
 * Backward folds it again unless forward kept what came of it.
 */
#include <float.h>

#include "ops/kernel.h"
#include "ops/logprob.h"

#define BLOCK 512 /* not tuned */

struct summary {
	float m; /* the greatest so far */
	float s; /* sum of exp(z - m); 0 for an empty set */
	float w; /* sum of (z - m) exp(z - m) */
};

/* A's sums, as if the greatest were M. */
static __device__ summary shift(summary a, float m)
{
	const float by = a.m - m, e = expf(by);

	if (a.s == 0)
		return { m, 0, 0 };
	return { m, a.s * e, (a.w + a.s * by) * e };
}

static __device__ summary fold(summary a, summary b)
{
	const float m = fmaxf(a.m, b.m);

	a = shift(a, m);
	b = shift(b, m);
	return { m, a.s + b.s, a.w + b.w };
}

/* Of the row Z, in every thread; N numbers are read at once. */
template <int N> static __device__ summary summarise(const float *z, int vocab)
{
	__shared__ summary part[BLOCK / WARP];
	summary a = { -FLT_MAX, 0, 0 };
	float x[N];

	for (int v = (int)threadIdx.x * N; v < vocab; v += BLOCK * N) {
		load<float, N>(z + v, x);
		for (int k = 0; k < N; k++) {
			if (x[k] > a.m)
				a = shift(a, x[k]);
			a.s += expf(x[k] - a.m);
			a.w += (x[k] - a.m) * expf(x[k] - a.m);
		}
	}
	for (int other = WARP / 2; other > 0; other /= 2) {
		const summary b = { __shfl_xor_sync(ALL_LANES, a.m, other),
				    __shfl_xor_sync(ALL_LANES, a.s, other),
				    __shfl_xor_sync(ALL_LANES, a.w, other) };

		/* the lower lane's first, so that both come to the same */
		a = threadIdx.x & (unsigned)other ? fold(b, a) : fold(a, b);
	}
	if (threadIdx.x % WARP == 0)
		part[threadIdx.x / WARP] = a;
	__syncthreads();
	a = part[0];
	for (int i = 1; i < BLOCK / WARP; i++)
		a = fold(a, part[i]);
	return a;
}

template <int N> static __device__ logprob_row find(const float *z, int vocab)
{
	const summary a = summarise<N>(z, vocab);
	const float log_sum = logf(a.s);

	return { a.m, log_sum, log_sum - a.w / a.s };
}

/* grid (N), block (BLOCK).  logprob, entropy, kept, token (N,), z (N,V) */
template <int N>
static __global__ void forward(float *__restrict__ logprob,
			       float *__restrict__ entropy,
			       logprob_row *__restrict__ kept,
			       const float *__restrict__ z,
			       const int *__restrict__ token, int vocab)
{
	const float *row = z + (size_t)blockIdx.x * vocab;
	const logprob_row a = find<N>(row, vocab);

	if (threadIdx.x)
		return;
	logprob[blockIdx.x] = row[token[blockIdx.x]] - a.most - a.log_sum;
	if (entropy)
		entropy[blockIdx.x] = a.entropy;
	if (kept)
		kept[blockIdx.x] = a;
}

/* The same grid; dz (N,V) may be z. */
template <class T, int N>
static __global__ void backward(T *dz, const float *z,
				const int *__restrict__ token,
				const logprob_row *__restrict__ kept,
				const float *__restrict__ da,
				const float *__restrict__ db, int vocab,
				float inverse)
{
	const size_t at = (size_t)blockIdx.x * vocab;
	const int y = token[blockIdx.x];
	const float a = da[blockIdx.x], b = db ? db[blockIdx.x] : 0.0f;
	const logprob_row s = kept ? kept[blockIdx.x] : find<N>(z + at, vocab);
	float x[N];

	for (int v = (int)threadIdx.x * N; v < vocab; v += BLOCK * N) {
		load<float, N>(z + at + v, x);
		for (int k = 0; k < N; k++) {
			const float log_p = x[k] - s.most - s.log_sum;
			const float p = expf(log_p);
			float d = -a * p;

			if (b != 0)
				d -= b * p * (log_p + s.entropy);
			if (v + k == y)
				d += a;
			x[k] = a == 0 && b == 0 ? 0.0f : d * inverse;
		}
		store<T, N>(dz + at + v, x);
	}
}

template <class T, int N>
static void start_forward(const struct launch *l, float *logprob,
			  float *entropy, logprob_row *kept, const float *z,
			  const int *token, int n, int vocab)
{
	KERNEL_START(forward<N>, (unsigned)n, BLOCK, 0, l, logprob, entropy,
		     kept, z, token, vocab);
}

template <class T, int N>
static void start_backward(const struct launch *l, void *dz, const float *z,
			   const int *token, const logprob_row *kept,
			   const float *a, const float *b, int n, int vocab,
			   float inverse)
{
	KERNEL_START((backward<T, N>), (unsigned)n, BLOCK, 0, l, (T *)dz, z,
		     token, kept, a, b, vocab, inverse);
}

extern "C" int logprob_forward_cuda(const struct launch *l, float *logprob,
				    float *entropy, struct logprob_row *kept,
				    const float *z, const int32_t *token,
				    int64_t n, int64_t vocab,
				    struct momus_error *err)
{
	int rc = kernel_rows("logits", n, vocab, err);

	if (rc < 0)
		return rc;
	KERNEL_PICK(l, vocab, start_forward, l, logprob, entropy, kept, z,
		    token, (int)n, (int)vocab);
	return kernel_check("log-probabilities", err);
}

extern "C" int logprob_backward_cuda(const struct launch *l, void *dz,
				     const float *z, const int32_t *token,
				     const struct logprob_row *kept,
				     const float *a, const float *b, int64_t n,
				     int64_t vocab, double temperature,
				     struct momus_error *err)
{
	int rc = kernel_rows("logits", n, vocab, err);

	if (rc < 0)
		return rc;
	KERNEL_PICK(l, vocab, start_backward, l, dz, z, token, kept, a, b,
		    (int)n, (int)vocab, (float)(1.0 / temperature));
	return kernel_check("derivatives of logits", err);
}
