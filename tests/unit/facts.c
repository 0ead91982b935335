/* facts.c - tests of harness/stats/facts.c */
#include <math.h>

#include "momus/random.h"
#include "stats/facts.h"
#include "stats/outcome.h"
#include "tap.h"

enum { R = MOMUS_RIGHT, W = MOMUS_WRONG, U = MOMUS_UNKNOWN };

/* By hand: means 1, 1/2, 0 and 1; spreads 0, 1 1 / (2 1) and 0. */
TEST(one_versions_facts_are_those_by_hand)
{
	const int8_t a[] = { R, R, R, R, W, U, W, W, W, R, U, U, U, U, U };
	struct momus_facts f;

	momus_facts_of(a, 5, 3, &f);
	CHECK_INT((long long)f.problems, 4);
	CHECK_INT((long long)f.repeated, 3);
	CHECK_NEAR(f.pass, 2.5 / 4, 1e-15);
	CHECK_NEAR(f.within, 0.5 / 3, 1e-15);
	CHECK_NEAR(f.correlation, 1 - (0.5 / 3) / (0.625 * 0.375), 1e-12);
}

TEST(what_is_not_there_is_not_a_number)
{
	const int8_t none[] = { U, U }, single[] = { R, W }, sure[] = { R, R };
	struct momus_facts_pair p;
	struct momus_facts f;

	momus_facts_of(none, 2, 1, &f);
	CHECK(isnan(f.pass) && isnan(f.within) && isnan(f.correlation));
	momus_facts_of(single, 2, 1, &f);
	CHECK(f.pass == 0.5 && isnan(f.within) && isnan(f.correlation));
	momus_facts_of(sure, 1, 2, &f);
	CHECK(f.pass == 1 && f.within == 0 && isnan(f.correlation));
	momus_facts_of_pair(none, 1, single, 1, 2, &p);
	CHECK(p.problems == 0 && isnan(p.difference) && isnan(p.variance));
	momus_facts_of_pair(sure, 1, sure, 1, 1, &p);
	CHECK(p.problems == 1 && p.difference == 0 && isnan(p.variance));
}

/* Differences 0, -1, 0, 1: mean 0, variance 2 / 3; nothing is repeated. */
TEST(single_answers_leave_all_spread_between)
{
	const int8_t a[] = { R, R, W, W }, b[] = { R, W, W, R };
	struct momus_facts_pair p;

	momus_facts_of_pair(a, 1, b, 1, 4, &p);
	CHECK_NEAR(p.difference, 0, 1e-15);
	CHECK_NEAR(p.variance, 2.0 / 3, 1e-15);
	CHECK_NEAR(p.discordance, 0.5, 1e-15);
	CHECK_NEAR(p.correlation, 0, 1e-15);
	CHECK(isnan(p.noise) && isnan(p.within));
	CHECK_NEAR(p.between, 2.0 / 3, 1e-15);
}

/* 20,000 problems of drawn chances; the new version adds 0.2 to half of them. */
TEST(parts_of_the_variance_are_found_again)
{
	enum { N = 20000, K = 3, L = 5 };
	static int8_t a[N * K], b[N * L];
	struct momus_facts_pair p;
	struct momus_stream r;
	double within = 0;

	momus_stream_init(&r, 2, MOMUS_TEXT(""), 0, 0, "test");
	for (int i = 0; i < N; i++) {
		double x = 0.8 * momus_stream_real(&r), y = x + i % 2 * 0.2;

		for (int j = 0; j < K; j++)
			a[i * K + j] = momus_stream_real(&r) < x;
		for (int j = 0; j < L; j++)
			b[i * L + j] = momus_stream_real(&r) < y;
		within += (x * (1 - x) + y * (1 - y)) / N;
	}
	momus_facts_of_pair(a, K, b, L, N, &p);
	CHECK_NEAR(p.difference, 0.1, 0.01);
	CHECK_NEAR(p.within, within, 0.005);
	CHECK_NEAR(p.between, 0.01, 0.003);
}

TAP_MAIN
