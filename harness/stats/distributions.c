/* distributions.c - see distributions.h */
#include "config.h"

#include <float.h>
#include <math.h>

#include "stats/distributions.h"

enum { ROUNDS = 100000 }; /* of a series; a bound, never reached in practice */

static const double least = 1e-300; /* stands for 0 in Lentz's algorithm */

/* ln |gamma(x)|; lgamma() itself writes a global. */
static double log_gamma(double x)
{
	int sign;

	return lgamma_r(x, &sign);
}

/* ln gamma(n + 1) less Stirling's formula. */
static double stirling_error(double n)
{
	double r = 1.0 / n, q = r * r;

	if (n <= 15)
		return log_gamma(n + 1.0) - (n + 0.5) * log(n) + n -
		       0.9189385332046727; /* ln sqrt(2 pi) */
	return r * (1.0 / 12 -
		    q * (1.0 / 360 -
			 q * (1.0 / 1260 - q * (1.0 / 1680 - q / 1188))));
}

/* x ln(x / m) + m - x, without cancellation where x is near m. */
static double deviance(double x, double m)
{
	double v = (x - m) / (x + m), sum, term, before;

	if (fabs(x - m) >= 0.1 * (x + m))
		return x * log(x / m) + m - x;
	sum = (x - m) * v;
	term = 2.0 * x * v;
	for (int i = 1; i < 1000; i++) {
		term *= v * v;
		before = sum;
		sum += term / (2 * i + 1);
		if (sum == before)
			break;
	}
	return sum;
}

/* gamma(a+b+1) / (gamma(a+1) gamma(b+1)) p^a (1-p)^b, for positive A and B: a
 * quotient of gamma functions would lose what their size takes (Loader 2000,
 * "Fast and Accurate Computation of Binomial Probabilities"). */
static double density(double a, double b, double p)
{
	double n = a + b;

	return exp(stirling_error(n) - stirling_error(a) - stirling_error(b) -
		   deviance(a, n * p) - deviance(b, n * (1.0 - p))) *
	       sqrt(n / (2.0 * M_PI * a * b));
}

static double beta_fraction(double x, double a, double b)
{
	double c = 1.0, d = 1.0 - (a + b) * x / (a + 1.0), h;

	d = 1.0 / (fabs(d) < least ? least : d);
	h = d;
	for (int m = 1; m < ROUNDS; m++) {
		double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		double odd = -(a + m) * (a + b + m) * x /
			     ((a + 2 * m) * (a + 2 * m + 1)),
		       before = h;

		d = 1.0 + even * d;
		c = 1.0 + even / c;
		d = 1.0 / (fabs(d) < least ? least : d);
		c = fabs(c) < least ? least : c;
		h *= d * c;
		d = 1.0 + odd * d;
		c = 1.0 + odd / c;
		d = 1.0 / (fabs(d) < least ? least : d);
		c = fabs(c) < least ? least : c;
		h *= d * c;
		if (fabs(h - before) <= DBL_EPSILON * fabs(h))
			break;
	}
	return h;
}

double momus_beta_cdf(double x, double a, double b)
{
	double front;

	if (!(a > 0 && b > 0) || isnan(x))
		return NAN;
	if (x <= 0 || x >= 1)
		return x <= 0 ? 0.0 : 1.0;
	front = density(a, b, x) * a * b / (a + b);
	if (x < (a + 1.0) / (a + b + 2.0))
		return front * beta_fraction(x, a, b) / a;
	return 1.0 - front * beta_fraction(1.0 - x, b, a) / b;
}

double momus_beta_quantile(double p, double a, double b)
{
	double low = 0, high = 1;

	if (!(p >= 0 && p <= 1 && a > 0 && b > 0))
		return NAN;
	for (int i = 0; i < 200; i++) {
		double middle = 0.5 * (low + high);

		if (middle <= low || middle >= high)
			break;
		if (momus_beta_cdf(middle, a, b) < p)
			low = middle;
		else
			high = middle;
	}
	return p == 0 ? 0.0 : p == 1 ? 1.0 : 0.5 * (low + high);
}

double momus_binomial_cdf(uint64_t k, uint64_t n, double p)
{
	if (!(p >= 0 && p <= 1))
		return NAN;
	if (k >= n || p == 0)
		return 1.0;
	return momus_beta_cdf(1.0 - p, (double)(n - k), (double)k + 1.0);
}

double momus_binomial_pmf(uint64_t k, uint64_t n, double p)
{
	double a = (double)k, b = (double)n - a;

	if (!(p >= 0 && p <= 1) || k > n)
		return NAN;
	if (p == 0 || p == 1)
		return p == 0 ? k == 0 : k == n;
	if (k == 0 || k == n)
		return k ? pow(p, a) : exp(b * log1p(-p));
	return density(a, b, p);
}
