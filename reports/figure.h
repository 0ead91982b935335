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

enum momus_figure_kind {
	/* scores */
	MOMUS_FIGURE_PASS_AT_K,
	MOMUS_FIGURE_PASS_AT_1,
	MOMUS_FIGURE_PASS_AT_1_OTHER, /* by the verdict that does not decide */
	MOMUS_FIGURE_PASS_AT_1_UNCUT,
	MOMUS_FIGURE_DELTA_UP,
	MOMUS_FIGURE_DELTA_DOWN,
	MOMUS_FIGURE_P_INIT,
	MOMUS_FIGURE_P_CC,
	MOMUS_FIGURE_P_CW,
	/* if revisions are a Markov chain */
	MOMUS_FIGURE_STATIONARY,
	MOMUS_FIGURE_SECOND,
	MOMUS_FIGURE_HALF_LIFE,
	MOMUS_FIGURE_PREDICTED,
	MOMUS_FIGURE_NEXT_UP,
	MOMUS_FIGURE_NEXT_DOWN,
	MOMUS_FIGURE_CHAIN_STATISTIC,
	MOMUS_FIGURE_CHAIN_DF,
	MOMUS_FIGURE_CHAIN_P,
	MOMUS_FIGURE_PASSED_PRECISION,
	MOMUS_FIGURE_PASSED_RECALL,
	MOMUS_FIGURE_PASSED_F1,
	MOMUS_FIGURE_FAILED_PRECISION,
	MOMUS_FIGURE_FAILED_RECALL,
	MOMUS_FIGURE_FAILED_F1,
	MOMUS_FIGURE_MACRO_F1,
	MOMUS_FIGURE_REWARD, /* .reward: which */
	/* counts of revisions that a reward has no value for, by .reason */
	MOMUS_FIGURE_REWARD_MISSING,
	/* of pairs; also by category */
	MOMUS_FIGURE_PAIR_ACCURACY,
	MOMUS_FIGURE_PAIR_FIRST_ORDER,
	MOMUS_FIGURE_PAIR_CONSISTENCY,
	MOMUS_FIGURE_MAJ_AT_K,
	MOMUS_FIGURE_MAJ_AT_K_FIRST_ORDER,
	MOMUS_FIGURE_MAJ_PLATEAU,
	MOMUS_FIGURE_PAIRS,
	MOMUS_FIGURE_PAIRS_CORRECT,
	MOMUS_FIGURE_PAIRS_INCORRECT,
	MOMUS_FIGURE_PAIRS_TIED,
	MOMUS_FIGURE_PAIRS_NULL,
	MOMUS_FIGURE_PAIRS_INCONSISTENT,
	MOMUS_FIGURE_PAIRS_BOTH_RIGHT,
	MOMUS_FIGURE_PAIRS_UNJUDGED,
	MOMUS_FIGURE_PAIR_PROMPT_TOKENS,
	MOMUS_FIGURE_PAIR_COMPLETION_TOKENS,
	MOMUS_FIGURE_PAIR_COST,
	MOMUS_FIGURE_PAIR_COST_PROMPT_ONCE,
	/* counts of trajectories, after a turn */
	MOMUS_FIGURE_TRAJECTORIES,
	MOMUS_FIGURE_JUDGED,
	MOMUS_FIGURE_RIGHT,
	MOMUS_FIGURE_UNJUDGED,
	MOMUS_FIGURE_FAILED,
	MOMUS_FIGURE_REFUSED,
	MOMUS_FIGURE_DEPENDS,
	MOMUS_FIGURE_ABSENT,
	MOMUS_FIGURE_CUT,
	MOMUS_FIGURE_CUT_RIGHT,
	MOMUS_FIGURE_STOPPED,
	MOMUS_FIGURE_STATUS, /* .of: MOMUS_OF_STATUS + enum momus_run_status */
	/* counts of revisions */
	MOMUS_FIGURE_STEPS_CC,
	MOMUS_FIGURE_STEPS_CW,
	MOMUS_FIGURE_STEPS_WC,
	MOMUS_FIGURE_STEPS_WW,
	/* counts of critiques */
	MOMUS_FIGURE_PASSED_CORRECT,
	MOMUS_FIGURE_PASSED_INCORRECT,
	MOMUS_FIGURE_FAILED_CORRECT,
	MOMUS_FIGURE_FAILED_INCORRECT,
	MOMUS_FIGURE_UNSAID, /* unparsed, or no critique came */
	MOMUS_FIGURE_UNPARSED,
	MOMUS_FIGURE_TRUTH_UNKNOWN,
	MOMUS_FIGURE_CRITIQUES_FAILED,
	MOMUS_FIGURE_CRITIQUES_REFUSED,
	MOMUS_FIGURE_CRITIQUES_DEPENDS,
	MOMUS_FIGURE_CRITIQUES_ABSENT,
	MOMUS_FIGURE_CRITIQUES_CUT,
	/* solutions whose verdicts differ */
	MOMUS_FIGURE_PARITY_ONLY,
	MOMUS_FIGURE_STRICT_ONLY,
	/* use of resources */
	MOMUS_FIGURE_OUTPUTS,
	MOMUS_FIGURE_REQUESTS,
	MOMUS_FIGURE_RETRIES,
	MOMUS_FIGURE_PROMPT_TOKENS,
	MOMUS_FIGURE_COMPLETION_TOKENS,
	MOMUS_FIGURE_LATENCY,
	MOMUS_FIGURE_COST,
	MOMUS_FIGURE_GRADE_CPU,
	MOMUS_FIGURE_GRADE_WALL,
	MOMUS_FIGURE_WALL,
	MOMUS_FIGURE_KINDS
};

