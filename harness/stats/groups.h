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

/* Groups VALUES (N), which it sorts, into GROUPS (N), smallest first; how many
 * there are.  Values within 1e-12 of the largest one in size are one: means of few
 * samples take few values, each known to rounding. */
MOMUS_API size_t momus_groups(double *values, size_t n,
			      struct momus_group *groups);

#endif /* MOMUS_STATS_GROUPS_H */
