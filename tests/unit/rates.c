/* rates.c - what estimates, intervals and tests promise, in simulation
 *
 * Other tests hold values against closed forms and other programs; here the truth is
 * drawn from, and counted is how often it is told.  Seeds are fixed: a rate that is
 * outside its bounds is outside them in every run.
 */
#include <math.h>
#include <stdlib.h>

#include "momus/random.h"
#include "stats/binomial.h"
#include "stats/bootstrap.h"
#include "stats/chain.h"
#include "stats/paired.h"
#include "stats/passk.h"
#include "stats/wilson.h"
#include "tap.h"

static struct momus_stream stream(uint64_t seed)
{
	struct momus_stream s;

	momus_stream_init(&s, seed, MOMUS_TEXT(""), 0, 0, "test");
	return s;
}

/* Over proportions drawn evenly the score interval covers at its level. */
TEST(wilsons_interval_covers_the_truth)
{
	struct momus_stream s = stream(1);
	int held = 0;

	for (int t = 0; t < 5000; t++) {
		double p = momus_stream_real(&s), low, high;

		momus_wilson(momus_binomial(&s, 40, p), 40, &low, &high);
		held += low <= p && p <= high;
	}
	CHECK_NEAR(held / 5000.0, 0.95, 0.012); /* 4 standard errors */
}

static void share(const void *arg, const double *sums, double *figure)
{
	(void)arg;
	*figure = sums[1] / sums[0];
}

enum { PROBLEMS = 60, SAMPLES = 5 };

/* How often the interval holds the mean 1 / (1 + POWER) of problems whose chance is
 * a uniform number to POWER: the larger, the more skewed. */
static double covered(double power, bool bca)
{
	struct momus_stream s = stream(2);
	double rows[PROBLEMS * 2], truth = 1 / (1 + power);
	struct momus_interval i;
	int held = 0;

	for (uint64_t t = 0; t < 800; t++) {
		const struct momus_bootstrap b = { .rows = rows,
						   .n = PROBLEMS,
						   .k = 2,
						   .figures = share,
						   .m = 1,
						   .seed = t,
						   .purpose = "test",
						   .resamples = 2000,
						   .threads = 1,
						   .bca = bca };

		for (int p = 0; p < PROBLEMS; p++) {
			rows[2 * p] = SAMPLES;
			rows[2 * p + 1] = (double)momus_binomial(
				&s, SAMPLES, pow(momus_stream_real(&s), power));
		}
		CHECK_INT(momus_bootstrap(&b, &i, NULL), MOMUS_OK);
		held += i.low <= truth && truth <= i.high;
	}
	return held / 800.0;
}

/* 0.95 and three standard errors; of 60 problems percentiles are a little short. */
TEST(bootstrap_intervals_over_problems_cover_the_truth)
{
	CHECK_NEAR(covered(1, false), 0.945, 0.023);
	CHECK_NEAR(covered(1, true), 0.945, 0.023);
	CHECK_NEAR(covered(5, false), 0.935, 0.03);
	CHECK_NEAR(covered(5, true), 0.945, 0.023);
}

TEST(pass_at_k_and_pass_all_k_are_right_on_average)
{
	struct momus_stream s = stream(3);
	double any = 0, all = 0;

	for (int t = 0; t < 40000; t++) {
		uint64_t c = momus_binomial(&s, 8, 0.3);

		any += momus_passk(8, c, 3);
		all += momus_passk_all(8, c, 3);
	}
	/* four standard errors of estimates that vary by 0.29 and 0.056 */
	CHECK_NEAR(any / 40000, 1 - 0.7 * 0.7 * 0.7, 0.006);
	CHECK_NEAR(all / 40000, 0.027, 0.0012);
}

TEST(mcnemars_tests_call_nothing_a_change_at_their_level)
{
	struct momus_stream s = stream(4);
	int exact = 0, mid = 0;

	for (int t = 0; t < 10000; t++) {
		uint64_t moved = momus_binomial(&s, 200, 0.15);
		uint64_t gained = momus_binomial(&s, moved, 0.5);
		struct momus_mcnemar m = momus_mcnemar(gained, moved - gained);

		exact += m.p <= 0.05;
		mid += m.mid_p <= 0.05;
	}
	CHECK(exact <= 500 && exact < mid);
	CHECK_NEAR(mid / 10000.0, 0.045, 0.014);
}

/* Five tests of nothing among five of something: any of the former is named in at most
 * one family of twenty by Holm; of what Benjamini and Hochberg name a share of 0.05 x
 * 5 / 10 is nothing (their theorem 1, an equation where tests are independent). */
TEST(adjusted_p_values_keep_the_error_of_a_family)
{
	struct momus_stream s = stream(5);
	double p[10], holm[10], bh[10], discoveries = 0;
	int families = 0;

	for (int t = 0; t < 20000; t++) {
		int wrong = 0, named = 0, false_named = 0;

		for (int i = 0; i < 10; i++)
			p[i] = i < 5 ? momus_stream_real(&s)
				     : pow(momus_stream_real(&s), 8);
		CHECK_INT(momus_adjust(p, 10, holm, bh, NULL), MOMUS_OK);
		for (int i = 0; i < 10; i++) {
			wrong += i < 5 && holm[i] <= 0.05;
			named += bh[i] <= 0.05;
			false_named += i < 5 && bh[i] <= 0.05;
		}
		families += wrong > 0;
		discoveries += named ? (double)false_named / named : 0;
	}
	CHECK(families <= 1000 && families > 600);
	CHECK_NEAR(discoveries / 20000, 0.025, 0.003);
}

/* A chain of 400,000 steps is right as often as the formula says, and a turn after
 * another as often as the prediction from where it was. */
TEST(a_walk_settles_where_the_formula_says)
{
	const double cc = 0.9, cw = 0.3;
	struct momus_two_state chain = momus_two_state(cc, cw);
	struct momus_stream s = stream(6);
	double right = 0, later = 0, from_wrong = 0;
	bool history[4] = { false };

	for (int t = 0; t < 400000; t++) {
		bool now = momus_stream_real(&s) <
			   (history[(t + 3) % 4] ? cc : cw);

		if (t >= 4 && !history[(t + 1) % 4]) { /* three turns ago */
			from_wrong++;
			later += now;
		}
		history[t % 4] = now;
		right += now;
	}
	CHECK_NEAR(right / 400000, chain.stationary, 0.006);
	CHECK_NEAR(later / from_wrong, momus_two_state_after(0, cc, cw, 3),
		   0.01);
}

TAP_MAIN
