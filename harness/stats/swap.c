/* swap.c - see swap.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "stats/swap.h"

static const double rows_most = 2e7, rounding = 1e-12;

static double difference(const struct momus_swap *in, const double *sums)
{
	double base, next;

	in->figure(in->arg, sums, &base);
	in->figure(in->arg, sums + in->k, &next);
	return next - base;
}

/* Fills CHANGES (N,K) with what a swap adds to the base's sums, of the problems
 * that it changes at all; how many those are. */
static size_t find_changes(const struct momus_swap *in, double *changes,
			   double *sums)
{
	size_t m = 0, k = in->k;
	bool any;

	for (size_t i = 0; i < in->n; i++) {
		const double *row = in->rows + i * 2 * k;

		any = false;
		for (size_t j = 0; j < k; j++) {
			sums[j] += row[j];
			sums[k + j] += row[k + j];
			changes[m * k + j] = row[k + j] - row[j];
			any |= row[k + j] != row[j];
		}
		m += any;
	}
	return m;
}

/* The figures' difference after one draw of swaps. */
static double draw(const struct momus_swap *in, const double *changes, size_t m,
		   const double *sums, struct momus_stream *s)
{
	double drawn[2 * MOMUS_SWAP_MOST], moved[MOMUS_SWAP_MOST] = { 0 };
	uint64_t bits = 0;

	for (size_t i = 0; i < m; i++) {
		if (i % 64 == 0)
			bits = momus_stream_u64(s);
		if (bits >> (i % 64) & 1)
			for (size_t j = 0; j < in->k; j++)
				moved[j] += changes[i * in->k + j];
	}
	for (size_t j = 0; j < in->k; j++) {
		drawn[j] = sums[j] + moved[j];
		drawn[in->k + j] = sums[in->k + j] - moved[j];
	}
	return difference(in, drawn);
}

int momus_swap_test(const struct momus_swap *in, double *p,
		    struct momus_error *err)
{
	double *changes = malloc((in->n + 1) * in->k * sizeof(*changes));
	double sums[2 * MOMUS_SWAP_MOST] = { 0 }, seen, limit;
	uint64_t tries = in->tries, extreme = 0;
	struct momus_stream s;
	size_t m;

	*p = NAN;
	if (!changes)
		return momus_fail(err, MOMUS_ENOMEM,
				  "swap test: out of memory");
	m = find_changes(in, changes, sums);
	seen = difference(in, sums);
	limit = fabs(seen) - rounding;
	if (!tries)
		tries = (uint64_t)fmax(999,
				       fmin(9999, rows_most / (double)(m + 1)));
	momus_stream_init(&s, in->seed, MOMUS_TEXT(""), 0, 0, "swap");
	for (uint64_t t = 0; t < tries && !isnan(seen); t++)
		extreme += !(fabs(draw(in, changes, m, sums, &s)) < limit);
	if (!isnan(seen))
		*p = (1.0 + (double)extreme) / (1.0 + (double)tries);
	free(changes);
	return MOMUS_OK;
}
