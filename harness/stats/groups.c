/* groups.c - see groups.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "stats/groups.h"

static const double rounding = 1e-12;

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

size_t momus_groups(double *values, size_t n, struct momus_group *groups)
{
	double room;
	size_t m = 0;

	if (!n)
		return 0;
	qsort(values, n, sizeof(*values), by_value);
	room = rounding * fmax(fabs(values[0]), fabs(values[n - 1]));
	for (size_t i = 0; i < n; i++)
		if (m && values[i] - groups[m - 1].value <= room)
			groups[m - 1].n++;
		else
			groups[m++] = (struct momus_group){ values[i], 1 };
	return m;
}
