/* endpoint.h - the options of whatever asks a server over HTTP
 *
 * Backends and rewards that ask servers have the same options for it: a plugin
 * puts the struct into its own, the rows into its table, and hands both
 * functions' results on.
 */
#ifndef MOMUS_ENDPOINT_H
#define MOMUS_ENDPOINT_H

#include "momus/backend.h"
#include "momus/option.h"

MOMUS_BEGIN_DECLS

struct momus_endpoint_options {
	const char **base_url; /* NULL-terminated */
	const char *api_key_env;
	int64_t in_flight, attempts, reply_limit;
	double requests_per_minute, tokens_per_minute;
	double deadline_s, connect_s, backoff_s, backoff_max_s;
	const char *proxy, *ca_file;
};

/* Rows of an option table for MEMBER_, a struct momus_endpoint_options of
 * the options struct STRUCT_. */
#define MOMUS_ENDPOINT_ROWS(struct_, member_) \
	MOMUS_ENDPOINT_ROWS_IF(struct_, member_, true)

/* The same; base_url is required only if NEEDED_. */
#define MOMUS_ENDPOINT_ROWS_IF(struct_, member_, needed_)                     \
	{ .type = MOMUS_OPT_LIST,                                             \
	  .name = "base_url",                                                 \
	  .offset = offsetof(struct_, member_.base_url),                      \
	  .help = "where the model is served, e.g. "                          \
		  "http://127.0.0.1:8000/v1; several share the requests",     \
	  .required = (needed_) },                                            \
		{ .type = MOMUS_OPT_STR,                                      \
		  .name = "api_key_env",                                      \
		  .offset = offsetof(struct_, member_.api_key_env),           \
		  .help = "name of the environment variable that holds the "  \
			  "key" },                                            \
		{ .type = MOMUS_OPT_INT,                                      \
		  .name = "in_flight",                                        \
		  .value = "0",                                               \
		  .offset = offsetof(struct_, member_.in_flight),             \
		  .help = "most requests at once; 0: the run's limit",        \
		  .max = 100000 },                                            \
		{ .type = MOMUS_OPT_REAL,                                     \
		  .name = "requests_per_minute",                              \
		  .value = "0",                                               \
		  .offset = offsetof(struct_, member_.requests_per_minute),   \
		  .help = "0: no limit",                                      \
		  .max = 1e9 },                                               \
		{ .type = MOMUS_OPT_REAL,                                     \
		  .name = "tokens_per_minute",                                \
		  .value = "0",                                               \
		  .offset = offsetof(struct_, member_.tokens_per_minute),     \
		  .help = "prompt and completion together; 0: no limit",      \
		  .max = 1e12 },                                              \
		{ .type = MOMUS_OPT_INT,                                      \
		  .name = "attempts",                                         \
		  .value = "6",                                               \
		  .offset = offsetof(struct_, member_.attempts),              \
		  .help = "tries a request, the first included",              \
		  .min = 1,                                                   \
		  .max = 1000 },                                              \
		{ .type = MOMUS_OPT_REAL,                                     \
		  .name = "deadline_s",                                       \
		  .value = "600",                                             \
		  .offset = offsetof(struct_, member_.deadline_s),            \
		  .help = "seconds one attempt may take",                     \
		  .min = 0.001,                                               \
		  .max = 86400 },                                             \
		{ .type = MOMUS_OPT_REAL,                                     \
		  .name = "connect_s",                                        \
		  .value = "10",                                              \
		  .offset = offsetof(struct_, member_.connect_s),             \
		  .help = "seconds until a connection must be there",         \
		  .min = 0.001,                                               \
		  .max = 3600 },                                              \
		{ .type = MOMUS_OPT_REAL,                                     \
		  .name = "backoff_s",                                        \
		  .value = "0.5",                                             \
		  .offset = offsetof(struct_, member_.backoff_s),             \
		  .help = "seconds of the first back-off, doubled each time", \
		  .min = 0.001,                                               \
		  .max = 3600 },                                              \
		{ .type = MOMUS_OPT_REAL,                                     \
		  .name = "backoff_max_s",                                    \
		  .value = "60",                                              \
		  .offset = offsetof(struct_, member_.backoff_max_s),         \
		  .help = "seconds of the longest back-off",                  \
		  .min = 0.001,                                               \
		  .max = 86400 },                                             \
		{ .type = MOMUS_OPT_INT,                                      \
		  .name = "reply_limit",                                      \
		  .value = "16777216",                                        \
		  .offset = offsetof(struct_, member_.reply_limit),           \
		  .help = "bytes of the largest reply accepted",              \
		  .min = 1024,                                                \
		  .max = 1073741824 },                                        \
		{ .type = MOMUS_OPT_STR,                                      \
		  .name = "proxy",                                            \
		  .offset = offsetof(struct_, member_.proxy),                 \
		  .help = "proxy to go through; unset: http_proxy and "       \
			  "https_proxy, \"\": none" },                        \
	{                                                                     \
		.type = MOMUS_OPT_FILE, .name = "ca_file",                    \
		.offset = offsetof(struct_, member_.ca_file),                 \
		.help = "certificates (PEM) to trust instead of the "         \
			"system's"                                            \
	}

/* What a table cannot check: MOMUS_EINVAL for an empty list, a URL that is none
 * or holds a password, a key in place of its variable's name. */
MOMUS_API int momus_endpoint_check(const struct momus_endpoint_options *o,
				   struct momus_error *err);

/* O as the host takes it; borrowed from O. */
MOMUS_API struct momus_endpoint momus_endpoint_of(
	const struct momus_endpoint_options *o);

/* Whether NAME is one of the options above: how a server is reached, which is
 * no part of what is asked. */
MOMUS_API bool momus_endpoint_has(const char *name);

MOMUS_END_DECLS

#endif /* MOMUS_ENDPOINT_H */
