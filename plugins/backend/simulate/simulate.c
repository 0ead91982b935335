/* simulate.c - backend: a generator and critic of known quality
 *
 * It draws from the problem's right and wrong answers, so what a run should
 * find is known beforehand: pass rates, transitions, the critic's precision and
 * recall.  Every request makes the same draws in the same order whatever the
 * options, so that changing one rate leaves what the others decided.
 */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include <momus/plugin.h>

#include "simulate.h"

#define FIELD(name_) offsetof(struct simulate_options, name_)

#define RATE(name_, default_, help_)                                         \
	{                                                                    \
		.type = MOMUS_OPT_REAL, .name = #name_, .value = (default_), \
		.offset = FIELD(name_), .min = 0, .max = 1, .help = (help_)  \
	}

#define HELP(name_, help_)                                                   \
	{                                                                    \
		.type = MOMUS_OPT_REAL, .name = #name_, .value = "-1",       \
		.offset = FIELD(name_), .min = -1, .max = 1, .help = (help_) \
	}

static const struct momus_option options[] = {
	RATE(p_init, "0.5", "probability that a first solution is right"),
	RATE(p_cc, "0.9", "that a revision of a right solution is right"),
	RATE(p_cw, "0.3", "that a revision of a wrong solution is right"),
	RATE(tpr, "0.8", "that a right solution is judged correct"),
	RATE(fpr, "0.2", "that a wrong solution is judged correct"),
	HELP(help_cc, "as a critic: that a revision of a right solution is "
		      "right; -1: the generator's own p_cc"),
	HELP(help_cw, "as a critic: that a revision of a wrong solution is "
		      "right; -1: the generator's own p_cw"),
	RATE(p_unparsed, "0", "that a critique ends without a judgment"),
	RATE(p_cut, "0", "that a reply is cut at half, as at a token limit"),
	RATE(p_fail, "0", "that a request fails"),
	{ .type = MOMUS_OPT_INT,
	  .name = "length",
	  .value = "0",
	  .offset = FIELD(length),
	  .min = 0,
	  .max = 1 << 24,
	  .help = "bytes of prose added to each reply, for load" },
	{ .type = MOMUS_OPT_STR,
	  .name = "model",
	  .value = "simulated",
	  .offset = FIELD(model),
	  .help = "the model's name in reports" },
	MOMUS_OPTION_END,
};

static int simulate_open(void **self, const void *opt, struct momus_error *err)
{
	(void)err;
	*self = (void *)opt; /* the host keeps the options alive */
	return MOMUS_OK;
}

static void simulate_close(void *self)
{
	(void)self;
}

static const char *model(const void *self)
{
	return ((const struct simulate_options *)self)->model;
}

static int fail(struct momus_completion *out, const char *reason)
{
	out->finish = MOMUS_FINISH_FAILED;
	out->reason = momus_text_of(reason);
	return MOMUS_OK;
}

/* What lacks for an answer to CALL; NULL: nothing. */
static const char *lacking(const struct momus_call *call)
{
	bool parent = call->purpose != MOMUS_PURPOSE_GENERATE;
	bool answers = call->purpose != MOMUS_PURPOSE_CRITIQUE;

	if (answers && !call->truth.right.len)
		return "simulate: the task names no right answer of this "
		       "problem";
	if (answers && !call->truth.wrong.len)
		return "simulate: the task names no wrong answer of this "
		       "problem";
	if (parent && call->truth.parent_passed < 0)
		return "simulate: the solution at hand could not be judged, so "
		       "nothing is known of it";
	return NULL;
}

/* The probability of a right answer to CALL, or of the judgment "correct". */
static double chance(const struct simulate_options *o,
		     const struct momus_call *call)
{
	bool right = call->truth.parent_passed == 1;
	struct simulate_help help;
	double rate;

	switch (call->purpose) {
	case MOMUS_PURPOSE_CRITIQUE:
		return right ? o->tpr : o->fpr;
	case MOMUS_PURPOSE_REVISE:
		help = simulate_read_help(call);
		rate = right ? help.cc : help.cw;
		return rate >= 0 ? rate : right ? o->p_cc : o->p_cw;
	case MOMUS_PURPOSE_GENERATE:
		break;
	}
	return o->p_init;
}

/* About four bytes make a token. */
static int64_t tokens(size_t bytes)
{
	return (int64_t)((bytes + 3) / 4);
}

static int64_t prompt_tokens(const struct momus_call *call)
{
	size_t bytes = 0;

	for (size_t i = 0; i < call->n_messages; i++)
		bytes += call->messages[i].content.len;
	return tokens(bytes);
}

static int complete(void *self, const struct momus_call *call,
		    struct momus_completion *out, struct momus_error *err)
{
	const struct simulate_options *o = self;
	double failed = momus_stream_real(call->stream);
	double cut = momus_stream_real(call->stream);
	double unparsed = momus_stream_real(call->stream);
	bool yes = momus_stream_real(call->stream) < chance(o, call);
	struct simulate_reply reply = { .length = (size_t)o->length,
					.help = { o->help_cc, o->help_cw } };
	const char *lack = lacking(call);
	int rc;

	out->prompt_tokens = out->completion_tokens = -1;
	out->logprob = NAN;
	if (lack)
		return fail(out, lack);
	if (failed < o->p_fail)
		return fail(out, "simulate: this request was drawn to fail");
	reply.judgment = unparsed < o->p_unparsed ? MOMUS_JUDGMENT_UNPARSED
			 : yes			  ? MOMUS_JUDGMENT_CORRECT
						  : MOMUS_JUDGMENT_INCORRECT;
	reply.program = yes ? call->truth.right : call->truth.wrong;
	rc = simulate_write(call, &reply, out, err);
	if (rc < 0)
		return rc;
	out->finish = MOMUS_FINISH_STOP;
	if (cut < o->p_cut) {
		out->finish = MOMUS_FINISH_LENGTH;
		out->text.len /= 2;
		while (out->text.len &&
		       ((unsigned char)out->text.ptr[out->text.len] & 0xc0) ==
			       0x80)
			out->text.len--; /* not inside a UTF-8 sequence */
	}
	out->prompt_tokens = prompt_tokens(call);
	out->completion_tokens = tokens(out->text.len);
	return MOMUS_OK;
}

static const struct momus_backend_ops ops = {
	.size = sizeof ops,
	.open = simulate_open,
	.close = simulate_close,
	.model = model,
	.complete = complete,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_BACKEND),
	.name = "simulate",
	.version = "1",
	.summary = "a generator and critic of known quality, for tests",
	.options = options,
	.options_size = sizeof(struct simulate_options),
	.ops.backend = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
