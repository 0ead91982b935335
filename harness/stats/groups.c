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
	struct momus_place *list = malloc((2 * n + 1) * sizeof(*list));
	double room = 0;

	*m = 0;
	if (!groups || !list) {
		free(groups);
		free(list);
		return NULL;
	}
	for (size_t i = 0; i < n; i++) {
		list[i] = (struct momus_place){ values[i], i };
		room = fmax(room, rounding * fabs(values[i]));
	}
	momus_order(list, n, list + n);
	for (size_t i = 0; i < n; i++)
		if (*m && list[i].value - groups[*m - 1].value <= room)
			groups[*m - 1].n++;
		else
			groups[(*m)++] =
				(struct momus_group){ list[i].value, 1 };
	free(list);
	return groups;
}
