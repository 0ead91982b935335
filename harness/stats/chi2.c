/* chi2.c - the tail of chi-squared: see distributions.h */
#include "config.h"

#include <float.h>
#include <math.h>

#include "stats/distributions.h"
#include "stats/elementary.h"
#include "stats/wide.h"

enum {
	ROUNDS = 100000, /* of a series; a bound, never reached in practice */
	WHOLE = 100,	 /* degrees of freedom that are summed up */
	FAR = 700,	 /* where e^-x comes near the least double */
	LANES = 8,
};

static const double least = 1e-300; /* stands for 0 in Lentz's algorithm */

/* ln |gamma(x)|; lgamma() itself writes a global. */
static double log_gamma(double x)
{
	int sign;

	return lgamma_r(x, &sign);
}

/* Q(a,x) for x above a + 1. */
static double gamma_fraction(double a, double x)
{
	double b = x + 1.0 - a, c = 1.0 / least, d = 1.0 / b, h = d;

	for (int i = 1; i < ROUNDS; i++) {
		double n = -i * (i - a), change;

		b += 2.0;
		d = n * d + b;
		c = b + n / c;
		d = 1.0 / (fabs(d) < least ? least : d);
		c = fabs(c) < least ? least : c;
		change = d * c;
		h *= change;
		if (fabs(change - 1.0) < DBL_EPSILON)
			break;
	}
	return h * exp(-x + a * log(x) - log_gamma(a));
}

/* P(a,x) for x up to a + 1. */
static double gamma_series(double a, double x)
{
	double term = 1.0 / a, sum = term;

	for (int i = 1; i < ROUNDS && fabs(term) > DBL_EPSILON * sum; i++) {
		term *= x / (a + i);
		sum += term;
	}
	return sum * exp(-x + a * log(x) - log_gamma(a));
}

/* Q(df/2, x) of any DF. */
static double any_tail(double x, double df)
{
	const double a = 0.5 * df;

	if (!(df > 0) || isnan(x))
		return NAN;
	if (x <= 0)
		return 1.0;
	return x < a + 1.0 ? 1.0 - gamma_series(a, x) : gamma_fraction(a, x);
}

/* Q(DF/2, X) of LANES whole numbers DF up to MOST, X above 0: the distributions' own
 * finite sums (Abramowitz and Stegun 1964, 26.4.4 and 26.4.5). */
MOMUS_LANE void whole_tails(const double *x, const double *df, int most,
			    double *restrict p)
{
	double members[LANES], half[LANES], term[LANES], sum[LANES];

#pragma omp simd
	for (int t = 0; t < LANES; t++) {
		members[t] = momus_lane_round(0.5 * df[t] - 0.25);
		half[t] = 0.5 * df[t] - members[t]; /* 1/2 or 0 */
		term[t] = half[t] > 0.0 ? M_2_SQRTPI * sqrt(x[t]) : 1.0;
		sum[t] = 0.0;
	}
	for (int j = 1; j <= most / 2; j++)
#pragma omp simd
		for (int t = 0; t < LANES; t++) {
			sum[t] += j <= members[t] ? term[t] : 0.0;
			term[t] *= x[t] / (j + half[t]);
		}
#pragma omp simd
	for (int t = 0; t < LANES; t++) {
		const double rest = momus_lane_erfc(sqrt(x[t]));

		p[t] = momus_lane_fall(x[t], 0.0) * sum[t] +
		       (half[t] > 0.0 ? rest : 0.0);
	}
}

MOMUS_WIDE(sum_up, (const double *x, const double *df, int most, double *p),
	   whole_tails, (x, df, most, p))

/* Of N up to LANES. */
static void some_tails(const double *x, const double *df, size_t n, double *p)
{
	double half[LANES], whole[LANES], sums[LANES], most = 1.0;

	for (size_t t = 0; t < LANES; t++) {
		half[t] = t < n ? 0.5 * x[t] : 1.0;
		whole[t] = t < n ? df[t] : 1.0;
		if (!(half[t] > 0.0 && half[t] < FAR && whole[t] >= 1.0 &&
		      whole[t] <= WHOLE && whole[t] == floor(whole[t])))
			half[t] = whole[t] = 1.0; /* see below */
		most = fmax(most, whole[t]);
	}
	sum_up(half, whole, (int)most, sums);
	for (size_t t = 0; t < n; t++)
		p[t] = whole[t] == df[t] && half[t] == 0.5 * x[t]
			       ? sums[t]
			       : any_tail(0.5 * x[t], df[t]);
}

void momus_chi2_tails(const double *x, const double *df, size_t n, double *p)
{
	for (size_t i = 0; i < n; i += LANES)
		some_tails(x + i, df + i, n - i < LANES ? n - i : LANES, p + i);
}

double momus_chi2_tail(double x, double df)
{
	double p;

	some_tails(&x, &df, 1, &p);
	return p;
}
