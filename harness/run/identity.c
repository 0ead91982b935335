/* identity.c - what defines a run: its key, and the recipe with all values */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/hash.h"
#include "host/options.h"
#include "run/setup.h"

static const size_t text_limit = (size_t)64 << 20;

static void number(cJSON *object, const char *name, double x)
{
	cJSON_DeleteItemFromObjectCaseSensitive(object, name);
	cJSON_AddNumberToObject(object, name, x);
}

static void word(cJSON *object, const char *name, const char *value)
{
	cJSON_DeleteItemFromObjectCaseSensitive(object, name);
	cJSON_AddStringToObject(object, name, value);
}

static void add_real(cJSON *object, const char *name, double x)
{
	if (!isnan(x))
		cJSON_AddNumberToObject(object, name, x);
}

static void add_int(cJSON *object, const char *name, int64_t x)
{
	if (x >= 0)
		cJSON_AddNumberToObject(object, name, (double)x);
}

/* The samplings of all purposes, as in a recipe. */
static cJSON *samplings(const struct momus_recipe *r)
{
	static const char *const names[] = { "generate", "critique", "revise" };
	cJSON *all = cJSON_CreateObject();

	for (int i = 0; i < 3; i++) {
		const struct momus_sampling *s = &r->sampling[i];
		cJSON *o = cJSON_AddObjectToObject(all, names[i]), *stops;

		add_real(o, "temperature", s->temperature);
		add_real(o, "top_p", s->top_p);
		add_real(o, "min_p", s->min_p);
		add_real(o, "repetition_penalty", s->repetition_penalty);
		add_int(o, "top_k", s->top_k);
		add_int(o, "max_tokens", s->max_tokens);
		add_int(o, "logprobs", s->logprobs);
		if (!s->n_stop)
			continue;
		stops = cJSON_AddArrayToObject(o, "stop");
		for (size_t k = 0; k < s->n_stop; k++)
			cJSON_AddItemToArray(
				stops, cJSON_CreateString(s->stop[k].ptr));
	}
	return all;
}

static cJSON *widths(const struct momus_recipe *r)
{
	cJSON *list = cJSON_CreateArray();

	cJSON_AddItemToArray(list, cJSON_CreateNumber(1));
	for (uint32_t t = 0; t <= r->turns; t++)
		cJSON_AddItemToArray(list, cJSON_CreateNumber(r->widths[t]));
	return list;
}

/* What both texts say of the run itself. */
static void add_common(cJSON *o, const struct momus_recipe *r)
{
	number(o, "seed", (double)r->seed);
	number(o, "votes", (double)r->votes);
	word(o, "feedback", momus_feedback_name(r->feedback));
	word(o, "stop", momus_stop_name(r->stop));
	cJSON_DeleteItemFromObjectCaseSensitive(o, "widths");
	cJSON_AddItemToObject(o, "widths", widths(r));
	cJSON_DeleteItemFromObjectCaseSensitive(o, "sampling");
	cJSON_AddItemToObject(o, "sampling", samplings(r));
}

/* Sets the effective OPTIONS of PLUGIN in member NAME of the recipe O. */
static int add_options(cJSON *o, const char *name,
		       const struct momus_plugin *plugin, const void *options,
		       struct momus_error *err)
{
	cJSON *target = cJSON_GetObjectItemCaseSensitive(o, name), *all, *item;
	struct momus_buffer text;

	momus_buffer_init(&text, text_limit);
	momus_options_print(plugin, options, &text);
	all = text.failed ? NULL : cJSON_Parse(text.ptr);
	momus_buffer_release(&text);
	if (!target || !all) {
		cJSON_Delete(all);
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", name);
	}
	while ((item = cJSON_DetachItemFromArray(all, 0)) != NULL) {
		if (cJSON_IsNull(item)) { /* not set, and no default */
			cJSON_Delete(item);
			continue;
		}
		cJSON_DeleteItemFromObjectCaseSensitive(target, item->string);
		cJSON_AddItemToObject(target, item->string, item);
	}
	cJSON_Delete(all);
	return MOMUS_OK;
}

/* The rewards of the recipe O, with all their options. */
static int add_rewards(cJSON *o, const struct momus_rewards *rewards,
		       struct momus_error *err)
{
	struct momus_buffer text;
	cJSON *list;
	int rc;

