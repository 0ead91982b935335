/* given.c - see given.h */
#include "config.h"

#include <math.h>

#include "run/given.h"

struct no_options {
	char none;
};

static const struct momus_option no_table[] = { MOMUS_OPTION_END };

static int open_given(void **self, const void *options, struct momus_error *err)
{
	(void)options, (void)err;
	*self = NULL;
	return MOMUS_OK;
}

static void close_given(void *self)
{
	(void)self;
}

static const char *model(const void *self)
{
	(void)self;
	return "given";
}

static int complete(void *self, const struct momus_call *call,
		    struct momus_completion *out, struct momus_error *err)
{
	(void)self, (void)err;
	out->prompt_tokens = out->completion_tokens = -1;
	out->logprob = NAN;
	out->text = call->given;
	out->finish = MOMUS_FINISH_STOP;
	if (call->purpose == MOMUS_PURPOSE_GENERATE && call->given.len)
		return MOMUS_OK;
	out->text = MOMUS_TEXT("");
	out->finish = MOMUS_FINISH_FAILED;
	out->reason = call->given.len
			      ? MOMUS_TEXT("an answer of the data's own is "
					   "not revised")
			      : MOMUS_TEXT("the data have no answer of their "
					   "own to this problem");
	return MOMUS_OK;
}

static const struct momus_backend_ops ops = {
	.size = sizeof ops,
	.open = open_given,
	.close = close_given,
	.model = model,
	.complete = complete,
};

const struct momus_plugin momus_generator_given = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_BACKEND),
	.name = "given",
	.version = "1",
	.summary = "generator: the answers that the data have already",
	.options = no_table,
	.options_size = sizeof(struct no_options),
	.ops.backend = &ops,
};
