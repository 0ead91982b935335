/* ahead.h - the next step's critiques, drawn before the weights change
 *
 * At staleness 1 a step begins with critiques that the weights before the last
 * update drew:
 *
 *	weights	  0		  1		  2
 *	step	  1 ──── learn ──▶ 2 ──── learn ──▶ 3 …
 *	drawn	  1, 2		  3		  4
 *
 * While step K is learnt from, revisions and grades of K + 1 go on by themselves.
 * Its old log-probabilities are those of the weights that drew it, and lie in the
 * checkpoint beside the critiques: what comes out depends on no time.
 */
#ifndef MOMUS_RUN_AHEAD_H
#define MOMUS_RUN_AHEAD_H

#include "run/rollouts.h"

struct momus_checkpoint;

struct momus_ahead {		       /* a step's critiques */
	struct momus_rolling *rolling; /* owned; NULL: none is under way */
	struct momus_drawings drawings;
	uint64_t step; /* 0: of none */
	bool whole;    /* round 0 is drawn and scored */
};

/* An empty one.  MOMUS_ENOMEM. */
int momus_ahead_init(struct momus_ahead *a, struct momus_error *err);
void momus_ahead_release(struct momus_ahead *a); /* zeroed allowed */

/* Forgets what was drawn; what comes is of STEP. */
void momus_ahead_reset(struct momus_ahead *a, uint64_t step);

/* Takes those of the step behind PLACE from its checkpoint, if that has any. */
int momus_ahead_load(struct momus_ahead *a, const struct momus_train_plan *p,
		     const struct momus_checkpoint *place,
		     struct momus_error *err);

/* Sets .old of all that A's run has drawn, by the model as it is. */
int momus_ahead_score(struct momus_ahead *a, struct momus_error *err);

#endif /* MOMUS_RUN_AHEAD_H */
