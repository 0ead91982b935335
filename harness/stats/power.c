/* power.c - see power.h */
#include "config.h"

#include <math.h>

#include "stats/distributions.h"
#include "stats/power.h"

double momus_power_pair_sd(double gained, double lost)
{
	double d = gained - lost;

	return sqrt(fmax(0.0, gained + lost - d * d));
}

double momus_power_samples_sd(double between, double within, double samples)
{
	return sqrt(between + within / samples);
}

static double critical(const struct momus_power_design *d)
{
	return momus_normal_quantile(1.0 -
				     d->alpha / (d->one_sided ? 1.0 : 2.0));
}

double momus_power_of(const struct momus_power_design *d, double n,
		      double delta)
{
	double z = critical(d), shift = fabs(delta) * sqrt(n) / d->sd;

	if (!(n > 0 && d->sd > 0))
		return NAN;
	return momus_normal_cdf(shift - z) +
	       (d->one_sided ? 0.0 : momus_normal_cdf(-shift - z));
}

double momus_power_detectable(const struct momus_power_design *d, double n,
			      double power)
{
	double low = 0, high;

	if (!(n > 0 && d->sd > 0 && power > 0 && power < 1))
		return NAN;
	/* Power grows with the difference; two-sided it starts at alpha. */
	high = (critical(d) + fabs(momus_normal_quantile(power)) + 1.0) *
	       d->sd / sqrt(n);
	if (momus_power_of(d, n, 0) >= power)
		return 0.0;
	for (int i = 0; i < 100; i++) {
		double middle = 0.5 * (low + high);

		if (momus_power_of(d, n, middle) < power)
			low = middle;
		else
			high = middle;
	}
	return 0.5 * (low + high);
}

uint64_t momus_power_problems(const struct momus_power_design *d, double delta,
			      double power)
{
	uint64_t low = 0, high = 1;

	if (delta == 0 || !(d->sd > 0 && power > 0 && power < 1))
		return 0;
	while (momus_power_of(d, (double)high, delta) < power) {
		low = high;
		high *= 2;
		if (high > 1ull << 53)
			return 0;
	}
	while (high - low > 1) {
		uint64_t middle = low + (high - low) / 2;

		if (momus_power_of(d, (double)middle, delta) < power)
			low = middle;
		else
			high = middle;
	}
	return high;
}
