/* sampler-cuda.cu - a token from each row of logits; see samplerows.h
 *
 * A block a row.  Weights of tokens are whole numbers of 2^-40 of the greatest, so
 * that their sums are exact in any order.  What is left of the top k and the top p
 * is found as the least logit that stays, two bits of it in each reading; equals of
 * the last one stay for the top k, and by their ids for the top p.
 */
#include <float.h>

#include "model/samplerows.h"
#include "ops/kernel.h"

#define BLOCK 512 /* not tuned */
#define WARPS (BLOCK / WARP)
#define ONE   ((float)(1ull << 40))

typedef unsigned long long whole;

/* Greater logits have greater keys. */
static __device__ __forceinline__ unsigned key_of(float x)
{
	union {
		float x;
		unsigned bits;
	} u;

	u.x = x + 0.0f; /* -0 is 0 */
	return u.bits & 0x80000000u ? ~u.bits : u.bits | 0x80000000u;
}

struct chosen {
	float most;
	int id;
};

static __device__ chosen better(chosen a, chosen b)
{
	if (a.most != b.most)
		return a.most > b.most ? a : b;
	return a.id < b.id ? a : b;
}

/* The greatest of what the threads have, the lowest id of equals. */
static __device__ chosen block_best(chosen a)
{
	__shared__ chosen part[WARPS];

	for (int other = WARP / 2; other > 0; other /= 2) {
		const chosen b = { __shfl_xor_sync(ALL_LANES, a.most, other),
				   __shfl_xor_sync(ALL_LANES, a.id, other) };

		a = better(a, b);
	}
	__syncthreads();
	if (threadIdx.x % WARP == 0)
		part[threadIdx.x / WARP] = a;
	__syncthreads();
	a = part[0];
	for (int i = 1; i < WARPS; i++)
		a = better(a, part[i]);
	return a;
}

/* x (vocab,) becomes the logits by temperature and penalty; the best of them. */
static __device__ chosen prepare(const struct sampler_row &how, float *x,
				 const float *z, const unsigned char *seen,
				 int vocab)
{
	chosen best = { -FLT_MAX, INT_MAX };

	for (int v = (int)threadIdx.x; v < vocab; v += BLOCK) {
		float a = z[v];

		if (how.temperature > 0)
			a = (float)((double)a / how.temperature);
		if (seen && seen[v])
			a = (float)(a > 0 ? (double)a / how.penalty
					  : (double)a * how.penalty);
		/* what is no number, of weights gone astray, is least likely */
		a = fminf(fmaxf(a, -FLT_MAX), FLT_MAX);
		x[v] = a;
		best = better(best, { a, v });
	}
	return block_best(best);
}

/* log sum_v exp(z[v] / temperature) */
static __device__ float log_sum(const float *z, int vocab, double temperature)
{
	chosen best = { -FLT_MAX, INT_MAX };
	float sum = 0;

	for (int v = (int)threadIdx.x; v < vocab; v += BLOCK)
		best = better(best, { (float)((double)z[v] / temperature), v });
	best = block_best(best);
	for (int v = (int)threadIdx.x; v < vocab; v += BLOCK)
		sum += expf((float)((double)z[v] / temperature) - best.most);
	return best.most + logf(block_sum(sum));
}

static __device__ __forceinline__ whole weight_of(float x, float most)
{
	return (whole)(expf(x - most) * ONE);
}

/* The sum over tokens whose key is at least LEAST: of weights, or of ones where
 * COUNT. */
struct sums {
	whole at[3]; /* of the three keys that were asked about */
};

static __device__ sums weigh(const float *x, int vocab, float most, bool count,
			     unsigned floor, const unsigned least[3])
{
	sums s = { { 0, 0, 0 } };

	for (int v = (int)threadIdx.x; v < vocab; v += BLOCK) {
		const unsigned key = key_of(x[v]);
		const whole w = count ? 1 : weight_of(x[v], most);

		for (int i = 0; i < 3; i++)
			if (key >= floor && key >= least[i])
				s.at[i] += w;
	}
	for (int i = 0; i < 3; i++)
		s.at[i] = block_sum(s.at[i]);
	return s;
}

/* The greatest key such that what is at it and above comes to WANT; at least FLOOR. */
static __device__ unsigned find(const float *x, int vocab, float most,
				bool count, unsigned floor, whole want)
{
	unsigned key = 0;

	for (int shift = 30; shift >= 0; shift -= 2) {
		const unsigned least[3] = { key | 1u << shift,
					    key | 2u << shift,
					    key | 3u << shift };
		const sums s = weigh(x, vocab, most, count, floor, least);

		for (int i = 2; i >= 0; i--)
			if (s.at[i] >= want) {
				key = least[i];
				break;
			}
	}
	return key > floor ? key : floor;
}

static __device__ whole sum_above(const float *x, int vocab, float most,
				  unsigned key)
{
	whole sum = 0;

	for (int v = (int)threadIdx.x; v < vocab; v += BLOCK)
		if (key_of(x[v]) >= key)
			sum += weight_of(x[v], most);
	return block_sum(sum);
}

/* What stays: keys above .last, of those equal to it the first .ties, and no
 * weight below .least. */
struct left {
	unsigned last;
	int ties;
	float least;
};

