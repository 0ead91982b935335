/* pairs.c - tests of harness/stats/pairs.c: JudgeBench's rules, and votes */
#include <math.h>

#include "momus/random.h"
#include "stats/pairs.h"
#include "tap.h"

#define R MOMUS_DECIDED_RIGHT
#define W MOMUS_DECIDED_WRONG
#define T MOMUS_DECIDED_NEITHER
#define N MOMUS_DECIDED_NULL
#define A MOMUS_DECIDED_ABSENT

static const struct {
	enum momus_decision orders[2];
	int score;
	bool correct, incorrect, tied, null, inconsistent, both;
} pairs[] = {
	/* by hand from the rule; the first four are the published fixtures */
	{ { R, T }, 1, true, false, false, false, true, false },
	{ { R, N }, 1, true, false, false, true, true, false },
	{ { R, W }, 0, false, false, true, false, true, false },
	{ { T, T }, 0, false, false, true, false, false, false },
	{ { R, R }, 2, true, false, false, false, false, true },
	{ { W, W }, -2, false, true, false, false, false, false },
	{ { N, W }, -1, false, true, false, true, true, false },
	{ { N, N }, 0, false, false, true, true, false, false },
	{ { T, N }, 0, false, false, true, true, true, false },
};

TEST(a_pair_is_correct_if_its_orders_add_up_to_more_than_nothing)
{
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct momus_pairs p = { .total = 0 };

		momus_pairs_add(&p, pairs[i].orders, 2);
		CHECK_INT(momus_pair_score(pairs[i].orders, 2), pairs[i].score);
		CHECK_INT((long long)p.judged, 1);
		CHECK_INT((long long)p.correct, pairs[i].correct);
		CHECK_INT((long long)p.incorrect, pairs[i].incorrect);
		CHECK_INT((long long)p.tied, pairs[i].tied);
		CHECK_INT((long long)p.null, pairs[i].null);
		CHECK_INT((long long)p.inconsistent, pairs[i].inconsistent);
		CHECK_INT((long long)p.both_right, pairs[i].both);
	}
}

TEST(an_order_that_is_not_there_leaves_the_pair_unjudged)
{
	const enum momus_decision orders[][2] = { { R, A },
						  { A, R },
						  { A, A } };
	struct momus_pairs p = { .total = 0 };

	for (int i = 0; i < 3; i++)
		momus_pairs_add(&p, orders[i], 2);
	momus_pairs_add(&p, orders[0], 0);
	CHECK_INT((long long)p.total, 4);
	CHECK_INT((long long)p.judged, 0);
	CHECK_INT((long long)p.correct, 0);
	CHECK_INT((long long)p.first_judged, 1);
	CHECK_INT((long long)p.first_right, 1);
}

TEST(a_single_order_is_correct_if_it_is_right)
{
	const enum momus_decision all[] = { R, W, T, N };
	struct momus_pairs p = { .total = 0 };

	for (int i = 0; i < 4; i++)
		momus_pairs_add(&p, &all[i], 1);
	CHECK_INT((long long)p.judged, 4);
	CHECK_INT((long long)p.correct, 1);
	CHECK_INT((long long)p.first_right, 1);
	CHECK_INT((long long)p.inconsistent, 0);
	CHECK_INT((long long)p.both_right, 1);
}

