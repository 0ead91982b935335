/* gate.h - the rule by which a comparison becomes one of three answers
 *
 * The one place where `momus compare`, `momus track gate` and `momus plan
 * --calibrate` decide.
 */
#ifndef MOMUS_STATS_GATE_H
#define MOMUS_STATS_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "momus/error.h"
#include "stats/sequential.h"

enum momus_answered {
	MOMUS_ANSWER_REGRESSION, /* the drop is statistically real */
	MOMUS_ANSWER_NO_WORSE,	 /* a drop beyond the margin is ruled out */
	MOMUS_ANSWER_CANNOT_TELL,
};

struct momus_gate {
	double margin;	       /* share: the drop that would matter */
	double level;	       /* of the two-sided test of no difference */
	double level_no_worse; /* of the test of a drop of the margin or more */
	bool single;  /* differences are -1, 0 and 1: one sample each */
	bool anytime; /* p-values of e-values */
	uint64_t seed;
};

struct momus_gate_verdict {
	double mean;	       /* of the differences; NAN: none */
	double p;	       /* of no difference, two-sided */
	double worse;	       /* p of "worse by the margin or more" */
	double center, sd, se; /* mean, spread and standard error with two
				* problems added */
	double log_e, log_e_no_worse; /* .anytime: behind both p-values */
	bool exact;	       /* p comes from all signs, not from drawn ones */
	uint64_t gained, lost; /* differences above and below 0 */
	enum momus_answered answer;
};

/* Judges DIFFERENCES (N), new minus old, one a problem, each in [-1,1].  p:
 * McNemar's mid-p if .single, else momus_signflip(); .worse: normal, on mean and
 * standard error with two problems added of which one is without a difference and
 * one half each is all gain and all loss (Agresti and Min 2005, "Simple Improved
 * Confidence Intervals for Comparing Matched Proportions"), since without them a
 * run in which nothing flips would be sure of everything.  If .anytime both are
 * momus_evalue_p() of momus_evalue(): of both sides' mean, and against a mean of
 * -margin.  A regression is p at .level or less with a mean below 0; no worse is
 * .worse at .level_no_worse or less.  MOMUS_ENOMEM is the only failure. */
MOMUS_API int momus_gate_judge(const struct momus_gate *g,
			       const double *differences, size_t n,
			       struct momus_gate_verdict *out,
			       struct momus_error *err);

struct momus_gate_looks {	     /* .n 0: one look, at the end */
	struct momus_looks change;   /* two-sided */
	struct momus_looks no_worse; /* one-sided */
};

/* Plans N looks (0: one, with nothing to plan) at the fractions AT for both of the
 * gate's tests, each with error ALPHA: momus_looks_plan(), and its errors. */
MOMUS_API int momus_gate_plan(struct momus_gate_looks *l, const double *at,
			      size_t n, double alpha, struct momus_error *err);

/* Sets G's levels to those of look LOOK (from 0) of L, or to ALPHA if L has
 * none. */
MOMUS_API void momus_gate_at(struct momus_gate *g,
			     const struct momus_gate_looks *l, size_t look,
			     double alpha);

#endif /* MOMUS_STATS_GATE_H */