static __device__ left cut(const struct sampler_row &how, const float *x,
			   int vocab, float most)
{
	left l = { 0, INT_MAX, how.min_p > 0 ? (float)how.min_p : 0.0f };
	whole all, want, above, one;

	if (how.top_k > 0 && how.top_k < vocab)
		l.last = find(x, vocab, most, true, 0, (whole)how.top_k);
	if (!(how.top_p < 1))
		return l;
	all = sum_above(x, vocab, most, l.last);
	want = (whole)(how.top_p * (double)all);
	want = want ? want : 1;
	l.last = find(x, vocab, most, false, l.last, want);
	above = l.last == 0xffffffffu ? 0
				      : sum_above(x, vocab, most, l.last + 1);
	for (int v = (int)threadIdx.x; v < vocab; v += BLOCK)
		if (key_of(x[v]) == l.last)
			l.ties = v; /* any of them: they weigh the same */
	l.ties = block_best({ l.ties == INT_MAX ? -1.0f : 1.0f, l.ties }).id;
	one = weight_of(x[l.ties], most);
	l.ties =
		(int)(want > above && one ? (want - above + one - 1) / one : 1);
	return l;
}

/* How much lanes before this one have, and how much all. */
static __device__ whole warp_before(whole mine, whole *all)
{
	const int lane = (int)(threadIdx.x % WARP);
	whole sum = mine;

	for (int step = 1; step < WARP; step *= 2) {
		const whole other = __shfl_sync(ALL_LANES, sum,
						lane >= step ? lane - step : 0);

		sum += lane >= step ? other : 0;
	}
	*all = __shfl_sync(ALL_LANES, sum, WARP - 1);
	return sum - mine;
}

/* The weight of token V, or 0 if it does not stay; *TIES: how many equals of the
 * last one there are so far. */
static __device__ whole stays(const left &l, const float *x, int v, int end,
			      float most, whole *ties)
{
	const bool there = v < end;
	const unsigned key = there ? key_of(x[v]) : 0;
	const bool tie = there && key == l.last;
	whole all;
	const whole before = *ties + warp_before(tie ? 1 : 0, &all);

	*ties += all;
	if (!there || key < l.last || (tie && before >= (whole)l.ties) ||
	    expf(x[v] - most) < l.least)
		return 0;
	return weight_of(x[v], most);
}

/* What the warps before this one have, and all; by way of shared memory. */
static __device__ whole block_before(whole mine, whole *all)
{
	__shared__ whole part[WARPS];
	const int warp = (int)(threadIdx.x / WARP);
	whole before = 0;

	__syncthreads();
	if (threadIdx.x % WARP == 0)
		part[warp] = mine;
	__syncthreads();
	*all = 0;
	for (int i = 0; i < WARPS; i++) {
		before += i < warp ? part[i] : 0;
		*all += part[i];
	}
	return before;
}

/* One of the tokens that stay, by their weights and U; each warp has ids that
 * follow each other. */
static __device__ void pick(int *id, const left &l, const float *x, int vocab,
			    float most, double u)
{
	const int each = (vocab + WARPS - 1) / WARPS;
	const int warp = (int)(threadIdx.x / WARP);
	const int lane = (int)(threadIdx.x % WARP);
	const int first = warp * each;
	const int end = first + each < vocab ? first + each : vocab;
	whole ties = 0, sum = 0, all, at, mine, tile;

	for (int v = first + lane; v < end; v += WARP)
		ties += key_of(x[v]) == l.last;
	ties = warp_sum(ties);
	const whole ties_before = block_before(ties, &all);

	ties = ties_before;
	for (int v = first; v < end; v += WARP)
		sum += warp_sum(stays(l, x, v + lane, end, most, &ties));
	sum = block_before(sum, &all);
	at = (whole)(u * (double)all);
	at = at < all ? at : all - 1;
	ties = ties_before;
	for (int v = first; v < end; v += WARP) {
		mine = stays(l, x, v + lane, end, most, &ties);
		const whole before = sum + warp_before(mine, &tile);

		if (before <= at && at < before + mine)
			*id = v + lane;
		sum += tile;
	}
}

/* grid (n), block (BLOCK).  id, logprob, how (n,), z and x (n, vocab), seen
 * (n, vocab) or NULL */
static __global__ void draw(int *id, float *logprob, float *x, const float *z,
			    const struct sampler_row *rows,
			    const unsigned char *seen, int vocab)
{
	__shared__ int mine;
	const struct sampler_row how = rows[blockIdx.x];
	const size_t at = (size_t)blockIdx.x * vocab;
	const double t = how.temperature > 0 ? how.temperature : 1.0;
	chosen best;
	float all;

	x += at;
	z += at;
	best = prepare(how, x, z, seen ? seen + at : NULL, vocab);
	if (threadIdx.x == 0)
		mine = best.id;
	__syncthreads();
	if (how.temperature > 0)
		pick(&mine, cut(how, x, vocab, best.most), x, vocab, best.most,
		     how.u);
	all = log_sum(z, vocab, t);
	__syncthreads();
	if (threadIdx.x == 0) {
		id[blockIdx.x] = mine;
		logprob[blockIdx.x] = (float)((double)z[mine] / t) - all;
	}
}

extern "C" int sampler_draw_cuda(const struct launch *l, int32_t *id,
				 float *logprob, const float *z,
				 const struct sampler_row *rows,
				 const unsigned char *seen, int64_t n,
				 int64_t vocab, struct momus_error *err)
{
	int rc = kernel_rows("sampling", n, vocab, err);

	if (rc == MOMUS_OK)
		rc = kernel_room("sampling", l, sampler_draw_bytes(n, vocab),
				 err);
	if (rc < 0)
		return rc;
	KERNEL_START(draw, (unsigned)n, BLOCK, 0, l, id, logprob,
		     (float *)l->workspace, z, rows, seen, (int)vocab);
	return kernel_check("sampling", err);
}
