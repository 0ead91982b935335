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

static void figures(const void *arg, const double *s, double *out)
{
	size_t bins = *(const size_t *)arg;

	out[0] = s[ALL] > 0 ? s[SQUARES] / s[ALL] : NAN;
	out[1] = s[ALL] > 0 ? 0.0 : NAN;
	for (size_t b = 0; b < bins; b++) {
		const double *bin = s + BINS + b * EACH;

		out[1] += fabs(bin[SCORE] - bin[RIGHT]) / s[ALL];
		out[2 + b] = bin[COUNT] > 0 ? bin[RIGHT] / bin[COUNT] : NAN;
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
	rc = momus_bootstrap(
		&(struct momus_bootstrap){ .rows = rows,
					   .n = d->problems,
					   .k = k,
					   .figures = figures,
					   .arg = &d->bins,
					   .m = 2 + d->bins,
					   .seed = d->seed,
					   .purpose = d->purpose,
					   .resamples = d->resamples,
					   .bca = d->bca },
		intervals, err);
	if (rc == MOMUS_OK)
		describe(rows + d->problems * k, edges, intervals, d->bins,
			 out);
	free(rows);
	return rc;
}
