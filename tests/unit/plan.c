/* plan.c - tests of harness/stats/plan.c */
#include <math.h>

#include "momus/random.h"
#include "stats/gate.h"
#include "stats/plan.h"
#include "stats/power.h"
#include "stats/sequential.h"
#include "tap.h"

static double drift_of(double alpha, bool one_sided, double power)
{
	struct momus_looks l = { .n = 1, .at = { 1 }, .one_sided = one_sided };
	double drift = NAN;

	CHECK_INT(momus_looks_plan(&l, alpha, NULL), MOMUS_OK);
	CHECK_INT(momus_looks_drift(&l, power, &drift, NULL), MOMUS_OK);
	return drift;
}

/* Answers that are right with 0.4 whatever the problem and version: the textbook's
 * two proportions, sd of a difference sqrt(2 p q). */
TEST(without_correlation_it_is_the_test_of_two_proportions)
{
	struct momus_plan p = momus_plan_of(0.4, 0, 0);

	CHECK_NEAR(p.within, 0.48, 1e-15);
	CHECK_NEAR(p.between, 0, 1e-15);
	CHECK_NEAR(momus_plan_sd(&p, 0, 1), sqrt(0.48), 1e-15);
	CHECK_NEAR(momus_plan_sd(&p, 0, 4), sqrt(0.12), 1e-15);
	/* (1.6449 + 0.8416)^2 0.48 / 0.05^2 = 1187.07, less the two problems that
	 * the gate adds and what they vary */
	CHECK_INT((long long)momus_plan_margin_problems(
			  &p, 1, 0.05, drift_of(0.05, true, 0.8)),
		  1186);
}

/* Of single answers, a drop alone of few problems that flip is Connor's design. */
TEST(a_drop_that_falls_on_few_problems_is_that_of_single_flips)
{
	struct momus_plan p = momus_plan_of(0.6, 1, 1);
	struct momus_power_design d = { momus_power_pair_sd(0, 0.03), 0.05,
					false };
	double drift = drift_of(0.05, false, 0.8);

	CHECK_NEAR(momus_plan_sd(&p, 0.03, 1), d.sd, 1e-15);
	CHECK_INT((long long)momus_plan_problems(&p, 1, 0.03, drift),
		  (long long)momus_power_problems(&d, 0.03, 0.8));
	CHECK_INT((long long)momus_plan_problems(&p, 64, 0.03, drift),
		  (long long)momus_power_problems(&d, 0.03, 0.8));
}

TEST(drop_and_problems_are_each_others_inverse)
{
	struct momus_plan p = momus_plan_of(0.5, 0.6, 0.5);
	double drift = drift_of(0.05, false, 0.9), drop;
	uint64_t n;

	for (double k = 1; k <= 16; k *= 4) {
		drop = momus_plan_drop(&p, 500, k, drift, 0.5);
		CHECK_NEAR(momus_plan_drift(&p, 500, k, drop), drift, 1e-9);
		n = momus_plan_problems(&p, k, drop, drift);
		CHECK(n == 500 || n == 501);
	}
	CHECK(isnan(momus_plan_drop(&p, 3, 1, drift, 0.5)));
	CHECK_INT((long long)momus_plan_problems(&p, 1, 0.5, 1e-9), 2);
}

TEST(nothing_that_varies_sees_everything)
{
	struct momus_plan p = { 0, 0 };

	CHECK(isinf(momus_plan_drift(&p, 10, 1, 1)));
	CHECK(momus_plan_drift(&p, 10, 1, 0) == 0);
	/* 0.01 (n + 2) >= 2.8, since two problems are added that differ */
	CHECK_INT((long long)momus_plan_margin_problems(&p, 1, 0.01, 2.8), 278);
	CHECK_NEAR(momus_plan_margin(&p, 278, 1, 2.8), 0.01, 1e-12);
}

/* A share of problems is always right, the rest never, some of them half: single
 * answers by both versions, of which the second loses 6 points by problems that
 * break.  The gate's own rule sees it as often as planned. */
TEST(the_gate_sees_what_was_planned)
{
	const double drop = 0.06, pass = 0.55;
	double d[400], correlation = 1 - 0.3 * 0.25 / (pass * (1 - pass));
	struct momus_plan p = momus_plan_of(pass, correlation, correlation);
	struct momus_looks l = { .n = 1, .at = { 1 } };
	struct momus_gate g = { .margin = 0.01,
				.level = 0.05,
				.level_no_worse = 0.05,
				.single = true };
	struct momus_stream r;
	double power;
	int seen = 0;

	CHECK_INT(momus_looks_plan(&l, 0.05, NULL), MOMUS_OK);
	CHECK_INT(momus_looks_power(&l, momus_plan_drift(&p, 400, 1, drop),
				    &power, NULL, NULL),
		  MOMUS_OK);
	momus_stream_init(&r, 3, MOMUS_TEXT(""), 0, 0, "test");
	for (int t = 0; t < 2000; t++) {
		struct momus_gate_verdict v;

		for (int i = 0; i < 400; i++) {
			double x = momus_stream_real(&r);
			double chance = x < 0.4 ? 1 : x < 0.7 ? 0.5 : 0;
			int a = momus_stream_real(&r) < chance;
			int b = momus_stream_real(&r) < chance;

			if (x < 0.4 && momus_stream_real(&r) < drop / 0.4)
				b = 0;
			d[i] = b - a;
		}
		CHECK_INT(momus_gate_judge(&g, d, 400, &v, NULL), MOMUS_OK);
		seen += v.answer == MOMUS_ANSWER_REGRESSION;
	}
	CHECK(power > 0.5 && power < 0.9);
	CHECK_NEAR(seen / 2000.0, power, 0.05);
}

TAP_MAIN
