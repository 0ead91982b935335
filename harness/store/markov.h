/* markov.h - how often trajectories stepped from one verdict to another */
#ifndef MOMUS_STORE_MARKOV_H
#define MOMUS_STORE_MARKOV_H

#include "store/index.h"
#include "store/layout.h"

/* Counts the steps between verdicts of the solutions in INDEX, for each turn
 * and both verdicts; *ROWS (owned by the caller) has *N rows in the order
 * (verdict, turn, from, to), INTERVAL (may be NULL) fills their bounds.
 * Returns 0 or MOMUS_ENOMEM. */
int momus_markov_count(const struct momus_index *index,
		       const struct momus_store_head *head,
		       momus_store_interval_fn *interval,
		       struct momus_markov_row **rows, size_t *n);

#endif /* MOMUS_STORE_MARKOV_H */
