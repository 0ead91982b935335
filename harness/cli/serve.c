/* serve.c - momus serve MODEL [OPTION…] */
#include "config.h"

#include <arpa/inet.h>
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/serve-http.h"
#include "host/loader.h"
#include "host/options.h"
#include "momus/log.h"
#include "run/model.h"

enum { OPTIONS = 32, ARENA = 1 << 20, IDLE_MS = 500 };

struct order {
	const char *model, *backend, *host, *port, *key_env, *template;
	const char *set[OPTIONS]; /* KEY=VALUE, of the backend */
	size_t n_set;
};

struct opened {
	struct momus_registry *registry;
	struct momus_arena *arena;
	const struct momus_backend_ops *ops;
	void *self;
};

static int parse_option(struct order *o, const char *name, const char *value,
			struct momus_error *err)
{
	const struct {
		const char *name;
		const char **field;
	} rows[] = {
		{ "--backend", &o->backend },
		{ "--host", &o->host },
		{ "--port", &o->port },
		{ "--api-key-env", &o->key_env },
		{ "--template", &o->template },
	};

	for (size_t i = 0; value && i < sizeof rows / sizeof *rows; i++)
		if (strcmp(rows[i].name, name) == 0) {
			*rows[i].field = value;
			return MOMUS_OK;
		}
	if (value && strcmp(name, "--set") == 0 && o->n_set < OPTIONS) {
		o->set[o->n_set++] = value;
		return MOMUS_OK;
	}
	return momus_fail(err, MOMUS_EINVAL,
			  "serve: \"%s\" is not understood, or lacks its "
			  "value; `momus help serve` lists the options",
			  name);
}

static int parse(int argc, char **argv, struct order *o,
		 struct momus_error *err)
{
	int rc = MOMUS_OK;

	for (int i = 1; rc == MOMUS_OK && i < argc; i++) {
		if (argv[i][0] == '-') {
			rc = parse_option(o, argv[i],
					  i + 1 < argc ? argv[i + 1] : NULL,
					  err);
			i++;
		} else if (!o->model) {
			o->model = argv[i];
		} else {
			return momus_fail(err, MOMUS_EINVAL,
					  "serve: \"%s\" is a second model; "
					  "one is served",
					  argv[i]);
		}
	}
	if (rc == MOMUS_OK && !o->model)
		return momus_fail(err, MOMUS_EINVAL,
				  "serve: which model? usage: momus serve "
				  "MODEL [OPTION…]");
	return rc;
}

static int parse_port(const char *text, uint16_t *out, struct momus_error *err)
{
	char *end;
	long port = strtol(text, &end, 10);

	if (!*text || *end || port < 0 || port > 65535)
		return momus_fail(err, MOMUS_EINVAL,
				  "serve: --port is \"%s\"; expected a number "
				  "from 0 (any that is free) to 65535",
				  text);
	*out = (uint16_t)port;
	return MOMUS_OK;
}

