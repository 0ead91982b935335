/* resample.c - see resample.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "stats/binomial.h"
#include "stats/resample.h"
#include "stats/rowsum.h"
#include "stats/tosses.h"

/* Kinds with fewer problems than this are drawn problem by problem: a binomial
 * count costs about as much as this many plain draws. */
static const uint64_t rare = 24;

enum {
	ROOM = 1 << 14,	    /* columns of a kind's tables: 256 KiB */
	ROOM_ALL = 1 << 18, /* of all kinds' */
	LINE = 64,	    /* of a cache; rows lie in few */
};

static void add(double *restrict sums, const double *restrict row, size_t k,
		double times)
{
#pragma omp simd
	for (size_t i = 0; i < k; i++)
		sums[i] += times * row[i];
}

/* Fills COUNT (N): how many of the problems LEFT (N) drawn from WEIGHT are of
 * frequent kind I. */
static void count_kind(const struct momus_resampler *r,
		       struct momus_resample_source *s, size_t i,
		       uint64_t weight, const uint64_t *left, uint64_t *count,
		       size_t n)
{
	const uint64_t own = r->kinds.counts[i];

	if (own == weight)
		memcpy(count, left, n * sizeof(*count));
	else if (r->counts[i].all)
		momus_tosses_draw(&r->counts[i], &s->bulk, left, count, n);
	else
		for (size_t j = 0; j < n; j++)
			count[j] = momus_binomial(&s->single, left[j],
						  (double)own / (double)weight);
}

void momus_resample(const struct momus_resampler *r,
		    struct momus_resample_source *s, double *sums, size_t n)
{
	uint64_t left[MOMUS_RESAMPLE_BLOCK], count[MOMUS_RESAMPLE_BLOCK];
	uint64_t weight = r->n_problems;
	const uint32_t *picks;
	size_t got;

	memset(sums, 0, n * r->width * sizeof(*sums));
	for (size_t j = 0; j < n; j++)
		left[j] = r->n_problems;
	for (size_t i = 0; i < r->n_frequent; i++) {
		count_kind(r, s, i, weight, left, count, n);
		for (size_t j = 0; j < n; j++) {
			add(sums + j * r->width, r->kinds.rows + i * r->k, r->k,
			    (double)count[j]);
			left[j] -= count[j];
		}
		weight -= r->kinds.counts[i];
	}
	for (size_t j = 0; j < n; j++)
		for (; left[j]; left[j] -= got) {
			got = momus_draws_picks(&s->bulk, (size_t)left[j],
						&picks);
			momus_rowsum(sums + j * r->width, r->members, picks,
				     got, r->width);
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
	size_t size;

	/* The last kind takes what is left: with no rare ones, all of it. */
	for (size_t i = r->n_frequent; i < r->kinds.n; i++)
		r->n_members += r->kinds.counts[i];
	size = (r->n_members * r->width * sizeof(*row) / LINE + 1) * LINE;
	row = r->members = aligned_alloc(LINE, size);
	if (row)
		memset(row, 0, size);
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

	*r = (struct momus_resampler){ .k = in->k,
				       .width = momus_rowsum_width(in->k) };
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
