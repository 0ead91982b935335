/* execution.c - reward: what running the revision says of the critique
 *
 * With kind=passed, the CTRL paper's training reward: 1 if the revision passes
 * every test, else 0 (critic-rl, ctrl/rl/critic_rm.py with run_all_cases off).
 * With kind=score, the share of tests passed (the same with it on).  With
 * kind=gain, that share less the one of the solution criticised: a critique of
 * what was right already earns nothing.
 *
 * critic-rl gives no reward to a critique whose judgment cannot be read;
 * gate=false drops that rule.  What could not be judged is NAN, never 0.
 */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include <momus/plugin.h>

struct options {
	const char *kind, *verdict;
	bool gate;
};

#define FIELD(name_) offsetof(struct options, name_)

static const struct momus_option options[] = {
	{ .type = MOMUS_OPT_ENUM,
	  .name = "kind",
	  .value = "passed",
	  .offset = FIELD(kind),
	  .choices = "passed|score|gain",
	  .help = "1 or 0, the share of tests passed, or what that share "
		  "gained" },
	{ .type = MOMUS_OPT_ENUM,
	  .name = "verdict",
	  .value = "parity",
	  .offset = FIELD(verdict),
	  .choices = "parity|strict",
	  .help = "whose verdict: the official grader's or the strict one" },
	{ .type = MOMUS_OPT_BOOL,
	  .name = "gate",
	  .value = "true",
	  .offset = FIELD(gate),
	  .help = "0 for a critique whose judgment cannot be read" },
	MOMUS_OPTION_END,
};

static int execution_open(void **self, const void *opt, struct momus_error *err)
{
	(void)err;
	*self = (void *)opt; /* the host keeps the options alive */
	return MOMUS_OK;
}

static void execution_close(void *self)
{
	(void)self;
}

/* The share of tests that GRADE's program passed, or with WHOLE 1 or 0; NAN if
 * it could not be judged. */
static double share(const struct options *o, const struct momus_grade *grade,
		    bool whole)
{
	const struct momus_verdict *v;

	if (!grade)
		return NAN;
	v = strcmp(o->verdict, "strict") == 0 ? &grade->strict : &grade->parity;
	if (v->passed < 0)
		return NAN;
	return whole ? v->passed : v->score;
}

static int score(void *self, const struct momus_reward_input *in,
		 struct momus_reward *out, struct momus_error *err)
{
	const struct options *o = self;
	bool gain = strcmp(o->kind, "gain") == 0;
	double value = share(o, in->after, strcmp(o->kind, "passed") == 0);

	(void)err;
	if (gain)
		value -= share(o, in->before, false);
	if (isnan(value))
		*out = (struct momus_reward){ NAN, "not judged" };
	else if (o->gate && in->judgment == MOMUS_JUDGMENT_UNPARSED)
		*out = (struct momus_reward){ 0, "no judgment" };
	else
		*out = (struct momus_reward){ value, in->after->parity.passed
							     ? "passed"
							     : "failed" };
	return MOMUS_OK;
}

static const struct momus_reward_ops ops = {
	.size = sizeof(ops),
	.open = execution_open,
	.close = execution_close,
	.score = score,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_REWARD),
	.name = "execution",
	.version = "1.0.0",
	.summary = "what running the revision says of the critique",
	.options = options,
	.options_size = sizeof(struct options),
	.ops.reward = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
