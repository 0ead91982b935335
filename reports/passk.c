/* passk.c - figures of measure.h: Pass@k and pass^k for every k
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

struct sums { /* N_K columns: problems with k samples; N_K: sums of Pass@k; N_K:
	       * sums of pass^k */
	size_t n_k;
};

typedef double estimate_fn(uint64_t n, uint64_t c, uint64_t k);

static estimate_fn *const estimates[] = { momus_passk, momus_passk_all };
static const enum momus_figure_kind sorts[] = { MOMUS_FIGURE_PASS_AT_K,
						MOMUS_FIGURE_PASS_ALL_K };
enum { SORTS = 2 };

static void figures(const void *arg, const double *s, double *out)
{
	const struct sums *c = arg;

	for (size_t i = 0; i < SORTS * c->n_k; i++)
		out[i] = momus_ratio(s[c->n_k + i], s[i % c->n_k]);
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

struct ends {			     /* of every problem */
	struct momus_samples *least; /* owned: every missing sample is wrong */
	struct momus_samples *most;  /* owned: it is right */
	double *each;		     /* owned: estimates of either */
	size_t n;
};

static void ends_release(struct ends *e)
{
	free(e->least);
	free(e->most);
	free(e->each);
}

static bool ends_init(struct ends *e, const double *samples, size_t n)
{
	e->least = malloc((n + 1) * sizeof *e->least);
	e->most = malloc((n + 1) * sizeof *e->most);
	e->each = malloc((n + 1) * sizeof *e->each);
	e->n = n;
	if (!e->least || !e->most || !e->each)
		return false;
	for (size_t i = 0; i < n; i++) {
		const double *s = samples + i * MOMUS_ROW_SAMPLES;
		const uint32_t all =
			(uint32_t)(s[MOMUS_ROW_N] + s[MOMUS_ROW_UNKNOWN]);

		e->least[i] =
			(struct momus_samples){ all, (uint32_t)s[MOMUS_ROW_C] };
		e->most[i] = (struct momus_samples){
			all, (uint32_t)(s[MOMUS_ROW_C] + s[MOMUS_ROW_UNKNOWN])
		};
	}
	return true;
}

/* The mean over the problems of LIST that have F->k samples. */
static double mean_of(const struct ends *e, const struct momus_samples *list,
		      const struct momus_figure *f)
{
	const bool all = f->kind == MOMUS_FIGURE_PASS_ALL_K;
	double sum = 0.0, problems = 0.0;

	momus_passk_each(list, e->n, f->k, all ? NULL : e->each,
			 all ? e->each : NULL);
	for (size_t i = 0; i < e->n; i++) {
		if (isnan(e->each[i]))
			continue;
		sum += e->each[i];
		problems++;
	}
	return momus_ratio(sum, problems);
}

/* Fills F's value, counts and standard error. */
static void estimate(const struct pairs *p, estimate_fn *one,
		     struct momus_figure *f)
{
	double sum = 0.0, squares = 0.0, x, n;

	for (size_t i = 0; i < p->count; i++) {
		if (p->nc[2 * i] < f->k)
			continue;
		x = one((uint64_t)p->nc[2 * i], (uint64_t)p->nc[2 * i + 1],
			f->k);
		sum += (double)p->times[i] * x;
		squares += (double)p->times[i] * x * x;
		f->problems += p->times[i];
		f->n += p->times[i] * (uint64_t)p->nc[2 * i];
	}
	n = (double)f->problems;
	f->value = momus_ratio(sum, n);
	f->error = n > 1.0 ? sqrt(fmax(0.0, squares - sum * sum / n) /
				  (n * (n - 1.0)))
			   : NAN;
}

struct found { /* of one turn */
	const struct momus_gathered *g;
	int turn;
	const uint32_t *ks;
	size_t n_k;
	struct momus_interval *intervals; /* (SORTS * N_K) */
	struct momus_betabinomial *few;	  /* the same; NULL: not few */
	struct ends ends;
};

static int add(const struct pairs *p, const struct found *found, size_t i,
	       struct momus_figures *out, struct momus_error *err)
{
	const size_t sort = i / found->n_k;
	struct momus_figure f = { .kind = sorts[sort],
				  .turn = found->turn,
				  .k = found->ks[i % found->n_k] };

	estimate(p, estimates[sort], &f);
	momus_figure_resampled(&f, &found->intervals[i]);
	f.least = mean_of(&found->ends, found->ends.least, &f);
	f.most = mean_of(&found->ends, found->ends.most, &f);
	if (found->few && f.problems < MOMUS_FEW_PROBLEMS)
		momus_figure_few(&f, &found->few[i]);
	momus_figure_fall_back(&f);
	return momus_figures_add(out, &f, err);
}

/* Rows for resampling: (P->COUNT, 3 N_K); NULL if out of memory. */
static double *make_rows(const struct pairs *p, const uint32_t *ks, size_t n_k)
{
	const size_t columns = (1 + SORTS) * n_k;
	double *rows = calloc(p->count * columns + 1, sizeof *rows), *row;

	for (size_t i = 0; rows && i < p->count; i++) {
		row = rows + i * columns;
		for (size_t j = 0; j < n_k; j++) {
			if (p->nc[2 * i] < ks[j])
				continue;
			row[j] = 1.0;
			for (size_t s = 0; s < SORTS; s++)
				row[(1 + s) * n_k + j] = estimates[s](
					(uint64_t)p->nc[2 * i],
					(uint64_t)p->nc[2 * i + 1], ks[j]);
		}
	}
	return rows;
}

/* Intervals from few problems, if any k has few: those of all problems. */
static int measure_few(const struct pairs *p, struct found *found,
		       struct momus_error *err)
{
	const double *samples = found->g->turn[found->turn].samples;
	size_t n = found->g->n_problems, most = 0;
	double *right;
	int rc = MOMUS_OK;

	for (size_t i = 0; i < p->count; i++) /* samples enough for the last */
		if (p->nc[2 * i] >= found->ks[found->n_k - 1])
			most += p->times[i];
	if (most >= MOMUS_FEW_PROBLEMS)
		return MOMUS_OK;
	right = malloc((2 * n + 1) * sizeof *right);
	found->few = malloc((SORTS * found->n_k + 1) * sizeof *found->few);
	if (!right || !found->few)
		rc = momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t i = 0; rc == MOMUS_OK && i < n; i++) {
		right[i] = samples[i * MOMUS_ROW_SAMPLES + MOMUS_ROW_C];
		right[n + i] = samples[i * MOMUS_ROW_SAMPLES + MOMUS_ROW_N];
	}
	if (rc == MOMUS_OK)
		rc = momus_betabinomial_k(right, right + n, n, found->ks,
					  found->n_k, found->few,
					  found->few + found->n_k, err);
	free(right);
	return rc;
}

