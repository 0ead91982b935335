/* controls.c - see controls.h */
#include "config.h"

#include <math.h>
#include <string.h>

#include "host/loader.h"
#include "run/controls.h"
#include "run/shuffled.h"

struct no_options {
	char none;
};

static const struct momus_option no_table[] = { MOMUS_OPTION_END };

static int open_plain(void **self, const void *options, struct momus_error *err)
{
	(void)options, (void)err;
	*self = NULL;
	return MOMUS_OK;
}

static void close_plain(void *self)
{
	(void)self;
}

static const char *empty_model(const void *self)
{
	(void)self;
	return "empty";
}

static const char *oracle_model(const void *self)
{
	(void)self;
	return "oracle";
}

static void say(struct momus_completion *out, struct momus_text text)
{
	out->text = text;
	out->finish = MOMUS_FINISH_STOP;
	out->prompt_tokens = out->completion_tokens = -1;
	out->logprob = NAN;
}

static int empty_complete(void *self, const struct momus_call *call,
			  struct momus_completion *out, struct momus_error *err)
{
	(void)self, (void)call, (void)err;
	say(out, MOMUS_TEXT("Please check your answer."));
	return MOMUS_OK;
}

static int oracle_complete(void *self, const struct momus_call *call,
			   struct momus_completion *out,
			   struct momus_error *err)
{
	static const char *const advice[] = {
		[0] = "Mend what the test above shows, and what else may "
		      "fail for the same reason.\n\n"
		      "Overall judgment: Incorrect",
		[1] = ("Keep the answer as it is.\n\n"
		       "Overall judgment: Correct"),
		[2] = "Check the answer once more.",
	};
	int passed = call->truth.parent_passed;
	struct momus_buffer text;
	int rc;

	(void)self;
	momus_buffer_init(&text, 1 << 20);
	momus_buffer_puts(&text, "<format>\nAnalysis:\n");
	momus_buffer_add(&text, call->messages[0].content);
	momus_buffer_puts(&text, "\n\nImprovement suggestions:\n");
	momus_buffer_puts(&text, advice[passed < 0 ? 2 : passed]);
	momus_buffer_puts(&text, "\n</format>");
	say(out, momus_arena_copy(out->arena, momus_buffer_text(&text)));
	rc = momus_buffer_check(&text, "oracle: the critique", err);
	momus_buffer_release(&text);
	if (rc == MOMUS_OK && !out->text.ptr)
		rc = momus_fail(err, MOMUS_ENOMEM, "oracle: out of memory");
	return rc;
}

#define CONTROL_OPS(open_, close_, model_, complete_)                    \
	{                                                                \
		.size = sizeof(struct momus_backend_ops), .open = open_, \
		.close = close_, .model = model_, .complete = complete_, \
	}

static const struct momus_backend_ops empty_ops =
	CONTROL_OPS(open_plain, close_plain, empty_model, empty_complete);
static const struct momus_backend_ops oracle_ops =
	CONTROL_OPS(open_plain, close_plain, oracle_model, oracle_complete);

static const struct momus_plugin empty = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_BACKEND),
	.name = "empty",
	.version = "1",
	.summary = "control: asks to check the answer, says nothing of it",
	.options = no_table,
	.options_size = sizeof(struct no_options),
	.ops.backend = &empty_ops,
};

static const struct momus_plugin oracle = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_BACKEND),
	.name = "oracle",
	.version = "1",
	.summary = "control: the true verdict and the first failing test",
	.options = no_table,
	.options_size = sizeof(struct no_options),
	.ops.backend = &oracle_ops,
};

const struct momus_plugin *momus_control_at(size_t i)
{
	const struct momus_plugin *all[] = { &empty, &oracle,
					     &momus_control_shuffled };

	return i < sizeof all / sizeof *all ? all[i] : NULL;
}

const struct momus_plugin *momus_control_find(const char *name)
{
	const struct momus_plugin *p;

	for (size_t i = 0; (p = momus_control_at(i)); i++)
		if (strcmp(p->name, name) == 0)
			break;
	return p;
}

bool momus_control_is_blind(const struct momus_plugin *plugin)
{
	return plugin == &empty || plugin == &momus_control_shuffled;
}

bool momus_control_is_constant(const struct momus_plugin *plugin)
{
	return plugin == &empty || plugin == &oracle;
}

bool momus_control_is_oracle(const struct momus_plugin *plugin)
{
	return plugin == &oracle;
}
