/* judgment.c - reward: is the critic right about the solution?
 *
 * 1 for Correct of a solution that passes and for Incorrect of one that does
 * not, 0 for the contrary; the revision does not count.  A judgment that cannot
 * be read earns what option `unparsed` says.  Of a solution that was not judged
 * nobody knows who is right: NAN, never 0.
 */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include <momus/plugin.h>

struct options {
	const char *verdict;
	double unparsed;
};

#define FIELD(name_) offsetof(struct options, name_)

static const struct momus_option options[] = {
	{ .type = MOMUS_OPT_ENUM,
	  .name = "verdict",
	  .value = "parity",
	  .offset = FIELD(verdict),
	  .choices = "parity|strict",
	  .help = "whose verdict: the official grader's or the strict one" },
	{ .type = MOMUS_OPT_REAL,
	  .name = "unparsed",
	  .value = "0",
	  .offset = FIELD(unparsed),
	  .help = "reward of a critique whose judgment cannot be read" },
	MOMUS_OPTION_END,
};

static int judgment_open(void **self, const void *opt, struct momus_error *err)
{
	(void)err;
	*self = (void *)opt; /* the host keeps the options alive */
	return MOMUS_OK;
}

static void judgment_close(void *self)
{
	(void)self;
}

/* Whether the solution passed: 1, 0; -1 if nobody knows. */
static int passed(const struct options *o, const struct momus_grade *grade)
{
	if (!grade)
		return -1;
	return strcmp(o->verdict, "strict") == 0 ? grade->strict.passed
						 : grade->parity.passed;
}

static struct momus_reward worth(const struct options *o,
				 enum momus_judgment judgment, int truth)
{
	bool says_right = judgment == MOMUS_JUDGMENT_CORRECT;

	if (judgment == MOMUS_JUDGMENT_NONE)
		return (struct momus_reward){ NAN, "no critique" };
	if (truth < 0)
		return (struct momus_reward){ NAN, "solution not judged" };
	if (judgment == MOMUS_JUDGMENT_UNPARSED)
		return (struct momus_reward){ o->unparsed, "no judgment" };
	if (says_right != (truth == 1))
		return (struct momus_reward){ 0, "misjudged" };
	return (struct momus_reward){ 1, "judged rightly" };
}

static int score(void *self, const struct momus_reward_input *in,
		 struct momus_reward *out, struct momus_error *err)
{
	const struct options *o = self;

	(void)err;
	*out = worth(o, in->judgment, passed(o, in->before));
	return MOMUS_OK;
}

static const struct momus_reward_ops ops = {
	.size = sizeof(ops),
	.open = judgment_open,
	.close = judgment_close,
	.score = score,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_REWARD),
	.name = "judgment",
	.version = "1.0.0",
	.summary = "whether the critic is right about the solution",
	.options = options,
	.options_size = sizeof(struct options),
	.ops.reward = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
