/* resample.c - see resample.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "stats/binomial.h"
#include "stats/resample.h"
#include "stats/tosses.h"

/* Kinds with fewer problems than this are drawn problem by problem: a binomial
 * count costs about as much as this many plain draws. */
static const uint64_t rare = 24;

enum {
	ROOM = 1 << 14,	    /* columns of a kind's tables: 256 KiB */
	ROOM_ALL = 1 << 18, /* of all kinds' */
	EIGHT = 8,	    /* rows added as one tree */
};

static void add(double *sums, const double *row, size_t k, double times)
{
	for (size_t i = 0; i < k; i++)
		sums[i] += times * row[i];
}

/* Adds the rows AT (EIGHT) of ROWS, W columns each.  As a tree, since one addition
 * need not wait for another's end then. */
static void add_eight(double *sums, const double *rows, const uint32_t *at,
		      size_t w)
{
	const double *r[EIGHT];

	for (size_t i = 0; i < EIGHT; i++)
		r[i] = rows + at[i] * w;
	for (size_t c = 0; c < w; c++)
		sums[c] += ((r[0][c] + r[1][c]) + (r[2][c] + r[3][c])) +
			   ((r[4][c] + r[5][c]) + (r[6][c] + r[7][c]));
}

#if defined(__x86_64__)
/* The same for N times eight rows of two columns, which every such processor adds
 * at once. */
static void add_twos(double *sums, const double *rows, const uint32_t *at,
		     size_t n)
{
	__m128d all = _mm_loadu_pd(sums);

	for (; n; n--, at += EIGHT) {
		__m128d r[EIGHT];

		for (size_t i = 0; i < EIGHT; i++)
			r[i] = _mm_loadu_pd(rows + 2 * (size_t)at[i]);
		for (size_t step = 1; step < EIGHT; step *= 2)
			for (size_t i = 0; i < EIGHT; i += 2 * step)
				r[i] = _mm_add_pd(r[i], r[i + step]);
		all = _mm_add_pd(all, r[0]);
	}
	_mm_storeu_pd(sums, all);
}

/* The same for columns by the four. */
__attribute__((target("avx2"))) static void add_fours(double *sums,
						      const double *rows,
						      const uint32_t *at,
						      size_t w)
{
	const double *from[EIGHT];

	for (size_t i = 0; i < EIGHT; i++)
		from[i] = rows + at[i] * w;
	for (size_t c = 0; c < w; c += 4) {
		__m256d r[EIGHT];

		for (size_t i = 0; i < EIGHT; i++)
			r[i] = _mm256_loadu_pd(from[i] + c);
		for (size_t step = 1; step < EIGHT; step *= 2)
			for (size_t i = 0; i < EIGHT; i += 2 * step)
				r[i] = _mm256_add_pd(r[i], r[i + step]);
		r[0] = _mm256_add_pd(_mm256_loadu_pd(sums + c), r[0]);
		_mm256_storeu_pd(sums + c, r[0]);
	}
}
#endif

/* Adds the rows AT (N) of ROWS, W columns each. */
static void add_rows(double *sums, const double *rows, const uint32_t *at,
		     size_t n, size_t w)
{
	size_t i = 0;

#if defined(__x86_64__)
	if (w == 2) {
		add_twos(sums, rows, at, n / EIGHT);
		i = n / EIGHT * EIGHT;
	} else if (__builtin_cpu_supports("avx2")) {
		for (; i + EIGHT <= n; i += EIGHT)
			add_fours(sums, rows, at + i, w);
	}
#endif
	for (; i + EIGHT <= n; i += EIGHT)
		add_eight(sums, rows, at + i, w);
	for (; i < n; i++)
		add(sums, rows + at[i] * w, w, 1.0);
}

/* How many of LEFT problems drawn from WEIGHT are of frequent kind I. */
static uint64_t count(const struct momus_resampler *r,
		      struct momus_resample_source *s, size_t i, uint64_t left,
		      uint64_t weight)
{
	const uint64_t own = r->kinds.counts[i];

	if (own == weight)
		return left;
	if (r->counts[i].all)
		return momus_tosses_draw(&r->counts[i], &s->bulk, left);
	return momus_binomial(&s->single, left, (double)own / (double)weight);
}

