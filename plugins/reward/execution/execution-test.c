/* execution-test.c - tests of the execution reward, through its entry point */
#include <math.h>
#include <string.h>

#include <momus/plugin.h>

#include "tap.h"

struct options { /* as in execution.c */
	const char *kind, *verdict;
	bool gate;
};

static struct momus_grade grade(int passed, double share, int strict)
{
	struct momus_grade g = { .n_tests = 0 };

	g.parity = (struct momus_verdict){ .passed = passed, .score = share };
	g.strict = (struct momus_verdict){ .passed = strict, .score = strict };
	return g;
}

static struct momus_reward reward(struct options o,
				  enum momus_judgment judgment,
				  const struct momus_grade *before,
				  const struct momus_grade *after)
{
	const struct momus_reward_ops *ops = momus_plugin_entry()->ops.reward;
	struct momus_reward_input in = { .judgment = judgment,
					 .before = before,
					 .after = after };
	struct momus_reward out = { 0, NULL };
	void *self = NULL;

	CHECK_INT(ops->open(&self, &o, NULL), MOMUS_OK);
	CHECK_INT(ops->score(self, &in, &out, NULL), MOMUS_OK);
	ops->close(self);
	return out;
}

TEST(passed_is_one_or_nothing)
{
	struct momus_grade good = grade(1, 1, 1), bad = grade(0, 0.75, 0);
	struct options o = { "passed", "parity", true };

	CHECK(reward(o, MOMUS_JUDGMENT_CORRECT, NULL, &good).value == 1);
	CHECK(reward(o, MOMUS_JUDGMENT_CORRECT, NULL, &bad).value == 0);
}

TEST(score_is_the_share_of_tests)
{
	struct momus_grade bad = grade(0, 0.75, 0);
	struct options o = { "score", "parity", true };

	CHECK(reward(o, MOMUS_JUDGMENT_CORRECT, NULL, &bad).value == 0.75);
}

TEST(gain_is_what_the_revision_added)
{
	struct momus_grade good = grade(1, 1, 1), bad = grade(0, 0.75, 0);
	struct options o = { "gain", "parity", true };

	CHECK(reward(o, MOMUS_JUDGMENT_INCORRECT, &bad, &good).value == 0.25);
	CHECK(reward(o, MOMUS_JUDGMENT_INCORRECT, &good, &bad).value == -0.25);
	CHECK(isnan(reward(o, MOMUS_JUDGMENT_INCORRECT, NULL, &good).value));
}

TEST(the_strict_verdict_can_decide)
{
	struct momus_grade lenient = grade(1, 1, 0);
	struct options o = { "passed", "strict", true };

	CHECK(reward(o, MOMUS_JUDGMENT_CORRECT, NULL, &lenient).value == 0);
}

TEST(an_unreadable_judgment_earns_nothing_unless_told_so)
{
	struct momus_grade good = grade(1, 1, 1);
	struct options o = { "passed", "parity", true };

	CHECK(reward(o, MOMUS_JUDGMENT_UNPARSED, NULL, &good).value == 0);
	o.gate = false;
	CHECK(reward(o, MOMUS_JUDGMENT_UNPARSED, NULL, &good).value == 1);
}

TEST(what_could_not_be_judged_is_no_zero)
{
	struct momus_grade lost = grade(-1, NAN, -1);
	struct options o = { "passed", "parity", true };

	CHECK(isnan(reward(o, MOMUS_JUDGMENT_CORRECT, NULL, &lost).value));
	CHECK(isnan(reward(o, MOMUS_JUDGMENT_UNPARSED, NULL, NULL).value));
}

TAP_MAIN
