/* kinds.h - the different rows of a table, and how often each occurs */
#ifndef MOMUS_STATS_KINDS_H
#define MOMUS_STATS_KINDS_H

#include <stddef.h>
#include <stdint.h>

#include "momus/error.h"

struct momus_kinds {
	double *rows;	  /* owned, (N_KINDS,K): most frequent first, then in
			   * order of first appearance */
	uint64_t *counts; /* owned: how often row i occurs */
	size_t n;
};

/* The kinds of the N rows of K numbers in ROWS, compared by value; row i counts
 * TIMES[i] times, or once if TIMES is NULL.  Returns 0 or MOMUS_ENOMEM with
 * nothing to release. */
int momus_kinds_init(struct momus_kinds *kinds, const double *rows,
		     const uint64_t *times, size_t n, size_t k,
		     struct momus_error *err);
void momus_kinds_release(struct momus_kinds *kinds);

#endif /* MOMUS_STATS_KINDS_H */
