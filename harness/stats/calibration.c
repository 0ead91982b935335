/* calibration.c - see calibration.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/calibration.h"
#include "stats/quantile.h"
#include "stats/wilson.h"

enum { MOST = MOMUS_CALIBRATION_BINS };

/* Columns of a problem's row: judgments, sum of (score - right)^2; then of each
 * bin its judgments, scores, right ones. */
enum { ALL, SQUARES, BINS };
enum { COUNT, SCORE, RIGHT, EACH };

/* What resamples add up has fewer columns, since their time is that of fetching
 * rows: sum of (score - right)^2, of each bin its scores, then of each its
 * judgments and its right ones, several such counts one above the other in a
 * number. */
struct packing {
	size_t bins, k; /* columns of all */
	int bits, each; /* of a count; counts of a column */
};

static const int exact = 53; /* bits of a number */

/* Fills EDGES (BINS + 1); false without memory. */
static bool find_edges(const struct momus_scored *list, size_t n,
		       const struct momus_calibration_design *d, double *edges)
{
	double *scores = malloc(n * sizeof(*scores));
	size_t bins = d->bins;

	if (!scores)
		return false;
	for (size_t i = 0; i < n; i++)
		scores[i] = list[i].score;
	for (size_t b = 0; b <= bins; b++)
		edges[b] = d->binning == MOMUS_BINS_EQUAL_WIDTH
				   ? (double)b / (double)bins
				   : momus_quantile(scores, n,
						    (double)b / (double)bins);
	free(scores);
	return true;
}

/* The bin of SCORE: as many inner edges lie below it. */
static size_t bin_of(const double *edges, size_t bins, double score)
{
	size_t b = 0;

	while (b + 1 < bins && score > edges[b + 1])
		b++;
	return b;
}

/* For PROBLEMS rows (.,BINS + EACH * BINS), of which any may be drawn each time. */
static struct packing find_packing(const double *rows, size_t problems,
				   size_t bins)
{
	const size_t k = BINS + EACH * bins;
	struct packing p = { .bins = bins, .bits = 1 };
	double most = 0;

	for (size_t i = 0; i < problems; i++)
		most = fmax(most, rows[i * k + ALL]);
	while (p.bits < exact && ldexp(1, p.bits) <= most * (double)problems)
		p.bits++;
	p.each = exact / p.bits;
	p.k = 1 + bins + (2 * bins + (size_t)p.each - 1) / (size_t)p.each;
	return p;
}

/* ROW with its counts packed, to OUT (P->k). */
static void pack(const struct packing *p, const double *row, double *out)
{
	double *counts = out + 1 + p->bins;

	memset(out, 0, p->k * sizeof(*out));
	out[0] = row[SQUARES];
	for (size_t b = 0; b < p->bins; b++) {
		const double *bin = row + BINS + b * EACH;

		out[1 + b] = bin[SCORE];
		for (size_t i = 0; i < 2; i++) {
			size_t at = 2 * b + i, each = (size_t)p->each;

			counts[at / each] += ldexp(bin[i ? RIGHT : COUNT],
						   (int)(at % each) * p->bits);
		}
	}
}

/* Into COUNTS (2 BINS) judgments and right ones of each bin, out of sums S. */
static void unpack(const struct packing *p, const double *s, double *counts)
{
	const uint64_t mask = (1ull << p->bits) - 1;

	s += 1 + p->bins;
	for (size_t at = 0; at < 2 * p->bins; s++) {
		uint64_t left = (uint64_t)*s;

		for (int i = 0; i < p->each && at < 2 * p->bins; i++) {
			counts[at++] = (double)(left & mask);
			left >>= p->bits;
		}
	}
}

static void figures(const void *arg, const double *s, double *out)
{
	const struct packing *p = arg;
	double counts[2 * MOST], all = 0;

	unpack(p, s, counts);
	for (size_t b = 0; b < p->bins; b++)
		all += counts[2 * b];
	out[0] = all > 0 ? s[0] / all : NAN;
	out[1] = all > 0 ? 0.0 : NAN;
	for (size_t b = 0; b < p->bins; b++) {
		double count = counts[2 * b], right = counts[2 * b + 1];

		out[1] += fabs(s[1 + b] - right) / all;
		out[2 + b] = count > 0 ? right / count : NAN;
	}
}

/* Rows (PROBLEMS, BINS + EACH * bins); the sum of all is one more.  NULL without
 * memory. */
