/* clustered.c - see clustered.h */
#include "config.h"

#include <math.h>

#include "stats/clustered.h"

static double total(const double *x, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += x[i];
	return sum;
}

/* Fills the standard errors from the SQUARES of what each cluster adds to the
 * error, for a regression with PARAMETERS. */
static void conclude(struct momus_clustered *c, double squares,
		     double parameters)
{
	double g = (double)c->clusters;

	c->cr0 = c->cr1 = NAN;
	if (c->clusters < 2 || isnan(c->value))
		return;
	c->cr0 = sqrt(squares);
	if (c->n > parameters)
		c->cr1 = sqrt(squares * g / (g - 1.0) * (c->n - 1.0) /
			      (c->n - parameters));
}

struct momus_clustered momus_clustered_mean(const double *parts,
					    const double *wholes, size_t n)
{
	struct momus_clustered c = { .n = total(wholes, n) };
	double squares = 0, error;

	c.value = c.n > 0 ? total(parts, n) / c.n : NAN;
	for (size_t i = 0; i < n; i++) {
		error = (parts[i] - c.value * wholes[i]) / c.n;
		squares += error * error;
		c.clusters += wholes[i] > 0;
	}
	conclude(&c, squares, 1.0);
	return c;
}

struct momus_clustered momus_clustered_difference(const double *base_parts,
						  const double *base_wholes,
						  const double *next_parts,
						  const double *next_wholes,
						  size_t n)
{
	double base_n = total(base_wholes, n), next_n = total(next_wholes, n);
	double base = total(base_parts, n) / base_n;
	double next = total(next_parts, n) / next_n, squares = 0, error;
	struct momus_clustered c = { .n = base_n + next_n };

	c.value = base_n > 0 && next_n > 0 ? next - base : NAN;
	for (size_t i = 0; i < n; i++) {
		error = (next_parts[i] - next * next_wholes[i]) / next_n -
			(base_parts[i] - base * base_wholes[i]) / base_n;
		squares += error * error;
		c.clusters += base_wholes[i] > 0 || next_wholes[i] > 0;
	}
	conclude(&c, squares, 2.0);
	return c;
}
