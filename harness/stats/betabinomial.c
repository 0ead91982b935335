/* betabinomial.c - see betabinomial.h */
#include "config.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "stats/betabinomial.h"
#include "stats/order.h"

/* Cells of the grid: mu = sin^2(pi u / 2), in which Jeffreys' prior is uniform
 * in u, and rho; finer ones move no end by 0.001. */
enum { MUS = 256, RHOS = 48, CELLS = MUS * RHOS };

static const double tails[2] = { 0.025, 0.975 };
static const double rounding = 1e-12;
static const double nothing = 1e-12; /* beside the heaviest cell */
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
	double alpha, beta, weight;
	double none, every; /* chances of k samples, all wrong or all right */
};

struct posterior {	    /* what mu and rho may be */
	struct cell *cells; /* owned: those with any weight, .n of them */
	int n;
	double rho;	   /* mean */
	bool seen;	   /* anything */
	bool right, wrong; /* any of it */
};

struct point {
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

/* Fills P's cells and drops those that weigh nothing.  Weights are the beta-binomial
 * likelihood, but for the binomial coefficients, of which the part of all samples
 * depends on rho alone. */
static void fill(struct posterior *p, const struct counts *c)
{
	double top = -INFINITY, sum = 0, rho, odds[RHOS], both[RHOS];

	for (int i = 0; i < RHOS; i++) {
		rho = (i + 0.5) / RHOS;
		odds[i] = (1.0 - rho) / rho;
		both[i] = log_rising(c->runs[2], c->n[2], odds[i]);
	}
	for (int i = 0; i < CELLS; i++) {
		double s = sin(M_PI_2 * (i / RHOS + 0.5) / MUS);
		double alpha = s * s * odds[i % RHOS];
		double beta = (1.0 - s * s) * odds[i % RHOS];
		double weight = log_rising(c->runs[0], c->n[0], alpha) +
				log_rising(c->runs[1], c->n[1], beta) -
				both[i % RHOS];

		p->cells[i] = (struct cell){ alpha, beta, weight, 1, 1 };
		top = fmax(top, weight);
	}
	for (int i = 0; i < CELLS; i++) {
		struct cell *cell = &p->cells[i];

		cell->weight = exp(cell->weight - top);
		if (cell->weight < nothing)
			continue;
		sum += cell->weight;
		p->rho += cell->weight * (i % RHOS + 0.5) / RHOS;
		p->cells[p->n++] = *cell;
	}
	p->rho /= sum;
	for (int i = 0; i < p->n; i++)
		p->cells[i].weight /= sum;
}

static int posterior_init(struct posterior *p, const double *right,
			  const double *all, size_t n, struct momus_error *err)
{
	struct counts c = { { NULL } };
	bool good;

	*p = (struct posterior){ .cells = malloc(CELLS * sizeof(*p->cells)) };
	good = p->cells && count(&c, right, all, n);
	p->seen = c.all > 0;
	p->right = c.right > 0;
	p->wrong = c.right < c.all;
	if (good && p->seen)
		fill(p, &c);
	free(c.runs[0]);
	if (good)
		return MOMUS_OK;
	free(p->cells);
	return momus_fail(err, MOMUS_ENOMEM,
			  "beta-binomial interval: out of memory");
}

/* Joins the N sorted POINTS of one value; how many are left. */
static int join(struct point *points, int n)
{
	int m = 0;

	for (int i = 0; i < n; i++)
		if (m && points[i].value - points[m - 1].value <= rounding)
			points[m - 1].weight += points[i].weight;
		else
			points[m++] = points[i];
	return m;
}

/* The quantile Q of the N sorted POINTS: half of a point's weight lies below its
 * value, and between two values the weight is spread evenly. */
static double quantile(const struct point *points, int n, double q)
{
	double at = 0.5 * points[0].weight, step;

	for (int i = 1; i < n; i++, at += step) {
		step = 0.5 * (points[i - 1].weight + points[i].weight);
		if (at + step < q)
			continue;
		if (!(step > 0) || q < at)
			return points[i - 1].value;
		return points[i - 1].value +
		       (q - at) / step *
			       (points[i].value - points[i - 1].value);
	}
	return points[n - 1].value;
}

struct desk {		      /* where an interval is made, of all cells */
	struct point *points; /* owned, (CELLS) */
	double *chances;      /* owned, (CELLS) */
	uint32_t *order;      /* owned, (CELLS) */
};

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM,
			  "beta-binomial interval: out of memory");
}

