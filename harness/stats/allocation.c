/* allocation.c - see allocation.h */
#include "config.h"

#include <math.h>
#include <string.h>

#include "stats/allocation.h"

enum { MOST = MOMUS_COMPONENTS_LEVELS };
enum { TRIES = 24 }; /* widths a level */

static const double huge = 1e9; /* nodes a level; where it costs nothing */

struct block { /* levels that have equally many nodes */
	double variance, cost;
	size_t levels;
};

static double wanted(const struct block *b)
{
	if (!(b->cost > 0))
		return b->variance > 0 ? huge : 0.0;
	return sqrt(b->variance / b->cost);
}

/* Joins levels FIRST.. of D so that the nodes wanted grow from block to block. */
static size_t join(const struct momus_allocation_design *d, size_t first,
		   struct block *blocks)
{
	size_t n = 0;

	for (size_t l = first; l < d->levels; l++) {
		blocks[n++] = (struct block){ d->variance[l], d->cost[l], 1 };
		while (n > 1 &&
		       wanted(&blocks[n - 1]) <= wanted(&blocks[n - 2])) {
			blocks[n - 2].variance += blocks[n - 1].variance;
			blocks[n - 2].cost += blocks[n - 1].cost;
			blocks[n - 2].levels += blocks[n - 1].levels;
			n--;
		}
	}
	return n;
}

/* Nodes of block B at SCALE: at least LEAST. */
static double nodes(const struct block *b, double scale, double least)
{
	return fmin(huge, fmax(least, scale * wanted(b)));
}

static double cost_at(const struct block *blocks, size_t n, double scale,
		      double least)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += blocks[i].cost * nodes(&blocks[i], scale, least);
	return sum;
}

/* The scale at which BLOCKS cost BUDGET. */
static double find_scale(const struct block *blocks, size_t n, double budget,
			 double least)
{
	double low = 0, high = 1;

	while (cost_at(blocks, n, high, least) < budget && high < 1e15)
		high *= 2;
	for (int i = 0; i < 200; i++) {
		double middle = 0.5 * (low + high);

		if (cost_at(blocks, n, middle, least) < budget)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static void find_ideal(const struct momus_allocation_design *d,
		       struct momus_allocation *a)
{
	size_t first = d->problems > 0, n, l = first;
	double least = first ? d->problems : 1.0, scale, before, now;
	double spent = first ? d->problems * d->cost[0] : 0.0;
	struct block blocks[MOST];

	n = join(d, first, blocks);
	scale = find_scale(blocks, n, d->budget - spent, least);
	a->ideal[0] = d->problems;
	before = first ? d->problems : 1.0;
	for (size_t i = 0; i < n; i++) {
		now = nodes(&blocks[i], scale, least);
		for (size_t k = 0; k < blocks[i].levels; k++, l++) {
			a->ideal[l] = k ? 1.0 : now / before;
		}
		before = now;
	}
}

static double cost_of(const struct momus_allocation_design *d,
		      const double *widths)
{
	double count = 1, sum = 0;

	for (size_t l = 0; l < d->levels; l++) {
		count *= widths[l];
		sum += count * d->cost[l];
	}
	return sum;
}

/* As many problems as WIDTHS below them leave money for. */
static double afford(const struct momus_allocation_design *d, double *widths)
{
	double one;

	if (d->problems > 0)
		return d->problems;
	widths[0] = 1;
	one = cost_of(d, widths);
	return one > 0 ? floor(d->budget / one * (1 + 1e-12)) : huge;
}

/* Where nothing varies between problems many widths are as good: then more
 * problems are, as they say more of others; of as many the cheapest are. */
static bool is_better(const struct momus_allocation_design *d,
		      const struct momus_allocation *best, double variance,
		      double cost, const double *widths)
{
	if (isnan(best->variance))
		return true;
	if (variance != best->variance)
		return variance < best->variance;
	if (!(d->problems > 0) && widths[0] != best->widths[0])
		return widths[0] > best->widths[0];
	return cost < best->cost;
}

/* Keeps WIDTHS, and returns true, if the budget pays for them and they are better
 * than BEST. */
static bool consider(const struct momus_allocation_design *d,
		     struct momus_allocation *best, double *widths)
{
	double v, c;

	widths[0] = afford(d, widths);
	c = cost_of(d, widths);
	if (widths[0] < 1 || c > d->budget * (1 + 1e-12))
		return false;
	v = momus_components_of_mean(d->variance, widths, d->levels);
	if (!is_better(d, best, v, c, widths))
		return false;
	best->variance = v;
	best->cost = c;
	memcpy(best->widths, widths, d->levels * sizeof(*widths));
	return true;
}

/* The widest last level that WIDTHS above it leave money for. */
static double widest(const struct momus_allocation_design *d, double *widths)
{
	const size_t last = d->levels - 1;
	double parents = 1;

	for (size_t l = 0; l < last; l++)
		parents *= widths[l];
	widths[last] = 0;
	return floor((d->budget - cost_of(d, widths)) /
		     (parents * d->cost[last]) * (1 + 1e-12));
}

/* Tries the whole widths around the ideal, level by level from LEVEL on. */
static void search(const struct momus_allocation_design *d,
		   struct momus_allocation *best, double *widths, size_t level)
{
	double ideal, w, step;

	if (level == d->levels) {
		consider(d, best, widths);
		return;
	}
	if (level + 1 == d->levels && d->problems > 0 && d->cost[level] > 0) {
		widths[0] = d->problems; /* nothing else to spend it on */
		widths[level] = widest(d, widths);
		if (widths[level] >= 1)
			consider(d, best, widths);
		return;
	}
	ideal = fmin(best->ideal[level], huge);
	w = fmax(1, floor(0.4 * ideal));
	step = fmax(1, floor(1.2 * ideal / TRIES));
	for (int i = 0; i < TRIES + 4 && w <= 1.6 * ideal + 3; i++, w += step) {
		widths[level] = w;
		search(d, best, widths, level + 1);
	}
}

/* Moves single widths by one as long as that helps: between wide steps and into
 * what is left of the budget. */
static void polish(const struct momus_allocation_design *d,
		   struct momus_allocation *best)
{
	double widths[MOST];
	bool moved;

	do {
		moved = false;
		for (size_t l = 1; l < d->levels; l++)
			for (int by = -1; by <= 1; by += 2) {
				memcpy(widths, best->widths, sizeof(widths));
				widths[l] += by;
				if (widths[l] >= 1)
					moved |= consider(d, best, widths);
			}
	} while (moved);
}

struct momus_allocation momus_allocate(const struct momus_allocation_design *d)
{
	struct momus_allocation a = { .variance = NAN, .cost = NAN };
	double widths[MOST] = { 0 };

	find_ideal(d, &a);
	search(d, &a, widths, 1);
	/* far from the ideal where problems do not vary, and as good there */
	for (size_t l = 0; l < d->levels; l++)
		widths[l] = 1;
	consider(d, &a, widths);
	polish(d, &a);
	return a;
}
