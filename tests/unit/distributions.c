/* distributions.c - tests of harness/stats/distributions.c */
#include <math.h>
#include <stdlib.h>

#include "stats/distributions.h"
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
