/* bca.c - see bca.h */
#include "config.h"

#include <math.h>

#include "stats/bca.h"
#include "stats/distributions.h"

static const double plain[2] = { 0.025, 0.975 };

double momus_bca_acceleration(const double *left_out, const uint64_t *times,
			      size_t n)
{
	double sum = 0, weight = 0, squares = 0, cubes = 0, d;

	for (size_t i = 0; i < n; i++) {
		sum += (double)times[i] * left_out[i];
		weight += (double)times[i];
	}
	for (size_t i = 0; i < n; i++) {
		d = sum / weight - left_out[i];
		squares += (double)times[i] * d * d;
		cubes += (double)times[i] * d * d * d;
	}
	if (isnan(squares))
		return NAN;
	return squares > 0 ? cubes / (6.0 * pow(squares, 1.5)) : 0.0;
}

bool momus_bca_levels(double below, double acceleration, double levels[2])
{
	double bias, z;

	levels[0] = plain[0];
	levels[1] = plain[1];
	if (!(below > 0 && below < 1) || isnan(acceleration))
		return false;
	bias = momus_normal_quantile(below);
	for (int i = 0; i < 2; i++) {
		z = bias + momus_normal_quantile(plain[i]);
		levels[i] =
			momus_normal_cdf(bias + z / (1.0 - acceleration * z));
	}
	return true;
}
