/* analysis.h - figures with intervals out of one table of rows */
#ifndef MOMUS_REPORTS_ANALYSIS_H
#define MOMUS_REPORTS_ANALYSIS_H

#include "reports/figure.h"
#include "stats/betabinomial.h"
#include "stats/bootstrap.h"
#include "stats/outcome.h"

struct momus_target { /* one figure */
	enum momus_figure_kind kind;
	struct momus_bounds bounds;
	unsigned columns; /* bit c: column c belongs to what it is over */
	/* Of a figure that is the sum of these / the sum of the above, whole
	 * numbers where it is a share; 0: it is no such quotient. */
	unsigned part;
	enum momus_figure_of into; /* of a transition; else none */
};

struct momus_analysis {
	struct momus_bootstrap bootstrap;   /* at most 32 columns */
	const struct momus_target *targets; /* .bootstrap.m, at most 32 */
	enum momus_figure_of of;
	int turn;
	struct momus_text category; /* empty: all problems */
	struct momus_text reward;   /* empty: of none */
};

extern const struct momus_bounds momus_unbounded; /* both NAN */

/* PART / WHOLE; NAN if WHOLE is not above 0. */
double momus_ratio(double part, double whole);

/* Figure F was estimated over B's problems as the sum of the columns PART / the sum
 * of the columns WHOLE: fills its standard error, clustered by problem, and, where
 * it is a share of fewer than MOMUS_FEW_PROBLEMS problems, the beta-binomial
 * interval in place of the bootstrap's. */
int momus_figure_cluster(struct momus_figure *f,
			 const struct momus_bootstrap *b, unsigned part,
			 unsigned whole, struct momus_error *err);

/* Takes over interval I, however it was made, and the name of its method. */
void momus_figure_resampled(struct momus_figure *f,
			    const struct momus_interval *i);
/* Takes over I in place of what F has; its value stays within. */
void momus_figure_few(struct momus_figure *f,
		      const struct momus_betabinomial *i);

/* Puts Wilson's interval over F's problems in place of one without width at 0
 * or 1: where all resamples agree the next problem may still differ.  Of figures
 * that are no shares of problems, or elsewhere, it takes away an interval without
 * width, which says nothing. */
void momus_figure_fall_back(struct momus_figure *f);

/* Appends the figures of A to OUT, each with value, interval and n. */
int momus_analyse(const struct momus_analysis *a, struct momus_figures *out,
		  struct momus_error *err);

#endif /* MOMUS_REPORTS_ANALYSIS_H */
