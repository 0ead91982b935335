/* groups.c - see groups.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "stats/groups.h"
#include "stats/order.h"

static const double rounding = 1e-12;

struct momus_group *momus_groups(const double *values, size_t n, size_t *m)
{
	struct momus_group *groups = malloc((n + 1) * sizeof(*groups));
	uint32_t *order = malloc((n + 1) * sizeof(*order));
	double room = 0;

	*m = 0;
	if (!groups || !order || !momus_order(values, n, order)) {
		free(groups);
		free(order);
		return NULL;
	}
	for (size_t i = 0; i < n; i++)
		room = fmax(room, rounding * fabs(values[i]));
	for (size_t i = 0; i < n; i++) {
		const double value = values[order[i]];

		if (*m && value - groups[*m - 1].value <= room)
			groups[*m - 1].n++;
		else
			groups[(*m)++] = (struct momus_group){ value, 1 };
	}
	free(order);
	return groups;
}
