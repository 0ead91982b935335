/* pairs.h - the pairs of a run: problems that are scored together
 *
 * A pair is what a judge was asked about, in one order or two, or what a critic
 * judged one answer at a time (enum momus_grouping).  Only runs of such problems
 * have any.
 */
#ifndef MOMUS_REPORTS_PAIRS_H
#define MOMUS_REPORTS_PAIRS_H

#include "store/reader.h"
#include "stats/pairs.h"

struct momus_report_pair {
	struct momus_text name, category; /* borrowed from the run */
	size_t first;			  /* its first problem */
	bool rivals;
	/* Orders: what was decided in each, after the last turn. */
	size_t n; /* 1 or 2; 0: it cannot be judged */
	struct momus_decisions orders[2];
	/* Rivals: the votes on both; whether the right one is the first. */
	struct momus_votes right, wrong;
	bool right_first;
};

struct momus_report_pairs {
	struct momus_report_pair *list; /* owned; in the data set's order */
	size_t n;
	uint32_t most;	 /* votes of the pair that has most for both */
	bool any_rivals; /* else all are orders */
};

enum { MOMUS_REPORT_KS = 160 };

/* The ks worth a figure, up to N, into KS; their number: all up to 100, then 1,
 * 2, 5, 10 … and N. */
size_t momus_report_ks(uint32_t n, uint32_t ks[MOMUS_REPORT_KS]);

/* Gathers the pairs of RUN, read from PATH; STRICT: by that verdict. */
int momus_report_pairs(struct momus_report_pairs *out,
		       const struct momus_run *run, const char *path,
		       bool strict, struct momus_error *err);
void momus_report_pairs_release(struct momus_report_pairs *p);

/* Votes that a pair has for each of its problems. */
uint32_t momus_report_pair_votes(const struct momus_report_pair *p);

/* What was decided in its N orders by all votes; of rivals in both, since the
 * order changes nothing but who wins a tie: nobody. */
size_t momus_report_pair_orders(const struct momus_report_pair *p,
				enum momus_decision orders[2]);

struct momus_report_chances { /* that a pair is correct */
	double both, first;   /* in both orders; in the first alone */
};

/* How likely the pair is correct with K votes (at most its own). */
struct momus_report_chances momus_report_pair_chances(
	const struct momus_report_pair *p, uint32_t k,
	const struct momus_factorials *f);

/* Whether it is correct when asked in its first order alone: 1, 0, or
 * MOMUS_UNKNOWN.  Of rivals with as many votes the second wins, as equal scores
 * of a reward model are read (JudgeBench, utils/judges.py). */
int momus_report_pair_first(const struct momus_report_pair *p);

#endif /* MOMUS_REPORTS_PAIRS_H */
