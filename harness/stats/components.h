/* components.h - how much of the spread is whose: problems, solutions, revisions
 *
 * A tree: a problem has first solutions, each has critiques and revisions, and so
 * on; a leaf is a number, such as right or wrong after the last turn.  Its
 * variance is the sum of one component a level: of problems, of solutions of one
 * problem, …, down to the leaves of one parent.  Estimated from sums of squares
 * whose expectations are known, however many children each node has (Henderson
 * 1953, "Estimation of Variance and Covariance Components", method 1; Searle,
 * Casella and McCulloch 1992, "Variance Components", section 5.3).
 *
 * What a problem adds to these sums is a row, so that intervals resample rows.
 */
#ifndef MOMUS_STATS_COMPONENTS_H
#define MOMUS_STATS_COMPONENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "momus/decls.h"

enum {
	MOMUS_COMPONENTS_LEVELS = 5, /* at most, problems and leaves included */
	MOMUS_COMPONENTS_COLUMNS = 32, /* of a row, at most */
};

/* Columns of a row for LEVELS levels (2..MOMUS_COMPONENTS_LEVELS). */
MOMUS_API size_t momus_components_columns(size_t levels);

/* Fills ROW with what a problem of N leaves Y (N) adds.  PARENTS (N, LEVELS - 2):
 * for each leaf its ancestor of each level below the problem, from the top, as
 * a number that is its own within the problem; leaves of one ancestor are next
 * to each other.  Allocates nothing. */
MOMUS_API void momus_components_row(const double *y, const uint32_t *parents,
				    size_t n, size_t levels, double *row);

struct momus_components {
	double variance[MOMUS_COMPONENTS_LEVELS]; /* NAN: the level is not
						    * repeated anywhere */
	bool negative[MOMUS_COMPONENTS_LEVELS];	  /* estimated below 0, so
						    * reported as 0 */
	double mean, leaves;
};

/* Estimates the components from SUMS, the sum of all problems' rows. */
MOMUS_API struct momus_components momus_components(const double *sums,
						   size_t levels);

/* Variance of the mean of all leaves if every node of level l has WIDTHS[l]
 * children, WIDTHS[0] being the number of problems: sum of VARIANCE[l] / (the
 * number of nodes of level l). */
MOMUS_API double momus_components_of_mean(const double *variance,
					  const double *widths, size_t levels);

#endif /* MOMUS_STATS_COMPONENTS_H */
