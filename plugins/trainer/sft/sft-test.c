/* sft-test.c - the loss of given completions, and its schedule */
#include <math.h>
#include <momus/plugin.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"

/* As the host fills it from the defaults, but for RATE and the like. */
struct options {
	double rate, beta1, beta2, eps, decay, grad_clip, warmup;
	int64_t batch, epochs, max_prompt, max_tokens;
	const char *schedule;
};

TEST(the_loss_is_the_mean_over_all_tokens)
{
	static const size_t tokens[] = { 1, 0, 3 };
	static const float p[] = { -1, -2, -3, -6 };
	struct momus_rollouts r = { .n = 3, .tokens = tokens, .logprobs = p };
	struct momus_loss loss;
	float d[4];

	CHECK_INT(momus_plugin_entry()->ops.trainer->gradient(NULL, &r, d, NULL,
							      &loss, NULL),
		  MOMUS_OK);
	CHECK_NEAR(loss.loss, 3, 1e-12);
	for (int t = 0; t < 4; t++)
		CHECK_NEAR(d[t], -0.25, 1e-7);
}

/* So that whoever drives it may ask before the model was. */
TEST(derivatives_depend_on_nothing_that_the_model_says)
{
	static const size_t tokens[] = { 2, 1 };
	static const float some[] = { -1, -2, -3 }, none[3];
	const struct momus_trainer_ops *ops = momus_plugin_entry()->ops.trainer;
	struct options o = { .batch = 1, .epochs = 1 };
	struct momus_rollouts r = { .n = 2, .tokens = tokens };
	struct momus_training training;
	struct momus_loss loss;
	float d[3], e[3];

	ops->training(&o, &training);
	CHECK(training.fixed);
	r.logprobs = some;
	CHECK_INT(ops->gradient(&o, &r, d, NULL, &loss, NULL), MOMUS_OK);
	r.logprobs = none;
	CHECK_INT(ops->gradient(&o, &r, e, NULL, &loss, NULL), MOMUS_OK);
	CHECK(memcmp(d, e, sizeof d) == 0);
}

TEST(no_tokens_are_no_loss)
{
	static const size_t tokens[] = { 0 };
	struct momus_rollouts r = { .n = 1, .tokens = tokens };
	struct momus_loss loss;

	CHECK_INT(momus_plugin_entry()->ops.trainer->gradient(
			  NULL, &r, NULL, NULL, &loss, NULL),
		  MOMUS_OK);
	CHECK(loss.loss == 0);
}

TEST(the_rate_rises_and_then_follows_its_schedule)
{
	struct options o = { .rate = 2, .warmup = 0.1, .schedule = "cosine" };
	const struct momus_trainer_ops *ops = momus_plugin_entry()->ops.trainer;
	struct momus_optimizer at;

	ops->optimizer(&o, 4, 100, &at);
	CHECK_NEAR(at.rate, 1, 1e-12);
	ops->optimizer(&o, 10, 100, &at);
	CHECK_NEAR(at.rate, 2, 1e-12);
	ops->optimizer(&o, 55, 100, &at);
	CHECK_NEAR(at.rate, 1, 1e-12);
	o.schedule = "linear";
	ops->optimizer(&o, 55, 100, &at);
	CHECK_NEAR(at.rate, 1, 1e-12);
	o.schedule = "constant";
	ops->optimizer(&o, 99, 100, &at);
	CHECK_NEAR(at.rate, 2, 1e-12);
}

TAP_MAIN