	if (!momus_rewards_n(rewards))
		return MOMUS_OK;
	momus_buffer_init(&text, text_limit);
	rc = momus_rewards_describe(rewards, false, &text, err);
	list = rc < 0 || text.failed ? NULL : cJSON_Parse(text.ptr);
	momus_buffer_release(&text);
	if (rc == MOMUS_OK && !list)
		rc = momus_fail(err, MOMUS_ENOMEM, "rewards: out of memory");
	if (rc < 0)
		return rc;
	cJSON_DeleteItemFromObjectCaseSensitive(o, "rewards");
	cJSON_AddItemToObject(o, "rewards", list);
	return MOMUS_OK;
}

/* The recipe as it could be run again, every value in it. */
static int make_text(const struct momus_setup *s, struct momus_buffer *out,
		     struct momus_error *err)
{
	const struct momus_recipe *r = s->recipe;
	cJSON *o = cJSON_Duplicate(r->root, 1), *task;
	char *data = realpath(r->data, NULL);
	char *exclude = r->exclude ? realpath(r->exclude, NULL) : NULL;
	int rc = MOMUS_OK;

	task = cJSON_GetObjectItemCaseSensitive(o, "task");
	if (!o || !task)
		rc = momus_fail(err, MOMUS_ENOMEM, "recipe: out of memory");
	if (rc == MOMUS_OK) {
		add_common(o, r);
		word(o, "name", r->name);
		word(task, "data", data ? data : r->data);
		if (r->exclude)
			word(task, "exclude", exclude ? exclude : r->exclude);
		rc = add_options(o, "task", s->benchmark->task,
				 s->benchmark->options, err);
		word(task, "grader", s->benchmark->grader);
	}
	if (rc == MOMUS_OK)
		rc = add_options(o, "generator", s->generator.plugin,
				 s->generator.options, err);
	if (rc == MOMUS_OK && s->own_critic.plugin)
		rc = add_options(o, "critic", s->own_critic.plugin,
				 s->own_critic.options, err);
	if (rc == MOMUS_OK)
		rc = add_rewards(o, s->rewards, err);
	if (rc == MOMUS_OK)
		momus_json_canonical(o, out);
	cJSON_Delete(o);
	free(data);
	free(exclude);
	return rc;
}

/* The problems, and how answers to them are judged. */
static int put_benchmark(const struct momus_setup *s, struct momus_buffer *out,
			 struct momus_error *err)
{
	const struct momus_benchmark *b = s->benchmark;
	int rc;

	momus_buffer_printf(
		out, ",\"limit\":%lld,\"task\":", (long long)s->recipe->limit);
	momus_buffer_json(out, momus_text_of(b->task->name));
	momus_buffer_puts(out, ",\"version\":");
	momus_buffer_json(out, momus_text_of(b->task->version));
	momus_buffer_puts(out, ",\"grader\":");
	momus_buffer_json(out, momus_text_of(b->grader));
	momus_buffer_puts(out, ",\"options\":");
	rc = momus_model_options(b->task, b->options, out, err);
	if (b->exclude.path)
		momus_buffer_printf(out, ",\"exclude\":\"%s\"",
				    b->exclude.sha256);
	return rc;
}

/* All that a stored answer or verdict depends on, and nothing else. */
static int make_definition(const struct momus_setup *s,
			   struct momus_buffer *out, struct momus_error *err)
{
	cJSON *common = cJSON_CreateObject();
	int rc;

	add_common(common, s->recipe);
	momus_buffer_puts(out, "{\"common\":");
	momus_json_canonical(common, out);
	cJSON_Delete(common);
	rc = put_benchmark(s, out, err);
	momus_buffer_puts(out, ",\"generator\":");
	if (rc == MOMUS_OK)
		rc = momus_model_identify(&s->generator, out, err);
	momus_buffer_puts(out, ",\"critic\":");
	if (rc == MOMUS_OK && s->critic)
		rc = momus_model_identify(s->critic, out, err);
	momus_buffer_puts(out, ",\"prompts\":");
	momus_prompts_describe(s->prompts, out);
	if (rc == MOMUS_OK && momus_rewards_n(s->rewards)) {
		momus_buffer_puts(out, ",\"rewards\":");
		rc = momus_rewards_describe(s->rewards, true, out, err);
	}
	if (momus_noise_any(&s->noise)) {
		momus_buffer_puts(out, ",\"noise\":\"");
		momus_noise_print(&s->noise, out);
		momus_buffer_putc(out, '"');
	}
	momus_buffer_putc(out, '}');
	return rc;
}

