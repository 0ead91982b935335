/* bootstrap.c - see bootstrap.h */
#include "config.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "stats/bca.h"
#include "stats/binomial.h"
#include "stats/bootstrap.h"
#include "stats/kinds.h"

/* Kinds with fewer problems than this are drawn problem by problem: a binomial
 * count costs about as much as this many plain draws. */
static const uint64_t rare = 16;

enum { THREADS = 64, FEW = 4 };

struct plan {
	const struct momus_bootstrap *in;
	struct momus_kinds kinds;
	uint64_t n_problems;
	size_t n_frequent; /* kinds drawn as counts */
	double *members;   /* owned, (N_MEMBERS, K): the others, one by one */
	size_t n_members;
	uint32_t resamples;
	double *figures; /* owned, (M,RESAMPLES) */
};

struct share { /* of one thread: resamples FIRST, FIRST + STEP, … */
	const struct plan *plan;
	double *sums, *figures; /* owned: scratch */
	uint32_t first, step;
};

enum { AHEAD = 128, PICKS = 2 * AHEAD }; /* numbers drawn at once; rows */

/* Uniform numbers below N out of halves of BITS: multiplication instead of
 * division, and no bias (Lemire 2019, "Fast Random Integer Generation in an
 * Interval"); those whose lower half is below REFUSE are left out.  Returns how
 * many there are. */
static size_t scale(const uint64_t *bits, uint32_t n, uint32_t refuse,
		    uint32_t *out)
{
	size_t m = 0;

	for (size_t i = 0; i < AHEAD; i++) {
		uint64_t low = (bits[i] & UINT32_MAX) * n;
		uint64_t high = (bits[i] >> 32) * n;

		out[m] = (uint32_t)(low >> 32);
		m += (uint32_t)low >= refuse;
		out[m] = (uint32_t)(high >> 32);
		m += (uint32_t)high >= refuse;
	}
	return m;
}

#if defined(__x86_64__)
/* The same where none is left out, which is the rule; else false. */
__attribute__((target("avx2"))) static bool scale_avx2(const uint64_t *bits,
						       uint32_t n,
						       uint32_t refuse,
						       uint32_t *out)
{
	const __m256i by = _mm256_set1_epi64x(n);
	const __m256i least = _mm256_set1_epi32((int)refuse);
	__m256i good = _mm256_set1_epi32(-1);

	for (size_t i = 0; i < AHEAD; i += 4) {
		__m256i x = _mm256_loadu_si256(
			(const __m256i *)(const void *)(bits + i));
		__m256i low = _mm256_mul_epu32(x, by);
		__m256i high = _mm256_mul_epu32(_mm256_srli_epi64(x, 32), by);
		__m256i rest = _mm256_blend_epi32(
			low, _mm256_slli_epi64(high, 32), 0xaa);

		x = _mm256_blend_epi32(_mm256_srli_epi64(low, 32), high, 0xaa);
		_mm256_storeu_si256((__m256i *)(void *)(out + 2 * i), x);
		good = _mm256_and_si256(
			good, _mm256_cmpeq_epi32(_mm256_max_epu32(rest, least),
						 rest));
	}
	return _mm256_movemask_epi8(good) == -1;
}
#endif

/* Fills OUT with uniform numbers below N; returns how many. */
static size_t pick(struct momus_stream *s, uint32_t n, uint32_t out[PICKS + 1])
{
	const uint32_t refuse = -n % n;
	uint64_t bits[AHEAD];

	momus_stream_fill(s, bits, AHEAD);
#if defined(__x86_64__)
	if (__builtin_cpu_supports("avx2") && scale_avx2(bits, n, refuse, out))
		return PICKS;
#endif
	return scale(bits, n, refuse, out);
}

static void add(double *sums, const double *row, size_t k, double times)
{
	for (size_t i = 0; i < k; i++)
		sums[i] += times * row[i];
}

/* Adds the rows PICKED (N) of ROWS, four sums side by side, since one addition
 * need not wait for another's end then.  K is known to the compiler. */
static inline __attribute__((always_inline)) void add_few(
	double *sums, const double *rows, const uint32_t *picked, size_t n,
	size_t k)
{
	double own[4][FEW] = { { 0 } };
	size_t i = 0;

	for (; i + 4 <= n; i += 4)
		for (size_t j = 0; j < 4; j++)
			for (size_t c = 0; c < k; c++)
				own[j][c] += rows[picked[i + j] * k + c];
	for (; i < n; i++)
		for (size_t c = 0; c < k; c++)
			own[0][c] += rows[picked[i] * k + c];
	for (size_t c = 0; c < k; c++)
		sums[c] += (own[0][c] + own[1][c]) + (own[2][c] + own[3][c]);
}