static int resample(const struct pairs *p, struct found *found, uint64_t seed,
		    bool bca, struct momus_error *err)
{
	const struct sums sums = { found->n_k };
	double *rows = make_rows(p, found->ks, found->n_k);
	char purpose[32];
	int rc = MOMUS_ENOMEM;

	found->intervals =
		malloc((SORTS * found->n_k + 1) * sizeof *found->intervals);
	snprintf(purpose, sizeof purpose, "report pass@k %d", found->turn);
	if (rows && found->intervals)
		rc = momus_bootstrap(
			&(struct momus_bootstrap){ .rows = rows,
						   .times = p->times,
						   .n = p->count,
						   .k = (1 + SORTS) * sums.n_k,
						   .figures = figures,
						   .arg = &sums,
						   .m = SORTS * sums.n_k,
						   .seed = seed,
						   .purpose = purpose,
						   .bca = bca },
			found->intervals, err);
	else
		momus_fail(err, rc, "out of memory");
	free(rows);
	return rc;
}

int momus_measure_passk(const struct momus_gathered *g, int turn, uint64_t seed,
			struct momus_figures *out, struct momus_error *err)
{
	uint32_t ks[EVERY + 64];
	struct found found = { .g = g, .turn = turn, .ks = ks };
	struct pairs p = { .count = 0 };
	int rc = MOMUS_OK;

	if (!count_pairs(&p, g->turn[turn].samples, g->n_problems) ||
	    !ends_init(&found.ends, g->turn[turn].samples, g->n_problems))
		rc = momus_fail(err, MOMUS_ENOMEM, "out of memory");
	else if (p.count) /* sorted: the last pair has the most samples */
		found.n_k = list_ks((uint64_t)p.nc[2 * p.count - 2], ks);
	if (rc == MOMUS_OK && found.n_k)
		rc = resample(&p, &found, seed, out->bca, err);
	if (rc == MOMUS_OK && found.n_k)
		rc = measure_few(&p, &found, err);
	for (size_t i = 0; rc == MOMUS_OK && i < SORTS * found.n_k; i++)
		rc = add(&p, &found, i, out, err);
	free(p.nc);
	free(p.times);
	free(found.intervals);
	free(found.few);
	ends_release(&found.ends);
	return rc;
}
