/* parrot.c - backend of tests: revises well after critiques of many small letters
 *
 * What a critic should learn is known, and a model without any skill can learn it.
 * A first solution is right by a throw of the dice; a revision is if at least
 * a share .letters of the bytes of its prompt's last message are of a to m. */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include <momus/plugin.h>

struct options {
	double letters, p_init, p_fail;
	const char *right;
};

static const struct momus_option options[] = {
	{ MOMUS_OPT_REAL, "letters", "0.5", offsetof(struct options, letters),
	  "share of a to m in a message that helps", .max = 1 },
	{ MOMUS_OPT_REAL, "p_init", "0.3", offsetof(struct options, p_init),
	  "probability that a first solution is right", .max = 1 },
	{ MOMUS_OPT_REAL, "p_fail", "0", offsetof(struct options, p_fail),
	  "probability that a revision fails", .max = 1 },
	{ MOMUS_OPT_STR, "right", NULL, offsetof(struct options, right),
	  "a right revision; if not set what the task names", .choices = NULL },
	MOMUS_OPTION_END,
};

static int parrot_open(void **self, const void *opt, struct momus_error *err)
{
	(void)err;
	*self = (void *)opt; /* the host keeps the options alive */
	return MOMUS_OK;
}

static void parrot_close(void *self)
{
	(void)self;
}

static const char *model(const void *self)
{
	(void)self;
	return "parrot";
}

static bool helps(const struct options *o, struct momus_text text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += text.ptr[i] >= 'a' && text.ptr[i] <= 'm';
	return text.len && (double)n >= o->letters * (double)text.len;
}

static int complete(void *self, const struct momus_call *call,
		    struct momus_completion *out, struct momus_error *err)
{
	const struct options *o = self;
	bool fails = momus_stream_real(call->stream) < o->p_fail;
	bool right = momus_stream_real(call->stream) < o->p_init;

	(void)err;
	if (call->purpose == MOMUS_PURPOSE_REVISE)
		right = helps(o, call->messages[call->n_messages - 1].content);
	out->text = right ? call->truth.right : call->truth.wrong;
	if (right && o->right && call->purpose == MOMUS_PURPOSE_REVISE)
		out->text = momus_text_of(o->right);
	out->finish = MOMUS_FINISH_STOP;
	out->prompt_tokens = out->completion_tokens = -1;
	out->logprob = NAN;
	if (call->purpose == MOMUS_PURPOSE_REVISE && fails) {
		out->finish = MOMUS_FINISH_FAILED;
		out->reason = MOMUS_TEXT("the parrot is asleep");
	}
	return MOMUS_OK;
}

static const struct momus_backend_ops ops = {
	.size = sizeof ops,
	.open = parrot_open,
	.close = parrot_close,
	.model = model,
	.complete = complete,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_BACKEND),
	.name = "parrot",
	.version = "1",
	.summary = "revises well after critiques of many small letters",
	.options = options,
	.options_size = sizeof(struct options),
	.ops.backend = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
