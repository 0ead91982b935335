/* calibrate.h - how often the gate errs, measured on answers that are there
 *
 * Many trials make two versions out of real answers, alike but for a drop that is
 * put in, and let the gate judge them, with all its looks.
 */
#ifndef MOMUS_STATS_CALIBRATE_H
#define MOMUS_STATS_CALIBRATE_H

#include "stats/gate.h"

enum momus_calibrate_by {
	MOMUS_CALIBRATE_SPLIT, /* a problem's answers, at random, half to each
				* version; problems with one answer do not count */
	MOMUS_CALIBRATE_SWAP,  /* two runs: which is the base of a problem is
				* drawn; the real differences with drawn signs */
	MOMUS_CALIBRATE_FLIP, /* one answer a problem: pairs of answers that are
			       * right as often, with a stated correlation */
};

struct momus_calibrate { /* all borrowed */
	enum momus_calibrate_by by;
	const int8_t *base; /* (N,K) row-major: enum momus_correctness */
	const int8_t *next; /* (N,L): MOMUS_CALIBRATE_SWAP only */
	size_t n, k, l;
	double correlation;	/* MOMUS_CALIBRATE_FLIP: of two answers to one
			     * problem */
	struct momus_gate gate; /* but for levels */
	double alpha;
	const double *at; /* (N_AT): fractions of the looks; none: one look */
	size_t n_at;
	const struct momus_gate_looks *looks; /* planned at AT; NULL if
						* .gate.anytime, or for one look */
	uint64_t trials, seed;
};

struct momus_calibrated {
	uint64_t trials;
	uint64_t answers[3]; /* by enum momus_answered */
	uint64_t changes;    /* trials that called a change of either kind */
	uint64_t problems, samples; /* of a version; samples: the most of one */
	double dropped; /* mean drop put in, a share: less than asked for where
			 * too few answers are right */
	double looked; /* mean share of the problems at which the gate stopped */
};

/* Fills OUT with what the gate says of TRIALS trials in which the new version is
 * worse by DROP: problems in random order get all their answers of that version
 * wrong, the last some of them, until its Pass@1 over all problems is that much
 * lower.  Trial T draws from stream (SEED, "", T, 0, "calibrate").  MOMUS_EINVAL:
 * no problem can be used; MOMUS_ENOMEM. */
MOMUS_API int momus_calibrate(const struct momus_calibrate *in, double drop,
			      struct momus_calibrated *out,
			      struct momus_error *err);

#endif /* MOMUS_STATS_CALIBRATE_H */
