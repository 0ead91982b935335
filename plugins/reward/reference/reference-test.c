/* reference-test.c - tests of the reference reward, through its entry point */
#include <math.h>

#include <momus/plugin.h>

#include "tap.h"

struct options { /* as in reference.c */
	const char *measure;
};

static struct momus_reward reward(const char *measure,
				  struct momus_text revision,
				  struct momus_text right)
{
	const struct momus_reward_ops *ops = momus_plugin_entry()->ops.reward;
	struct momus_problem problem = { .right = right };
	struct momus_reward_input in = { .problem = &problem,
					 .revision = revision };
	struct momus_reward out = { -7, NULL };
	struct options o = { measure };
	void *self = NULL;

	CHECK_INT(ops->open(&self, &o, NULL), MOMUS_OK);
	CHECK_INT(ops->score(self, &in, &out, NULL), MOMUS_OK);
	ops->close(self);
	return out;
}

/* What sacrebleu and rouge-score say of these two programs. */
TEST(every_measure_compares_the_revision_with_the_reference)
{
	static const struct {
		const char *measure;
		double value;
	} cases[] = {
		{ "bleu", 0.10657284485555579 },
		{ "chrf", 0.39636620652277166 },
		{ "rouge-1", 0.3157894736842105 },
		{ "rouge-2", 0.11764705882352942 },
		{ "rouge-l", 0.3157894736842105 },
	};
	struct momus_text revision =
		MOMUS_TEXT("def add(x, y):\n    # sum of both\n"
			   "    total = x + y\n    return total\n");
	struct momus_text right =
		MOMUS_TEXT("def add(a, b):\n    return a + b\n");

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct momus_reward r =
			reward(cases[i].measure, revision, right);

		CHECK_NEAR(r.value, cases[i].value, 1e-9);
		CHECK_STR(r.reason, cases[i].measure);
	}
}

TEST(an_empty_revision_is_like_nothing)
{
	CHECK(reward("bleu", MOMUS_TEXT(""), MOMUS_TEXT("x = 1")).value == 0);
}

TEST(without_a_reference_or_a_revision_there_is_no_reward)
{
	struct momus_text none = { NULL, 0 };
	struct momus_reward r = reward("chrf", MOMUS_TEXT("x"), none);

	CHECK(isnan(r.value));
	CHECK_STR(r.reason, "no reference");
	r = reward("chrf", none, MOMUS_TEXT("x"));
	CHECK(isnan(r.value));
	CHECK_STR(r.reason, "no revision");
}

TAP_MAIN
