/* distributions.c - tests of harness/stats/distributions.c */
#include <math.h>
#include <stdlib.h>

#include "stats/distributions.h"
#include "stats/elementary.h"
#include "tap.h"
#include "unit/numbers.h"

static double value(const double *r)
{
	switch ((int)r[0]) {
	case 0:
		return momus_normal_cdf(r[1]);
	case 1:
		return momus_normal_quantile(r[1]);
	case 2:
		return momus_chi2_tail(r[1], r[2]);
	case 3:
		return momus_beta_cdf(r[1], r[2], r[3]);
	case 4:
		return momus_beta_quantile(r[1], r[2], r[3]);
	case 5:
		return momus_binomial_cdf((uint64_t)r[1], (uint64_t)r[2], r[3]);
	default:
		return momus_binomial_pmf((uint64_t)r[1], (uint64_t)r[2], r[3]);
	}
}

TEST(probabilities_and_quantiles_equal_those_of_scipy)
{
	double *rows;
	size_t n = numbers_read("distributions.txt", 5, &rows);

	for (size_t i = 0; i < n; i++) {
		const double *r = rows + 5 * i;

		CHECK_NEAR(value(r), r[4], 1e-10 * fabs(r[4]));
	}
	free(rows);
}

/* Against the C library's, whose own error is below one unit. */
TEST(the_normal_and_logarithms_are_right_to_a_few_units_in_the_last_place)
{
	const double unit = 0x1p-52;

	for (double x = 0; x < 27; x += 0.00037)
		if (erfc(x) > 1e-307)
			CHECK_NEAR(momus_lane_erfc(x), erfc(x),
				   4 * unit * erfc(x));
	for (double z = -37.4; z < 9; z += 0.00083)
		CHECK_NEAR(momus_normal_cdf(z), 0.5 * erfc(-z * M_SQRT1_2),
			   4 * unit * erfc(-z * M_SQRT1_2));
	for (double x = 1e-300; x < 1e300; x *= 1.09)
		CHECK_NEAR(momus_lane_log(x), log(x), 2 * unit * fabs(log(x)));
	for (double x = 0.5; x < 2; x += 0.00031)
		CHECK_NEAR(momus_lane_log(x), log(x), 2 * unit * fabs(log(x)));
	CHECK(momus_lane_log(1) == 0 && momus_lane_log(0) == -INFINITY);
	CHECK(momus_lane_log(INFINITY) == INFINITY);
	CHECK(isnan(momus_lane_log(NAN)) && isnan(momus_lane_log(-1)));
	CHECK(momus_normal_cdf(-INFINITY) == 0);
	CHECK(momus_normal_cdf(INFINITY) == 1);
	CHECK(momus_normal_cdf(0) == 0.5);
	CHECK(isnan(momus_normal_cdf(NAN)));
}

/* The library takes what registers the processor has, this file none. */
TEST(every_width_of_registers_gives_the_same_bits)
{
	for (double z = -39; z < 39; z += 0.0071)
		CHECK(momus_normal_cdf(z) == momus_lane_normal_cdf(z));
}

/* Q(a + 1, x) = Q(a, x) + x^a e^-x / gamma(a + 1); a finite sum on one side of 100
 * degrees of freedom, a series or a fraction on the other. */
TEST(chi_squared_tails_follow_from_each_other)
{
	for (int df = 1; df <= 102; df++)
		for (double x = 0.01; x < 1300; x *= 1.3) {
			double a = 0.5 * df, y = 0.5 * x, more;

			more = exp(a * log(y) - y - lgamma(a + 1));
			CHECK_NEAR(momus_chi2_tail(x, df + 2),
				   momus_chi2_tail(x, df) + more,
				   1e-12 * momus_chi2_tail(x, df + 2) + 1e-14);
			CHECK_NEAR(momus_chi2_tail(x, df),
				   momus_chi2_tail(x, df + 1e-9), 1e-8);
		}
}

TEST(borders_are_exact_and_nonsense_has_no_value)
{
	CHECK(momus_normal_quantile(0) == -INFINITY);
	CHECK(momus_normal_quantile(1) == INFINITY);
	CHECK(isnan(momus_normal_quantile(1.5)));
	CHECK(isnan(momus_normal_quantile(NAN)));
	CHECK(momus_chi2_tail(0, 3) == 1.0);
	CHECK(isnan(momus_chi2_tail(1, 0)));
	CHECK(momus_beta_cdf(0, 2, 2) == 0.0 && momus_beta_cdf(1, 2, 2) == 1.0);
	CHECK(isnan(momus_beta_cdf(0.5, 0, 2)));
	CHECK(momus_beta_quantile(0, 2, 2) == 0.0);
	CHECK(momus_beta_quantile(1, 2, 2) == 1.0);
	CHECK(momus_binomial_cdf(5, 5, 0.3) == 1.0);
	CHECK(momus_binomial_pmf(0, 7, 0) == 1.0);
	CHECK(momus_binomial_pmf(3, 7, 1) == 0.0);
	CHECK(isnan(momus_binomial_pmf(8, 7, 0.5)));
}

TEST(a_quantile_undoes_its_probability)
{
	for (double p = 0.003; p < 1; p += 0.0371) {
		CHECK_NEAR(momus_normal_cdf(momus_normal_quantile(p)), p,
			   1e-14);
		CHECK_NEAR(
			momus_beta_cdf(momus_beta_quantile(p, 3, 0.6), 3, 0.6),
			p, 1e-12);
	}
}

TAP_MAIN
