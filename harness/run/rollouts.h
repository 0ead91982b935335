/* rollouts.h - groups of critiques of some pairs, and what they earned
 *
 * Each round of a step is one run of the ordinary pipeline, whose store stays in
 * OUTPUT/rollouts: a training that was killed takes from there what it has paid
 * for.  A run may go on while the model learns from the one before:
 *
 *	begin ─▶ draw ─▶ (mind ─▶ rest)… ─▶ finish
 */
#ifndef MOMUS_RUN_ROLLOUTS_H
#define MOMUS_RUN_ROLLOUTS_H

#include "run/drawings.h"
#include "run/firsts.h"
#include "run/scoring.h"

struct momus_rollouts_order { /* all borrowed */
	const struct momus_train_plan *plan;
	const struct momus_train_how *how;
	struct momus_firsts *firsts;
	const uint32_t *pairs; /* (n) places among the pairs, each once */
	size_t n;
	uint64_t step;		      /* from 1 */
	uint32_t round;		      /* of the step, from 0 */
	struct momus_drawings *drawn; /* the step's: critiques go there */
};

/* The critiques of pair G are answers G * group and so on; groups are equal in
 * size, and what has no reward is NAN. */
struct momus_rolled {
	struct momus_example *list; /* owned, (n): no tokens: none was drawn */
	double *reward;		    /* owned, (n) */
	/* Owned arrays of borrowed: log-probabilities of the sampler, and of
	 * the model that drew as it scores, or NULL. */
	const float **sampled, **old;
	size_t n;
	/* Means are sums here; .before, .after, .up and .down of .judged. */
	struct momus_train_rollout sum;
	size_t judged;
	char first_failure[256];
};

struct momus_rolling; /* a round that has begun */

/* Begins O's run; critiques that its store has are drawn again at once, by the
 * weights as they are.  O and its pairs are copied.  As momus_pipeline_run(). */
int momus_rolling_begin(struct momus_rolling **out,
			const struct momus_rollouts_order *o,
			struct momus_error *err);

/* What it was begun with. */
const struct momus_rollouts_order *momus_rolling_order(
	const struct momus_rolling *r);

/* Goes on until all critiques are drawn.  MOMUS_END: stopped. */
int momus_rolling_draw(struct momus_rolling *r, struct momus_error *err);

/* Lets what needs no drawing go on by itself: revisions, grades, rewards.  Until
 * the rest the caller computes, and touches neither run nor HDF5. */
void momus_rolling_mind(struct momus_rolling *r);

/* Ends that; returns until when it had something to do, by momus_loop_now():
 * INFINITY if it still has, -INFINITY if it never went on by itself. */
double momus_rolling_rest(struct momus_rolling *r);

/* Adds to TO the seconds of drawing and waiting since the last call. */
void momus_rolling_take_seconds(struct momus_rolling *r,
				struct momus_train_rollout *to);

/* Goes on to the end, and tells what was drawn and earned; frees R whatever comes
 * back.  Tokens live as long as the order's .drawn.  MOMUS_END: stopped; what is
 * there stays. */
int momus_rolling_finish(struct momus_rolling *r, struct momus_rolled *out,
			 struct momus_error *err);

/* Ends it before its end; what is in flight is waited for, if the training was
 * asked to stop, and was not asked twice.  NULL allowed. */
void momus_rolling_free(struct momus_rolling *r);

void momus_rolled_release(struct momus_rolled *r); /* zeroed allowed */

/* Removes the runs of steps up to STEP. */
void momus_rollouts_remove(const struct momus_train_plan *p, uint64_t step);

/* rolled.c: draws again, in O's drawings, the critiques that the run at PATH has. */
int momus_rolled_redraw(const struct momus_rollouts_order *o, const char *path,
			uint64_t seed, struct momus_error *err);

/* Fills OUT's answers (allocated, zeroed) from the run at PATH; ROW (n pairs) is
 * the row of each pair in the run. */
int momus_rolled_read(const struct momus_rollouts_order *o, const char *path,
		      const uint32_t *row, struct momus_rolled *out,
		      struct momus_error *err);

#endif /* MOMUS_RUN_ROLLOUTS_H */
