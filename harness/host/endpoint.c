/* endpoint.c - see momus/endpoint.h */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "momus/endpoint.h"

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

int momus_endpoint_check(const struct momus_endpoint_options *o,
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
	if (!rc && o->proxy && strchr(o->proxy, '@'))
		rc = momus_fail(err, MOMUS_EINVAL,
				"proxy holds a user or password; set it in the "
				"environment variable https_proxy instead");
	return rc ? rc : check_variable(o->api_key_env, err);
}

struct momus_endpoint momus_endpoint_of(const struct momus_endpoint_options *o)
{
	return (struct momus_endpoint){
		.base_urls = (const char *const *)o->base_url,
		.api_key_env = o->api_key_env,
		.proxy = o->proxy,
		.ca_file = o->ca_file,
		.requests_per_minute = o->requests_per_minute,
		.tokens_per_minute = o->tokens_per_minute,
		.in_flight = o->in_flight,
		.attempts = o->attempts,
		.deadline_s = o->deadline_s,
		.connect_s = o->connect_s,
		.backoff_s = o->backoff_s,
		.backoff_max_s = o->backoff_max_s,
		.reply_limit = (size_t)o->reply_limit,
	};
}

bool momus_endpoint_has(const char *name)
{
	struct only {
		struct momus_endpoint_options server;
	};
	static const struct momus_option rows[] = {
		MOMUS_ENDPOINT_ROWS(struct only, server), MOMUS_OPTION_END
	};

	for (const struct momus_option *row = rows; row->type; row++)
		if (strcmp(row->name, name) == 0)
			return true;
	return false;
}
