/* chain.c - tests of harness/stats/chain.c */
#include <math.h>
#include <stdlib.h>

#include "momus/random.h"
#include "stats/chain.h"
#include "tap.h"
#include "unit/numbers.h"

TEST(homogeneity_and_order_equal_scipys_tests_of_the_tables)
{
	double *heads, *counts, sum[64];
	size_t n = numbers_read("chain-tests.txt", 6, &heads), at = 0;

	numbers_read("chain-counts.txt", 1, &counts);
	for (size_t i = 0; i < n; i++) {
		const double *r = heads + 6 * i;
		size_t t = (size_t)r[0], s = (size_t)r[1];
		struct momus_chain_test h, o;

		h = momus_chain_homogeneous(counts + at, t, s);
		CHECK_NEAR(h.statistic, r[2], 1e-8);
		CHECK_NEAR(h.df, r[3], 0);
		CHECK(isnan(h.p) == (r[3] == 0));
		for (size_t k = 0; k < s * s; k++) {
			sum[k] = 0;
			for (size_t j = 0; j < t; j++)
				sum[k] += counts[at + j * s * s + k];
		}
		o = momus_chain_order1(sum, s);
		CHECK_NEAR(o.statistic, r[4], 1e-8);
		CHECK_NEAR(o.df, r[5], 0);
		at += t * s * s;
	}
	free(heads);
	free(counts);
}

TEST(order_two_equals_scipys_tests_of_the_tables)
{
	double *heads, *counts;
	size_t n = numbers_read("order-tests.txt", 3, &heads), at = 0;

	numbers_read("order-counts.txt", 1, &counts);
	for (size_t i = 0; i < n; i++) {
		const double *r = heads + 3 * i;
		struct momus_chain_test o =
			momus_chain_order2(counts + at, (size_t)r[0]);

		CHECK_NEAR(o.statistic, r[1], 1e-8);
		CHECK_NEAR(o.df, r[2], 0);
		at += (size_t)(r[0] * r[0] * r[0]);
	}
	free(heads);
	free(counts);
}

TEST(two_states_settle_where_the_formula_says)
{
	struct momus_two_state s = momus_two_state(0.9, 0.3);

	CHECK_NEAR(s.stationary, 0.75, 1e-15);
	CHECK_NEAR(s.second, 0.6, 1e-15);
	CHECK_NEAR(pow(s.second, s.half_life), 0.5, 1e-12);
	CHECK_NEAR(momus_two_state_after(0.1, 0.9, 0.3, 0), 0.1, 1e-15);
	CHECK_NEAR(momus_two_state_after(0.1, 0.9, 0.3, 1), 0.36, 1e-15);
	CHECK_NEAR(momus_two_state_after(0.1, 0.9, 0.3, 200), 0.75, 1e-12);
}

TEST(a_chain_that_never_moves_stays_where_it_began)
{
	struct momus_two_state s = momus_two_state(1, 0);

	CHECK(isnan(s.stationary) && s.second == 1.0 && isnan(s.half_life));
	CHECK_NEAR(momus_two_state_after(0.37, 1, 0, 9), 0.37, 0);
	CHECK(isnan(momus_two_state(NAN, 0.3).second));
	CHECK(isnan(momus_two_state_after(0.1, NAN, 0.3, 2)));
	CHECK(momus_two_state(0, 1).half_life == INFINITY);
	CHECK(momus_two_state(0.4, 0.4).half_life == 0.0);
}

static bool same(double x, double y)
{
	return x == y || (isnan(x) && isnan(y));
}

/* Rows and columns of zeros among them, and more degrees of freedom than are summed. */
TEST(many_tables_are_tested_to_the_bit_as_each_by_itself)
{
	static double counts[20 * 12 * 12];
	struct momus_chain_test each[20], one;
	struct momus_stream r;

	momus_stream_init(&r, 7, MOMUS_TEXT(""), 0, 0, "test");
	for (size_t s = 1; s <= 12; s++)
		for (size_t m = 0; m <= 20; m++) {
			for (size_t i = 0; i < m * s * s; i++)
				counts[i] = (double)momus_stream_below(
					&r, i / s % 3 ? 40 : 2);
			momus_chain_order1_each(counts, m, s, each);
			for (size_t i = 0; i < m; i++) {
				one = momus_chain_order1(counts + i * s * s, s);
				CHECK(same(each[i].statistic, one.statistic));
				CHECK(same(each[i].df, one.df));
				CHECK(same(each[i].p, one.p));
			}
		}
}

TEST(an_empty_table_tests_nothing)
{
	const double none[8] = { 0 };
	struct momus_chain_test t = momus_chain_homogeneous(none, 2, 2);

	CHECK(t.statistic == 0 && t.df == 0 && isnan(t.p));
}

/* 400 samples of a true chain: homogeneity is refused about one time in twenty;
 * of a mixture of hard and easy problems, order 2 is found always. */
TEST(a_true_chain_is_refused_at_the_stated_rate_and_a_mixture_is_found)
{
	int refused = 0, found = 0;
	struct momus_stream r;

	momus_stream_init(&r, 21, MOMUS_TEXT(""), 0, 0, "test");
	for (int trial = 0; trial < 400; trial++) {
		double turns[3][2][2] = { { { 0 } } };
		double mixed[2][2][2] = { { { 0 } } };

		for (int i = 0; i < 300; i++) {
			double p = i % 2 ? 0.9 : 0.2; /* easy or hard */
			int now = momus_stream_real(&r) < 0.4, hist[4];

			for (int t = 0; t < 3; t++) {
				int next = momus_stream_real(&r) <
					   (now ? 0.8 : 0.3);

				turns[t][now][next]++;
				now = next;
			}
			for (int t = 0; t < 4; t++)
				hist[t] = momus_stream_real(&r) < p;
			mixed[hist[0]][hist[1]][hist[2]]++;
			mixed[hist[1]][hist[2]][hist[3]]++;
		}
		refused += momus_chain_homogeneous(&turns[0][0][0], 3, 2).p <=
			   0.05;
		found += momus_chain_order2(&mixed[0][0][0], 2).p <= 0.05;
	}
	CHECK(refused >= 7 && refused <= 36); /* 99.9 % of binomial(400,.05) */
	CHECK(found == 400);
}

TAP_MAIN