/* All that a first solution and its verdict depend on. */
static int make_first(const struct momus_setup *s, struct momus_buffer *out,
		      struct momus_error *err)
{
	cJSON *sampling = samplings(s->recipe);
	int rc;

	momus_buffer_printf(
		out, "{\"seed\":%lld,\"data\":", (long long)s->recipe->seed);
	momus_buffer_json(out, momus_text_of(s->recipe->data));
	rc = put_benchmark(s, out, err);
	momus_buffer_puts(out, ",\"generator\":");
	if (rc == MOMUS_OK)
		rc = momus_model_identify(&s->generator, out, err);
	momus_buffer_puts(out, ",\"prompts\":{");
	momus_prompts_describe_one(s->prompts, MOMUS_PROMPT_GENERATE, out);
	momus_buffer_puts(out, "},\"sampling\":");
	momus_json_canonical(
		cJSON_GetObjectItemCaseSensitive(sampling, "generate"), out);
	momus_buffer_putc(out, '}');
	cJSON_Delete(sampling);
	return rc;
}

/* The name of what MAKE writes of S. */
static int make_key(const struct momus_setup *s,
		    int (*make)(const struct momus_setup *,
				struct momus_buffer *, struct momus_error *),
		    char hex[65], struct momus_error *err)
{
	struct momus_buffer b;
	uint8_t digest[32];
	int rc;

	momus_buffer_init(&b, text_limit);
	rc = make(s, &b, err);
	if (rc == MOMUS_OK)
		rc = momus_buffer_check(&b, "the recipe", err);
	momus_sha256(momus_buffer_text(&b), digest);
	momus_hex(digest, hex);
	momus_buffer_release(&b);
	return rc;
}

static void make_plugins(const struct momus_setup *s, struct momus_buffer *out)
{
	const struct momus_plugin *all[] = { s->generator.plugin,
					     s->own_critic.plugin };

	momus_buffer_printf(out, "{\"task/%s\":", s->benchmark->task->name);
	momus_buffer_json(out, momus_text_of(s->benchmark->task->version));
	for (int i = 0; i < 2; i++) {
		if (!all[i] || (i && all[i] == all[0]))
			continue;
		momus_buffer_printf(out, ",\"backend/%s\":", all[i]->name);
		momus_buffer_json(out, momus_text_of(all[i]->version));
	}
	momus_rewards_plugins(s->rewards, out);
	momus_buffer_putc(out, '}');
}

int momus_setup_identify(struct momus_setup *s, struct momus_error *err)
{
	struct momus_buffer b;
	int rc;

	momus_buffer_init(&b, text_limit);
	rc = make_key(s, make_definition, s->key, err);
	if (rc == MOMUS_OK)
		rc = make_key(s, make_first, s->first_key, err);
	if (rc == MOMUS_OK) {
		rc = make_text(s, &b, err);
		s->text = momus_arena_copy(s->arena, momus_buffer_text(&b)).ptr;
	}
	if (rc == MOMUS_OK) {
		momus_buffer_reset(&b);
		make_plugins(s, &b);
		s->plugins =
			momus_arena_copy(s->arena, momus_buffer_text(&b)).ptr;
		momus_buffer_reset(&b);
		momus_rewards_names(s->rewards, &b);
		s->reward_names =
			momus_arena_copy(s->arena, momus_buffer_text(&b)).ptr;
		momus_buffer_reset(&b);
		momus_noise_print(&s->noise, &b);
		s->noise_text =
			momus_arena_copy(s->arena, momus_buffer_text(&b)).ptr;
		momus_buffer_reset(&b);
		momus_prompts_describe(s->prompts, &b);
		s->prompts_text =
			momus_arena_copy(s->arena, momus_buffer_text(&b)).ptr;
		rc = momus_buffer_check(&b, "the recipe", err);
	}
	if (rc == MOMUS_OK && (!s->text || !s->plugins || !s->prompts_text ||
			       !s->reward_names || !s->noise_text))
		rc = momus_fail(err, MOMUS_ENOMEM, "recipe: out of memory");
	momus_buffer_release(&b);
	return rc;
}
