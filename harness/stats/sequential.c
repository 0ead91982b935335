/* sequential.c - see sequential.h
 *
 * On the scale of the sum S(t) = Z(t) sqrt(t) the steps between looks are
 * independent and normal, so the density of those that went on is carried from
 * look to look by one integral, done by Gauss and Legendre's rule on panels
 * narrower than a step's spread.
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "stats/distributions.h"
#include "stats/sequential.h"

enum { NODES = 8 };

static const double wide = 9.0;	  /* spreads beyond which there is no mass */
static const double narrow = 1.2; /* a panel, in spreads of a step */

struct density { /* of the sums of those that went on past a look */
	size_t n;
	double *x, *mass; /* owned, (N): where, and density times weight */
};

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "planned looks: out of memory");
}

static void release(struct density *d)
{
	free(d->x);
	free(d->mass);
	*d = (struct density){ .n = 0 };
}

/* Makes D of points from LOW to HIGH, at panels of WIDTH or less, with the rule's
 * weights as masses. */
static int spread(struct density *d, double low, double high, double width,
		  struct momus_error *err)
{
	static const double at[] = { 0.1834346424956498, 0.5255324099163290,
				     0.7966664774136267, 0.9602898564975363 };
	static const double weight[] = { 0.3626837833783620, 0.3137066458778873,
					 0.2223810344533745,
					 0.1012285362903763 };
	size_t panels = (size_t)ceil((high - low) / width), n = 0;
	double half = 0.5 * (high - low) / (double)panels;

	d->x = calloc(panels * NODES, sizeof(*d->x));
	d->mass = calloc(panels * NODES, sizeof(*d->mass));
	if (!d->x || !d->mass) {
		release(d);
		return no_memory(err);
	}
	for (size_t p = 0; p < panels; p++) {
		double middle = low + (double)(2 * p + 1) * half;

		for (int k = 0; k < NODES / 2; k++) {
			d->x[n] = middle - half * at[k];
			d->mass[n++] = half * weight[k];
			d->x[n] = middle + half * at[k];
			d->mass[n++] = half * weight[k];
		}
	}
	d->n = n;
	return MOMUS_OK;
}

/* How much of BEFORE is above BOUND after a step of mean SHIFT and spread SD. */
static double above(const struct density *before, double bound, double shift,
		    double sd)
{
	double sum = 0;

	for (size_t i = 0; i < before->n; i++)
		sum += before->mass[i] *
		       momus_normal_cdf((before->x[i] + shift - bound) / sd);
	return sum;
}

static double below(const struct density *before, double bound, double shift,
		    double sd)
{
	double sum = 0;

	for (size_t i = 0; i < before->n; i++)
		sum += before->mass[i] *
		       momus_normal_cdf((bound - before->x[i] - shift) / sd);
	return sum;
}

static double step(const struct momus_looks *l, size_t k)
{
	return l->at[k] - (k ? l->at[k - 1] : 0);
}

/* Replaces D, past look K - 1, by those that go on past look K. */
static int carry(struct density *d, const struct momus_looks *l, size_t k,
		 double drift, struct momus_error *err)
{
	double t = l->at[k], delta = step(l, k), sd = sqrt(delta);
	double reach = wide * sqrt(t), bound = l->z[k] * sqrt(t);
	double low = drift * t - reach, high = fmin(bound, drift * t + reach);
	double finest = sd;
	struct density next;
	int rc;

	if (!l->one_sided)
		low = fmax(low, -bound);
	if (k + 1 < l->n)
		finest = fmin(sd, sqrt(step(l, k + 1)));
	if (!(high > low)) { /* next to nothing goes on */
		release(d);
		return MOMUS_OK;
	}
	rc = spread(&next, low, high, narrow * finest, err);
	for (size_t j = 0; rc == MOMUS_OK && j < next.n; j++) {
		double sum = 0;

		for (size_t i = 0; i < d->n; i++) {
			double z = (next.x[j] - d->x[i] - drift * delta) / sd;

			if (fabs(z) < wide)
				sum += d->mass[i] * exp(-0.5 * z * z);
		}
		next.mass[j] *= sum * 0.3989422804014327 / sd;
	}
	release(d);
	if (rc == MOMUS_OK)
		*d = next;
	return rc;
}

