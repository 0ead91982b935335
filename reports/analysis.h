/* analysis.h - figures with intervals out of one table of rows */
#ifndef MOMUS_REPORTS_ANALYSIS_H
#define MOMUS_REPORTS_ANALYSIS_H

#include "reports/figure.h"
#include "stats/bootstrap.h"
#include "stats/outcome.h"

struct momus_target { /* one figure */
	enum momus_figure_kind kind;
	struct momus_bounds bounds;
	unsigned columns; /* bit c: column c belongs to what it is over */
};

struct momus_analysis {
	struct momus_bootstrap bootstrap;   /* at most 8 columns */
	const struct momus_target *targets; /* .bootstrap.m, at most 8 */
	enum momus_figure_of of;
	int turn;
	struct momus_text category; /* empty: all problems */
	struct momus_text reward;   /* empty: of none */
};

extern const struct momus_bounds momus_unbounded; /* both NAN */

/* PART / WHOLE; NAN if WHOLE is not above 0. */
double momus_ratio(double part, double whole);

/* Puts Wilson's interval over F's problems in place of one without width at 0
 * or 1: where all resamples agree the next problem may still differ.  Shares
 * only. */
void momus_figure_fall_back(struct momus_figure *f);

/* Appends the figures of A to OUT, each with value, interval and n. */
int momus_analyse(const struct momus_analysis *a, struct momus_figures *out,
		  struct momus_error *err);

#endif /* MOMUS_REPORTS_ANALYSIS_H */
