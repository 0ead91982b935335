/* rollouts.h - groups of critiques of some pairs, and what they earned
 *
 * One call is one run of the ordinary pipeline, whose store stays in
 * OUTPUT/rollouts: a training that was killed takes from there what it has paid
 * for.
 */
#ifndef MOMUS_RUN_ROLLOUTS_H
#define MOMUS_RUN_ROLLOUTS_H

#include "run/firsts.h"
#include "run/scoring.h"

struct momus_rollouts_order { /* all borrowed */
	const struct momus_train_plan *plan;
	const struct momus_train_how *how;
	struct momus_firsts *firsts;
	const uint32_t *pairs; /* (n) places among the pairs, each once */
	size_t n;
	uint64_t step;	/* from 1 */
	uint32_t round; /* of the step, from 0 */
};

/* The critiques of pair G are answers G * group and so on; groups are equal in
 * size, and what has no reward is NAN. */
struct momus_rolled {
	struct momus_example *list; /* owned, (n): no tokens: none was drawn */
	double *reward;		    /* owned, (n) */
	/* Owned array of borrowed: log-probabilities of the sampler, or NULL. */
	const float **sampled;
	size_t n;
	/* Means are sums here; .before, .after, .up and .down of .judged. */
	struct momus_train_rollout sum;
	size_t judged;
	char first_failure[256];
};

/* Draws, revises, grades and rewards.  Tokens live until the learner forgets.
 * MOMUS_END: stopped; what is there stays.  As momus_pipeline_run(). */
int momus_rollouts_make(const struct momus_rollouts_order *o,
			struct momus_rolled *out, struct momus_error *err);
void momus_rolled_release(struct momus_rolled *r); /* zeroed allowed */

/* Removes the runs of steps up to STEP. */
void momus_rollouts_remove(const struct momus_train_plan *p, uint64_t step);

/* rolled.c: fills OUT's answers (allocated, zeroed) from the run at PATH; PROBLEM
 * (n pairs) is the row of each pair in the run. */
int momus_rolled_read(const struct momus_rollouts_order *o, const char *path,
		      uint64_t seed, const uint32_t *row,
		      struct momus_rolled *out, struct momus_error *err);

#endif /* MOMUS_RUN_ROLLOUTS_H */
