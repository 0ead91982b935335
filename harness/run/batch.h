/* batch.h - the answers of one step, of all its rounds */
#ifndef MOMUS_RUN_BATCH_H
#define MOMUS_RUN_BATCH_H

#include "run/rollouts.h"
#include "run/update.h"

struct momus_batch {		    /* zeroed: empty */
	struct momus_example *list; /* owned, (n) */
	double *reward;		    /* owned, (n) */
	uint32_t *group;	    /* owned, (n) */
	/* Owned arrays of borrowed, (n), of struct momus_rolled. */
	const float **sampled, **drawn;
	size_t *at; /* owned, (n): scored tokens before each */
	size_t n, room, groups;
	size_t scored;		/* tokens */
	float *old, *reference; /* owned, (scored); reference NULL: none */
	struct momus_train_rollout roll; /* sums until it is concluded */
	size_t judged;
	/* Of the groups' mean rewards, by Welford (1962): the mean, and the sum
	 * of squares around it. */
	double between, squares;
	char first_failure[256];
};

/* Adds R's groups of SIZE answers; with REPLACE not those that are flat, which
 * are counted in *MISSING. */
int momus_batch_add(struct momus_batch *b, const struct momus_rolled *r,
		    size_t size, bool replace, size_t *missing,
		    struct momus_error *err);

/* Sets the log-probabilities of P's model, as it was when it drew, or, where no
 * one has scored the answers then, as it is, and of its reference. */
int momus_batch_score(struct momus_batch *b, const struct momus_train_plan *p,
		      struct momus_error *err);

/* Makes means of the sums. */
void momus_batch_conclude(struct momus_batch *b);

/* Answers AT to AT + N as an update, which borrows from B. */
struct momus_update momus_batch_slice(const struct momus_batch *b, size_t at,
				      size_t n);
void momus_batch_release(struct momus_batch *b);

#endif /* MOMUS_RUN_BATCH_H */
