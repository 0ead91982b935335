/* paired.h - the same problems under two versions: is the difference real? */
#ifndef MOMUS_STATS_PAIRED_H
#define MOMUS_STATS_PAIRED_H

#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>

#include "momus/error.h"

struct momus_mcnemar {
	uint64_t gained,
		lost;	 /* pairs right only in the new, only in the old */
	double p, mid_p; /* two-sided; 1 if nothing differs */
};

/* Exact McNemar test on pairs of single answers (McNemar 1947, "Note on the
 * Sampling Error of the Difference between Correlated Proportions"): under no
 * difference GAINED is binomial(GAINED + LOST, 1/2); .p doubles the smaller
 * tail.  .mid_p counts half of the observed point (Fagerland, Lydersen and Laake
 * 2013, "The McNemar Test for Binary Matched-Pairs Data", equation 4). */
MOMUS_API struct momus_mcnemar momus_mcnemar(uint64_t gained, uint64_t lost);

struct momus_signflip {
	double mean;	/* of the differences */
	double p;	/* two-sided */
	bool exact;	/* every sign counts */
	uint64_t tried; /* signs that were tried one by one; 0: counted */
};

#define MOMUS_SIGNFLIP_TRIES 100000u

/* Sign-flip permutation test of mean 0 on DIFFERENCES (N), one a problem: new
 * minus old, each a mean over the problem's samples (Fisher 1935, "The Design
 * of Experiments", section 21).  Where all are whole numbers of 1/Q, Q up to 2520
 * (as means of few samples are), the distribution of the sum over all signs is
 * computed, unless it is very long; otherwise all 2^m signs are tried where m, the
 * number of differences that are not 0, is at most 20; else TRIES (0:
 * MOMUS_SIGNFLIP_TRIES) drawn from stream (SEED, "sign-flip"), and p = (1 +
 * as extreme) / (1 + tries) (Phipson and Smyth 2010, "Permutation P-values
 * Should Never Be Zero").  Sums are compared with room for rounding of 1e-12 of
 * the largest one.  MOMUS_ENOMEM is the only failure. */
MOMUS_API int momus_signflip(const double *differences, size_t n, uint64_t seed,
			     uint64_t tries, struct momus_signflip *out,
			     struct momus_error *err);

/* The shifts that a sign-flip test at LEVEL (0.05 for 95 %) does not refuse on
 * DIFFERENCES (N), from *LOW to *HIGH, so that 0 is within if and only if the test
 * of them is above the level: of the means of all subsets the smallest and the
 * largest few are cut off (Hartigan 1969, "Using Subsample Values as Typical
 * Values").  All 2^N subsets are taken up to N = 20, else MOMUS_SIGNFLIP_TRIES drawn
 * from stream (SEED, "subsets").  MID: equal sums count half, as in McNemar's mid-p.
 * -INFINITY and INFINITY: so few differences refuse nothing; NAN: there is none.
 * MOMUS_ENOMEM is the only failure. */
MOMUS_API int momus_signflip_interval(const double *differences, size_t n,
				      double level, bool mid, uint64_t seed,
				      double *low, double *high,
				      struct momus_error *err);

/* P (N) adjusted for N tests into HOLM and BH (N), each of which may be NULL or P
 * itself: Holm 1979, "A Simple Sequentially Rejective Multiple Test Procedure"
 * (family-wise error), and Benjamini and Hochberg 1995, "Controlling the False
 * Discovery Rate".  NAN stays NAN and counts as no test.  MOMUS_ENOMEM is the only
 * failure. */
MOMUS_API int momus_adjust(const double *p, size_t n, double *holm, double *bh,
			   struct momus_error *err);

#endif /* MOMUS_STATS_PAIRED_H */
