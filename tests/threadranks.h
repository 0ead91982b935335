/* threadranks.h - ranks that are threads of a test */
#ifndef THREADRANKS_H
#define THREADRANKS_H

#include "momus/ranks.h"

enum { THREADRANKS_MOST = 8 };

/* What rank R does; ARG is the same for all. */
typedef void threadranks_fn(const struct momus_ranks *r, void *arg);

/* Runs FN once a rank, SIZE at a time, and waits for all.  Sleeps between
 * exchanges follow from SEED, so that another seed is another order of events.
 * Exchanges with the rank that is GONE (SIZE: none) fail, its own too, from its
 * exchange number AFTER on. */
struct threadranks {
	uint32_t size, gone;
	unsigned after, seed;
};
void threadranks_run(const struct threadranks *how, threadranks_fn *fn,
		     void *arg);

#endif /* THREADRANKS_H */
