/* options.c - the openai backend's options and what is refused among them */
#include <string.h>

#include "momus/plugin.h"
#include "openai.h"

#define FIELD(name) offsetof(struct openai_options, name)

const struct momus_option openai_option_table[] = {
	{ MOMUS_OPT_STR, "model", NULL, FIELD(model),
	  "the model's name for the server", .required = true },
	{ MOMUS_OPT_ENUM, "api", "chat", FIELD(api),
	  "chat: /chat/completions; completions: /completions, for base models",
	  .choices = "chat|completions" },
	{ MOMUS_OPT_JSON, "extra_body", NULL, FIELD(extra_body),
	  "object of further fields for each request; they win over sampling" },
	{ MOMUS_OPT_ENUM, "max_tokens_key", "max_tokens", FIELD(max_tokens_key),
	  "field for the token limit; some newer models want the longer name",
	  .choices = "max_tokens|max_completion_tokens" },
	{ MOMUS_OPT_BOOL, "send_seed", "true", FIELD(send_seed),
	  "whether each request carries its seed" },
	{ MOMUS_OPT_INT, "n", "1", FIELD(n),
	  "most samples of one prompt that a request asks for; more than 1 "
	  "only of a server that can",
	  .min = 1, .max = OPENAI_SAMPLES_MAX },
	MOMUS_ENDPOINT_ROWS(struct openai_options, server),
	MOMUS_OPTION_END
};

static int check_extra(const char *extra, struct momus_error *err)
{
	static const char *const ours[] = { "model", "messages", "prompt",
					    "stream", "n" };
	struct momus_text object = momus_text_of(extra), value;

	if (!extra)
		return MOMUS_OK;
	if (!momus_json_valid(object, NULL) ||
	    momus_text_strip(object).ptr[0] != '{')
		return momus_fail(err, MOMUS_EINVAL,
				  "extra_body is no JSON object");
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		if (momus_json_find(object, ours[i], &value))
			return momus_fail(err, MOMUS_EINVAL,
					  "extra_body sets \"%s\", which Momus "
					  "sets itself; several samples are "
					  "asked for with widths, in one "
					  "request with the option n",
					  ours[i]);
	return MOMUS_OK;
}

int openai_options_check(const struct openai_options *o,
			 struct momus_error *err)
{
	int rc = momus_endpoint_check(&o->server, err);

	if (!rc && !o->model[0])
		rc = momus_fail(err, MOMUS_EINVAL,
				"model is empty; give the name that the server "
				"knows it by");
	return rc ? rc : check_extra(o->extra_body, err);
}