void momus_resample(const struct momus_resampler *r,
		    struct momus_resample_source *s, double *sums)
{
	uint64_t left = r->n_problems, weight = left, n;
	const uint32_t *picks;

	memset(sums, 0, r->width * sizeof(*sums));
	for (size_t i = 0; i < r->n_frequent && left; i++) {
		n = count(r, s, i, left, weight);
		add(sums, r->kinds.rows + i * r->k, r->k, (double)n);
		left -= n;
		weight -= r->kinds.counts[i];
	}
	for (; left; left -= n) {
		n = momus_draws_picks(&s->bulk, (size_t)left, &picks);
		add_rows(sums, r->members, picks, (size_t)n, r->width);
	}
}

void momus_resample_source_init(struct momus_resample_source *s,
				const struct momus_resampler *r,
				const struct momus_bootstrap *in,
				uint32_t block)
{
	struct momus_stream bulk;

	momus_stream_init(&bulk, in->seed, MOMUS_TEXT(""), block, 0,
			  in->purpose);
	momus_draws_init(&s->bulk, &bulk, (uint32_t)r->n_members);
	momus_stream_init(&s->single, in->seed, MOMUS_TEXT(""), block, 1,
			  in->purpose);
}

double momus_resampler_cost(const struct momus_resampler *r)
{
	return 20.0 * (double)r->n_frequent +
	       (0.7 + 0.15 * (double)r->width) * (double)r->n_members;
}

/* Tables of the frequent kinds, as long as there is room for them. */
static bool tabulate(struct momus_resampler *r)
{
	uint64_t weight = r->n_problems;
	size_t room = ROOM_ALL;

	r->counts = calloc(r->n_frequent + 1, sizeof(*r->counts));
	for (size_t i = 0; r->counts && i < r->n_frequent; i++) {
		uint64_t own = r->kinds.counts[i];

		if (own < weight &&
		    momus_tosses_init(&r->counts[i],
				      (double)own / (double)weight,
				      r->n_problems, room < ROOM ? room : ROOM))
			room -= r->counts[i].n;
		weight -= own;
	}
	return r->counts != NULL;
}

/* Rows of the rare kinds, one a problem, filled up with zeros. */
static bool list_members(struct momus_resampler *r)
{
	const size_t k = r->k;
	double *row;

	/* The last kind takes what is left: with no rare ones, all of it. */
	for (size_t i = r->n_frequent; i < r->kinds.n; i++)
		r->n_members += r->kinds.counts[i];
	row = r->members =
		calloc(r->n_members * r->width + 1, sizeof(*r->members));
	for (size_t i = r->n_frequent; row && i < r->kinds.n; i++)
		for (uint64_t c = 0; c < r->kinds.counts[i]; c++) {
			memcpy(row, r->kinds.rows + i * k, k * sizeof(*row));
			row += r->width;
		}
	return r->members != NULL;
}

int momus_resampler_init(struct momus_resampler *r,
			 const struct momus_bootstrap *in,
			 struct momus_error *err)
{
	int rc;

	*r = (struct momus_resampler){
		.k = in->k, .width = in->k <= 2 ? 2 : (in->k + 3) / 4 * 4
	};
	rc = momus_kinds_init(&r->kinds, in->rows, in->times, in->n, in->k,
			      err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < r->kinds.n; i++)
		r->n_problems += r->kinds.counts[i];
	while (r->n_frequent < r->kinds.n &&
	       r->kinds.counts[r->n_frequent] >= rare)
		r->n_frequent++;
	if (tabulate(r) && list_members(r))
		return MOMUS_OK;
	momus_resampler_release(r);
	return momus_fail(err, MOMUS_ENOMEM, "out of memory");
}

void momus_resampler_release(struct momus_resampler *r)
{
	for (size_t i = 0; r->counts && i < r->n_frequent; i++)
		momus_tosses_release(&r->counts[i]);
	free(r->counts);
	free(r->members);
	momus_kinds_release(&r->kinds);
}
