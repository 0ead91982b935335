/* openai.c - any server that speaks OpenAI's chat or plain completions
 *
 * It writes requests and reads replies; the host does everything between.
 */
#include <stdlib.h>
#include <string.h>

#include "momus/plugin.h"
#include "openai.h"

static int open_backend(void **self, const void *options,
			struct momus_error *err)
{
	struct openai_options *o;
	int rc = openai_options_check(options, err);

	if (rc)
		return rc;
	o = malloc(sizeof *o);
	if (!o)
		return momus_fail(err, MOMUS_ENOMEM, "openai: out of memory");
	*o = *(const struct openai_options *)options;
	*self = o;
	return MOMUS_OK;
}

static void close_backend(void *self)
{
	free(self);
}

static const char *model(const void *self)
{
	const struct openai_options *o = self;

	return o->model;
}

static int endpoint(const void *self, struct momus_endpoint *out,
		    struct momus_error *err)
{
	const struct openai_options *o = self;

	(void)err;
	*out = momus_endpoint_of(&o->server);
	out->samples = o->n;
	return MOMUS_OK;
}

static bool is_chat(const struct openai_options *o)
{
	return strcmp(o->api, "chat") == 0;
}

static int request(void *self, const struct momus_call *call,
		   struct momus_http_request *out, struct momus_error *err)
{
	const struct openai_options *o = self;

	out->path = is_chat(o) ? "/chat/completions" : "/completions";
	openai_request_write(o, call, &out->body);
	return momus_buffer_check(&out->body, "openai: the request", err);
}

static int reply(void *self, const struct momus_call *call,
		 const struct momus_http_reply *in,
		 struct momus_completion *out, struct momus_error *err)
{
	(void)err;
	openai_reply_read(is_chat(self), in, out, call->samples);
	return MOMUS_OK;
}

static const struct momus_backend_ops ops = {
	.size = sizeof ops,
	.open = open_backend,
	.close = close_backend,
	.model = model,
	.endpoint = endpoint,
	.request = request,
	.reply = reply,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_BACKEND),
	.name = "openai",
	.version = "1",
	.summary = "a model behind an OpenAI-compatible server",
	.options = openai_option_table,
	.options_size = sizeof(struct openai_options),
	.ops.backend = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
