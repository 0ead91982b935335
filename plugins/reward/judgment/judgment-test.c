/* judgment-test.c - tests of the judgment reward, through its entry point */
#include <math.h>

#include <momus/plugin.h>

#include "tap.h"

struct options { /* as in judgment.c */
	const char *verdict;
	double unparsed;
};

enum { NOT_GRADED = -2 };

/* Of a critique that says JUDGMENT; parity says PASSED of the solution, the
 * strict judge the contrary. */
static struct momus_reward reward(struct options o,
				  enum momus_judgment judgment, int passed)
{
	const struct momus_reward_ops *ops = momus_plugin_entry()->ops.reward;
	struct momus_grade after = { .parity.passed = 1, .strict.passed = 1 };
	struct momus_grade before = { .parity.passed = passed,
				      .strict.passed =
					      passed < 0 ? -1 : !passed };
	struct momus_reward_input in = { .judgment = judgment,
					 .before = passed == NOT_GRADED
							   ? NULL
							   : &before,
					 .after = &after };
	struct momus_reward out = { -7, NULL };
	void *self = NULL;

	CHECK_INT(ops->open(&self, &o, NULL), MOMUS_OK);
	CHECK_INT(ops->score(self, &in, &out, NULL), MOMUS_OK);
	ops->close(self);
	CHECK(out.reason);
	return out;
}

TEST(every_judgment_of_every_outcome_has_its_worth)
{
	static const struct {
		enum momus_judgment judgment;
		int passed;
		double parity, strict;
	} cases[] = {
		{ MOMUS_JUDGMENT_CORRECT, 1, 1, 0 },
		{ MOMUS_JUDGMENT_CORRECT, 0, 0, 1 },
		{ MOMUS_JUDGMENT_INCORRECT, 1, 0, 1 },
		{ MOMUS_JUDGMENT_INCORRECT, 0, 1, 0 },
		{ MOMUS_JUDGMENT_UNPARSED, 1, -0.5, -0.5 },
		{ MOMUS_JUDGMENT_UNPARSED, 0, -0.5, -0.5 },
		{ MOMUS_JUDGMENT_UNPARSED, -1, NAN, NAN },
		{ MOMUS_JUDGMENT_CORRECT, -1, NAN, NAN },
		{ MOMUS_JUDGMENT_INCORRECT, NOT_GRADED, NAN, NAN },
		{ MOMUS_JUDGMENT_NONE, 1, NAN, NAN },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		for (int strict = 0; strict < 2; strict++) {
			struct options o = { strict ? "strict" : "parity",
					     -0.5 };
			double want =
				strict ? cases[i].strict : cases[i].parity;
			double got =
				reward(o, cases[i].judgment, cases[i].passed)
					.value;

			if (isnan(want) ? !isnan(got) : got != want)
				tap_fail(__FILE__, __LINE__,
					 "case %zu, %s: %g, not %g", i,
					 o.verdict, got, want);
		}
	}
}

TEST(an_unreadable_judgment_earns_nothing_by_default)
{
	const struct momus_option *row = momus_plugin_entry()->options;

	while (row->type != MOMUS_OPT_END && row->type != MOMUS_OPT_REAL)
		row++;
	CHECK_STR(row->name, "unparsed");
	CHECK_STR(row->value, "0");
}

TAP_MAIN
