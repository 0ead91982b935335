/* paired.c - tests of harness/stats/paired.c and adjust.c */
#include <math.h>
#include <stdlib.h>

#include "momus/random.h"
#include "stats/distributions.h"
#include "stats/factorials.h"
#include "stats/paired.h"
#include "tap.h"
#include "unit/numbers.h"

TEST(mcnemar_equals_statsmodels_and_its_mid_p_the_formula)
{
	double *rows;
	size_t n = numbers_read("mcnemar.txt", 4, &rows);

	for (size_t i = 0; i < n; i++) {
		const double *r = rows + 4 * i;
		struct momus_mcnemar m =
			momus_mcnemar((uint64_t)r[0], (uint64_t)r[1]);

		CHECK_NEAR(m.p, r[2], 1e-10);
		CHECK_NEAR(m.mid_p, r[3], 1e-10);
	}
	CHECK(momus_mcnemar(0, 0).p == 1.0 && momus_mcnemar(0, 0).mid_p == 1.0);
	free(rows);
}

/* Few pairs are summed, many by a continued fraction: both must say the same, on
 * both sides of the border between them. */
TEST(mcnemar_sums_what_the_binomial_distribution_says)
{
	for (uint64_t n = 1; n <= 2 * MOMUS_FACTORIALS; n += 1 + n / 16)
		for (uint64_t k = 0; 2 * k < n; k++) {
			struct momus_mcnemar m = momus_mcnemar(k, n - k);
			double p = 2 * momus_binomial_cdf(k, n, 0.5);

			p = fmin(1, p);
			CHECK_NEAR(m.p, p, 1e-12 * p);
			p -= momus_binomial_pmf(k, n, 0.5);
			CHECK_NEAR(m.mid_p, p, 1e-12 * p);
		}
}

/* With differences of one size the signs' sum is binomial: McNemar's test. */
TEST(signs_of_one_size_are_mcnemars_test)
{
	double d[300] = { 0 };
	struct momus_signflip s;

	for (size_t i = 0; i < 18; i++)
		d[i * 7] = i < 5 ? 1 : -1;
	CHECK_INT(momus_signflip(d, 300, 1, 0, &s, NULL), MOMUS_OK);
	CHECK(s.exact && s.tried == 0);
	CHECK_NEAR(s.p, momus_mcnemar(5, 13).p, 1e-12);
	CHECK_NEAR(s.mean, -8.0 / 300, 1e-15);
	for (size_t i = 0; i < 111; i++)
		d[i] = i < 40 ? 1 : -1;
	for (size_t i = 111; i < 300; i++)
		d[i] = 0;
	CHECK_INT(momus_signflip(d, 300, 1, 0, &s, NULL), MOMUS_OK);
	CHECK(s.exact);
	CHECK_NEAR(s.p, momus_mcnemar(40, 71).p, 1e-12);
}

/* Sizes that are one within 1 %, and no whole numbers of anything. */
static void odd(double *d, size_t n, size_t gained)
{
	for (size_t i = 0; i < n; i++)
		d[i] = (i < gained ? 1 : -1) *
		       (0.5 + 0.005 * sin((double)i * 1.7));
}

TEST(signs_of_odd_sizes_are_tried_or_drawn)
{
	double d[111];
	struct momus_signflip s;

	odd(d, 17, 4);
	CHECK_INT(momus_signflip(d, 17, 1, 0, &s, NULL), MOMUS_OK);
	CHECK(s.exact && s.tried == 1u << 17);
	CHECK(s.p > 0.02 && s.p < momus_mcnemar(4, 13).p + 1e-12);
	odd(d, 111, 40);
	CHECK_INT(momus_signflip(d, 111, 1, 0, &s, NULL), MOMUS_OK);
	CHECK(!s.exact && s.tried == MOMUS_SIGNFLIP_TRIES);
	/* 0.00337 by numpy's 2,000,000 signs; here to an error of 0.0002 */
	CHECK_NEAR(s.p, 0.00337, 0.0008);
}

TEST(all_signs_of_means_equal_a_count_in_fractions)
{
	double *heads, *values, d[100];
	size_t n = numbers_read("signflips.txt", 3, &heads), at = 0, m;
	struct momus_signflip s;

	numbers_read("signflip-values.txt", 1, &values);
	for (size_t i = 0; i < n; i++) {
		m = (size_t)heads[3 * i + 1];
		for (size_t j = 0; j < m; j++)
			d[j] = values[at + j] / heads[3 * i];
		CHECK_INT(momus_signflip(d, m, 1, 0, &s, NULL), MOMUS_OK);
		CHECK(s.exact);
		CHECK_NEAR(s.p, heads[3 * i + 2], 1e-12);
		at += m;
	}
	free(heads);
	free(values);
}

