/* model.c - see model.h */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "host/options.h"
#include "momus/trainable.h"
#include "run/controls.h"
#include "run/given.h"
#include "run/model.h"

enum { PROBE_LIMIT = 1 << 20 };

static const char *nearest_control(const char *name)
{
	const struct momus_plugin *p;
	const char *names[8];
	size_t n = 0;

	while (n < 8 && (p = momus_control_at(n)))
		names[n++] = p->name;
	return momus_nearest(name, names, n);
}

static int find(struct momus_model *m, const struct momus_recipe *recipe,
		const char *name, struct momus_registry *registry,
		struct momus_error *err)
{
	bool critic = strcmp(m->where, "critic") == 0;
	struct momus_error why = { "" };
	const char *control;
	char key[64];
	int rc;

	if (critic)
		m->plugin = momus_control_find(name);
	else if (strcmp(m->where, "generator") == 0 &&
		 strcmp(name, momus_generator_given.name) == 0)
		m->plugin = &momus_generator_given;
	if (m->plugin)
		return MOMUS_OK;
	rc = momus_registry_find(registry, MOMUS_KIND_BACKEND, name, &m->plugin,
				 &why);
	if (rc == MOMUS_OK)
		return rc;
	snprintf(key, sizeof key, "%s.plugin", m->where);
	control = critic ? nearest_control(name) : NULL;
	if (control)
		momus_recipe_fail(recipe, key, err,
				  "there is no critic \"%s\"; did you mean "
				  "\"%s\"?",
				  name, control);
	else
		momus_recipe_fail(recipe, key, err, "%.700s", why.text);
	return rc;
}

static int read_samples(struct momus_model *m, struct momus_error *err)
{
	struct momus_endpoint endpoint = { .base_urls = NULL };
	int rc =
		m->local ? MOMUS_OK : m->ops->endpoint(m->self, &endpoint, err);

	m->samples = endpoint.samples > 1 ? (uint32_t)endpoint.samples : 1;
	return rc;
}

int momus_model_speaks(const struct momus_backend_ops *ops, void *self,
		       struct momus_error *err)
{
	const struct momus_message hello = { .role = "user",
					     .content = MOMUS_TEXT("a") };
	const struct momus_trainable_ops *t =
		MOMUS_HAS(ops, trainable) ? ops->trainable : NULL;
	struct momus_buffer b;
	int rc;

	if (!t || !MOMUS_HAS(t, render) || !t->render)
		return MOMUS_OK;
	momus_buffer_init(&b, PROBE_LIMIT);
	rc = t->render(self, &hello, 1, true, &b, err);
	momus_buffer_release(&b);
	return rc;
}

int momus_model_open(struct momus_model *m, const struct momus_recipe *recipe,
		     const struct momus_recipe_model *given, const char *where,
		     struct momus_registry *registry, struct momus_arena *arena,
		     struct momus_error *err)
{
	static const char *const ours[] = { "plugin", "price_prompt",
					    "price_completion", NULL };
	struct momus_error why = { "" };
	int rc;

	*m = (struct momus_model){ .where = where,
				   .price_prompt = given->price_prompt,
				   .price_completion =
					   given->price_completion };
	rc = find(m, recipe, given->plugin, registry, err);
	if (rc == MOMUS_OK)
		rc = momus_options_fill(m->plugin, given->object, where,
					recipe->folder, ours, arena,
					&m->options, err);
	if (rc < 0)
		return rc;
	rc = m->plugin->ops.backend->open(&m->self, m->options, err);
	if (rc < 0)
		return rc;
	m->ops = m->plugin->ops.backend;
	rc = momus_model_speaks(m->ops, m->self, &why);
	if (rc < 0)
		return momus_fail(err, rc, "%s: %s", where, why.text);
	m->local = m->ops->complete != NULL;
	if (m->local && MOMUS_HAS(m->ops, batch))
		m->batch = m->ops->batch;
	m->name = m->ops->model(m->self);
	return read_samples(m, err);
}

void momus_model_close(struct momus_model *m)
{
	if (m->ops)
		m->ops->close(m->self);
	m->ops = NULL;
}

