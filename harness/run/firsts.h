/* firsts.h - the (problem, solution) pairs that a critic is trained on */
#ifndef MOMUS_RUN_FIRSTS_H
#define MOMUS_RUN_FIRSTS_H

#include "run/train.h"
#include "store/reader.h"

struct momus_pair {
	uint32_t problem; /* place in the data set */
	uint32_t branch;  /* of the first solution */
	uint32_t node;	  /* place in the run */
};

struct momus_firsts {
	struct momus_run *run;	  /* owned: that has the solutions */
	struct momus_pair *pairs; /* owned, (n): by problem, then branch */
	size_t n;
	size_t failed, unjudged; /* solutions that make no pair */
};

/* Opens the run that P names, or makes OUTPUT/first.h5 by HOW: it goes on with it
 * unless FROZEN.  P's problems are loaded.  MOMUS_END: stopped.  MOMUS_EINVAL:
 * the run is of other data; no solution was judged. */
int momus_firsts_open(struct momus_firsts *out,
		      const struct momus_train_plan *p,
		      const struct momus_train_how *how, bool frozen,
		      struct momus_error *err);
void momus_firsts_release(struct momus_firsts *f);

/* OUTPUT/NAME of P's, which the caller frees; NULL when out of memory. */
char *momus_firsts_path(const struct momus_train_plan *p, const char *name);

#endif /* MOMUS_RUN_FIRSTS_H */
