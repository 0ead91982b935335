/* swap.c - see swap.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "stats/draws.h"
#include "stats/rowsum.h"
#include "stats/swap.h"

static const double rows_most = 2e7, rounding = 1e-12;

static double difference(const struct momus_swap *in, const double *sums)
{
	double base, next;

	in->figure(in->arg, sums, &base);
	in->figure(in->arg, sums + in->k, &next);
	return next - base;
}

struct changes {
	size_t width;	/* of a row: K, filled up */
	size_t m, n;	/* problems that a swap changes; fours of them */
	double *sums;	/* owned, (16 N, WIDTH): for each four of them what each
			 * choice of swaps adds to the base's sums */
	uint32_t *rows; /* owned, (N): those of one draw */
};

/* Fills C and SUMS, both versions'; false without memory. */
static bool find_changes(const struct momus_swap *in, struct changes *c,
			 double *sums)
{
	size_t k = in->k, m = 0;
	bool any;

	c->width = momus_rowsum_width(k);
	c->sums = calloc((in->n + 4) * 4 * c->width, sizeof(*c->sums));
	c->rows = malloc((in->n + 4) / 4 * sizeof(*c->rows));
	for (size_t i = 0; c->sums && i < in->n; i++) {
		const double *row = in->rows + i * 2 * k;
		double *four = c->sums + m / 4 * 16 * c->width;

		any = false;
		for (size_t j = 0; j < k; j++) {
			double change = row[k + j] - row[j];

			sums[j] += row[j];
			sums[k + j] += row[k + j];
			any |= change != 0;
			for (size_t s = 0; s < 16; s++)
				if (s >> m % 4 & 1)
					four[s * c->width + j] += change;
		}
		m += any;
	}
	c->m = m;
	c->n = (m + 3) / 4;
	return c->sums && c->rows;
}

/* The figures' difference after one draw of swaps. */
static double draw(const struct momus_swap *in, const struct changes *c,
		   const double *sums, struct momus_draws *d)
{
	double drawn[2 * MOMUS_SWAP_MOST], moved[MOMUS_SWAP_MOST] = { 0 };
	uint64_t bits = 0;

	for (size_t i = 0; i < c->n; i++, bits >>= 4) {
		if (i % 16 == 0)
			bits = momus_draws_word(d);
		c->rows[i] = (uint32_t)(16 * i + (bits & 15));
	}
	momus_rowsum(moved, c->sums, c->rows, c->n, c->width);
	for (size_t j = 0; j < in->k; j++) {
		drawn[j] = sums[j] + moved[j];
		drawn[in->k + j] = sums[in->k + j] - moved[j];
	}
	return difference(in, drawn);
}

int momus_swap_test(const struct momus_swap *in, double *p,
		    struct momus_error *err)
{
	double sums[2 * MOMUS_SWAP_MOST] = { 0 }, seen, limit;
	uint64_t tries = in->tries, extreme = 0;
	struct changes changes;
	struct momus_stream s;
	struct momus_draws d;
	bool good = find_changes(in, &changes, sums);

	*p = NAN;
	seen = difference(in, sums);
	limit = fabs(seen) - rounding;
	if (!tries)
		tries = (uint64_t)fmax(
			999, fmin(9999, rows_most / (double)(changes.m + 1)));
	momus_stream_init(&s, in->seed, MOMUS_TEXT(""), 0, 0, "swap");
	momus_draws_init(&d, &s, 1);
	for (uint64_t t = 0; good && t < tries && !isnan(seen); t++)
		extreme += !(fabs(draw(in, &changes, sums, &d)) < limit);
	if (good && !isnan(seen))
		*p = (1.0 + (double)extreme) / (1.0 + (double)tries);
	free(changes.sums);
	free(changes.rows);
	return good ? MOMUS_OK
		    : momus_fail(err, MOMUS_ENOMEM, "swap test: out of memory");
}
