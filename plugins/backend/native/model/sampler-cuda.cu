/* sampler-cuda.cu - a token from each row of logits; see samplerows.h
 *
 * A row is read in PARTS, a block each: the best of each part, then, where a token is
 * drawn, the weight of each part; blocks of one row between and behind put them
 * together, and look within one part.  Weights of tokens are whole numbers of 2^-40 of
 * the greatest, so that their sums are exact in any order.  What is left of the top k
 * and the top p is found by one block as the least logit that stays, two bits of it in
 * each reading; equals of the last one stay for the top k, and by their ids for the
 * top p.
 */
#include <float.h>

#include "model/samplerows.h"
#include "ops/follow.h"

#define PART_BLOCK 256	/* threads for a part; not tuned */
#define ROW_BLOCK  1024 /* for a row */
#define PARTS	   SAMPLER_PARTS
#define ONE	   ((float)(1ull << 40))

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

/* The logit of a key. */
static __device__ __forceinline__ float of_key(unsigned key)
{
	union {
		float x;
		unsigned bits;
	} u;

	u.bits = key & 0x80000000u ? key ^ 0x80000000u : ~key;
	return u.x;
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
	__shared__ chosen part[WARP];

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
	for (int i = 1; i < (int)(blockDim.x / WARP); i++)
		a = better(a, part[i]);
	return a;
}

/* What stays: keys above .last, of those equal to it the first .ties, and no
 * weight below .least. */
struct left {
	unsigned last;
	int ties;
	float least;
};

struct part {	     /* of a row */
	chosen best; /* by what it is drawn by */
	float most;  /* of z / temperature, whose … */
	float sum;   /* … exponentials, times exp(-most), these are */
	whole above; /* weight of keys above the last that stays */
	int ties;    /* equals of the last one */
};

struct row {
	float most; /* of x */
	float all;  /* log sum_v exp(z[v] / temperature) */
	left stays;
};

/* The workspace. */
struct room {
	part *parts; /* (n, PARTS) */
	row *rows;   /* (n) */
	float *x;    /* (n, vocab): logits by temperature and penalty, of rows
		      * that are drawn */
};

static __device__ __forceinline__ float cooled(float z, double temperature)
{
	return temperature == 1.0 ? z : (float)((double)z / temperature);
}

static __device__ __forceinline__ float punished(float a, double penalty)
{
	a = (float)(a > 0 ? (double)a / penalty : (double)a * penalty);
	return a;
}

/* Where part AT of VOCAB begins. */
static __device__ __forceinline__ int part_begin(int at, int vocab)
{
	const int each = (vocab + PARTS - 1) / PARTS;

	return at * each < vocab ? at * each : vocab;
}

/* grid (PARTS, n), block (PART_BLOCK) */
static __global__ void prepare(room to, const float *z,
			       const struct sampler_row *rows,
			       const unsigned char *seen, int vocab)
{
	const struct sampler_row &how = rows[blockIdx.y];
	const double t = how.temperature > 0 ? how.temperature : 1.0;
	const int begin = part_begin((int)blockIdx.x, vocab);
	const int end = part_begin((int)blockIdx.x + 1, vocab);
	part *mine = &to.parts[blockIdx.y * PARTS + blockIdx.x];
	chosen best = { -FLT_MAX, INT_MAX }, most = best;
	float sum = 0;

	follow_begin();
	follow_wait();
	z += (size_t)blockIdx.y * vocab;
	to.x += (size_t)blockIdx.y * vocab;
	seen += seen ? (size_t)blockIdx.y * vocab : 0;
	for (int v = begin + (int)threadIdx.x; v < end; v += (int)blockDim.x) {
		const float y = cooled(z[v], t);
		float a = seen && seen[v] ? punished(y, how.penalty) : y;

		/* what is no number, of weights gone astray, is least likely */
		a = fminf(fmaxf(a, -FLT_MAX), FLT_MAX);
		if (how.temperature > 0)
			to.x[v] = a;
		best = better(best, { a, v });
		most.most = fmaxf(most.most, y);
	}
	best = block_best(best);
	/* without penalties those are the same, but for what is no number */
	most = seen ? block_best(most) : best;
	for (int v = begin + (int)threadIdx.x; v < end; v += (int)blockDim.x)
		sum += expf(cooled(z[v], t) - most.most);
	sum = block_sum(sum);
	if (threadIdx.x == 0)
		*mine = { best, most.most, sum, 0, 0 };
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

	for (int v = (int)threadIdx.x; v < vocab; v += (int)blockDim.x) {
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

	for (int v = (int)threadIdx.x; v < vocab; v += (int)blockDim.x)
		if (key_of(x[v]) >= key)
			sum += weight_of(x[v], most);
	return block_sum(sum);
}

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
	one = weight_of(of_key(l.last), most);
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
	__shared__ whole part[WARP];
	const int warp = (int)(threadIdx.x / WARP);
	whole before = 0;

	__syncthreads();
	if (threadIdx.x % WARP == 0)
		part[warp] = mine;
	__syncthreads();
	*all = 0;
	for (int i = 0; i < (int)(blockDim.x / WARP); i++) {
		before += i < warp ? part[i] : 0;
		*all += part[i];
	}
	return before;
}

