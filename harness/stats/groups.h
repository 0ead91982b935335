/* groups.h - values of which many are equal */
#ifndef MOMUS_STATS_GROUPS_H
#define MOMUS_STATS_GROUPS_H

#include <stddef.h>
#include <stdint.h>

#include "momus/decls.h"

struct momus_group { /* values of one size */
	double value;
	uint64_t n;
};

/* The groups of VALUES (N), smallest first, *M of them: the caller's to free.  Values
 * within 1e-12 of the largest one in size are one: means of few samples take few
 * values, each known to rounding.  NULL without memory. */
MOMUS_API struct momus_group *momus_groups(const double *values, size_t n,
					   size_t *m);

#endif /* MOMUS_STATS_GROUPS_H */
