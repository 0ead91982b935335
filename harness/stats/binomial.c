/* binomial.c - see binomial.h */
#include "config.h"

#include <math.h>

#include "stats/binomial.h"

/* Below this mean, walking up from 0 is the faster way and BTRS is not valid. */
static const double small_mean = 10.0;

/* P at most 1/2 and N * P small. */
static uint64_t invert(struct momus_stream *s, uint64_t n, double p)
{
	double ratio = p / (1.0 - p), scale = ((double)n + 1.0) * ratio;
	double none = exp((double)n * log1p(-p)), mass, u;
	uint64_t x;

	for (;;) { /* again only if rounding ate the far tail */
		u = momus_stream_real(s);
		mass = none;
		for (x = 0; x <= n; x++) {
			if (u < mass)
				return x;
			u -= mass;
			mass *= scale / ((double)x + 1.0) - ratio;
			if (mass <= 0.0)
				break;
		}
	}
}

static double log_factorial(double x)
{
	int sign;

	return lgamma_r(x + 1.0, &sign);
}

/* P at most 1/2; constants from the paper's algorithm BTRS. */
static uint64_t reject(struct momus_stream *s, uint64_t trials, double p)
{
	double n = (double)trials, odds = p / (1.0 - p);
	double spread = sqrt(n * p * (1.0 - p));
	double b = 1.15 + 2.53 * spread, a = -0.0873 + 0.0248 * b + 0.01 * p;
	double alpha = (2.83 + 5.1 / b) * spread, sure = 0.92 - 4.2 / b;
	double mode = floor((n + 1.0) * p), top = NAN, u, v, us, k;

	for (;;) {
		u = momus_stream_real(s) - 0.5;
		v = 1.0 - momus_stream_real(s); /* never 0 */
		us = 0.5 - fabs(u);
		k = floor((2.0 * a / us + b) * u + n * p + 0.5);
		if (us >= 0.07 && v <= sure)
			return (uint64_t)k;
		if (!(k >= 0.0 && k <= n)) /* also where US is 0 */
			continue;
		if (isnan(top))
			top = log_factorial(mode) + log_factorial(n - mode);
		v = log(v * alpha / (a / (us * us) + b));
		if (v <= top - log_factorial(k) - log_factorial(n - k) +
				 (k - mode) * log(odds))
			return (uint64_t)k;
	}
}

uint64_t momus_binomial(struct momus_stream *s, uint64_t n, double p)
{
	bool flip = p > 0.5;
	uint64_t x;

	if (!n || p <= 0.0)
		return 0;
	if (p >= 1.0)
		return n;
	if (flip)
		p = 1.0 - p;
	x = (double)n * p < small_mean ? invert(s, n, p) : reject(s, n, p);
	return flip ? n - x : x;
}
