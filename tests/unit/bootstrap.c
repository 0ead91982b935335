/* bootstrap.c - tests of harness/stats/bootstrap.c */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/bca.h"
#include "stats/bootstrap.h"
#include "tap.h"
#include "unit/numbers.h"

static void shares(const void *arg, const double *s, double *out)
{
	(void)arg;
	out[0] = s[0] > 0 ? s[1] / s[0] : NAN;
	out[1] = s[2] > 0 ? s[3] / s[2] : NAN;
	out[2] = s[2] > 0 ? s[4] / s[2] : NAN;
}

static struct momus_bootstrap table_of(const double *rows, size_t n)
{
	return (struct momus_bootstrap){ .rows = rows,
					 .n = n,
					 .k = 5,
					 .figures = shares,
					 .m = 3,
					 .seed = 1,
					 .purpose = "test" };
}

TEST(intervals_equal_those_of_resampling_row_by_row)
{
	double *rows, *want;
	size_t n = numbers_read("bootstrap-rows.txt", 5, &rows);
	struct momus_bootstrap b = table_of(rows, n);
	struct momus_interval got[3];

	CHECK_INT((long long)numbers_read("bootstrap-intervals.txt", 3, &want),
		  3);
	CHECK_INT(momus_bootstrap(&b, got, NULL), MOMUS_OK);
	for (int i = 0; i < 3; i++) {
		/* 10,000 resamples know an end to 0.03 standard deviations */
		CHECK_NEAR(got[i].low, want[3 * i], 0.1 * want[3 * i + 2]);
		CHECK_NEAR(got[i].high, want[3 * i + 1], 0.1 * want[3 * i + 2]);
		CHECK_INT(got[i].used, MOMUS_BOOTSTRAP_RESAMPLES);
	}
	free(rows);
	free(want);
}

static void mean(const void *arg, const double *s, double *out)
{
	(void)arg;
	out[0] = s[1] / s[0];
}

static void proportion_is(const double *want)
{
	size_t n = (size_t)want[1];
	double *rows = malloc(2 * n * sizeof *rows);
	struct momus_bootstrap b = { .rows = rows,
				     .n = n,
				     .k = 2,
				     .figures = mean,
				     .m = 1,
				     .seed = 2,
				     .purpose = "test" };
	struct momus_interval got;

	for (size_t i = 0; i < n; i++) {
		rows[2 * i] = 1.0;
		rows[2 * i + 1] = (double)i < want[0];
	}
	CHECK_INT(momus_bootstrap(&b, &got, NULL), MOMUS_OK);
	free(rows);
	CHECK_NEAR(got.low, want[2], 0.1 * want[4] + 1.0 / (double)n);
	CHECK_NEAR(got.high, want[3], 0.1 * want[4] + 1.0 / (double)n);
}

TEST(a_mean_of_zeros_and_ones_is_binomial)
{
	double *rows;
	size_t n = numbers_read("proportions.txt", 5, &rows);

	for (size_t i = 0; i < n; i++)
		proportion_is(rows + 5 * i);
	free(rows);
}

static bool same(const struct momus_interval *a, const struct momus_interval *b)
{
	for (int i = 0; i < 3; i++)
		if (a[i].low != b[i].low || a[i].high != b[i].high ||
		    a[i].used != b[i].used)
			return false;
	return true;
}

TEST(threads_change_no_result)
{
	double *rows;
	size_t n = numbers_read("bootstrap-rows.txt", 5, &rows);
	struct momus_bootstrap b = table_of(rows, n);
	struct momus_interval one[3], many[3];

	b.threads = 1;
	CHECK_INT(momus_bootstrap(&b, one, NULL), MOMUS_OK);
	for (uint32_t threads = 2; threads <= 100; threads += 7) {
		b.threads = threads;
		CHECK_INT(momus_bootstrap(&b, many, NULL), MOMUS_OK);
		CHECK(same(one, many));
	}
	free(rows);
}

TEST(another_seed_draws_other_resamples)
{
	double *rows;
	size_t n = numbers_read("bootstrap-rows.txt", 5, &rows);
	struct momus_bootstrap b = table_of(rows, n);
	struct momus_interval x[3], y[3];

	CHECK_INT(momus_bootstrap(&b, x, NULL), MOMUS_OK);
	b.resamples = 9999;
	CHECK_INT(momus_bootstrap(&b, y, NULL), MOMUS_OK);
	CHECK_INT(y[0].used, 9999);
	b.resamples = 0;
	b.seed = 2;
	CHECK_INT(momus_bootstrap(&b, y, NULL), MOMUS_OK);
	CHECK(!same(x, y));
	free(rows);
}

TEST(problems_that_are_alike_give_no_width)
{
	const double rows[] = { 2, 1, 2, 1, 0, 2, 1, 2, 1, 0, 2, 1, 2, 1, 0 };
	struct momus_bootstrap b = table_of(rows, 3);
	struct momus_interval got[3];

	CHECK_INT(momus_bootstrap(&b, got, NULL), MOMUS_OK);
	CHECK(got[0].low == 0.5 && got[0].high == 0.5);
}

