/* gate.c - tests of harness/stats/gate.c */
#include <math.h>

#include "momus/random.h"
#include "stats/binomial.h"
#include "stats/evalue.h"
#include "stats/gate.h"
#include "stats/paired.h"
#include "tap.h"

static const struct momus_gate plain = { .margin = 0.01,
					 .level = 0.05,
					 .level_no_worse = 0.05 };

static void fill(double *d, size_t n, size_t gained, size_t lost, double size)
{
	for (size_t i = 0; i < n; i++)
		d[i] = i < gained ? size : i < gained + lost ? -size : 0;
}

TEST(single_answers_are_judged_by_mcnemar)
{
	struct momus_gate g = plain;
	struct momus_gate_verdict v;
	double d[400];

	g.single = true;
	fill(d, 400, 5, 18, 1);
	CHECK_INT(momus_gate_judge(&g, d, 400, &v, NULL), MOMUS_OK);
	CHECK_INT(v.answer, MOMUS_ANSWER_REGRESSION);
	CHECK_INT((long long)v.gained, 5);
	CHECK_INT((long long)v.lost, 18);
	CHECK_NEAR(v.p, momus_mcnemar(5, 18).mid_p, 1e-15);
	CHECK_NEAR(v.mean, -13.0 / 400, 1e-15);
	fill(d, 400, 18, 5, 1);
	CHECK_INT(momus_gate_judge(&g, d, 400, &v, NULL), MOMUS_OK);
	CHECK_INT(v.answer, MOMUS_ANSWER_NO_WORSE);
}

/* By hand: 400 without a difference and two added, of which half a gain and half a
 * loss: variance 1 / 402, standard error 1 / 402. */
TEST(nothing_that_flips_is_not_sure_of_everything)
{
	struct momus_gate_verdict v;
	double d[400] = { 0 };

	CHECK_INT(momus_gate_judge(&plain, d, 400, &v, NULL), MOMUS_OK);
	CHECK_NEAR(v.se, 1.0 / 402, 1e-15);
	CHECK(v.p == 1);
	CHECK_INT(v.answer, MOMUS_ANSWER_NO_WORSE);
	CHECK_INT(momus_gate_judge(&plain, d, 20, &v, NULL), MOMUS_OK);
	CHECK_INT(v.answer, MOMUS_ANSWER_CANNOT_TELL);
	CHECK_INT(momus_gate_judge(&plain, d, 0, &v, NULL), MOMUS_OK);
	CHECK(isnan(v.mean));
	CHECK_INT(v.answer, MOMUS_ANSWER_CANNOT_TELL);
}

TEST(an_early_look_asks_for_more)
{
	const double at[] = { 0.5, 1 };
	struct momus_gate_looks looks;
	struct momus_gate g = plain;
	struct momus_gate_verdict v;
	double d[400];

	CHECK_INT(momus_gate_plan(&looks, at, 2, 0.05, NULL), MOMUS_OK);
	fill(d, 400, 5, 18, 0.5); /* p = 0.0106 */
	momus_gate_at(&g, &looks, 0, 0.05);
	CHECK_NEAR(g.level, 0.00305064551, 1e-9);
	CHECK_NEAR(g.level_no_worse, 0.00557, 1e-5);
	CHECK_INT(momus_gate_judge(&g, d, 400, &v, NULL), MOMUS_OK);
	CHECK_INT(v.answer, MOMUS_ANSWER_CANNOT_TELL);
	momus_gate_at(&g, &looks, 1, 0.05);
	CHECK_INT(momus_gate_judge(&g, d, 400, &v, NULL), MOMUS_OK);
	CHECK_INT(v.answer, MOMUS_ANSWER_REGRESSION);
	CHECK_INT(momus_gate_plan(&looks, NULL, 0, 0.05, NULL), MOMUS_OK);
	momus_gate_at(&g, &looks, 0, 0.05);
	CHECK(g.level == 0.05 && g.level_no_worse == 0.05);
}

TEST(an_anytime_gate_reads_e_values)
{
	struct momus_gate g = plain;
	struct momus_gate_verdict v;
	double d[400], up, down;

	g.anytime = true;
	fill(d, 400, 5, 30, 1);
	CHECK_INT(momus_gate_judge(&g, d, 400, &v, NULL), MOMUS_OK);
	CHECK_INT(v.answer, MOMUS_ANSWER_REGRESSION);
	CHECK_INT(momus_evalue(d, 400, 1, 0, &up, NULL), MOMUS_OK);
	CHECK_INT(momus_evalue(d, 400, -1, 0, &down, NULL), MOMUS_OK);
	CHECK_NEAR(v.p, 2 / (exp(up) + exp(down)), 1e-12);
	fill(d, 400, 0, 0, 1);
	CHECK_INT(momus_gate_judge(&g, d, 400, &v, NULL), MOMUS_OK);
	CHECK_INT(v.answer, MOMUS_ANSWER_CANNOT_TELL);
	g.margin = 0.05;
	CHECK_INT(momus_gate_judge(&g, d, 400, &v, NULL), MOMUS_OK);
	CHECK_INT(v.answer, MOMUS_ANSWER_NO_WORSE);
}

/* Problems of two versions alike, drawn once and looked at three times on the way:
 * how often the gate ever calls a regression. */
static int alarms(bool planned)
{
	const double at[] = { 1 / 3.0, 2 / 3.0, 1 };
	struct momus_gate_looks looks;
	struct momus_stream r;
	int called = 0;

	CHECK_INT(momus_gate_plan(&looks, at, planned ? 3 : 0, 0.05, NULL),
		  MOMUS_OK);
	momus_stream_init(&r, 5, MOMUS_TEXT(""), 0, 0, "test");
	for (int t = 0; t < 1500; t++) {
		double d[300];
		bool ever = false;

		for (size_t i = 0; i < 300; i++)
			d[i] = ((double)momus_binomial(&r, 4, 0.6) -
				(double)momus_binomial(&r, 4, 0.6)) /
			       4;
		for (size_t k = 0; k < 3; k++) {
			struct momus_gate g = plain;
			struct momus_gate_verdict v;

			momus_gate_at(&g, &looks, planned ? k : 0, 0.05);
			CHECK_INT(momus_gate_judge(&g, d, 100 * (k + 1), &v,
						   NULL),
				  MOMUS_OK);
			ever |= v.answer == MOMUS_ANSWER_REGRESSION;
		}
		called += ever;
	}
	return called;
}

/* Of 1,500 binomial(., 0.025): 99.9 % lie from 20 to 58. */
TEST(planned_looks_keep_the_error_rate_and_unplanned_ones_do_not)
{
	int planned = alarms(true), unplanned = alarms(false);

	CHECK(planned >= 20 && planned <= 58);
	CHECK(unplanned > 65);
}

TAP_MAIN
