/* options.c - the openai backend's options and what is refused among them */
#include <ctype.h>
#include <string.h>

#include "momus/plugin.h"
#include "openai.h"

#define FIELD(name) offsetof(struct openai_options, name)

const struct momus_option openai_option_table[] = {
	{ MOMUS_OPT_LIST, "base_url", NULL, FIELD(base_url),
	  "where the model is served, e.g. http://127.0.0.1:8000/v1; several "
	  "share the requests",
	  .required = true },
	{ MOMUS_OPT_STR, "model", NULL, FIELD(model),
	  "the model's name for the server", .required = true },
	{ MOMUS_OPT_ENUM, "api", "chat", FIELD(api),
	  "chat: /chat/completions; completions: /completions, for base models",
	  .choices = "chat|completions" },
	{ MOMUS_OPT_STR, "api_key_env", NULL, FIELD(api_key_env),
	  "name of the environment variable that holds the key" },
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
	{ MOMUS_OPT_INT, "in_flight", "0", FIELD(in_flight),
	  "most requests at once; 0: the run's limit", .max = 100000 },
	{ MOMUS_OPT_REAL, "requests_per_minute", "0",
	  FIELD(requests_per_minute), "0: no limit", .max = 1e9 },
	{ MOMUS_OPT_REAL, "tokens_per_minute", "0", FIELD(tokens_per_minute),
	  "prompt and completion together; 0: no limit", .max = 1e12 },
	{ MOMUS_OPT_INT, "attempts", "6", FIELD(attempts),
	  "tries a request, the first included", .min = 1, .max = 1000 },
	{ MOMUS_OPT_REAL, "deadline_s", "600", FIELD(deadline_s),
	  "seconds one attempt may take", .min = 0.001, .max = 86400 },
	{ MOMUS_OPT_REAL, "connect_s", "10", FIELD(connect_s),
	  "seconds until a connection must be there", .min = 0.001,
	  .max = 3600 },
	{ MOMUS_OPT_REAL, "backoff_s", "0.5", FIELD(backoff_s),
	  "seconds of the first back-off, doubled each time", .min = 0.001,
	  .max = 3600 },
	{ MOMUS_OPT_REAL, "backoff_max_s", "60", FIELD(backoff_max_s),
	  "seconds of the longest back-off", .min = 0.001, .max = 86400 },
	{ MOMUS_OPT_INT, "reply_limit", "16777216", FIELD(reply_limit),
	  "bytes of the largest reply accepted", .min = 1024,
	  .max = 1073741824 },
	{ MOMUS_OPT_STR, "proxy", NULL, FIELD(proxy),
	  "proxy to go through; unset: http_proxy and https_proxy, \"\": "
	  "none" },
	{ MOMUS_OPT_FILE, "ca_file", NULL, FIELD(ca_file),
	  "certificates (PEM) to trust instead of the system's" },
	MOMUS_OPTION_END
};

static int check_url(const char *url, struct momus_error *err)
{
	size_t scheme = strncmp(url, "http://", 7) == 0	   ? 7
			: strncmp(url, "https://", 8) == 0 ? 8
							   : 0;
	size_t host = scheme + strcspn(url + scheme, "/?#");

	if (memchr(url, '@', host)) /* its text may be a password: not shown */
		return momus_fail(
			err, MOMUS_EINVAL,
			"base_url holds a user or password; name a "
			"key's environment variable with api_key_env");
	if (!scheme || host == scheme)
		return momus_fail(
			err, MOMUS_EINVAL,
			"base_url \"%.200s\" is no http:// or https:// "
			"URL with a host",
			url);
	for (const char *p = url; *p; p++)
		if ((unsigned char)*p <= ' ' || *p == '?' || *p == '#' ||
		    *p == 127)
			return momus_fail(err, MOMUS_EINVAL,
					  "base_url \"%.200s\" holds a blank, "
					  "'?' or '#'; it ends before "
					  "/chat/completions, e.g. "
					  "http://127.0.0.1:8000/v1",
					  url);
	if (strlen(url) > 2000)
		return momus_fail(err, MOMUS_EINVAL,
				  "base_url is longer than 2000 bytes");
	return MOMUS_OK;
}

/* A key pasted in place of its variable's name must not be shown either. */
static int check_variable(const char *name, struct momus_error *err)
{
	size_t n = name ? strlen(name) : 1;
	bool good = n && n <= 64 && !(name && isdigit((unsigned char)*name));

	for (const char *p = name; good && p && *p; p++)
		good = isalnum((unsigned char)*p) || *p == '_';
	if (good)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EINVAL,
			  "api_key_env is no name of an environment variable "
			  "(letters, digits and _); the key itself never goes "
			  "into a recipe");
}

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
		if (openai_member(object, ours[i], &value))
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
	int rc = MOMUS_OK;

	if (!o->base_url || !o->base_url[0])
		return momus_fail(
			err, MOMUS_EINVAL,
			"base_url is an empty list; name at least one "
			"server");
	for (size_t i = 0; !rc && o->base_url[i]; i++)
		rc = check_url(o->base_url[i], err);
	if (!rc && !o->model[0])
		rc = momus_fail(err, MOMUS_EINVAL,
				"model is empty; give the name that the server "
				"knows it by");
	if (!rc && o->proxy && strchr(o->proxy, '@'))
		rc = momus_fail(err, MOMUS_EINVAL,
				"proxy holds a user or password; set it in the "
				"environment variable https_proxy instead");
	if (!rc)
		rc = check_variable(o->api_key_env, err);
	return rc ? rc : check_extra(o->extra_body, err);
}
