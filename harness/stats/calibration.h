/* calibration.h - is what is called likely as often right as was said?
 *
 * A score in 0 to 1 says how sure someone is that a solution is right, such as
 * the share of a critic's votes; it is held against what is right.
 */
#ifndef MOMUS_STATS_CALIBRATION_H
#define MOMUS_STATS_CALIBRATION_H

#include "momus/error.h"
#include "stats/bootstrap.h"

enum { MOMUS_CALIBRATION_BINS = 20 }; /* at most */

enum momus_binning {
	MOMUS_BINS_EQUAL_WIDTH, /* edges at i / bins */
	MOMUS_BINS_EQUAL_MASS,	/* edges at the scores' quantiles i / bins,
				 * linear; scores that are equal stay in one */
};

struct momus_scored {	  /* one judgment */
	double score;	  /* 0..1 */
	bool right;	  /* the solution */
	uint32_t problem; /* 0..PROBLEMS-1: which ones hang together */
};

struct momus_bin { /* scores above .from up to .to; the first also .from */
	double from, to;
	double n, score, right; /* how many; their mean score; share right */
	double low, high;	/* 95 % of .right: Wilson's, as if judgments
				 * were independent */
	struct momus_interval clustered; /* the same by problem */
};

struct momus_calibration {
	double n, base; /* judgments; share right of all */
	/* Mean of (score - right)^2, and its parts: brier = reliability -
	 * resolution + uncertainty + within (Murphy 1973, "A New Vector
	 * Partition of the Probability Score"; within bins: Stephenson, Coelho
	 * and Jolliffe 2008, "Two Extra Components in the Brier Score
	 * Decomposition"), the last 0 where scores of a bin are equal. */
	double brier, reliability, resolution, uncertainty, within;
	/* Expected calibration error: sum of n / all |score - right| over bins
	 * (Naeini, Cooper and Hauskrecht 2015, "Obtaining Well Calibrated
	 * Probabilities Using Bayesian Binning"); and the largest of a bin. */
	double ece, largest;
	struct momus_interval brier_interval, ece_interval; /* by problem */
	struct momus_bin bins[MOMUS_CALIBRATION_BINS];
	size_t n_bins; /* those that are not empty */
};

struct momus_calibration_design {
	enum momus_binning binning;
	size_t bins; /* 1..MOMUS_CALIBRATION_BINS */
	size_t problems;
	uint64_t seed;	     /* of the resamples */
	const char *purpose; /* of their stream */
	uint32_t resamples;  /* 0: MOMUS_BOOTSTRAP_RESAMPLES */
	bool bca;
};

/* Fills OUT for LIST (N); all NAN and no bins if N is 0.  MOMUS_ENOMEM is the
 * only failure. */
MOMUS_API int momus_calibration(const struct momus_scored *list, size_t n,
				const struct momus_calibration_design *d,
				struct momus_calibration *out,
				struct momus_error *err);

#endif /* MOMUS_STATS_CALIBRATION_H */
