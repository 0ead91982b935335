/* figure.h - every number of a report, one flat list
 *
 * A figure knows what it is over (n, problems), how it was estimated, its
 * interval, and where it would lie if all that is missing were the worst or the
 * best it can be.  Formats look figures up or walk the list; none computes.
 */
#ifndef MOMUS_REPORTS_FIGURE_H
#define MOMUS_REPORTS_FIGURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "momus/error.h"
#include "momus/text.h"
#include "reports/figure-kind.h"
#include "reports/figure-of.h"

/* Of the interval */
enum momus_figure_method {
	MOMUS_METHOD_NONE,
	MOMUS_METHOD_BOOTSTRAP,
	MOMUS_METHOD_WILSON, /* where every resample is all 0 or all 1 */
	MOMUS_METHOD_BOOTSTRAP_PAIRS, /* the same, of pairs of problems */
	MOMUS_METHOD_WILSON_PAIRS,
	MOMUS_METHOD_BCA, /* bootstrap, corrected for bias and skewness */
	MOMUS_METHOD_BCA_PAIRS,
	MOMUS_METHOD_BETABINOMIAL, /* of few problems */
	MOMUS_METHOD_BETABINOMIAL_PAIRS,
	MOMUS_METHOD_FLIPS, /* of a difference, of few problems */
};

enum { MOMUS_POOLED = -1 }; /* .turn: of all turns, or of none */

struct momus_figure {
	enum momus_figure_kind kind;
	enum momus_figure_of of;
	enum momus_figure_of into; /* of a transition: what OF becomes */
	int turn;		   /* 0.., or MOMUS_POOLED */
	uint32_t k;		   /* of Pass@k, Maj@k, costs; else 0 */
	/* Of whose problems: borrowed from the run; empty: of all. */
	struct momus_text category;
	struct momus_text reward, reason; /* borrowed from the run, or static */
	double value;			  /* NAN: not defined, e.g. 0 / 0 */
	double low, high;		  /* 95 % interval; NAN: none */
	enum momus_figure_method method;
	uint32_t used; /* resamples in which it was defined */
	double error;  /* standard error, clustered by problem; NAN: none */
	/* Worst and best value over everything that is missing; NAN where
	 * that is not asked. */
	double least, most;
	/* What it is over: trajectories, revisions, judgments, outputs; and the
	 * problems they belong to. */
	uint64_t n, problems;
};

struct momus_figures {
	struct momus_figure *list; /* owned */
	size_t n, room;
	bool bca; /* how intervals of figures to come are made */
};

/* Appends FIGURE. */
int momus_figures_add(struct momus_figures *f,
		      const struct momus_figure *figure,
		      struct momus_error *err);
/* Appends a count without interval: VALUE of N. */
int momus_figures_count(struct momus_figures *f, enum momus_figure_kind kind,
			enum momus_figure_of of, int turn, double value,
			uint64_t n, struct momus_error *err);
void momus_figures_release(struct momus_figures *f);

/* The figure of that name over all problems; NULL if the report has none. */
const struct momus_figure *momus_figures_find(const struct momus_figures *f,
					      enum momus_figure_kind kind,
					      enum momus_figure_of of, int turn,
					      uint32_t k);
/* Its value; NAN if there is none. */
double momus_figures_value(const struct momus_figures *f,
			   enum momus_figure_kind kind, enum momus_figure_of of,
			   int turn);

/* "pass_at_1": the name in files. */
const char *momus_figure_name(enum momus_figure_kind kind);
/* "right / judged trajectories": how it is computed, in words. */
const char *momus_figure_estimator(enum momus_figure_kind kind);
/* Why F has no value, in words; NULL: it has one, or nobody knows (undefined.c). */
const char *momus_figure_why(const struct momus_figure *f);
/* "share", "count", "tokens", "s", "dollars". */
const char *momus_figure_unit(enum momus_figure_kind kind);
/* Whether it is a share of things counted, so that Wilson's interval applies. */
bool momus_figure_is_proportion(enum momus_figure_kind kind);
/* "critique"; "" for MOMUS_OF_NONE. */
const char *momus_figure_of_name(enum momus_figure_of of);
/* "bootstrap over problems"; "" for none. */
const char *momus_figure_method_name(enum momus_figure_method method);

#endif /* MOMUS_REPORTS_FIGURE_H */