static void add_rows(double *sums, const double *rows, const uint32_t *picked,
		     size_t n, size_t k)
{
	if (k == 1)
		add_few(sums, rows, picked, n, 1);
	else if (k == 2)
		add_few(sums, rows, picked, n, 2);
	else if (k == 4)
		add_few(sums, rows, picked, n, 4);
	else
		for (size_t i = 0; i < n; i++)
			add(sums, rows + picked[i] * k, k, 1.0);
}

static void draw_rare(const struct plan *p, struct momus_stream *s,
		      uint64_t left, double *sums)
{
	uint32_t picked[PICKS + 1]; /* one is written behind the last */
	size_t n;

	for (; left; left -= n) {
		n = pick(s, (uint32_t)p->n_members, picked);
		n = n < left ? n : (size_t)left;
		add_rows(sums, p->members, picked, n, p->in->k);
	}
}

/* Fills SUMS with those of as many problems, drawn with replacement. */
static void draw(const struct plan *p, struct momus_stream *s, double *sums)
{
	const struct momus_kinds *kinds = &p->kinds;
	size_t k = p->in->k;
	uint64_t left = p->n_problems, weight = left, x;

	memset(sums, 0, k * sizeof *sums);
	for (size_t i = 0; i < p->n_frequent && left; i++) {
		x = momus_binomial(s, left,
				   (double)kinds->counts[i] / (double)weight);
		add(sums, kinds->rows + i * k, k, (double)x);
		left -= x;
		weight -= kinds->counts[i];
	}
	if (left)
		draw_rare(p, s, left, sums);
}

static void *work(void *arg)
{
	const struct share *share = arg;
	const struct plan *p = share->plan;
	struct momus_stream s;

	for (uint32_t r = share->first; r < p->resamples; r += share->step) {
		momus_stream_init(&s, p->in->seed, MOMUS_TEXT(""), r, 0,
				  p->in->purpose);
		draw(p, &s, share->sums);
		p->in->figures(p->in->arg, share->sums, share->figures);
		for (size_t j = 0; j < p->in->m; j++)
			p->figures[j * p->resamples + r] = share->figures[j];
	}
	return NULL;
}

static void run(struct share *shares, uint32_t n)
{
	pthread_t threads[THREADS];
	bool started[THREADS] = { false };

	for (uint32_t i = 1; i < n; i++)
		started[i] = pthread_create(&threads[i], NULL, work,
					    &shares[i]) == 0;
	for (uint32_t i = 0; i < n; i++)
		if (!started[i])
			work(&shares[i]);
	for (uint32_t i = 1; i < n; i++)
		if (started[i])
			pthread_join(threads[i], NULL);
}

static int by_value(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;

	return a < b ? -1 : a > b;
}

/* The quantile Q of the sorted X (N > 0), linear between neighbours. */
static double quantile(const double *x, size_t n, double q)
{
	double at = q * (double)(n - 1);
	size_t i = (size_t)at;

	if (i + 1 >= n)
		return x[n - 1];
	return x[i] + (at - (double)i) * (x[i + 1] - x[i]);
}

/* The ends at LEVELS of the N values X, which it sorts; those that are not
 * defined are left out. */
static struct momus_interval ends(double *x, uint32_t n, const double levels[2])
{
	struct momus_interval out = { NAN, NAN, 0, false };

	for (uint32_t i = 0; i < n; i++)
		if (!isnan(x[i]))
			x[out.used++] = x[i];
	if (!out.used)
		return out;
	qsort(x, out.used, sizeof *x, by_value);
	out.low = quantile(x, out.used, levels[0]);
	out.high = quantile(x, out.used, levels[1]);
	return out;
}

/* Share of the N values X below VALUE; those equal to it count half. */
static double share_below(const double *x, uint32_t n, double value)
{
	double below = 0.0, all = 0.0;

	for (uint32_t i = 0; i < n; i++) {
		below += x[i] < value ? 1.0 : x[i] == value ? 0.5 : 0.0;
		all += !isnan(x[i]);
	}
	return below / all;
}

/* Every figure without one problem of each kind, into OUT (M, KINDS); WHOLE (M):
 * with all of them.  False without memory. */
