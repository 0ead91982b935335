/* quantile.c - see quantile.h */
#include "config.h"

#include <stdbool.h>

#include "stats/quantile.h"

enum { SHORT = 24, SAMPLE = 15 };

static void sort_short(double *x, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		double value = x[i];
		size_t k = i;

		for (; k && x[k - 1] > value; k--)
			x[k] = x[k - 1];
		x[k] = value;
	}
}

/* A number of X close to the one of RANK, and rather on the side where most of X
 * lies, so that most of it need not be looked at again. */
static double guess(const double *x, size_t n, size_t rank)
{
	double sample[SAMPLE];

	for (size_t i = 0; i < SAMPLE; i++)
		sample[i] = x[i * (n / SAMPLE)];
	sort_short(sample, SAMPLE);
	return sample[1 + (size_t)((double)rank / (double)n * (SAMPLE - 2))];
}

/* Brings the numbers of X that equal PIVOT, or are below it, to its front; how many.
 * What goes where is no branch, since no processor could guess it. */
static inline size_t part(double *x, size_t n, double pivot, bool equal)
{
	size_t m = 0;

	for (size_t i = 0; i < n; i++) {
		double value = x[i];

		x[i] = x[m];
		x[m] = value;
		m += equal ? value == pivot : value < pivot;
	}
	return m;
}

/* Brings the number of RANK to its place, smaller ones before it. */
static void select_rank(double *x, size_t n, size_t rank)
{
	while (n > SHORT) {
		double pivot = guess(x, n, rank);
		size_t m = part(x, n, pivot, false);

		if (rank < m) {
			n = m;
			continue;
		}
		x += m;
		n -= m;
		rank -= m;
		m = part(x, n, pivot, true);
		if (rank < m)
			return;
		x += m;
		n -= m;
		rank -= m;
	}
	sort_short(x, n);
}

double momus_quantile(double *x, size_t n, double q)
{
	double at = q * (double)(n - 1), next;
	size_t i = (size_t)at;

	i = i < n ? i : n - 1;
	select_rank(x, n, i);
	if (i + 1 >= n || at <= (double)i)
		return x[i];
	next = x[i + 1];
	for (size_t k = i + 2; k < n; k++)
		if (x[k] < next)
			next = x[k];
	return x[i] + (at - (double)i) * (next - x[i]);
}
