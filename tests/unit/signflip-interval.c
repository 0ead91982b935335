/* signflip-interval.c - tests of harness/stats/signflip-interval.c */
#include <math.h>
#include <stdlib.h>

#include "momus/random.h"
#include "stats/paired.h"
#include "tap.h"
#include "unit/numbers.h"

/* Both infinite, or near. */
static bool near(double a, double b)
{
	return a == b || fabs(a - b) < 1e-9;
}

TEST(shifts_are_those_that_all_signs_do_not_refuse)
{
	double *heads, *values, low, high;
	size_t n = numbers_read("shifts.txt", 5, &heads), at = 0;

	numbers_read("shift-values.txt", 1, &values);
	for (size_t i = 0; i < n; i++) {
		const double *h = heads + 5 * i;
		size_t m = (size_t)h[0];

		CHECK_INT(momus_signflip_interval(values + at, m, h[2],
						  h[1] != 0, 1, &low, &high,
						  NULL),
			  MOMUS_OK);
		CHECK(near(low, h[3]) && near(high, h[4]));
		at += h[1] != 0 ? m : 0; /* the same numbers both ways */
	}
	free(heads);
	free(values);
}

/* N differences drawn by S, their mean SHIFT; of whole numbers of 1/2 if HALVES. */
static void draw(struct momus_stream *s, double *d, size_t n, double shift,
		 bool halves)
{
	for (size_t i = 0; i < n; i++) {
		double x = momus_stream_real(s) + momus_stream_real(s) - 1;

		d[i] = shift + (halves ? rint(2 * x) / 2 : x);
	}
}

TEST(no_change_is_within_if_and_only_if_its_test_is_above_the_level)
{
	struct momus_stream r;
	double d[20], low, high;
	int refused = 0;

	momus_stream_init(&r, 5, MOMUS_TEXT(""), 0, 0, "test");
	for (size_t t = 0; t < 400; t++) {
		size_t n = 3 + t % 12;
		struct momus_signflip s;

		draw(&r, d, n, t % 2 ? 0 : -0.25, t % 2);
		CHECK_INT(momus_signflip(d, n, 1, 0, &s, NULL), MOMUS_OK);
		CHECK_INT(momus_signflip_interval(d, n, 0.05, false, 1, &low,
						  &high, NULL),
			  MOMUS_OK);
		CHECK(s.p > 0.05 ? low < 1e-9 && high > -1e-9
				 : low > -1e-9 || high < 1e-9);
		CHECK(low <= s.mean + 1e-9 && high >= s.mean - 1e-9);
		refused += s.p <= 0.05;
	}
	CHECK(refused > 40 && refused < 300);
}

TEST(single_answers_agree_with_mcnemars_mid_p)
{
	double d[20], low, high;

	for (unsigned gained = 0; gained <= 8; gained++)
		for (unsigned lost = 0; lost <= 8; lost++) {
			double p = momus_mcnemar(gained, lost).mid_p;

			for (unsigned i = 0; i < 18; i++)
				d[i] = i < gained	   ? 1
				       : i < gained + lost ? -1
							   : 0;
			CHECK_INT(momus_signflip_interval(d, 18, 0.05, true, 1,
							  &low, &high, NULL),
				  MOMUS_OK);
			CHECK(p > 0.05 ? low <= 0 && high >= 0
				       : low >= 0 || high <= 0);
		}
}

/* 2,000 sets of answers whose true difference is known. */
static double covered(size_t n, bool halves)
{
	struct momus_stream r;
	double d[25], low, high;
	int held = 0;

	momus_stream_init(&r, 6, MOMUS_TEXT(""), 0, 0, "test");
	for (int t = 0; t < 2000; t++) {
		draw(&r, d, n, 0.2, halves);
		CHECK_INT(momus_signflip_interval(d, n, 0.05, false, 1, &low,
						  &high, NULL),
			  MOMUS_OK);
		held += low <= 0.2 + 1e-12 && high >= 0.2 - 1e-12;
	}
	return held / 2000.0;
}

/* 0.95 and three of its standard errors, 0.005; with ties at least that. */
TEST(the_true_difference_is_within_at_the_stated_rate)
{
	CHECK_NEAR(covered(8, false), 0.95, 0.02);
	CHECK_NEAR(covered(12, false), 0.95, 0.015);
	CHECK(covered(12, true) >= 0.935);
}

TEST(drawn_subsets_tell_nearly_what_all_would)
{
	double d[24], low, high, all_low, all_high;
	struct momus_stream r;

	momus_stream_init(&r, 7, MOMUS_TEXT(""), 0, 0, "test");
	draw(&r, d, 20, 0.1, false);
	CHECK_INT(momus_signflip_interval(d, 20, 0.05, false, 1, &all_low,
					  &all_high, NULL),
		  MOMUS_OK);
	for (size_t i = 20; i < 24; i++)
		d[i] = d[i - 20];
	CHECK_INT(momus_signflip_interval(d, 24, 0.05, false, 1, &low, &high,
					  NULL),
		  MOMUS_OK);
	/* a little more was seen, of the same spread */
	CHECK(high - low < all_high - all_low);
	CHECK(high - low > 0.8 * (all_high - all_low));
	CHECK_INT(momus_signflip_interval(d, 24, 0.05, false, 1, &all_low,
					  &all_high, NULL),
		  MOMUS_OK);
	CHECK(low == all_low && high == all_high);
}

TEST(few_differences_refuse_nothing_and_none_have_no_interval)
{
	const double d[] = { 0.5, 0.5, 0.5, 0.5, 0.5 };
	double low, high;

	CHECK_INT(momus_signflip_interval(d, 5, 0.05, false, 1, &low, &high,
					  NULL),
		  MOMUS_OK);
	CHECK(low == -INFINITY && high == INFINITY);
	CHECK_INT(
		momus_signflip_interval(d, 5, 0.05, true, 1, &low, &high, NULL),
		MOMUS_OK);
	CHECK(low == 0.5 && high == 0.5);
	CHECK_INT(momus_signflip_interval(d, 0, 0.05, false, 1, &low, &high,
					  NULL),
		  MOMUS_OK);
	CHECK(isnan(low) && isnan(high));
}

TAP_MAIN
