/* pairs.h - which of two is better: decisions, votes and what they are worth
 *
 * A pair is asked about in one order or in both.  Its score is +1 for each order
 * decided rightly and -1 for each decided wrongly; it is correct if that is above
 * 0 (JudgeBench, utils/metrics.py, commit e2c52c2: right and tie, or right and no
 * decision, are correct; right and wrong, tie and tie are not).
 */
#ifndef MOMUS_STATS_PAIRS_H
#define MOMUS_STATS_PAIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "momus/decls.h"

enum momus_decision {			    /* of one order */
		      MOMUS_DECIDED_ABSENT, /* failed, or not there */
		      MOMUS_DECIDED_NULL, /* there is an answer, and no decision in it */
		      MOMUS_DECIDED_NEITHER,
		      MOMUS_DECIDED_WRONG,
		      MOMUS_DECIDED_RIGHT,
};

struct momus_decisions { /* of one order, asked several times */
	uint32_t right, wrong, neither, null;
};

/* Their majority: right, wrong or neither, whichever is most; neither if two
 * share the first place; no decision only if none of them has one. */
MOMUS_API enum momus_decision momus_decisions_majority(
	const struct momus_decisions *d);
MOMUS_API uint32_t momus_decisions_n(const struct momus_decisions *d);

struct momus_pairs { /* counts of pairs */
	uint64_t total, judged;
	uint64_t correct, incorrect, tied;  /* score above, below, at 0 */
	uint64_t null;			    /* an order without decision */
	uint64_t inconsistent;		    /* the orders differ */
	uint64_t both_right;		    /* every order is right */
	uint64_t first_judged, first_right; /* the first order alone */
};

/* Adds a pair that was decided so in its N orders (1 or 2); it is judged if none
 * is absent. */
MOMUS_API void momus_pairs_add(struct momus_pairs *p,
			       const enum momus_decision *orders, size_t n);

/* The score of N orders, none of them absent. */
MOMUS_API int momus_pair_score(const enum momus_decision *orders, size_t n);

struct momus_factorials { /* log i! for i = 0 … n */
	double *log;	  /* owned, (N+1) */
	uint32_t n;
};

/* Fills F up to N; false if memory is refused.  FREE may be called in any
 * case. */
MOMUS_API bool momus_factorials_init(struct momus_factorials *f, uint32_t n);
MOMUS_API void momus_factorials_release(struct momus_factorials *f);

struct momus_chances { /* the rest: neither, or no decision */
	double right, wrong;
};

/* How likely the majority of K of the decisions D, drawn without replacement, is
 * right or wrong: sums of the multivariate hypergeometric distribution.  K is at
 * most their number, which is at most F->n. */
MOMUS_API struct momus_chances momus_majority_chances(
	const struct momus_decisions *d, uint32_t k,
	const struct momus_factorials *f);

struct momus_votes { /* on one answer: .correct of .n call it correct */
	uint32_t correct, n;
};

/* How likely more of K votes on the RIGHT answer than of K on the WRONG one call
 * it correct, and fewer: both drawn without replacement, K at most either .n. */
MOMUS_API struct momus_chances momus_rival_chances(
	struct momus_votes right, struct momus_votes wrong, uint32_t k,
	const struct momus_factorials *f);

/* How likely a pair's score is above 0 if its N orders (1 or 2) are decided
 * independently with chances C. */
MOMUS_API double momus_pair_chance(const struct momus_chances *c, size_t n);

#endif /* MOMUS_STATS_PAIRS_H */