/* All at 0, before the first look. */
static int begin(struct density *d, struct momus_error *err)
{
	d->n = 1;
	d->x = calloc(1, sizeof(*d->x));
	d->mass = malloc(sizeof(*d->mass));
	if (!d->x || !d->mass) {
		release(d);
		return no_memory(err);
	}
	d->mass[0] = 1;
	return MOMUS_OK;
}

double momus_looks_spending(double alpha, double t, bool one_sided)
{
	double side = one_sided ? alpha : 0.5 * alpha;
	double z = -momus_normal_quantile(0.5 * side);

	return (one_sided ? 2.0 : 4.0) * momus_normal_cdf(-z / sqrt(t));
}

/* The boundary at look K that DUE of each side crosses. */
static double boundary(const struct density *d, const struct momus_looks *l,
		       size_t k, double due)
{
	double low = -8, high = 40, root = sqrt(l->at[k]);
	double sd = sqrt(step(l, k));

	for (int i = 0; i < 100 && high - low > 1e-13; i++) {
		double middle = 0.5 * (low + high);

		if (above(d, middle * root, 0, sd) > due)
			low = middle;
		else
			high = middle;
	}
	return high;
}

static int check(const struct momus_looks *l, struct momus_error *err)
{
	if (!l->n || l->n > MOMUS_LOOKS_MOST)
		return momus_fail(err, MOMUS_EINVAL,
				  "planned looks: there are %zu, expected 1 to "
				  "%d",
				  l->n, MOMUS_LOOKS_MOST);
	for (size_t k = 0; k < l->n; k++)
		if (!(step(l, k) > MOMUS_LOOKS_APART - 1e-9 && l->at[k] <= 1))
			return momus_fail(
				err, MOMUS_EINVAL,
				"planned looks: look %zu at %g of the "
				"problems: "
				"expected fractions up to 1, each at least %g "
				"above the one before",
				k + 1, l->at[k], MOMUS_LOOKS_APART);
	return MOMUS_OK;
}

int momus_looks_plan(struct momus_looks *l, double alpha,
		     struct momus_error *err)
{
	double sides = l->one_sided ? 1 : 2, before = 0;
	struct density d = { .n = 0 };
	int rc = check(l, err);

	if (rc == MOMUS_OK)
		rc = begin(&d, err);
	for (size_t k = 0; rc == MOMUS_OK && k < l->n; k++) {
		l->spent[k] =
			momus_looks_spending(alpha, l->at[k], l->one_sided);
		l->z[k] = boundary(&d, l, k, (l->spent[k] - before) / sides);
		l->level[k] = sides * momus_normal_cdf(-l->z[k]);
		before = l->spent[k];
		if (k + 1 < l->n)
			rc = carry(&d, l, k, 0, err);
	}
	release(&d);
	return rc;
}

int momus_looks_power(const struct momus_looks *l, double drift, double *power,
		      double *share, struct momus_error *err)
{
	double up = 0, stopped = 0, expected = 0;
	struct density d = { .n = 0 };
	int rc = begin(&d, err);

	for (size_t k = 0; rc == MOMUS_OK && k < l->n; k++) {
		double bound = l->z[k] * sqrt(l->at[k]);
		double shift = drift * step(l, k), sd = sqrt(step(l, k));
		double now = above(&d, bound, shift, sd), ends = now;

		if (!l->one_sided)
			ends += below(&d, -bound, shift, sd);
		if (k + 1 == l->n)
			ends = 1 - stopped;
		up += now;
		stopped += ends;
		expected += ends * l->at[k];
		if (k + 1 < l->n)
			rc = carry(&d, l, k, drift, err);
	}
	release(&d);
	*power = up;
	if (share)
		*share = expected;
	return rc;
}

int momus_looks_drift(const struct momus_looks *l, double power, double *drift,
		      struct momus_error *err)
{
	double low = -20, high = 60, reached;
	int rc = MOMUS_OK;

	while (rc == MOMUS_OK && high - low > 1e-9) {
		*drift = 0.5 * (low + high);
		rc = momus_looks_power(l, *drift, &reached, NULL, err);
		if (reached < power)
			low = *drift;
		else
			high = *drift;
	}
	*drift = high;
	return rc;
}
