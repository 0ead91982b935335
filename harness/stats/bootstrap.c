/* bootstrap.c - see bootstrap.h */
#include "config.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>

#include "stats/bca.h"
#include "stats/binomial.h"
#include "stats/bootstrap.h"
#include "stats/kinds.h"

/* Kinds with fewer problems than this are drawn problem by problem: a binomial
 * count costs about as much as this many plain draws. */
static const uint64_t rare = 16;

enum { THREADS = 64 };

struct plan {
	const struct momus_bootstrap *in;
	struct momus_kinds kinds;
	uint64_t n_problems;
	size_t n_frequent; /* kinds drawn as counts */
	uint32_t *members; /* owned: kind of each problem of the others */
	size_t n_members;
	uint32_t resamples;
	double *figures; /* owned, (M,RESAMPLES) */
};

struct share { /* of one thread: resamples FIRST, FIRST + STEP, … */
	const struct plan *plan;
	double *sums, *figures; /* owned: scratch */
	uint32_t first, step;
};

struct picker { /* uniform numbers below N, two out of each 64 random bits */
	struct momus_stream *stream;
	uint64_t bits;
	bool half; /* .bits still holds one */
	uint32_t n, refuse;
};

static struct picker picker_below(struct momus_stream *s, size_t n)
{
	return (struct picker){ .stream = s,
				.n = (uint32_t)n,
				.refuse = n ? -(uint32_t)n % (uint32_t)n : 0 };
}

/* Multiplication instead of division, and no bias (Lemire 2019, "Fast Random
 * Integer Generation in an Interval"). */
static uint32_t pick(struct picker *p)
{
	uint64_t product;

	do {
		p->bits = p->half ? p->bits >> 32 : momus_stream_u64(p->stream);
		p->half = !p->half;
		product = (p->bits & UINT32_MAX) * p->n;
	} while ((uint32_t)product < p->refuse);
	return (uint32_t)(product >> 32);
}

static void add(double *sums, const double *row, size_t k, double times)
{
	for (size_t i = 0; i < k; i++)
		sums[i] += times * row[i];
}

/* Fills SUMS with those of as many problems, drawn with replacement. */
static void draw(const struct plan *p, struct momus_stream *s, double *sums)
{
	const struct momus_kinds *kinds = &p->kinds;
	size_t k = p->in->k;
	uint64_t left = p->n_problems, weight = left, x;
	struct picker picker;

	memset(sums, 0, k * sizeof *sums);
	for (size_t i = 0; i < p->n_frequent && left; i++) {
		x = momus_binomial(s, left,
				   (double)kinds->counts[i] / (double)weight);
		add(sums, kinds->rows + i * k, k, (double)x);
		left -= x;
		weight -= kinds->counts[i];
	}
	picker = picker_below(s, p->n_members);
	for (; left; left--) {
		x = p->members[pick(&picker)];
		add(sums, kinds->rows + x * k, k, 1.0);
	}
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
	size_t at = 0;

	if (momus_kinds_init(&p->kinds, p->in->rows, p->in->times, p->in->n,
			     p->in->k, err) < 0)
		return false;
	while (p->n_frequent < p->kinds.n &&
	       p->kinds.counts[p->n_frequent] >= rare)
		p->n_frequent++;
	/* The last kind takes what is left: with no rare ones, all of it. */
	for (size_t i = p->n_frequent; i < p->kinds.n; i++)
		p->n_members += p->kinds.counts[i];
	p->members = malloc((p->n_members + 1) * sizeof *p->members);
	p->figures = malloc((p->in->m * p->resamples + 1) * sizeof *p->figures);
	if (!p->members || !p->figures)
		return false;
	for (size_t i = p->n_frequent; i < p->kinds.n; i++)
		for (uint64_t c = 0; c < p->kinds.counts[i]; c++)
			p->members[at++] = (uint32_t)i;
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
