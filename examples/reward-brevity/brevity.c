/* brevity.c - reward: the revision passes, less a price for a long critique
 *
 * value = [the revision passed] - price * (bytes of the critique / 1000)
 *
 * What could not be judged is NAN, never 0: it would teach the critic to break
 * the grader. */
#include <math.h>
#include <stddef.h>

#include <momus/plugin.h>

struct options {
	double price;
};

static const struct momus_option options[] = {
	{ MOMUS_OPT_REAL, "price", "0.1", offsetof(struct options, price),
	  "what a thousand bytes of critique cost", .min = 0, .max = 10 },
	MOMUS_OPTION_END,
};

static int brevity_open(void **self, const void *opt, struct momus_error *err)
{
	(void)err;
	*self = (void *)opt; /* the host keeps the options alive */
	return MOMUS_OK;
}

static void brevity_close(void *self)
{
	(void)self;
}

static int score(void *self, const struct momus_reward_input *in,
		 struct momus_reward *out, struct momus_error *err)
{
	const struct options *o = self;
	double passed;

	(void)err;
	if (!in->after || in->after->parity.passed < 0) {
		*out = (struct momus_reward){ NAN, "not judged" };
		return MOMUS_OK;
	}
	passed = in->after->parity.passed;
	out->value = passed - o->price * (double)in->critique.len / 1000.0;
	out->reason = passed > 0 ? "passed" : "failed";
	return MOMUS_OK;
}

static const struct momus_reward_ops ops = {
	.size = sizeof ops,
	.open = brevity_open,
	.close = brevity_close,
	.score = score,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_REWARD),
	.name = "brevity",
	.version = "1.0",
	.summary = "the revision passes, less a price for a long critique",
	.options = options,
	.options_size = sizeof(struct options),
	.ops.reward = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
