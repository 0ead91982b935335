/* mix-test.c - tests of the mixed reward, through its entry point */
#include <math.h>
#include <string.h>

#include <momus/plugin.h>

#include "tap.h"

struct options { /* as in mix.c */
	const char *parts, *folder;
};

static struct momus_grade grade(int passed, double share)
{
	return (struct momus_grade){ .parity.passed = passed,
				     .parity.score = share };
}

/* Of a critique that calls a wrong solution incorrect, whose revision passed a
 * share AFTER of the tests (NAN: it was not judged). */
static struct momus_reward reward(const char *parts, double after)
{
	const struct momus_reward_ops *ops = momus_plugin_entry()->ops.reward;
	struct momus_grade was = grade(0, 0.5);
	struct momus_grade is = grade(isnan(after) ? -1 : after == 1, after);
	struct momus_reward_input in = { .judgment = MOMUS_JUDGMENT_INCORRECT,
					 .before = &was,
					 .after = &is };
	struct momus_reward out = { -7, NULL };
	struct momus_error err = { "" };
	struct options o = { parts, "." };
	void *self = NULL;

	if (ops->open(&self, &o, &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	else
		CHECK_INT(ops->score(self, &in, &out, NULL), MOMUS_OK);
	ops->close(self);
	return out;
}

TEST(parts_are_added_with_their_weights_and_options)
{
	const char *parts = "[{\"plugin\": \"execution\", \"kind\": \"score\", "
			    "\"weight\": 0.8},"
			    "{\"plugin\": \"judgment\", \"weight\": 2e-1}]";

	CHECK_NEAR(reward(parts, 1).value, 1, 1e-12);
	CHECK_NEAR(reward(parts, 0.5).value, 0.6, 1e-12);
}

TEST(a_part_without_a_weight_counts_once)
{
	const char *parts = "[{\"plugin\":\"execution\"},"
			    "{\"plugin\":\"judgment\",\"weight\":-3}]";

	CHECK_NEAR(reward(parts, 1).value, -2, 1e-12);
}

TEST(a_mix_may_be_a_part)
{
	const char *parts = "[{\"plugin\":\"mix\",\"weight\":2,\"parts\":"
			    "[{\"plugin\":\"judgment\",\"weight\":4}]}]";

	CHECK_NEAR(reward(parts, 1).value, 8, 1e-12);
}

TEST(what_could_not_be_judged_leaves_the_sum_unknown)
{
	const char *both = "[{\"plugin\":\"judgment\"},"
			   "{\"plugin\":\"execution\",\"weight\":0.1}]";
	const char *off = "[{\"plugin\":\"judgment\"},"
			  "{\"plugin\":\"execution\",\"weight\":0}]";
	struct momus_reward r = reward(both, NAN);

	CHECK(isnan(r.value));
	CHECK_STR(r.reason, "not judged");
	CHECK_NEAR(reward(off, NAN).value, 1, 1e-12);
}

TEST(what_is_no_list_of_rewards_is_refused_with_its_place)
{
	static const struct {
		const char *parts, *says;
	} cases[] = {
		{ "{}", "parts is no list of rewards" },
		{ "[", "parts is no list of rewards" },
		{ "[]", "parts is empty" },
		{ "[7]", "parts[0] is no reward" },
		{ "[{\"weight\":1}]", "parts[0] is no reward" },
		{ "[{\"plugin\":\"judgment\"},{\"plugin\":\"judgement\"}]",
		  "did you mean \"judgment\"?" },
		{ "[{\"plugin\":\"openai\"}]", "there is no reward" },
		{ "[{\"plugin\":\"judgment\",\"weight\":\"1\"}]",
		  "parts[0].weight is \"1\", expected a number" },
		{ "[{\"plugin\":\"judgment\",\"weight\":1e999}]",
		  "parts[0].weight is 1e999" },
		{ "[{\"plugin\":\"judgment\",\"weigth\":1}]",
		  "parts[0].weigth is unknown; did you mean \"weight\"?" },
		{ "[{\"plugin\":\"execution\",\"kind\":\"all\"}]",
		  "parts[0].kind" },
	};
	const struct momus_reward_ops *ops = momus_plugin_entry()->ops.reward;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct options o = { cases[i].parts };
		struct momus_error err = { "" };
		void *self = NULL;

		if (ops->open(&self, &o, &err) == MOMUS_OK)
			tap_fail(__FILE__, __LINE__, "case %zu: opened", i);
		if (!strstr(err.text, cases[i].says))
			tap_fail(__FILE__, __LINE__, "case %zu: %s", i,
				 err.text);
	}
}

TAP_MAIN
