/* logprob-cuda.cu - the kernels; see logprob.h for the formula and its source
 *
 * One block a row.  Each thread folds its stride of the row into a summary, each
 * warp folds by shuffles, and every thread folds what the warps left, in order.
 * Backward reads the row twice and keeps nothing of forward.
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

/* Of the row Z, in every thread. */
static __device__ summary summarise(const float *z, int vocab)
{
	__shared__ summary part[BLOCK / WARP];
	summary a = { -FLT_MAX, 0, 0 };

	for (int v = (int)threadIdx.x; v < vocab; v += BLOCK) {
		const float x = z[v];

		if (x > a.m)
			a = shift(a, x);
		a.s += expf(x - a.m);
		a.w += (x - a.m) * expf(x - a.m);
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

/* grid (N), block (BLOCK).  logprob, entropy, token (N,), z (N,V) */
static __global__ void forward(float *__restrict__ logprob,
			       float *__restrict__ entropy,
			       const float *__restrict__ z,
			       const int *__restrict__ token, int vocab)
{
	const float *row = z + (size_t)blockIdx.x * vocab;
	const summary a = summarise(row, vocab);
	const float log_sum = logf(a.s);

	if (threadIdx.x)
		return;
	logprob[blockIdx.x] = row[token[blockIdx.x]] - a.m - log_sum;
	if (entropy)
		entropy[blockIdx.x] = log_sum - a.w / a.s;
}

/* The same grid; dz (N,V) may be z. */
template <class T>
static __global__ void backward(T *dz, const float *z,
				const int *__restrict__ token,
				const float *__restrict__ da,
				const float *__restrict__ db, int vocab,
				float inverse)
{
	const size_t at = (size_t)blockIdx.x * vocab;
	const float a = da[blockIdx.x], b = db ? db[blockIdx.x] : 0.0f;
	const summary s = summarise(z + at, vocab);
	const float log_sum = logf(s.s), entropy = log_sum - s.w / s.s;

	for (int v = (int)threadIdx.x; v < vocab; v += BLOCK) {
		const float log_p = z[at + v] - s.m - log_sum;
		const float p = expf(log_p);
		float d = -a * p;

		if (b != 0)
			d -= b * p * (log_p + entropy);
		if (v == token[blockIdx.x])
			d += a;
		narrow(a == 0 && b == 0 ? 0.0f : d * inverse, &dz[at + v]);
	}
}

extern "C" int logprob_forward_cuda(const struct launch *l, float *logprob,
				    float *entropy, const float *z,
				    const int32_t *token, int64_t n,
				    int64_t vocab, struct momus_error *err)
{
	int rc = kernel_rows("logits", n, vocab, err);

	if (rc < 0)
		return rc;
	KERNEL_START(forward, (unsigned)n, BLOCK, 0, l, logprob, entropy, z,
		     token, (int)vocab);
	return kernel_check("log-probabilities", err);
}

extern "C" int logprob_backward_cuda(const struct launch *l, void *dz,
				     const float *z, const int32_t *token,
				     const float *a, const float *b, int64_t n,
				     int64_t vocab, double temperature,
				     struct momus_error *err)
{
	const float inverse = (float)(1.0 / temperature);
	int rc = kernel_rows("logits", n, vocab, err);

	if (rc < 0)
		return rc;
	if (l->type == LAUNCH_BF16)
		KERNEL_START(backward<bf16>, (unsigned)n, BLOCK, 0, l,
			     (bf16 *)dz, z, token, a, b, (int)vocab, inverse);
	else
		KERNEL_START(backward<float>, (unsigned)n, BLOCK, 0, l,
			     (float *)dz, z, token, a, b, (int)vocab, inverse);
	return kernel_check("derivatives of logits", err);
}
