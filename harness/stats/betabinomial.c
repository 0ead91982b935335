/* betabinomial.c - see betabinomial.h */
#include "config.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "stats/betabinomial.h"

/* Cells of the grid: mu = sin^2(pi u / 2), in which Jeffreys' prior is uniform
 * in u, and rho; finer ones move no end by 0.001. */
enum { MUS = 256, RHOS = 48, CELLS = MUS * RHOS };

static const double tails[2] = { 0.025, 0.975 };
static const double rounding = 1e-12;
static const double few = 8; /* logarithms; more cost more than two ln gamma */

/* How many problems have more than j of something, for the j from .from up to
 * .to: a rising factorial of each problem's number is a product over these. */
struct run {
	double from, to, times;
};

struct counts {		     /* of right samples, wrong ones, all */
	struct run *runs[3]; /* the first is owned */
	size_t n[3];
	double right, all;
};

struct cell {
	double value, weight;
};

static int by_size(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;

	return a < b ? -1 : a > b;
}

/* The runs of the N NUMBERS, which it sorts; how many. */
static size_t find_runs(double *numbers, size_t n, struct run *runs)
{
	double from = 0;
	size_t m = 0;

	qsort(numbers, n, sizeof(*numbers), by_size);
	for (size_t i = 0; i < n; i++)
		if (numbers[i] > from) {
			runs[m++] = (struct run){ from, numbers[i],
						  (double)(n - i) };
			from = numbers[i];
		}
	return m;
}

static bool count(struct counts *c, const double *right, const double *all,
		  size_t n)
{
	double *numbers = malloc((n + 1) * sizeof(*numbers));

	c->runs[0] = malloc((3 * n + 1) * sizeof(**c->runs));
	for (int s = 0; numbers && c->runs[0] && s < 3; s++) {
		c->runs[s] = c->runs[0] + (size_t)s * n;
		for (size_t i = 0; i < n; i++)
			numbers[i] = s == 0   ? right[i]
				     : s == 1 ? all[i] - right[i]
					      : all[i];
		c->n[s] = find_runs(numbers, n, c->runs[s]);
	}
	for (size_t i = 0; i < n; i++) {
		c->right += right[i];
		c->all += all[i];
	}
	free(numbers);
	return numbers && c->runs[0];
}

/* Sum over the RUNS (N) of ln (a + j). */
static double log_rising(const struct run *runs, size_t n, double a)
{
	double sum = 0, part;
	int sign;

	for (size_t i = 0; i < n; i++) {
		part = 0;
		if (runs[i].to - runs[i].from > few)
			part = lgamma_r(a + runs[i].to, &sign) -
			       lgamma_r(a + runs[i].from, &sign);
		else
			for (double j = runs[i].from; j < runs[i].to; j++)
				part += log(a + j);
		sum += runs[i].times * part;
	}
	return sum;
}

/* ln of the beta-binomial likelihood, but for the binomial coefficients. */
static double log_likelihood(const struct counts *c, double alpha, double beta)
{
	return log_rising(c->runs[0], c->n[0], alpha) +
	       log_rising(c->runs[1], c->n[1], beta) -
	       log_rising(c->runs[2], c->n[2], alpha + beta);
}

/* The chance that all of K samples are of the sort that ALPHA speaks of. */
static double all_of(double alpha, double beta, uint32_t k)
{
	double p = 1;

	for (uint32_t i = 0; i < k && p > 0; i++)
		p *= (alpha + i) / (alpha + beta + i);
	return p;
}

static double value_of(enum momus_betabinomial_of of, uint32_t k, double alpha,
		       double beta)
{
	switch (of) {
	case MOMUS_BETABINOMIAL_ANY:
		return 1.0 - all_of(beta, alpha, k);
	case MOMUS_BETABINOMIAL_ALL:
		return all_of(alpha, beta, k);
	case MOMUS_BETABINOMIAL_MEAN:
		break;
	}
	return alpha / (alpha + beta);
}

static int by_value(const void *x, const void *y)
{
	const struct cell *a = x, *b = y;

	return a->value < b->value ? -1 : a->value > b->value;
}

/* Fills CELLS; the mean of rho. */
static double fill(struct cell *cells, const struct counts *c,
		   enum momus_betabinomial_of of, uint32_t k)
{
	double top = -INFINITY, sum = 0, rhos = 0;

	for (int i = 0; i < CELLS; i++) {
		double s = sin(M_PI_2 * (i / RHOS + 0.5) / MUS);
		double rho = (i % RHOS + 0.5) / RHOS, odds = (1.0 - rho) / rho;
		double alpha = s * s * odds, beta = (1.0 - s * s) * odds;

		cells[i].value = value_of(of, k, alpha, beta);
		cells[i].weight = log_likelihood(c, alpha, beta);
		top = fmax(top, cells[i].weight);
	}
	for (int i = 0; i < CELLS; i++) {
		cells[i].weight = exp(cells[i].weight - top);
		sum += cells[i].weight;
		rhos += cells[i].weight * (i % RHOS + 0.5) / RHOS;
	}
	for (int i = 0; i < CELLS; i++)
		cells[i].weight /= sum;
	return rhos / sum;
}

/* Joins sorted CELLS of one value; how many are left. */
static int join(struct cell *cells)
{
	int n = 0;

	for (int i = 0; i < CELLS; i++)
		if (n && cells[i].value - cells[n - 1].value <= rounding)
			cells[n - 1].weight += cells[i].weight;
		else
			cells[n++] = cells[i];
	return n;
}

/* The quantile Q of the N sorted CELLS: half of a cell's weight lies below its
 * value, and between two values the weight is spread evenly. */
static double quantile(const struct cell *cells, int n, double q)
{
	double at = 0.5 * cells[0].weight, step;

	for (int i = 1; i < n; i++, at += step) {
		step = 0.5 * (cells[i - 1].weight + cells[i].weight);
		if (at + step < q)
			continue;
		if (!(step > 0) || q < at)
			return cells[i - 1].value;
		return cells[i - 1].value +
		       (q - at) / step * (cells[i].value - cells[i - 1].value);
	}
	return cells[n - 1].value;
}

int momus_betabinomial(const double *right, const double *all, size_t n,
		       enum momus_betabinomial_of of, uint32_t k,
		       struct momus_betabinomial *out, struct momus_error *err)
{
	struct counts c = { { NULL } };
	struct cell *cells = malloc(CELLS * sizeof(*cells));
	int n_cells;
	bool good = cells && count(&c, right, all, n);

	*out = (struct momus_betabinomial){ NAN, NAN, NAN };
	if (good && c.all > 0) {
		out->rho = fill(cells, &c, of, k);
		qsort(cells, CELLS, sizeof(*cells), by_value);
		n_cells = join(cells);
		out->low =
			c.right > 0 ? quantile(cells, n_cells, tails[0]) : 0.0;
		out->high = c.right < c.all ? quantile(cells, n_cells, tails[1])
					    : 1.0;
	}
	free(c.runs[0]);
	free(cells);
	return good ? MOMUS_OK
		    : momus_fail(err, MOMUS_ENOMEM,
				 "beta-binomial interval: out of memory");
}