TEST(fewer_than_two_problems_have_no_interval)
{
	const double rows[] = { 2, 1, 2, 1, 0 };
	struct momus_bootstrap b = table_of(rows, 1);
	struct momus_interval got[3];

	CHECK_INT(momus_bootstrap(&b, got, NULL), MOMUS_OK);
	CHECK(isnan(got[0].low) && isnan(got[0].high) && !got[0].used);
	b.n = 0;
	CHECK_INT(momus_bootstrap(&b, got, NULL), MOMUS_OK);
	CHECK(isnan(got[0].low));
}

TEST(a_row_may_stand_for_many_problems)
{
	const double rows[] = { 2, 1, 2, 1, 0, 3, 3, 3, 0, 1, 2, 0, 2, 0, 0 };
	const uint64_t times[] = { 2, 30, 4 };
	double all[5 * 36], *at = all;
	struct momus_bootstrap b = table_of(rows, 3);
	struct momus_interval x[3], y[3];

	for (int i = 0; i < 3; i++)
		for (uint64_t c = 0; c < times[i]; c++, at += 5)
			memcpy(at, rows + 5 * i, 5 * sizeof *rows);
	b.times = times;
	CHECK_INT(momus_bootstrap(&b, x, NULL), MOMUS_OK);
	b = table_of(all, 36);
	CHECK_INT(momus_bootstrap(&b, y, NULL), MOMUS_OK);
	CHECK(same(x, y));
}

TEST(resamples_without_the_figure_are_left_out_and_counted)
{
	/* one of two problems has a denominator: a quarter draws it never */
	const double rows[] = { 0, 0, 0, 0, 0, 4, 3, 0, 0, 0 };
	struct momus_bootstrap b = table_of(rows, 2);
	struct momus_interval got[3];

	CHECK_INT(momus_bootstrap(&b, got, NULL), MOMUS_OK);
	CHECK_NEAR(got[0].low, 0.75, 0.0);
	CHECK_NEAR((double)got[0].used, 7500.0, 220.0);
	CHECK(isnan(got[1].low) && !got[1].used);
}

static void first_share(const void *arg, const double *s, double *out)
{
	(void)arg;
	out[0] = s[0] > 0 ? s[1] / s[0] : NAN;
}

TEST(bca_intervals_equal_scipys)
{
	double *rows, *want, without[64], sums[2] = { 0, 0 };
	uint64_t once[64];
	size_t n = numbers_read("bca-rows.txt", 2, &rows);
	struct momus_bootstrap b = { .rows = rows,
				     .n = n,
				     .k = 2,
				     .figures = first_share,
				     .m = 1,
				     .seed = 4,
				     .purpose = "test",
				     .resamples = 100000,
				     .bca = true };
	struct momus_interval got, plain;

	numbers_read("bca.txt", 4, &want);
	for (size_t i = 0; i < 2 * n; i++)
		sums[i % 2] += rows[i];
	for (size_t i = 0; i < n; i++) {
		without[i] =
			(sums[1] - rows[2 * i + 1]) / (sums[0] - rows[2 * i]);
		once[i] = 1;
	}
	CHECK_NEAR(momus_bca_acceleration(without, once, n), want[0], 1e-12);
	CHECK_INT(momus_bootstrap(&b, &got, NULL), MOMUS_OK);
	CHECK(got.bca);
	CHECK_NEAR(got.low, want[1], 0.05 * want[3]);
	CHECK_NEAR(got.high, want[2], 0.1 * want[3]); /* a far quantile */
	b.bca = false;
	CHECK_INT(momus_bootstrap(&b, &plain, NULL), MOMUS_OK);
	CHECK(!plain.bca && plain.high < got.high - 0.1 * want[3]);
	free(rows);
	free(want);
}

/* Without bias and without skewness nothing is moved; the example with z0 = 0.1
 * and a = 0.05: the normal's 0.1 + z / (1 - 0.05 z) for z = 0.1 -+ 1.96, by Python's
 * statistics.NormalDist. */
TEST(bca_levels_follow_the_formula)
{
	double levels[2];

	CHECK(momus_bca_levels(0.5, 0.0, levels));
	CHECK_NEAR(levels[0], 0.025, 1e-14);
	CHECK_NEAR(levels[1], 0.975, 1e-14);
	CHECK(momus_bca_levels(0.539827837277029, 0.05, levels));
	CHECK_NEAR(levels[0], 0.0546100769, 1e-9);
	CHECK_NEAR(levels[1], 0.9917237369, 1e-9);
	CHECK(!momus_bca_levels(0.0, 0.1, levels));
	CHECK(!momus_bca_levels(0.4, NAN, levels) && levels[0] == 0.025);
}

TEST(bca_without_width_or_definition_falls_back_and_says_so)
{
	const double alike[] = { 2, 1, 2, 1, 0, 2, 1, 2, 1, 0 };
	const double lone[] = { 0, 0, 0, 0, 0, 4, 3, 0, 0, 0 };
	struct momus_bootstrap b = table_of(alike, 2);
	struct momus_interval got[3];

	b.bca = true;
	CHECK_INT(momus_bootstrap(&b, got, NULL), MOMUS_OK);
	CHECK(got[0].low == 0.5 && got[0].high == 0.5);
	b = table_of(lone, 2); /* without the second problem it is 0 / 0 */
	b.bca = true;
	CHECK_INT(momus_bootstrap(&b, got, NULL), MOMUS_OK);
	CHECK(got[0].low == 0.75 && !got[0].bca);
	CHECK(isnan(got[1].low) && !got[1].bca);
}

TAP_MAIN