/* The token at AT of the weights of BEGIN … END - 1 that stay, of whose equals TIES
 * come before; each warp has ids that follow each other. */
static __device__ void pick(int *id, const left &l, const float *x, int begin,
			    int end, float most, whole ties, whole at)
{
	const int warps = (int)(blockDim.x / WARP);
	const int each = (end - begin + warps - 1) / warps;
	const int warp = (int)(threadIdx.x / WARP);
	const int lane = (int)(threadIdx.x % WARP);
	const int first = begin + warp * each;
	const int last = first + each < end ? first + each : end;
	whole mine = 0, sum = 0, all, before;

	for (int v = first + lane; v < last; v += WARP)
		mine += key_of(x[v]) == l.last;
	ties += block_before(warp_sum(mine), &all);
	before = ties;
	for (int v = first; v < last; v += WARP)
		sum += warp_sum(stays(l, x, v + lane, last, most, &before));
	sum = block_before(sum, &all);
	before = ties;
	for (int v = first; v < last; v += WARP) {
		mine = stays(l, x, v + lane, last, most, &before);
		const whole below = sum + warp_before(mine, &all);

		if (below <= at && at < below + mine)
			*id = v + lane;
		sum += all;
	}
}

/* grid (n), block (ROW_BLOCK): the best of each row, its sum of exponentials, and what
 * stays of it. */
static __global__ void __launch_bounds__(ROW_BLOCK)
	settle(room at, int *id, float *logprob, const float *z,
	       const struct sampler_row *rows, int vocab)
{
	const struct sampler_row &how = rows[blockIdx.x];
	const int mine = (int)threadIdx.x;
	const part *parts = at.parts + blockIdx.x * PARTS;
	chosen best = { -FLT_MAX, INT_MAX }, most = best;
	float sum = 0;
	row *to = at.rows + blockIdx.x;

	follow_begin();
	follow_wait();
	if (mine < PARTS) {
		best = parts[mine].best;
		most.most = parts[mine].most;
	}
	best = block_best(best);
	most = block_best(most);
	if (mine < PARTS)
		sum = parts[mine].sum * expf(parts[mine].most - most.most);
	sum = most.most + logf(block_sum(sum));
	if (!(how.temperature > 0)) {
		if (mine == 0) {
			id[blockIdx.x] = best.id;
			logprob[blockIdx.x] =
				z[(size_t)blockIdx.x * vocab + best.id] - sum;
		}
		return;
	}
	const left l =
		cut(how, at.x + (size_t)blockIdx.x * vocab, vocab, best.most);

	if (mine == 0)
		*to = { best.most, sum, l };
}

/* grid (PARTS, n), block (PART_BLOCK): what stays of each part of what is drawn from. */
static __global__ void weigh_parts(room at, const struct sampler_row *rows,
				   int vocab)
{
	const int begin = part_begin((int)blockIdx.x, vocab);
	const int end = part_begin((int)blockIdx.x + 1, vocab);
	const float *x = at.x + (size_t)blockIdx.y * vocab;
	part *to = &at.parts[blockIdx.y * PARTS + blockIdx.x];
	whole above = 0, ties = 0;

	follow_begin();
	follow_wait();
	if (!(rows[blockIdx.y].temperature > 0))
		return;
	const row r = at.rows[blockIdx.y];

	for (int v = begin + (int)threadIdx.x; v < end; v += (int)blockDim.x) {
		const unsigned key = key_of(x[v]);

		if (key > r.stays.last && expf(x[v] - r.most) >= r.stays.least)
			above += weight_of(x[v], r.most);
		ties += key == r.stays.last;
	}
	above = block_sum(above);
	ties = block_sum(ties);
	if (threadIdx.x == 0) {
		to->above = above;
		to->ties = (int)ties;
	}
}