/* Four signs of 1, 2, 4 and 8: every sum is another one. */
TEST(signs_of_different_sizes_are_all_tried)
{
	const double d[] = { 1, 2, 4, 8 }, e[] = { 0.1, 0.2, 0.3, -0.3 };
	struct momus_signflip s;

	CHECK_INT(momus_signflip(d, 4, 1, 0, &s, NULL), MOMUS_OK);
	CHECK_NEAR(s.p, 2.0 / 16, 1e-15);
	/* |sum| is 0.3 or more for 12 of 16, by hand */
	CHECK_INT(momus_signflip(e, 4, 1, 0, &s, NULL), MOMUS_OK);
	CHECK_NEAR(s.p, 12.0 / 16, 1e-15);
	CHECK_INT(momus_signflip(NULL, 0, 1, 0, &s, NULL), MOMUS_OK);
	CHECK(isnan(s.mean) && s.p == 1.0);
}

/* 500 sets without a difference, drawn: about one in twenty is called one. */
TEST(no_difference_is_called_one_at_the_stated_rate)
{
	struct momus_stream r;
	double d[40];
	int called = 0;

	momus_stream_init(&r, 9, MOMUS_TEXT(""), 0, 0, "test");
	for (int t = 0; t < 500; t++) {
		struct momus_signflip s;

		for (size_t i = 0; i < 40; i++)
			d[i] = momus_stream_real(&r) - momus_stream_real(&r);
		CHECK_INT(momus_signflip(d, 40, (uint64_t)t, 999, &s, NULL),
			  MOMUS_OK);
		called += s.p <= 0.05;
	}
	CHECK(called >= 10 && called <= 42); /* 99.9 % of binomial(500, .05) */
}

TEST(the_same_seed_gives_the_same_p)
{
	double d[60];
	struct momus_signflip a, b;

	for (size_t i = 0; i < 60; i++)
		d[i] = sin((double)(i * 37 % 11) - 4.5);
	CHECK_INT(momus_signflip(d, 60, 5, 1000, &a, NULL), MOMUS_OK);
	CHECK_INT(momus_signflip(d, 60, 5, 1000, &b, NULL), MOMUS_OK);
	CHECK(a.p == b.p);
}

TEST(adjusted_p_values_equal_those_of_statsmodels)
{
	double *rows, p[16], holm[16], bh[16];
	size_t n = numbers_read("adjusted.txt", 4, &rows), m;

	for (size_t i = 0; i < n; i += m) {
		m = (size_t)rows[4 * i];
		for (size_t j = 0; j < m; j++)
			p[j] = rows[4 * (i + j) + 1];
		CHECK_INT(momus_adjust(p, m, holm, bh, NULL), MOMUS_OK);
		for (size_t j = 0; j < m; j++) {
			CHECK_NEAR(holm[j], rows[4 * (i + j) + 2], 1e-12);
			CHECK_NEAR(bh[j], rows[4 * (i + j) + 3], 1e-12);
		}
	}
	free(rows);
}

TEST(a_test_that_was_not_made_counts_for_nothing)
{
	double p[] = { 0.01, NAN, 0.04 }, bh[3];

	CHECK_INT(momus_adjust(p, 3, p, bh, NULL), MOMUS_OK);
	CHECK_NEAR(p[0], 0.02, 1e-15);
	CHECK(isnan(p[1]));
	CHECK_NEAR(p[2], 0.04, 1e-15);
	CHECK_NEAR(bh[0], 0.02, 1e-15);
	CHECK(isnan(bh[1]));
	CHECK_NEAR(bh[2], 0.04, 1e-15);
}

/* By their definitions, test by test, each in any order. */
static void check_adjusted(const double *p, size_t n)
{
	double *out = malloc(2 * n * sizeof(*out));

	CHECK_INT(momus_adjust(p, n, out, out + n, NULL), MOMUS_OK);
	for (size_t i = 0; i < n; i++) {
		double holm = 0, bh = 1;

		for (size_t j = 0; j < n; j++) {
			size_t below = 0, upto = 0;

			for (size_t k = 0; k < n; k++) {
				below += p[k] < p[j];
				upto += p[k] <= p[j];
			}
			if (p[j] <= p[i])
				holm = fmax(holm, (double)(n - below) * p[j]);
			if (p[j] >= p[i])
				bh = fmin(bh, (double)n / (double)upto * p[j]);
		}
		CHECK(out[i] == fmin(1.0, holm));
		CHECK(out[n + i] == bh);
	}
	free(out);
}

TEST(adjusted_p_values_are_those_of_their_definitions_to_the_bit)
{
	double p[120];
	struct momus_stream s;

	momus_stream_init(&s, 1, MOMUS_TEXT(""), 0, 0, "test");
	for (size_t n = 1; n <= 120; n += 7)
		for (int kinds = 4; kinds <= 1 << 20; kinds <<= 8) {
			for (size_t i = 0; i < n; i++)
				p[i] = ldexp(
					1.0 + (double)momus_stream_below(&s,
									 kinds),
					-22 - (int)momus_stream_below(&s, 4));
			check_adjusted(p, n);
		}
}

TAP_MAIN