TEST(a_majority_is_what_most_say_and_a_draw_is_neither)
{
	static const struct {
		struct momus_decisions d;
		enum momus_decision is;
	} cases[] = {
		{ { 0, 0, 0, 0 }, A }, { { 0, 0, 0, 3 }, N },
		{ { 1, 0, 0, 9 }, R }, { { 2, 1, 1, 0 }, R },
		{ { 1, 2, 1, 0 }, W }, { { 1, 1, 0, 0 }, T },
		{ { 2, 1, 2, 0 }, T }, { { 1, 2, 2, 5 }, T },
		{ { 1, 1, 3, 0 }, T },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		CHECK_INT(momus_decisions_majority(&cases[i].d), cases[i].is);
}

/* By trying every set of K of the votes. */
static struct momus_chances try_all(const struct momus_decisions *d, uint32_t k)
{
	uint32_t n = momus_decisions_n(d), sets = 0;
	struct momus_chances c = { 0.0, 0.0 };

	for (uint32_t bits = 0; bits < 1u << n; bits++) {
		struct momus_decisions x = { 0, 0, 0, 0 };
		enum momus_decision m;

		if ((uint32_t)__builtin_popcount(bits) != k)
			continue;
		for (uint32_t i = 0; i < n; i++)
			if (bits >> i & 1)
				++*(i < d->right	      ? &x.right
				    : i < d->right + d->wrong ? &x.wrong
				    : i < n - d->null	      ? &x.neither
							      : &x.null);
		m = momus_decisions_majority(&x);
		sets++;
		c.right += m == R;
		c.wrong += m == W;
	}
	c.right /= sets;
	c.wrong /= sets;
	return c;
}

TEST(chances_of_a_majority_are_those_of_all_sets_of_votes)
{
	struct momus_chances got, want;
	struct momus_factorials f;
	struct momus_decisions d;

	CHECK(momus_factorials_init(&f, 12));
	for (d.right = 0; d.right < 5; d.right++)
		for (d.wrong = 0; d.wrong < 4; d.wrong++)
			for (d.neither = 0; d.neither < 3; d.neither++)
				for (d.null = 0; d.null < 3; d.null++)
					for (uint32_t k = 1;
					     k <= momus_decisions_n(&d); k++) {
						got = momus_majority_chances(
							&d, k, &f);
						want = try_all(&d, k);
						CHECK_NEAR(got.right,
							   want.right, 1e-12);
						CHECK_NEAR(got.wrong,
							   want.wrong, 1e-12);
					}
	momus_factorials_release(&f);
}

TEST(one_vote_is_worth_what_votes_are_worth_on_average)
{
	const struct momus_decisions d = { 7, 5, 3, 1 };
	const struct momus_votes right = { 6, 8 }, wrong = { 3, 8 };
	struct momus_factorials f;
	struct momus_chances c;

	CHECK(momus_factorials_init(&f, 16));
	c = momus_majority_chances(&d, 1, &f);
	CHECK_NEAR(c.right, 7.0 / 16, 1e-12);
	CHECK_NEAR(c.wrong, 5.0 / 16, 1e-12);
	c = momus_rival_chances(right, wrong, 1, &f);
	CHECK_NEAR(c.right, 6.0 / 8 * 5 / 8, 1e-12);
	CHECK_NEAR(c.wrong, 3.0 / 8 * 2 / 8, 1e-12);
	/* and all votes are worth what they say */
	c = momus_rival_chances(right, wrong, 8, &f);
	CHECK_NEAR(c.right, 1, 1e-12);
	CHECK_NEAR(c.wrong, 0, 1e-12);
	/* two votes each: 15/28, 12/28, 1/28 and 3/28, 15/28, 10/28 */
	c = momus_rival_chances(right, wrong, 2, &f);
	CHECK_NEAR(c.right, (15.0 * 25 + 12 * 10) / 28 / 28, 1e-12);
	CHECK_NEAR(c.wrong, (3.0 * 13 + 15 * 1) / 28 / 28, 1e-12);
	momus_factorials_release(&f);
}

TEST(chances_of_many_votes_add_up)
{
	const struct momus_votes a = { 40, 64 }, b = { 24, 64 },
				 none = { 0, 64 };
	struct momus_chances c, back;
	struct momus_factorials f;

	CHECK(momus_factorials_init(&f, 64));
	for (uint32_t k = 1; k <= 64; k++) {
		c = momus_rival_chances(a, b, k, &f);
		back = momus_rival_chances(b, a, k, &f);
		CHECK_NEAR(c.right, back.wrong, 1e-12);
		CHECK(c.right >= 0 && c.right + c.wrong <= 1 + 1e-12);
		c = momus_rival_chances(none, none, k, &f);
		CHECK_NEAR(c.right + c.wrong, 0, 1e-15);
	}
	momus_factorials_release(&f);
}

/* Against orders decided by lot. */
TEST(the_chance_of_a_pair_is_that_of_two_orders_by_lot)
{
	const struct momus_chances c[2] = { { 0.5, 0.3 }, { 0.4, 0.35 } };
	struct momus_stream s;
	double correct = 0;

	momus_stream_init(&s, 1, MOMUS_TEXT("pairs"), 0, 0, "test");
	for (int i = 0; i < 200000; i++) {
		enum momus_decision o[2];

		for (int k = 0; k < 2; k++) {
			double u = momus_stream_real(&s);

			o[k] = u < c[k].right		     ? R
			       : u < c[k].right + c[k].wrong ? W
							     : T;
		}
		correct += momus_pair_score(o, 2) > 0;
	}
	/* 0.5 * 0.65 + 0.2 * 0.4 = 0.405; 4 standard errors are 0.0044 */
	CHECK_NEAR(momus_pair_chance(c, 2), 0.405, 1e-12);
	CHECK_NEAR(correct / 200000, 0.405, 0.0044);
	CHECK_NEAR(momus_pair_chance(c, 1), 0.5, 1e-12);
	CHECK_NEAR(momus_pair_chance(c, 0), 0, 1e-12);
}

TAP_MAIN
