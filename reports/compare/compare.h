/* compare.h - is the new version better than the last one, or worse?
 *
 * Paired by problem: a problem counts by the difference of its means over its
 * samples, so problems with many samples weigh no more, and samples of one
 * problem are never taken for independent.
 */
#ifndef MOMUS_REPORTS_COMPARE_H
#define MOMUS_REPORTS_COMPARE_H

#include <stdio.h>

#include "reports/compare/unlike.h"
#include "reports/compare/versions.h"
#include "stats/gate.h"
#include "stats/sequential.h"

struct momus_compare_options {
	double alpha;  /* level: 0.05 */
	double margin; /* share: 0.01 is one point */
	double power;  /* for what could be seen: 0.8 */
	int turn;      /* the one that decides; -1: the last that both have */
	const char *despite; /* names of momus_unlike_names; NULL: none */
	double looks[MOMUS_LOOKS_MOST]; /* fractions of the planned problems */
	size_t n_looks;			/* 0: one look, at the end */
	size_t look;			/* which one this is, from 0 */
	bool e_value;			/* p-values that hold at any look */
	const char *pages; /* where `momus report BASE NEW -o` wrote; NULL: no
			    * links */
	uint64_t seed;
};

enum momus_contrast_kind {
	MOMUS_CONTRAST_PASS1,
	MOMUS_CONTRAST_UP,
	MOMUS_CONTRAST_DOWN,
	MOMUS_CONTRAST_PASSK,  /* Pass@k, k the samples that both have */
	MOMUS_CONTRAST_KEPT,   /* p_cc, and the following, over all turns: */
	MOMUS_CONTRAST_MENDED, /* p_cw */
	MOMUS_CONTRAST_F1,     /* macro F1 of judgments */
};

enum momus_contrast_interval {
	MOMUS_INTERVAL_BOOTSTRAP, /* paired cluster bootstrap over problems */
	MOMUS_INTERVAL_FLIPS,	  /* what sign flips do not refuse */
	MOMUS_INTERVAL_ADDED,	  /* Agresti's and Min's: no problem differs */
	MOMUS_INTERVAL_NONE,
};

/* A contrast for each kind and turn, and those that have no turn. */
enum { MOMUS_CONTRASTS_MOST = 3 * 16 + 4 };

struct momus_contrast { /* of one metric; shares */
	enum momus_contrast_kind kind;
	uint32_t turn;
	uint32_t k; /* of Pass@k */
	bool decides;
	uint64_t problems; /* in which both runs were judged */
	uint64_t pairs;	   /* trajectories: the fewer of both runs' */
	double base, next, difference; /* means over problems; NAN: none */
	double low, high;	       /* 95 %; NAN: none */
	enum momus_contrast_interval interval;
	double p;	   /* two-sided; of the deciding one McNemar's mid-p if
			   * each problem has one sample, or an e-value's, else
			   * sign flips; of shares of sums names swapped */
	double adjusted;   /* Holm, over all contrasts */
	double detectable; /* least difference seen with the power asked for, at
			    * this look; NAN for an e-value */
	double worse;	   /* p of "worse by the margin or more" */
};

struct momus_flip {	      /* a problem whose mean changed */
	struct momus_text id; /* borrowed from the run */
	double base, next;    /* mean over samples, at the deciding turn */
	uint8_t base_status, next_status; /* of the first sample that differs */
};

struct momus_flips {
	struct momus_flip *list; /* owned; the largest change first */
	size_t n;
};

struct momus_comparison {
	struct momus_versions versions;
	struct momus_arena *arena; /* owned */
	struct momus_compare_options options;
	struct momus_unlike unlike[MOMUS_UNLIKE_MOST]; /* allowed by despite */
	size_t n_unlike;
	struct momus_contrast contrasts[MOMUS_CONTRASTS_MOST];
	size_t n_contrasts;
	const struct momus_contrast *primary; /* into .contrasts */
	struct momus_gate_looks looks;
	struct momus_gate gate;		   /* .single: one sample a problem */
	struct momus_gate_verdict verdict; /* of the primary contrast */
	size_t unjudged; /* matched problems that one run or both did not judge */
	struct momus_flips harmful, beneficial;
	struct momus_flips churn; /* wrong in both, but ended otherwise */
};

/* Whether other looks are planned after this one. */
static inline bool momus_compare_goes_on(const struct momus_comparison *c)
{
	return c->options.look + 1 < c->options.n_looks;
}

/* Compares the run at NEXT with the N at BASES, whose samples count together.
 * MOMUS_EINVAL: nothing in common, or the runs
 * differ in what O.despite does not allow. */
int momus_compare(struct momus_comparison *out, const char *const *bases,
		  size_t n, const char *next,
		  const struct momus_compare_options *o,
		  struct momus_error *err);
void momus_comparison_release(struct momus_comparison *c);

/* "regression", "no_worse", "cannot_tell". */
const char *momus_answer_name(enum momus_answered answer);
/* "Pass@1 after turn 2", into TEXT. */
void momus_contrast_name(const struct momus_contrast *c, char text[64]);
/* "bootstrap over problems", … */
const char *momus_interval_name(enum momus_contrast_interval interval);
/* Whether C's interval and p say different things of "no change". */
bool momus_contrast_splits(const struct momus_contrast *c);
/* Why C has no difference, as half a sentence; NULL: it has one. */
const char *momus_contrast_why(const struct momus_contrast *c);
/* The answer in one sentence, in the comparison's arena. */
int momus_compare_sentence(struct momus_comparison *c, struct momus_text *out,
			   struct momus_error *err);

/* The address of the page of the problem ID below C's options' .pages, which the
 * caller frees; NULL in *OUT if there are none. */
int momus_compare_link(const struct momus_comparison *c, struct momus_text id,
		       char **out, struct momus_error *err);

/* How a comparison is written; FLIPS: most problems named of each kind. */
typedef int momus_compare_format_fn(struct momus_comparison *c, size_t flips,
				    FILE *file, struct momus_error *err);
momus_compare_format_fn momus_compare_text, momus_compare_json,
	momus_compare_md, momus_compare_junit;

#endif /* MOMUS_REPORTS_COMPARE_H */