static int desk_init(struct desk *d, struct momus_error *err)
{
	d->points = malloc(CELLS * sizeof(*d->points));
	d->chances = malloc(CELLS * sizeof(*d->chances));
	d->order = malloc(CELLS * sizeof(*d->order));
	if (d->points && d->chances && d->order)
		return MOMUS_OK;
	return no_memory(err);
}

static void desk_release(struct desk *d)
{
	free(d->points);
	free(d->chances);
	free(d->order);
}

/* The interval of the value that D's points have, sorted, one a cell of P. */
static struct momus_betabinomial interval(const struct posterior *p,
					  struct desk *d)
{
	struct momus_betabinomial out = { 0.0, 1.0, p->rho };
	int n;

	if (!p->seen)
		return (struct momus_betabinomial){ NAN, NAN, NAN };
	n = join(d->points, p->n);
	if (p->right)
		out.low = quantile(d->points, n, tails[0]);
	if (p->wrong)
		out.high = quantile(d->points, n, tails[1]);
	return out;
}

int momus_betabinomial(const double *right, const double *all, size_t n,
		       struct momus_betabinomial *out, struct momus_error *err)
{
	struct posterior p = { .cells = NULL };
	struct desk d;
	int rc = desk_init(&d, err);

	if (rc == MOMUS_OK)
		rc = posterior_init(&p, right, all, n, err);
	if (rc == MOMUS_OK) {
		/* cells lie in the order of mu */
		for (int i = 0; i < p.n; i++)
			d.points[i] = (struct point){
				p.cells[i].alpha /
					(p.cells[i].alpha + p.cells[i].beta),
				p.cells[i].weight
			};
		*out = interval(&p, &d);
		free(p.cells);
	}
	desk_release(&d);
	return rc;
}

/* Fills D's points from P's cells, by the chance that one of k samples is right, or
 * that EVERY one is; the interval of it into *OUT. */
static int interval_of(const struct posterior *p, bool every, struct desk *d,
		       struct momus_betabinomial *out, struct momus_error *err)
{
	for (int i = 0; i < p->n; i++) {
		const struct cell *c = &p->cells[i];

		d->chances[i] = every ? c->every : 1.0 - c->none;
	}
	if (!momus_order(d->chances, (size_t)p->n, d->order))
		return no_memory(err);
	for (int i = 0; i < p->n; i++)
		d->points[i] = (struct point){ d->chances[d->order[i]],
					       p->cells[d->order[i]].weight };
	*out = interval(p, d);
	return MOMUS_OK;
}

/* Takes P's chances of FROM samples on to TO samples. */
static void draw_on(struct posterior *p, uint32_t from, uint32_t to)
{
	for (int i = 0; i < p->n; i++) {
		struct cell *c = &p->cells[i];

		for (uint32_t k = from; k < to; k++) {
			c->none *= (c->beta + k) / (c->alpha + c->beta + k);
			c->every *= (c->alpha + k) / (c->alpha + c->beta + k);
		}
	}
}

int momus_betabinomial_k(const double *right, const double *all, size_t n,
			 const uint32_t *ks, size_t n_k,
			 struct momus_betabinomial *any,
			 struct momus_betabinomial *every,
			 struct momus_error *err)
{
	struct posterior p = { .cells = NULL };
	struct desk d;
	int rc = desk_init(&d, err);

	if (rc == MOMUS_OK)
		rc = posterior_init(&p, right, all, n, err);
	for (size_t j = 0; rc == MOMUS_OK && j < n_k; j++) {
		draw_on(&p, j ? ks[j - 1] : 0, ks[j]);
		rc = interval_of(&p, false, &d, &any[j], err);
		if (rc == MOMUS_OK)
			rc = interval_of(&p, true, &d, &every[j], err);
	}
	if (rc == MOMUS_OK)
		free(p.cells);
	desk_release(&d);
	return rc;
}
