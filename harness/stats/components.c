/* components.c - see components.h */
#include "config.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "stats/components.h"

/* Columns: leaves, their sum; for each level from the problem down the sum over
 * its nodes of (sum of leaves)^2 / leaves; then for each pair of a level above
 * (0: all problems together) and one below the sum over the nodes u above and v
 * below of leaves(v)^2 / leaves(u), for level 0 not yet divided. */
enum { LEAVES, SUM, SQUARES };

static size_t pair(size_t levels, size_t above, size_t below)
{
	size_t at = SQUARES + levels;

	for (size_t i = 0; i < above; i++)
		at += levels - i;
	return at + below - above - 1;
}

size_t momus_components_columns(size_t levels)
{
	return SQUARES + levels + levels * (levels + 1) / 2;
}

/* The end of the node of LEVEL (1: the problem, LEVELS: a leaf) that starts at
 * leaf FIRST. */
static size_t end_of(const uint32_t *parents, size_t n, size_t levels,
		     size_t level, size_t first)
{
	size_t width = levels - 2, end = first + 1;

	if (level == 1)
		return n;
	if (level == levels)
		return end;
	while (end < n && parents[end * width + level - 2] ==
				  parents[first * width + level - 2])
		end++;
	return end;
}

/* Adds the sum over the nodes of level BELOW within FIRST..END of leaves^2. */
static double squared_sizes(const uint32_t *parents, size_t levels,
			    size_t below, size_t first, size_t end)
{
	double sum = 0, size;
	size_t next;

	for (size_t i = first; i < end; i = next) {
		next = end_of(parents, end, levels, below, i);
		size = (double)(next - i);
		sum += size * size;
	}
	return sum;
}

void momus_components_row(const double *y, const uint32_t *parents, size_t n,
			  size_t levels, double *row)
{
	size_t end;

	assert(levels >= 2 && levels <= MOMUS_COMPONENTS_LEVELS);
	memset(row, 0, momus_components_columns(levels) * sizeof(*row));
	for (size_t i = 0; i < n; i++)
		row[SUM] += y[i];
	row[LEAVES] = (double)n;
	for (size_t b = 1; n && b <= levels; b++)
		row[pair(levels, 0, b)] =
			squared_sizes(parents, levels, b, 0, n);
	for (size_t a = 1; n && a <= levels; a++)
		for (size_t i = 0; i < n; i = end) {
			double sum = 0, size;

			end = end_of(parents, n, levels, a, i);
			size = (double)(end - i);
			for (size_t k = i; k < end; k++)
				sum += y[k];
			row[SQUARES + a - 1] += sum * sum / size;
			for (size_t b = a + 1; b <= levels; b++)
				row[pair(levels, a, b)] +=
					squared_sizes(parents, levels, b, i,
						      end) /
					size;
		}
}

/* What component BELOW adds to the expectation of the sum of squares of level
 * ABOVE, as a multiple. */
static double weight(const double *sums, size_t levels, size_t above,
		     size_t below)
{
	double sum;

	if (below <= above)
		return sums[LEAVES];
	sum = sums[pair(levels, above, below)];
	return above ? sum : sum / sums[LEAVES];
}

struct momus_components momus_components(const double *sums, size_t levels)
{
	double raw[MOMUS_COMPONENTS_LEVELS], left, own, scale = sums[LEAVES];
	struct momus_components out = { .leaves = scale,
					.mean = sums[SUM] / scale };

	for (size_t l = levels; l >= 1; l--) {
		left = sums[SQUARES + l - 1] -
		       (l > 1 ? sums[SQUARES + l - 2]
			      : sums[SUM] * sums[SUM] / scale);
		for (size_t b = l + 1; b <= levels; b++)
			left -= raw[b - 1] * (weight(sums, levels, l, b) -
					      weight(sums, levels, l - 1, b));
		own = weight(sums, levels, l, l) -
		      weight(sums, levels, l - 1, l);
		/* 1e-9: sizes are whole numbers, but were divided */
		raw[l - 1] = own > 1e-9 * scale ? left / own : NAN;
		if (fabs(raw[l - 1]) < 1e-13)
			raw[l - 1] = 0;
		out.negative[l - 1] = raw[l - 1] < 0;
		out.variance[l - 1] = raw[l - 1] < 0 ? 0.0 : raw[l - 1];
	}
	return out;
}

double momus_components_of_mean(const double *variance, const double *widths,
				size_t levels)
{
	double nodes = 1, sum = 0;

	for (size_t l = 0; l < levels; l++) {
		nodes *= widths[l];
		sum += variance[l] / nodes;
	}
	return sum;
}
