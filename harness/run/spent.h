/* spent.h - what runs have spent already, as their stores say */
#ifndef MOMUS_RUN_SPENT_H
#define MOMUS_RUN_SPENT_H

#include <stddef.h>

#include "momus/error.h"

struct momus_spent_so_far {
	double tokens, cost; /* sent and received; dollars */
};

struct momus_spent_firsts { /* first solutions that were counted; zeroed: none */
	unsigned char *bytes; /* owned */
	size_t n_problems, width;
};

/* Adds to SUM what the run at PATH spent, but for first solutions (WIDTH a
 * problem at most) that were counted before, in FIRSTS of its kin.  As
 * momus_run_open(). */
int momus_spent_add(struct momus_spent_so_far *sum,
		    struct momus_spent_firsts *firsts, size_t width,
		    const char *path, struct momus_error *err);
void momus_spent_firsts_release(struct momus_spent_firsts *firsts);

#endif /* MOMUS_RUN_SPENT_H */
