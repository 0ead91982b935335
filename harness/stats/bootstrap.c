/* bootstrap.c - see bootstrap.h */
#include "config.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>

#include "stats/bca.h"
#include "stats/bootstrap.h"
#include "stats/quantile.h"
#include "stats/resample.h"

enum { THREADS = 64, BLOCK = MOMUS_RESAMPLE_BLOCK };

/* Nanoseconds of work that are worth a thread: starting one takes a tenth. */
static const double worth = 2e5;

struct plan {
	const struct momus_bootstrap *in;
	struct momus_resampler resampler;
	uint32_t resamples;
	double *figures;	/* owned, (M,RESAMPLES) */
	_Atomic uint32_t block; /* the next that nobody has taken */
};

struct share { /* of one thread */
	struct plan *plan;
	double *sums, *figures; /* owned: scratch */
};

static void draw_block(struct share *share, uint32_t block)
{
	const struct plan *p = share->plan;
	const uint32_t first = block * BLOCK, left = p->resamples - first;
	const uint32_t n = left < BLOCK ? left : BLOCK;
	struct momus_resample_source source;

	momus_resample_source_init(&source, &p->resampler, p->in, block);
	momus_resample(&p->resampler, &source, share->sums, n);
	for (uint32_t r = 0; r < n; r++) {
		p->in->figures(p->in->arg, share->sums + r * p->resampler.width,
			       share->figures);
		for (size_t j = 0; j < p->in->m; j++)
			p->figures[j * p->resamples + first + r] =
				share->figures[j];
	}
}

static void *work(void *arg)
{
	struct share *share = arg;
	struct plan *p = share->plan;
	const uint32_t blocks = (p->resamples + BLOCK - 1) / BLOCK;
	uint32_t block;

	while ((block = atomic_fetch_add(&p->block, 1)) < blocks)
		draw_block(share, block);
	return NULL;
}

static void run(struct share *shares, uint32_t n)
{
	pthread_t threads[THREADS];
	bool started[THREADS] = { false };

	for (uint32_t i = 1; i < n; i++)
		started[i] = pthread_create(&threads[i], NULL, work,
					    &shares[i]) == 0;
	work(&shares[0]);
	for (uint32_t i = 1; i < n; i++)
		if (started[i])
			pthread_join(threads[i], NULL);
}

/* The ends at LEVELS of the N values X, which it puts in another order; those that
 * are not defined are left out. */
static struct momus_interval ends(double *x, uint32_t n, const double levels[2])
{
	struct momus_interval out = { NAN, NAN, 0, false };

	for (uint32_t i = 0; i < n; i++)
		if (!isnan(x[i]))
			x[out.used++] = x[i];
	if (!out.used)
		return out;
	out.low = momus_quantile(x, out.used, levels[0]);
	out.high = momus_quantile(x, out.used, levels[1]);
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
	const struct momus_kinds *kinds = &p->resampler.kinds;
	size_t k = p->in->k, m = p->in->m, n = kinds->n;
	double *sums = calloc(2 * k + m + 1, sizeof *sums);
	double *less = sums + k, *figures = less + k;

	if (!sums)
		return false;
	for (size_t i = 0; i < n; i++)
		for (size_t c = 0; c < k; c++)
			sums[c] += (double)kinds->counts[i] *
				   kinds->rows[i * k + c];
	p->in->figures(p->in->arg, sums, whole);
	for (size_t i = 0; i < n; i++) {
		for (size_t c = 0; c < k; c++)
			less[c] = sums[c] - kinds->rows[i * k + c];
		p->in->figures(p->in->arg, less, figures);
		for (size_t j = 0; j < m; j++)
			out[j * n + i] = figures[j];
	}
	free(sums);
	return true;
}

static bool bca(const struct plan *p, struct momus_interval *out)
{
	size_t m = p->in->m, n = p->resampler.kinds.n;
	double *without = malloc((m * (n + 1) + 1) * sizeof *without);
	double *whole = without ? without + m * n : NULL, levels[2];
	bool good = without && leave_out(p, without, whole), corrected;

	for (size_t j = 0; good && j < m; j++) {
		double *x = p->figures + j * p->resamples;

		corrected = momus_bca_levels(
			share_below(x, p->resamples, whole[j]),
			momus_bca_acceleration(without + j * n,
					       p->resampler.kinds.counts, n),
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

static uint32_t n_threads(const struct plan *p)
{
	double work = momus_resampler_cost(&p->resampler) * p->resamples;
	uint32_t n = p->in->threads;

	if (!n) {
		n = (uint32_t)get_nprocs();
		n = work / worth < n ? (uint32_t)(work / worth) : n;
	}
	return n < 1 ? 1 : n > THREADS ? THREADS : n;
}

static bool resample(struct plan *p)
{
	const uint32_t n = n_threads(p);
	const size_t sums = BLOCK * p->resampler.width;
	size_t each = sums + p->in->m + 16; /* apart in the caches */
	struct share shares[THREADS];
	double *scratch = malloc(n * each * sizeof *scratch);

	if (!scratch)
		return false;
	for (uint32_t i = 0; i < n; i++)
		shares[i] = (struct share){ p, scratch + i * each,
					    scratch + i * each + sums };
	run(shares, n);
	free(scratch);
	return true;
}

int momus_bootstrap(const struct momus_bootstrap *in,
		    struct momus_interval *out, struct momus_error *err)
{
	struct plan p = { .in = in, .resamples = in->resamples };
	bool good = true;
	int rc;

	if (!p.resamples)
		p.resamples = MOMUS_BOOTSTRAP_RESAMPLES;
	for (size_t j = 0; j < in->m; j++)
		out[j] = (struct momus_interval){ NAN, NAN, 0, false };
	rc = momus_resampler_init(&p.resampler, in, err);
	if (rc < 0)
		return rc;
	if (p.resampler.n_problems >= 2) { /* and far fewer than 2^32 */
		p.figures =
			malloc((in->m * p.resamples + 1) * sizeof *p.figures);
		good = p.figures && resample(&p) && intervals(&p, out);
	}
	momus_resampler_release(&p.resampler);
	free(p.figures);
	return good ? MOMUS_OK : momus_fail(err, MOMUS_ENOMEM, "out of memory");
}
