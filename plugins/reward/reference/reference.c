/* reference.c - reward: how much the revision is like the reference solution
 *
 * By one of the measures of momus/similarity.h, from 0 to 1.  Without a
 * reference, or without a revision, there is nothing to measure: NAN.
 */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include <momus/plugin.h>
#include <momus/similarity.h>

struct options {
	const char *measure;
};

static const struct momus_option options[] = {
	{ .type = MOMUS_OPT_ENUM,
	  .name = "measure",
	  .value = "bleu",
	  .offset = offsetof(struct options, measure),
	  .choices = "bleu|rouge-1|rouge-2|rouge-l|chrf",
	  .help = "BLEU and chrF as sacrebleu has them, ROUGE as rouge-score "
		  "does" },
	MOMUS_OPTION_END,
};

static int reference_open(void **self, const void *opt, struct momus_error *err)
{
	(void)err;
	*self = (void *)opt; /* the host keeps the options alive */
	return MOMUS_OK;
}

static void reference_close(void *self)
{
	(void)self;
}

/* The measure called NAME, which is one of the choices above. */
static enum momus_similarity kind_of(const char *name)
{
	enum momus_similarity kind = MOMUS_SIMILARITY_BLEU;

	for (int i = 0; momus_similarity_name(i); i++)
		if (strcmp(momus_similarity_name(i), name) == 0)
			kind = i;
	return kind;
}

static int score(void *self, const struct momus_reward_input *in,
		 struct momus_reward *out, struct momus_error *err)
{
	const struct options *o = self;

	*out = (struct momus_reward){ NAN, o->measure };
	if (!in->problem || !in->problem->right.len) {
		out->reason = "no reference";
		return MOMUS_OK;
	}
	if (!in->revision.ptr) {
		out->reason = "no revision";
		return MOMUS_OK;
	}
	return momus_similarity(kind_of(o->measure), in->revision,
				in->problem->right, &out->value, err);
}

static const struct momus_reward_ops ops = {
	.size = sizeof(ops),
	.open = reference_open,
	.close = reference_close,
	.score = score,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_REWARD),
	.name = "reference",
	.version = "1.0.0",
	.summary = "how much the revision is like the reference solution",
	.options = options,
	.options_size = sizeof(struct options),
	.ops.reward = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