static const struct momus_option *row_of(const struct momus_plugin *plugin,
					 const char *name)
{
	const struct momus_option *row = plugin->options;

	while (row && row->type != MOMUS_OPT_END && strcmp(row->name, name))
		row++;
	return row && row->type != MOMUS_OPT_END ? row : NULL;
}

/* Leaves of OPTIONS what determines answers: of files the name, and nothing of
 * where the work is done. */
static void keep_determining(const struct momus_plugin *plugin, cJSON *options)
{
	cJSON *item = options->child, *next;

	for (; item; item = next) {
		const struct momus_option *row = row_of(plugin, item->string);
		const char *slash = cJSON_IsString(item)
					    ? strrchr(item->valuestring, '/')
					    : NULL;

		next = item->next;
		if (row && row->where)
			cJSON_Delete(cJSON_DetachItemViaPointer(options, item));
		else if (row && row->type == MOMUS_OPT_FILE && slash)
			memmove(item->valuestring, slash + 1, strlen(slash));
	}
}

int momus_model_options(const struct momus_plugin *plugin, const void *options,
			struct momus_buffer *out, struct momus_error *err)
{
	struct momus_buffer all;
	cJSON *object = NULL;
	int rc;

	momus_buffer_init(&all, (size_t)64 << 20);
	momus_options_print(plugin, options, &all);
	rc = momus_buffer_check(&all, "the options", err);
	if (rc == MOMUS_OK)
		object = cJSON_Parse(all.ptr);
	if (object)
		keep_determining(plugin, object);
	if (object)
		momus_json_canonical(object, out);
	else if (rc == MOMUS_OK)
		rc = momus_fail(err, MOMUS_ENOMEM, "%s: out of memory",
				plugin->name);
	cJSON_Delete(object);
	momus_buffer_release(&all);
	return rc;
}

/* A fixed question, with nothing set that a recipe says elsewhere. */
static int probe(const struct momus_model *m, struct momus_http_request *out,
		 struct momus_error *err)
{
	struct momus_message message = { "user", MOMUS_TEXT("?") };
	struct momus_stream stream;
	struct momus_call call = {
		.purpose = MOMUS_PURPOSE_GENERATE,
		.problem_id = MOMUS_TEXT("probe"),
		.messages = &message,
		.n_messages = 1,
		.sampling = { .temperature = NAN,
			      .top_p = NAN,
			      .min_p = NAN,
			      .repetition_penalty = NAN,
			      .top_k = -1,
			      .max_tokens = -1,
			      .logprobs = -1 },
		.stream = &stream,
		.key = "",
		.truth.parent_passed = -1,
		.samples = 1,
	};

	momus_stream_init(&stream, 0, call.problem_id, 0, 0, "probe");
	return m->ops->request(m->self, &call, out, err);
}

int momus_model_identify(const struct momus_model *m, struct momus_buffer *out,
			 struct momus_error *err)
{
	struct momus_http_request request = { .path = "" };
	int rc = MOMUS_OK;

	momus_buffer_puts(out, "{\"model\":");
	momus_buffer_json(out, momus_text_of(m->name));
	momus_buffer_puts(out, ",\"options\":");
	if (m->local) {
		rc = momus_model_options(m->plugin, m->options, out, err);
	} else {
		momus_buffer_init(&request.body, PROBE_LIMIT);
		rc = probe(m, &request, err);
		momus_buffer_json(out, momus_buffer_text(&request.body));
		momus_buffer_puts(out, ",\"path\":");
		momus_buffer_json(out, momus_text_of(request.path));
		momus_buffer_release(&request.body);
	}
	momus_buffer_puts(out, ",\"plugin\":");
	momus_buffer_json(out, momus_text_of(m->plugin->name));
	momus_buffer_putc(out, '}');
	return rc;
}

double momus_model_cost(const struct momus_model *m, int64_t prompt_tokens,
			int64_t completion_tokens)
{
	if (prompt_tokens < 0 || completion_tokens < 0)
		return NAN;
	return ((double)prompt_tokens * m->price_prompt +
		(double)completion_tokens * m->price_completion) /
	       1e6;
}
