/* power.c - tests of harness/stats/power.c */
#include <math.h>
#include <stdlib.h>

#include "momus/random.h"
#include "stats/power.h"
#include "tap.h"
#include "unit/numbers.h"

TEST(power_and_sizes_equal_those_found_with_scipy)
{
	double *rows;
	size_t n = numbers_read("power.txt", 8, &rows);

	for (size_t i = 0; i < n; i++) {
		const double *r = rows + 8 * i;
		struct momus_power_design d = { r[0], r[1], r[2] != 0 };

		CHECK_NEAR(momus_power_of(&d, r[3], r[4]), r[5], 1e-10);
		CHECK_NEAR(momus_power_detectable(&d, r[3], 0.8), r[6], 1e-9);
		CHECK_INT((long long)momus_power_problems(&d, r[4], 0.8),
			  (long long)r[7]);
	}
	free(rows);
}

TEST(no_problem_or_no_difference_has_no_size)
{
	struct momus_power_design d = { 0.5, 0.05, false };

	CHECK(isnan(momus_power_detectable(&d, 0, 0.8)));
	CHECK_INT((long long)momus_power_problems(&d, 0, 0.8), 0);
	CHECK_INT((long long)momus_power_problems(&d, 1e-12, 0.8), 0);
	d.sd = 0;
	CHECK(isnan(momus_power_of(&d, 10, 0.1)));
}

TEST(more_samples_leave_the_spread_between_problems)
{
	CHECK_NEAR(momus_power_pair_sd(0.1, 0.06), sqrt(0.16 - 0.0016), 1e-15);
	CHECK_NEAR(momus_power_samples_sd(0.04, 0.3, 1), sqrt(0.34), 1e-15);
	CHECK_NEAR(momus_power_samples_sd(0.04, 0.3, 1e12), 0.2, 1e-9);
}

TEST(equivalence_is_that_of_statsmodels_two_one_sided_tests)
{
	double *rows;
	size_t n = numbers_read("equivalences.txt", 5, &rows);

	for (size_t i = 0; i < n; i++) {
		const double *r = rows + 5 * i;
		struct momus_equivalence e = momus_equivalent(r[0], r[1], r[2]);

		CHECK_NEAR(e.lower, r[3], 1e-12);
		CHECK_NEAR(e.p, r[4], 1e-12);
	}
	free(rows);
}

/* 2,000 comparisons of 300 drawn pairs whose true drop is the margin: about one in
 * twenty is called no worse. */
TEST(a_drop_of_the_margin_is_called_no_worse_at_the_stated_rate)
{
	const double gained = 0.05, lost = 0.1;
	struct momus_stream r;
	int called = 0;

	momus_stream_init(&r, 11, MOMUS_TEXT(""), 0, 0, "test");
	for (int t = 0; t < 2000; t++) {
		double up = 0, down = 0;

		for (int i = 0; i < 300; i++) {
			double x = momus_stream_real(&r);

			up += x < gained;
			down += x > 1 - lost;
		}
		called += momus_equivalent(
				  (up - down) / 300,
				  momus_power_pair_sd(up / 300, down / 300) /
					  sqrt(300),
				  lost - gained)
				  .lower <= 0.05;
	}
	CHECK_NEAR(called / 2000.0, 0.05, 0.018);
}

TEST(equivalence_needs_both_sides)
{
	struct momus_equivalence e = momus_equivalent(0.01, 0.01, 0.03);

	CHECK_NEAR(e.lower, 3.167124183311998e-05, 1e-12); /* P(Z > 4) */
	CHECK_NEAR(e.p, 0.02275013194817921, 1e-12);	   /* P(Z > 2) */
	e = momus_equivalent(-0.05, 0.01, 0.03);
	CHECK(e.p > 0.97 && e.lower == e.p);
	CHECK(momus_equivalent(0, 0, 0.01).p == 0.0);
	CHECK(momus_equivalent(0.02, 0, 0.01).p == 1.0);
	CHECK(isnan(momus_equivalent(0, 1, 0).p));
}

TEST(many_tests_of_equivalence_are_to_the_bit_those_of_each_by_itself)
{
	const double odd[] = { 0, -0.02, 0.02, INFINITY, -INFINITY, NAN };
	double mean[50], se[50], p[50], one;
	struct momus_stream s;

	momus_stream_init(&s, 1, MOMUS_TEXT(""), 0, 0, "test");
	for (size_t n = 0; n <= 50; n++) {
		for (size_t i = 0; i < n; i++) {
			mean[i] = i % 5 ? 0.2 * momus_stream_real(&s) - 0.1
					: odd[momus_stream_below(&s, 6)];
			se[i] = i % 3 ? 0.02 * momus_stream_real(&s)
				      : odd[momus_stream_below(&s, 6)];
		}
		momus_equivalent_each(mean, se, n, 0.02, p);
		for (size_t i = 0; i < n; i++) {
			one = momus_equivalent(mean[i], se[i], 0.02).p;
			CHECK(p[i] == one || (isnan(p[i]) && isnan(one)));
			CHECK(isnan(one) == (isnan(mean[i]) || !(se[i] >= 0) ||
					     (isinf(mean[i]) && isinf(se[i]))));
		}
		momus_equivalent_each(mean, se, n, 0, p);
		for (size_t i = 0; i < n; i++)
			CHECK(isnan(p[i]));
	}
}

/* 2,000 comparisons of 200 drawn pairs with a true difference: the share that a
 * normal test calls is the power that was planned. */
TEST(a_planned_power_is_met)
{
	const double gained = 0.12, lost = 0.05;
	struct momus_power_design d = { momus_power_pair_sd(gained, lost), 0.05,
					false };
	double want = momus_power_of(&d, 200, gained - lost);
	struct momus_stream r;
	int called = 0;

	momus_stream_init(&r, 4, MOMUS_TEXT(""), 0, 0, "test");
	for (int t = 0; t < 2000; t++) {
		double up = 0, down = 0, mean, se;

		for (int i = 0; i < 200; i++) {
			double x = momus_stream_real(&r);

			up += x < gained;
			down += x > 1 - lost;
		}
		mean = (up - down) / 200;
		se = momus_power_pair_sd(up / 200, down / 200) / sqrt(200);
		called += fabs(mean) > 1.959963984540054 * se;
	}
	CHECK_NEAR(called / 2000.0, want, 0.04);
}

TAP_MAIN
