/* dice.c - backend: throws dice for one of some answers
 *
 * A model that needs no server: it shows how a backend answers at once, and how
 * it draws from the stream of the request, so that the same seed gives the same
 * answers at any number of requests in flight. */
#include <stddef.h>
#include <string.h>

#include <momus/plugin.h>

struct options {
	const char **answers; /* NULL-terminated */
	double p_correct;
};

static const struct momus_option options[] = {
	{ MOMUS_OPT_LIST, "answers", NULL, offsetof(struct options, answers),
	  "what a solution or revision may say", .required = true },
	{ MOMUS_OPT_REAL, "p_correct", "0.5",
	  offsetof(struct options, p_correct),
	  "probability that a critique finds the solution correct", .min = 0,
	  .max = 1 },
	MOMUS_OPTION_END,
};

static int dice_open(void **self, const void *opt, struct momus_error *err)
{
	const struct options *o = opt;

	if (!o->answers[0])
		return momus_fail(err, MOMUS_EINVAL,
				  "dice: answers is empty; expected at least "
				  "one text");
	*self = (void *)o; /* the host keeps the options alive */
	return MOMUS_OK;
}

static void dice_close(void *self)
{
	(void)self;
}

static const char *model(const void *self)
{
	(void)self;
	return "dice";
}

static int complete(void *self, const struct momus_call *call,
		    struct momus_completion *out, struct momus_error *err)
{
	const struct options *o = self;
	const char *text;
	size_t n = 0;

	(void)err;
	if (call->purpose == MOMUS_PURPOSE_CRITIQUE) {
		text = momus_stream_real(call->stream) < o->p_correct
			       ? "The dice say yes.\n\nOverall judgment: "
				 "Correct"
			       : "The dice say no.\n\nOverall judgment: "
				 "Incorrect";
	} else {
		while (o->answers[n])
			n++;
		text = o->answers[momus_stream_below(call->stream, n)];
	}
	out->text = momus_text_of(text);
	out->finish = MOMUS_FINISH_STOP;
	out->prompt_tokens = out->completion_tokens = -1; /* not told */
	return MOMUS_OK;
}

static const struct momus_backend_ops ops = {
	.size = sizeof ops,
	.open = dice_open,
	.close = dice_close,
	.model = model,
	.complete = complete,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_BACKEND),
	.name = "dice",
	.version = "1.0",
	.summary = "throws dice for one of some answers",
	.options = options,
	.options_size = sizeof(struct options),
	.ops.backend = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
