/* allocation.h - how wide to make each level of a tree for a given budget */
#ifndef MOMUS_STATS_ALLOCATION_H
#define MOMUS_STATS_ALLOCATION_H

#include <stdbool.h>
#include <stddef.h>

#include "stats/components.h"

struct momus_allocation_design {
	size_t levels;		/* 2..MOMUS_COMPONENTS_LEVELS; 0 is problems */
	const double *variance; /* (LEVELS): components, each >= 0 */
	const double
		*cost;	 /* (LEVELS): of one node of that level, >= 0, such as
			      * requests; a problem may cost nothing */
	double budget;	 /* of the same unit */
	double problems; /* as many as there are; 0: any number may be had */
};

struct momus_allocation {
	double ideal[MOMUS_COMPONENTS_LEVELS];	/* widths, not whole */
	double widths[MOMUS_COMPONENTS_LEVELS]; /* whole; [0]: problems */
	double variance; /* of the mean with .widths; NAN: the budget is too
			  * small for one node a level */
	double cost;	 /* of .widths */
};

/* The widths with which the mean over all leaves varies least.  The ideal is
 * exact: the number of nodes of level l is proportional to
 * sqrt(variance[l] / cost[l]), so that a width is
 * sqrt(variance[l] cost[l-1] / (variance[l-1] cost[l])) (Cochran 1977, "Sampling
 * Techniques", section 10.6), and where that is below 1 both levels are joined
 * (pool adjacent violators).  Whole widths are the best of those next to it
 * that the budget pays for; of equally good ones those with more problems, then
 * the cheapest. */
MOMUS_API struct momus_allocation momus_allocate(
	const struct momus_allocation_design *d);

#endif /* MOMUS_STATS_ALLOCATION_H */