static bool leave_out(const struct plan *p, double *out, double *whole)
{
	size_t k = p->in->k, m = p->in->m, n = p->kinds.n;
	double *scratch = malloc((2 * k + m + 1) * sizeof *scratch);
	double *sums = scratch, *less = scratch + k, *figures = less + k;

	if (!scratch)
		return false;
	memset(sums, 0, k * sizeof *sums);
	for (size_t i = 0; i < n; i++)
		add(sums, p->kinds.rows + i * k, k, (double)p->kinds.counts[i]);
	p->in->figures(p->in->arg, sums, whole);
	for (size_t i = 0; i < n; i++) {
		memcpy(less, sums, k * sizeof *less);
		add(less, p->kinds.rows + i * k, k, -1.0);
		p->in->figures(p->in->arg, less, figures);
		for (size_t j = 0; j < m; j++)
			out[j * n + i] = figures[j];
	}
	free(scratch);
	return true;
}

static bool bca(const struct plan *p, struct momus_interval *out)
{
	size_t m = p->in->m, n = p->kinds.n;
	double *without = malloc((m * (n + 1) + 1) * sizeof *without);
	double *whole = without ? without + m * n : NULL, levels[2];
	bool good = without && leave_out(p, without, whole), corrected;

	for (size_t j = 0; good && j < m; j++) {
		double *x = p->figures + j * p->resamples;

		corrected = momus_bca_levels(
			share_below(x, p->resamples, whole[j]),
			momus_bca_acceleration(without + j * n, p->kinds.counts,
					       n),
			levels);
		out[j] = ends(x, p->resamples, levels);
		out[j].bca = corrected && out[j].used;
	}
	free(without);
	return good;
}

static bool intervals(const struct plan *p, struct momus_interval *out)
{
	static const double levels[2] = { 0.025, 0.975 };

	if (p->in->bca)
		return bca(p, out);
	for (size_t j = 0; j < p->in->m; j++)
		out[j] = ends(p->figures + j * p->resamples, p->resamples,
			      levels);
	return true;
}

static bool prepare(struct plan *p, struct momus_error *err)
{
	size_t at = 0, k = p->in->k;

	if (momus_kinds_init(&p->kinds, p->in->rows, p->in->times, p->in->n,
			     p->in->k, err) < 0)
		return false;
	while (p->n_frequent < p->kinds.n &&
	       p->kinds.counts[p->n_frequent] >= rare)
		p->n_frequent++;
	/* The last kind takes what is left: with no rare ones, all of it. */
	for (size_t i = p->n_frequent; i < p->kinds.n; i++)
		p->n_members += p->kinds.counts[i];
	p->members = malloc((p->n_members * k + 1) * sizeof *p->members);
	p->figures = malloc((p->in->m * p->resamples + 1) * sizeof *p->figures);
	if (!p->members || !p->figures)
		return false;
	for (size_t i = p->n_frequent; i < p->kinds.n; i++)
		for (uint64_t c = 0; c < p->kinds.counts[i]; c++, at += k)
			memcpy(p->members + at, p->kinds.rows + i * k,
			       k * sizeof *p->members);
	return true;
}

static bool resample(const struct plan *p)
{
	uint32_t n = p->in->threads ? p->in->threads : (uint32_t)get_nprocs();
	size_t each = p->in->k + p->in->m + 16; /* apart in the caches */
	struct share shares[THREADS];
	double *scratch;

	n = n < 1 ? 1 : n > THREADS ? THREADS : n;
	scratch = malloc(n * each * sizeof *scratch);
	if (!scratch)
		return false;
	for (uint32_t i = 0; i < n; i++)
		shares[i] =
			(struct share){ p, scratch + i * each,
					scratch + i * each + p->in->k, i, n };
	run(shares, n);
	free(scratch);
	return true;
}

int momus_bootstrap(const struct momus_bootstrap *in,
		    struct momus_interval *out, struct momus_error *err)
{
	struct plan p = { .in = in, .resamples = in->resamples };
	bool good;

	if (!p.resamples)
		p.resamples = MOMUS_BOOTSTRAP_RESAMPLES;
	for (size_t j = 0; j < in->m; j++)
		out[j] = (struct momus_interval){ NAN, NAN, 0, false };
	for (size_t i = 0; i < in->n; i++) /* far fewer than 2^32 */
		p.n_problems += in->times ? in->times[i] : 1;
	if (p.n_problems < 2)
		return MOMUS_OK;
	good = prepare(&p, err) && resample(&p) && intervals(&p, out);
	momus_kinds_release(&p.kinds);
	free(p.members);
	free(p.figures);
	return good ? MOMUS_OK : momus_fail(err, MOMUS_ENOMEM, "out of memory");
}
