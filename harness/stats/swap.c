/* swap.c - see swap.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "stats/choices.h"
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
	size_t m;	/* problems that a swap changes */
	double *rows;	/* owned, (M,K): what a swap adds to the base's sums */
	double *of_all; /* (K): the most that swaps add or take */
	double *sums;	/* (2K): both versions' */
};

/* False without memory. */
static bool find_changes(const struct momus_swap *in, struct changes *c)
{
	const size_t k = in->k;
	double *to;

	to = c->rows = malloc((in->n + 1) * k * sizeof(*c->rows));
	for (size_t i = 0; to && i < in->n; i++) {
		const double *row = in->rows + i * 2 * k;
		bool any = false;

		for (size_t j = 0; j < k; j++) {
			to[j] = row[k + j] - row[j];
			c->sums[j] += row[j];
			c->sums[k + j] += row[k + j];
			c->of_all[j] += fabs(to[j]);
			any |= to[j] != 0;
		}
		to += any ? k : 0;
		c->m += any;
	}
	return c->rows != NULL;
}

/* Whether the figures are as far apart as LIMIT after swaps that have MOVED (K) from
 * one version's sums to the other's. */
static bool extreme(const struct momus_swap *in, const double *sums,
		    const double *moved, double limit)
{
	double drawn[2 * MOMUS_SWAP_MOST];

	for (size_t j = 0; j < in->k; j++) {
		drawn[j] = sums[j] + moved[j];
		drawn[in->k + j] = sums[in->k + j] - moved[j];
	}
	return !(fabs(difference(in, drawn)) < limit);
}

struct fours {		 /* of problems that a swap changes */
	size_t n, width; /* WIDTH of a row: K, filled up */
	double *sums; /* owned, (16 N,WIDTH): what each choice of swaps adds */
	uint32_t *rows; /* owned, (N): those of one draw */
};

/* False without memory. */
static bool tabulate(const struct changes *c, size_t k, struct fours *f)
{
	f->n = (c->m + 3) / 4;
	f->width = momus_rowsum_width(k);
	f->sums = calloc((f->n + 1) * 16 * f->width, sizeof(*f->sums));
	f->rows = malloc((f->n + 1) * sizeof(*f->rows));
	for (size_t i = 0; f->sums && i < c->m; i++)
		for (size_t s = 0; s < 16; s++)
			for (size_t j = 0; j < k && s >> i % 4 & 1; j++)
				f->sums[(i / 4 * 16 + s) * f->width + j] +=
					c->rows[i * k + j];
	return f->sums && f->rows;
}

/* How many of TRIES draws from STREAM are extreme; NAN without memory. */
static double draw(const struct momus_swap *in, const struct changes *c,
		   double limit, const struct momus_stream *stream,
		   uint64_t tries)
{
	struct fours f = { .n = 0 };
	const bool good = tabulate(c, in->k, &f);
	uint64_t bits = 0, count = 0;
	struct momus_draws d;

	momus_draws_init(&d, stream, 1);
	for (uint64_t t = 0; good && t < tries; t++) {
		double moved[MOMUS_SWAP_MOST] = { 0 };

		for (size_t i = 0; i < f.n; i++, bits >>= 4) {
			if (i % 16 == 0)
				bits = momus_draws_word(&d);
			f.rows[i] = (uint32_t)(16 * i + (bits & 15));
		}
		momus_rowsum(moved, f.sums, f.rows, f.n, f.width);
		count += extreme(in, c->sums, moved, limit);
	}
	free(f.sums);
	free(f.rows);
	return good ? (double)count : NAN;
}

/* Columns that share 32 bits: two if no sum of whole numbers leaves sixteen; 0 if
 * they are no whole numbers, or too large. */
static size_t columns_each(const struct changes *c, size_t k)
{
	double most = 0;

	for (size_t i = 0; i < c->m * k; i++)
		if (c->rows[i] != rint(c->rows[i]))
			return 0;
	for (size_t j = 0; j < k; j++)
		most = fmax(most, c->of_all[j]);
	return most <= INT16_MAX ? 2 : most <= INT32_MAX ? 1 : 0;
}

/* The sum of column J out of SUMS (.,MOMUS_CHOICES_DRAWS) of one draw. */
static double column(const int32_t *sums, size_t j, size_t each)
{
	const int32_t sum = sums[j / each * MOMUS_CHOICES_DRAWS];
	const int16_t low = (int16_t)sum;

	return each == 1 ? sum : j % 2 == 0 ? low : (sum - low) / 65536;
}

/* Of WHOLE changes the same as draw(), many draws side by side.  NAN where that cannot
 * be done. */
static double draw_wide(const struct momus_swap *in, const struct changes *c,
			double limit, const struct momus_stream *stream,
			uint64_t tries)
{
	int32_t sums[MOMUS_SWAP_MOST * MOMUS_CHOICES_DRAWS];
	const size_t each = columns_each(c, in->k);
	double moved[MOMUS_SWAP_MOST];
	struct momus_choices wide;
	uint64_t count = 0, t = 0;

	if (!c->m || !each ||
	    !momus_choices_init(&wide, c->m, (in->k + each - 1) / each))
		return NAN;
	for (size_t i = 0; i < c->m * in->k; i++) {
		size_t j = i % in->k;
		int32_t unit = each == 2 && j % 2 ? 65536 : 1;

		momus_choices_add(&wide, i / in->k, j / each, 0,
				  (int32_t)c->rows[i] * unit);
	}
	for (; t < tries && momus_choices_draw(&wide, stream, t, sums);
	     t += MOMUS_CHOICES_DRAWS)
		for (size_t i = 0; i < MOMUS_CHOICES_DRAWS && t + i < tries;
		     i++) {
			for (size_t j = 0; j < in->k; j++)
				moved[j] = column(sums + i, j, each);
			count += extreme(in, c->sums, moved, limit);
		}
	momus_choices_release(&wide);
	return t < tries ? NAN : (double)count;
}

int momus_swap_test(const struct momus_swap *in, double *p,
		    struct momus_error *err)
{
	double sums[2 * MOMUS_SWAP_MOST] = { 0 }, seen, limit, count = 0;
	double of_all[MOMUS_SWAP_MOST] = { 0 };
	struct changes c = { .sums = sums, .of_all = of_all };
	uint64_t tries = in->tries;
	struct momus_stream s;
	bool good = find_changes(in, &c);

	*p = NAN;
	seen = difference(in, sums);
	limit = fabs(seen) - rounding;
	if (!tries)
		tries = (uint64_t)fmax(
			999, fmin(9999, rows_most / (double)(c.m + 1)));
	momus_stream_init(&s, in->seed, MOMUS_TEXT(""), 0, 0, "swap");
	if (good && !isnan(seen)) {
		count = draw_wide(in, &c, limit, &s, tries);
		if (isnan(count))
			count = draw(in, &c, limit, &s, tries);
		good = !isnan(count);
		*p = (1.0 + count) / (1.0 + (double)tries);
	}
	free(c.rows);
	return good ? MOMUS_OK
		    : momus_fail(err, MOMUS_ENOMEM, "swap test: out of memory");
}
