/* spread.h - the levels of a run's tree: problems, and the turns that fan out */
#ifndef MOMUS_REPORTS_SPREAD_H
#define MOMUS_REPORTS_SPREAD_H

#include "reports/gather.h"
#include "stats/components.h"

struct momus_tree_levels {
	size_t n;			       /* 1: nothing fans out */
	int turn[MOMUS_COMPONENTS_LEVELS];     /* MOMUS_POOLED: problems */
	double width[MOMUS_COMPONENTS_LEVELS]; /* children a node */
	double cost[MOMUS_COMPONENTS_LEVELS];  /* requests a node, with those
						 * of its turns of one branch */
};

/* Fills L with those of a run of G's problems and GRID's shape. */
void momus_tree_levels(struct momus_tree_levels *l,
		       const struct momus_gathered *g,
		       const struct momus_grid *grid);

#endif /* MOMUS_REPORTS_SPREAD_H */
