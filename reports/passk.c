/* passk.c - figures of measure.h: Pass@k for every k
 *
 * A problem's Pass@k depends on nothing but how many samples it has and how many
 * of them are right, so problems are first counted by these two numbers.
 */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "reports/analysis.h"
#include "reports/measure.h"
#include "stats/passk.h"

enum { EVERY = 1000 }; /* up to here every k, then 1, 2, 5, 10 … and n */

struct sums { /* K columns: problems with k samples; K: the sum of Pass@k */
	size_t n_k;
};

static void figures(const void *arg, const double *s, double *out)
{
	const struct sums *c = arg;

	for (size_t i = 0; i < c->n_k; i++)
		out[i] = momus_ratio(s[c->n_k + i], s[i]);
}

/* The ks up to N into OUT (room for EVERY + 64); their number. */
static size_t list_ks(uint64_t n, uint32_t *out)
{
	static const uint64_t steps[] = { 2, 5, 10 };
	uint64_t k;
	size_t count = 0;

	for (k = 1; k <= n && k <= EVERY; k++)
		out[count++] = (uint32_t)k;
	for (uint64_t base = EVERY; base < n; base *= 10)
		for (int i = 0; i < 3; i++)
			if (base * steps[i] < n)
				out[count++] = (uint32_t)(base * steps[i]);
	if (n > EVERY)
		out[count++] = (uint32_t)n;
	return count;
}

struct pairs {		 /* problems by (samples, right ones) */
	double *nc;	 /* owned, (COUNT,2) */
	uint64_t *times; /* owned */
	size_t count;
};

static int by_pair(const void *x, const void *y)
{
	const double *a = x, *b = y;

	if (a[0] != b[0])
		return a[0] < b[0] ? -1 : 1;
	return a[1] < b[1] ? -1 : a[1] > b[1];
}

static bool count_pairs(struct pairs *p, const double *samples, size_t n)
{
	p->nc = malloc((2 * n + 1) * sizeof *p->nc);
	p->times = calloc(n + 1, sizeof *p->times);
	if (!p->nc || !p->times)
		return false;
	for (size_t i = 0; i < n; i++) {
		p->nc[2 * i] = samples[i * MOMUS_ROW_SAMPLES + MOMUS_ROW_N];
		p->nc[2 * i + 1] = samples[i * MOMUS_ROW_SAMPLES + MOMUS_ROW_C];
	}
	qsort(p->nc, n, 2 * sizeof *p->nc, by_pair);
	for (size_t i = 0; i < n; i++) {
		if (!p->count ||
		    by_pair(p->nc + 2 * i, p->nc + 2 * (p->count - 1)) != 0) {
			p->nc[2 * p->count] = p->nc[2 * i];
			p->nc[2 * p->count + 1] = p->nc[2 * i + 1];
			p->count++;
		}
		p->times[p->count - 1]++;
	}
	return true;
}

/* Means over problems if every missing sample is wrong, and if it is right. */
static void bound(const double *samples, size_t n, struct momus_figure *f)
{
	double least = 0.0, most = 0.0, problems = 0.0;
	uint64_t have, right, missing;

	for (size_t i = 0; i < n; i++) {
		const double *s = samples + i * MOMUS_ROW_SAMPLES;

		have = (uint64_t)s[MOMUS_ROW_N];
		right = (uint64_t)s[MOMUS_ROW_C];
		missing = (uint64_t)s[MOMUS_ROW_UNKNOWN];
		if (have + missing < f->k)
			continue;
		least += momus_passk(have + missing, right, f->k);
		most += momus_passk(have + missing, right + missing, f->k);
		problems++;
	}
	f->least = momus_ratio(least, problems);
	f->most = momus_ratio(most, problems);
}

static int add(const struct pairs *p, const double *samples, size_t n, int turn,
	       uint32_t k, const struct momus_interval *interval,
	       struct momus_figures *out, struct momus_error *err)
{
	struct momus_figure f = { .kind = MOMUS_FIGURE_PASS_AT_K,
				  .turn = turn,
				  .k = k,
				  .low = interval->low,
				  .high = interval->high,
				  .used = interval->used,
				  .method = interval->used
						    ? MOMUS_METHOD_BOOTSTRAP
						    : MOMUS_METHOD_NONE };
	double sum = 0.0;

	for (size_t i = 0; i < p->count; i++) {
		if (p->nc[2 * i] < k)
			continue;
		sum += (double)p->times[i] *
		       momus_passk((uint64_t)p->nc[2 * i],
				   (uint64_t)p->nc[2 * i + 1], k);
		f.problems += p->times[i];
		f.n += p->times[i] * (uint64_t)p->nc[2 * i];
	}
	f.value = momus_ratio(sum, (double)f.problems);
	bound(samples, n, &f);
	momus_figure_fall_back(&f);
	return momus_figures_add(out, &f, err);
}

/* Rows for resampling: (P->COUNT, 2 N_K); NULL if out of memory. */
static double *make_rows(const struct pairs *p, const uint32_t *ks, size_t n_k)
{
	double *rows = calloc(p->count * 2 * n_k + 1, sizeof *rows), *row;

	for (size_t i = 0; rows && i < p->count; i++) {
		row = rows + i * 2 * n_k;
		for (size_t j = 0; j < n_k; j++) {
			if (p->nc[2 * i] < ks[j])
				continue;
			row[j] = 1.0;
			row[n_k + j] =
				momus_passk((uint64_t)p->nc[2 * i],
					    (uint64_t)p->nc[2 * i + 1], ks[j]);
		}
	}
	return rows;
}

int momus_measure_passk(const struct momus_gathered *g, int turn, uint64_t seed,
			struct momus_figures *out, struct momus_error *err)
{
	const double *samples = g->turn[turn].samples;
	struct momus_interval *intervals = NULL;
	uint32_t ks[EVERY + 64];
	struct pairs p = { .count = 0 };
	struct sums sums;
	double *rows = NULL;
	char purpose[32];
	int rc = MOMUS_ENOMEM;

	if (!count_pairs(&p, samples, g->n_problems))
		goto out;
	/* sorted: the last pair has the most samples */
	sums.n_k = p.count ? list_ks((uint64_t)p.nc[2 * p.count - 2], ks) : 0;
	rows = make_rows(&p, ks, sums.n_k);
	intervals = malloc((sums.n_k + 1) * sizeof *intervals);
	if (!rows || !intervals)
		goto out;
	snprintf(purpose, sizeof purpose, "report pass@k %d", turn);
	rc = momus_bootstrap(&(struct momus_bootstrap){ .rows = rows,
							.times = p.times,
							.n = p.count,
							.k = 2 * sums.n_k,
							.figures = figures,
							.arg = &sums,
							.m = sums.n_k,
							.seed = seed,
							.purpose = purpose },
			     intervals, err);
	for (size_t j = 0; rc == MOMUS_OK && j < sums.n_k; j++)
		rc = add(&p, samples, g->n_problems, turn, ks[j], &intervals[j],
			 out, err);
out:
	free(p.nc);
	free(p.times);
	free(rows);
	free(intervals);
	return rc == MOMUS_ENOMEM
		       ? momus_fail(err, MOMUS_ENOMEM, "out of memory")
		       : rc;
}