/* The part that U of the row's weights is in; *AT: how much of it comes before in
 * that part, *TIES: how many equals of the last one before the part. */
static __device__ int find_part(const part *parts, const row &r, double u,
				whole *at, whole *ties)
{
	__shared__ whole above[PARTS], equals[PARTS];
	const float tie = of_key(r.stays.last);
	const whole one = expf(tie - r.most) >= r.stays.least
				  ? weight_of(tie, r.most)
				  : 0;
	whole all = 0, left = (whole)r.stays.ties;

	for (int i = (int)threadIdx.x; i < PARTS; i += (int)blockDim.x) {
		above[i] = parts[i].above;
		equals[i] = (whole)parts[i].ties;
	}
	__syncthreads();
	for (int i = 0; i < PARTS; i++) {
		const whole n = equals[i] < left ? equals[i] : left;

		left -= n;
		all += above[i] + n * one;
	}
	*at = (whole)(u * (double)all);
	*at = *at < all ? *at : all - 1;
	*ties = 0;
	left = (whole)r.stays.ties;
	for (int i = 0; i < PARTS; i++) {
		const whole n = equals[i] < left ? equals[i] : left;

		if (*at < above[i] + n * one)
			return i;
		left -= n;
		*at -= above[i] + n * one;
		*ties += equals[i];
	}
	return PARTS - 1;
}

/* grid (n), block (PART_BLOCK) */
static __global__ void draw(int *id, float *logprob, room at, const float *z,
			    const struct sampler_row *rows, int vocab)
{
	__shared__ int mine;
	const struct sampler_row &how = rows[blockIdx.x];
	whole before, ties;
	int found;

	follow_begin();
	follow_wait();
	if (!(how.temperature > 0))
		return;
	const row r = at.rows[blockIdx.x];

	if (threadIdx.x == 0)
		mine = 0; /* where weights are no numbers */
	found = find_part(at.parts + blockIdx.x * PARTS, r, how.u, &before,
			  &ties);
	pick(&mine, r.stays, at.x + (size_t)blockIdx.x * vocab,
	     part_begin(found, vocab), part_begin(found + 1, vocab), r.most,
	     ties, before);
	__syncthreads();
	if (threadIdx.x == 0) {
		id[blockIdx.x] = mine;
		logprob[blockIdx.x] =
			cooled(z[(size_t)blockIdx.x * vocab + mine],
			       how.temperature) -
			r.all;
	}
}

static room room_of(void *workspace, int64_t n)
{
	room r;

	r.parts = (part *)workspace;
	r.rows = (row *)(r.parts + n * PARTS);
	r.x = (float *)(r.rows + n);
	return r;
}

extern "C" size_t sampler_draw_bytes(int64_t n, int64_t vocab)
{
	return (size_t)n * (PARTS * sizeof(part) + sizeof(row) +
			    (size_t)vocab * sizeof(float));
}

extern "C" int sampler_draw_cuda(const struct launch *l, int32_t *id,
				 float *logprob, const float *z,
				 const struct sampler_row *rows,
				 const unsigned char *seen, int64_t n,
				 int64_t vocab, struct momus_error *err)
{
	const room at = room_of(l->workspace, n);
	const dim3 parts(PARTS, (unsigned)n);
	int rc = kernel_rows("sampling", n, vocab, err);

	if (rc == MOMUS_OK && n > GRID_YZ)
		rc = momus_fail(err, MOMUS_EINVAL,
				"native: sampling from %lld rows: at most %d",
				(long long)n, GRID_YZ);
	if (rc == MOMUS_OK)
		rc = kernel_room("sampling", l, sampler_draw_bytes(n, vocab),
				 err);
	if (rc < 0)
		return rc;
	KERNEL_FOLLOW(prepare, parts, PART_BLOCK, 0, l, at, z, rows, seen,
		      (int)vocab);
	KERNEL_FOLLOW(settle, (unsigned)n, ROW_BLOCK, 0, l, at, id, logprob, z,
		      rows, (int)vocab);
	KERNEL_FOLLOW(weigh_parts, parts, PART_BLOCK, 0, l, at, rows,
		      (int)vocab);
	KERNEL_FOLLOW(draw, (unsigned)n, PART_BLOCK, 0, l, id, logprob, at, z,
		      rows, (int)vocab);
	return kernel_check("sampling", err);
}