static bool is_loopback(const char *host)
{
	struct in6_addr v6;
	struct in_addr v4;

	if (inet_pton(AF_INET, host, &v4) == 1)
		return ntohl(v4.s_addr) >> 24 == 127;
	return inet_pton(AF_INET6, host, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

/* The key that requests must have; other machines reach only what has one. */
static int find_key(const struct order *o, const char **key,
		    struct momus_error *err)
{
	*key = o->key_env ? getenv(o->key_env) : NULL;
	if (o->key_env && (!*key || !**key))
		return momus_fail(err, MOMUS_EINVAL,
				  "serve: the environment variable %s, which "
				  "--api-key-env names, is not set",
				  o->key_env);
	if (!o->key_env && !is_loopback(o->host))
		return momus_fail(err, MOMUS_EINVAL,
				  "serve: --host %s can be reached from other "
				  "machines; give --api-key-env NAME, a key "
				  "that requests must have",
				  o->host);
	return MOMUS_OK;
}

/* Adds "KEY=VALUE" to OBJECT: VALUE as JSON, if it is that, else as a text. */
static int add_set(cJSON *object, const char *set, struct momus_error *err)
{
	const char *equals = strchr(set, '=');
	char key[64];
	cJSON *value;

	if (!equals || equals == set || (size_t)(equals - set) >= sizeof key)
		return momus_fail(err, MOMUS_EINVAL,
				  "serve: --set %s; expected KEY=VALUE, of "
				  "`momus plugins native`",
				  set);
	memcpy(key, set, (size_t)(equals - set));
	key[equals - set] = '\0';
	value = cJSON_ParseWithOpts(equals + 1, NULL, true);
	if (!value)
		value = cJSON_CreateString(equals + 1);
	cJSON_DeleteItemFromObjectCaseSensitive(object, key);
	return cJSON_AddItemToObject(object, key, value)
		       ? MOMUS_OK
		       : momus_fail(err, MOMUS_ENOMEM, "serve: out of memory");
}

static int open_model(struct opened *m, const struct order *o,
		      struct momus_error *err)
{
	const struct momus_plugin *plugin = NULL;
	cJSON *object = cJSON_CreateObject();
	void *options;
	int rc = momus_registry_open(&m->registry, err);

	m->arena = momus_arena_create(ARENA);
	if (rc == MOMUS_OK &&
	    (!m->arena || !object ||
	     !cJSON_AddStringToObject(object, "model", o->model)))
		rc = momus_fail(err, MOMUS_ENOMEM, "serve: out of memory");
	if (rc == MOMUS_OK)
		rc = momus_registry_find(m->registry, MOMUS_KIND_BACKEND,
					 o->backend, &plugin, err);
	if (rc == MOMUS_OK && o->template &&
	    !cJSON_AddStringToObject(object, "template", o->template))
		rc = momus_fail(err, MOMUS_ENOMEM, "serve: out of memory");
	for (size_t i = 0; rc == MOMUS_OK && i < o->n_set; i++)
		rc = add_set(object, o->set[i], err);
	if (rc == MOMUS_OK)
		rc = momus_options_fill(plugin, object, "serve", ".", NULL,
					m->arena, &options, err);
	cJSON_Delete(object);
	if (rc < 0)
		return rc;
	m->ops = plugin->ops.backend;
	return m->ops->open(&m->self, options, err);
}

static void close_model(struct opened *m)
{
	if (m->self)
		m->ops->close(m->self);
	momus_arena_free(m->arena);
	momus_registry_free(m->registry);
}

/* A model that cannot be asked by dialogues continues texts, which its user is
 * told before the first dialogue comes. */
static void warn_of_dialogues(const struct opened *m)
{
	struct momus_error why = { "" };

	if (momus_model_speaks(m->ops, m->self, &why) < 0)
		momus_log(MOMUS_LOG_WARNING, "serve",
			  "%s (--template NAME): until then dialogues are "
			  "refused, and only /v1/completions answers",
			  why.text);
}

/* Until it is interrupted; then what has come is answered, unless it is
 * interrupted again. */
static int serve_on(struct momus_gate *gate, struct momus_served *served,
		    struct momus_error *err)
{
	const volatile sig_atomic_t *stop = momus_interrupts();
	size_t left = 0;
	int rc = MOMUS_OK;

	while (rc == MOMUS_OK && *stop < 2) {
		if (*stop && !momus_gate_busy(gate))
			break;
		if (*stop)
			momus_gate_shut(gate);
		rc = momus_gate_turn(gate, left ? 0 : IDLE_MS, err);
		if (rc == MOMUS_OK)
			rc = momus_served_advance(served, &left, err);
	}
	return rc;
}

static int64_t now(void)
{
	return (int64_t)time(NULL);
}

static int serve_model(const struct order *o, const struct opened *m,
		       const char *key, uint16_t port, struct momus_error *err)
{
	const struct momus_served_setup setup = { m->ops, m->self, now };
	struct momus_gate_setup gate_setup = { .host = o->host,
					       .port = port,
					       .key = key };
	struct momus_served *served = NULL;
	struct momus_gate *gate = NULL;
	bool v6 = strchr(o->host, ':');
	int rc = momus_served_create(&served, &setup, err);

	gate_setup.served = served;
	if (rc == MOMUS_OK)
		rc = momus_gate_open(&gate, &gate_setup, err);
	if (rc == MOMUS_OK) {
		momus_interrupt_catch();
		printf("%s is served at http://%s%s%s:%u/v1\n",
		       m->ops->model(m->self), v6 ? "[" : "", o->host,
		       v6 ? "]" : "", momus_gate_port(gate));
		fflush(stdout);
		warn_of_dialogues(m);
		rc = serve_on(gate, served, err);
		momus_interrupt_leave();
	}
	momus_gate_close(gate);
	momus_served_free(served);
	return rc;
}

static int serve(int argc, char **argv, struct momus_error *err)
{
	struct order o = { .backend = "native",
			   .host = "127.0.0.1",
			   .port = "8080" };
	struct opened m = { .registry = NULL };
	const char *key = NULL;
	uint16_t port = 0;
	int rc = parse(argc, argv, &o, err);

	if (rc == MOMUS_OK)
		rc = parse_port(o.port, &port, err);
	if (rc == MOMUS_OK)
		rc = find_key(&o, &key, err);
	if (rc < 0)
		return rc;
	rc = open_model(&m, &o, err);
	if (rc == MOMUS_OK)
		rc = serve_model(&o, &m, key, port, err);
	close_model(&m);
	return rc;
}

const struct momus_command momus_command_serve = {
	.name = "serve",
	.usage = "serve MODEL [OPTION…]",
	.summary = "a model in this process as an OpenAI-compatible server",
	.help = "MODEL is the folder of a Hugging Face model. Answers "
		"/v1/chat/completions, /v1/completions,\n"
		"/v1/models and /health, many requests side by side; a "
		"request with a seed gets the same\n"
		"answer whatever else is asked, and the one that a run with "
		"the backend native gets.\n\n"
		"  --host ADDRESS      what to listen at (127.0.0.1)\n"
		"  --port N            0: any that is free (8080)\n"
		"  --set KEY=VALUE     an option of the backend, as `momus "
		"plugins native` lists them;\n"
		"                      repeatable: --set threads=2 --set "
		"batch=64\n"
		"  --template NAME     how a dialogue is written, where the "
		"model does not say it:\n"
		"                      qwen, chatml, llama3, none\n"
		"  --api-key-env NAME  requests must have the key in that "
		"variable; needed where --host\n"
		"                      is not this machine alone\n"
		"  --backend NAME      another backend whose model is in the "
		"process (native)\n\n"
		"At most 512 connections, 256 requests in work, 16 MiB in a "
		"request, 30 s of silence.\n"
		"Ctrl-C: what has come is still answered; once more: at once.",
	.run = serve,
};
