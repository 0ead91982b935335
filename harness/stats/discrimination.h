/* discrimination.h - how well judgments tell right solutions from wrong ones */
#ifndef MOMUS_STATS_DISCRIMINATION_H
#define MOMUS_STATS_DISCRIMINATION_H

#include <stddef.h>

#include "momus/decls.h"
#include "stats/outcome.h"

/* Counts of judgments, real so that resampled sums fit.  The solution's truth
 * first (passed, failed), then what the critique says of it. */
struct momus_confusion {
	double passed_correct, passed_incorrect;
	double failed_correct, failed_incorrect;
};

struct momus_class_scores {
	double precision, recall, f1; /* NAN: 0 / 0 */
};

struct momus_discrimination {
	struct momus_class_scores passed; /* positive: judged correct */
	struct momus_class_scores failed; /* positive: judged incorrect */
	double macro_f1;		  /* mean of the two; NAN if one is */
	double balanced_accuracy; /* mean of both recalls; NAN if one is */
	double kappa;		  /* of judgments and verdicts */
};

/* Precision tp/(tp+fp), recall tp/(tp+fn), F1 2tp/(2tp+fp+fn) of both classes
 * (van Rijsbergen 1979, "Information Retrieval", chapter 7; macro average as
 * published for critics: the plain mean of both classes' F1).  Kappa (Cohen 1960,
 * "A Coefficient of Agreement for Nominal Scales"): (po - pe) / (1 - pe), po the
 * share that agrees, pe that of two who call as much correct without looking; NAN
 * without judgments, or if both always say the same one thing. */
MOMUS_API struct momus_discrimination momus_discriminate(
	const struct momus_confusion *c);

enum { MOMUS_DISCRIMINATION_SCORES = 9 };

/* The same of each of LIST (N), to the bit, into SCORES (MOMUS_DISCRIMINATION_SCORES,N):
 * a row for each number of struct momus_discrimination, in its order.  A block of some
 * hundred tables at a time is fastest, since it stays in the processor's first cache. */
MOMUS_API void momus_discriminate_each(const struct momus_confusion *list,
				       size_t n, double *scores);

/* Judgments that are missing from a confusion. */
struct momus_unsaid {
	double passed, failed;	   /* solutions whose critique says nothing */
	double correct, incorrect; /* judgments on solutions of unknown truth */
	double neither; /* critiques that say nothing of unknown solutions */
};

struct momus_f1_bounds {
	struct momus_bounds passed, failed, macro;
};

/* Where the F1 scores lie, whatever the missing judgments are: least if every
 * one is a mistake, most if none is (macro: the mean of both bounds).  Both are
 * NAN where one of them has no score. */
MOMUS_API struct momus_f1_bounds momus_discriminate_bounds(
	const struct momus_confusion *c, const struct momus_unsaid *u);

#endif /* MOMUS_STATS_DISCRIMINATION_H */
