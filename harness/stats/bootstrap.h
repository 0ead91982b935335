/* bootstrap.h - intervals by resampling whole problems
 *
 * The samples, turns and votes of one problem hang together, so what is drawn
 * anew is the problem with all that belongs to it (cluster bootstrap).  A
 * problem counts by what it adds to a few sums; figures are computed from sums.
 * So a resample costs no more than one addition a problem, and less where
 * problems are alike: how often each kind of row is drawn is itself drawn
 * (resample.h).
 */
#ifndef MOMUS_STATS_BOOTSTRAP_H
#define MOMUS_STATS_BOOTSTRAP_H

#include <stdbool.h>

#include "momus/error.h"
#include "momus/random.h"

#define MOMUS_BOOTSTRAP_RESAMPLES 10000u

/* Fills FIGURES (M) from SUMS (K); NAN where a figure is not defined.  Called
 * from several threads at once. */
typedef void momus_bootstrap_fn(const void *arg, const double *sums,
				double *figures);

struct momus_bootstrap {    /* all borrowed */
	const double *rows; /* (N,K) row-major: what problem i adds to each sum;
			     * whole numbers, or at least none that is NAN */
	/* (N): how many problems row i stands for; NULL: one each */
	const uint64_t *times;
	size_t n, k;
	momus_bootstrap_fn *figures;
	const void *arg;
	size_t m;
	uint64_t seed;
	const char *purpose; /* of the random streams: one name an analysis */
	uint32_t resamples;  /* 0: MOMUS_BOOTSTRAP_RESAMPLES */
	uint32_t threads;    /* 0: one a processor; changes no result */
	bool bca;	     /* BCa in place of percentile intervals */
};

struct momus_interval {
	double low, high; /* NAN: not defined in any resample, or fewer than 2
			    * problems */
	uint32_t used;	  /* resamples in which the figure was defined */
	bool bca; /* corrected; if asked for and false: the correction was
			   * not defined, see bca.h, and this is percentile */
};

/* Fills OUT (M): 95 % percentile intervals (Efron and Tibshirani 1993, "An
 * Introduction to the Bootstrap", section 13.3), quantiles interpolated
 * linearly, or BCa (bca.h), over resamples of as many problems, drawn with replacement.  Every 64
 * resamples have a random stream of their own, so neither threads nor their number
 * matter, and additions have one order on every processor.
 * MOMUS_ENOMEM is the only failure. */
MOMUS_API int momus_bootstrap(const struct momus_bootstrap *in,
			      struct momus_interval *out,
			      struct momus_error *err);

#endif /* MOMUS_STATS_BOOTSTRAP_H */