/* What of it; part of a figure's name */
enum momus_figure_of {
	MOMUS_OF_NONE,
	MOMUS_OF_EACH,	   /* judgments: every critique by itself */
	MOMUS_OF_MAJORITY, /* judgments: the votes of one solution together */
	MOMUS_OF_GENERATE, /* resources: by what the model was asked for */
	MOMUS_OF_CRITIQUE,
	MOMUS_OF_REVISE,
	MOMUS_OF_ALL,
	MOMUS_OF_SAME_EACH_TURN, /* tests: what is assumed */
	MOMUS_OF_ORDER_1,	 /* order 0 is, and order 1 the other choice */
	MOMUS_OF_ORDER_2,	 /* order 1 is, and order 2 the other choice */
	MOMUS_OF_STATUS,	 /* and those behind it: how a solution ended */
};

/* Of the interval */
enum momus_figure_method {
	MOMUS_METHOD_NONE,
	MOMUS_METHOD_BOOTSTRAP,
	MOMUS_METHOD_WILSON, /* where every resample is all 0 or all 1 */
	MOMUS_METHOD_BOOTSTRAP_PAIRS, /* the same, of pairs of problems */
	MOMUS_METHOD_WILSON_PAIRS,
};

enum { MOMUS_POOLED = -1 }; /* .turn: of all turns, or of none */

struct momus_figure {
	enum momus_figure_kind kind;
	enum momus_figure_of of;
	int turn;   /* 0.., or MOMUS_POOLED */
	uint32_t k; /* of Pass@k, Maj@k, costs; else 0 */
	/* Of whose problems: borrowed from the run; empty: of all. */
	struct momus_text category;
	struct momus_text reward, reason; /* borrowed from the run, or static */
	double value;			  /* NAN: not defined, e.g. 0 / 0 */
	double low, high;		  /* 95 % interval; NAN: none */
	enum momus_figure_method method;
	uint32_t used; /* resamples in which it was defined */
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
/* "share", "count", "tokens", "s", "dollars". */
const char *momus_figure_unit(enum momus_figure_kind kind);
/* Whether it is a share of things counted, so that Wilson's interval applies. */
bool momus_figure_is_proportion(enum momus_figure_kind kind);
/* "critique"; "" for MOMUS_OF_NONE. */
const char *momus_figure_of_name(enum momus_figure_of of);
/* "bootstrap over problems"; "" for none. */
const char *momus_figure_method_name(enum momus_figure_method method);

#endif /* MOMUS_REPORTS_FIGURE_H */