static double *make_rows(const struct momus_scored *list, size_t n,
			 const struct momus_calibration_design *d,
			 const double *edges)
{
	size_t k = BINS + EACH * d->bins;
	double *rows = calloc((d->problems + 1) * k, sizeof(*rows));

	for (size_t i = 0; rows && i < n; i++) {
		size_t at = BINS + EACH * bin_of(edges, d->bins, list[i].score);
		double error = list[i].score - list[i].right;
		double *to[] = { rows + list[i].problem * k,
				 rows + d->problems * k };

		for (int t = 0; t < 2; t++) {
			to[t][ALL]++;
			to[t][SQUARES] += error * error;
			to[t][at + COUNT]++;
			to[t][at + SCORE] += list[i].score;
			to[t][at + RIGHT] += list[i].right;
		}
	}
	return rows;
}

static void describe(const double *sums, const double *edges,
		     const struct momus_interval *intervals, size_t bins,
		     struct momus_calibration *out)
{
	double all = sums[ALL], right = 0;

	for (size_t b = 0; b < bins; b++)
		right += sums[BINS + b * EACH + RIGHT];
	out->n = all;
	out->base = right / all;
	out->brier = sums[SQUARES] / all;
	out->uncertainty = out->base * (1.0 - out->base);
	out->brier_interval = intervals[0];
	out->ece_interval = intervals[1];
	for (size_t b = 0; b < bins; b++) {
		const double *s = sums + BINS + b * EACH;
		struct momus_bin *bin = &out->bins[out->n_bins];
		double gap, lift;

		if (!(s[COUNT] > 0))
			continue;
		*bin = (struct momus_bin){ .from = edges[b],
					   .to = edges[b + 1],
					   .n = s[COUNT],
					   .score = s[SCORE] / s[COUNT],
					   .right = s[RIGHT] / s[COUNT],
					   .clustered = intervals[2 + b] };
		momus_wilson((uint64_t)s[RIGHT], (uint64_t)s[COUNT], &bin->low,
			     &bin->high);
		gap = bin->score - bin->right;
		lift = bin->right - out->base;
		out->reliability += bin->n / all * gap * gap;
		out->resolution += bin->n / all * lift * lift;
		out->ece += bin->n / all * fabs(gap);
		out->largest = fmax(out->largest, fabs(gap));
		out->n_bins++;
	}
	out->within = out->brier - out->reliability + out->resolution -
		      out->uncertainty;
}

static void nothing(struct momus_calibration *out)
{
	const struct momus_interval none = { NAN, NAN, 0, false };

	out->base = out->brier = out->reliability = out->resolution = NAN;
	out->uncertainty = out->within = out->ece = out->largest = NAN;
	out->brier_interval = out->ece_interval = none;
}

/* INTERVALS (2 + bins) of what ROWS (D->problems,.) say. */
static int resample(const double *rows,
		    const struct momus_calibration_design *d,
		    struct momus_interval *intervals, struct momus_error *err)
{
	struct packing p = find_packing(rows, d->problems, d->bins);
	double *packed = malloc((d->problems + 1) * p.k * sizeof(*packed));
	int rc;

	if (!packed)
		return momus_fail(err, MOMUS_ENOMEM,
				  "calibration: out of memory");
	for (size_t i = 0; i < d->problems; i++)
		pack(&p, rows + i * (BINS + EACH * d->bins), packed + i * p.k);
	rc = momus_bootstrap(
		&(struct momus_bootstrap){ .rows = packed,
					   .n = d->problems,
					   .k = p.k,
					   .figures = figures,
					   .arg = &p,
					   .m = 2 + d->bins,
					   .seed = d->seed,
					   .purpose = d->purpose,
					   .resamples = d->resamples,
					   .bca = d->bca },
		intervals, err);
	free(packed);
	return rc;
}

int momus_calibration(const struct momus_scored *list, size_t n,
		      const struct momus_calibration_design *d,
		      struct momus_calibration *out, struct momus_error *err)
{
	struct momus_interval intervals[2 + MOST];
	double edges[MOST + 1], *rows = NULL;
	size_t k = BINS + EACH * d->bins;
	int rc;

	memset(out, 0, sizeof(*out));
	if (!n) {
		nothing(out);
		return MOMUS_OK;
	}
	if (find_edges(list, n, d, edges))
		rows = make_rows(list, n, d, edges);
	if (!rows)
		return momus_fail(err, MOMUS_ENOMEM,
				  "calibration: out of memory");
	rc = resample(rows, d, intervals, err);
	if (rc == MOMUS_OK)
		describe(rows + d->problems * k, edges, intervals, d->bins,
			 out);
	free(rows);
	return rc;
}
