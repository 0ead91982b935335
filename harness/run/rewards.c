/* rewards.c - see rewards.h: which rewards there are, and who they are */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/options.h"
#include "momus/endpoint.h"
#include "run/model.h"
#include "run/rewards-parts.h"
#include "store/node.h"

enum { NAME_MAX_BYTES = 64 };
static const size_t text_limit = (size_t)16 << 20;

static const char *const own_keys[] = { "name", NULL };

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "rewards: out of memory");
}

/* Letters, digits and -_.: what is a name in files and tables as it is. */
static bool is_name(const char *s)
{
	size_t n = strlen(s);

	return n && n <= NAME_MAX_BYTES &&
	       strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			 "0123456789-_.") == n;
}

/* Names reward I: by its "name", or its plugin. */
static int take_name(struct momus_rewards *r, size_t i, const cJSON *object,
		     struct momus_error *err)
{
	const cJSON *own = cJSON_GetObjectItemCaseSensitive(object, "name");
	struct reward *w = &r->list[i];

	w->name = own ? cJSON_GetStringValue(own)
		      : momus_reward_part_plugin(w->part)->name;
	if (!w->name || !is_name(w->name))
		return momus_recipe_fail(
			r->recipe, "rewards", err,
			"the name of entry %zu is none; expected letters, "
			"digits, '-', '_' or '.', %d at most",
			i, NAME_MAX_BYTES);
	for (size_t k = 0; k < i; k++)
		if (strcmp(r->list[k].name, w->name) == 0)
			return momus_recipe_fail(
				r->recipe, "rewards", err,
				"entries %zu and %zu are both called \"%s\"; "
				"give one of them another \"name\"",
				k, i, w->name);
	return MOMUS_OK;
}

static int open_one(struct momus_rewards *r, const cJSON *object,
		    struct momus_error *err)
{
	struct reward *w = &r->list[r->n];
	struct momus_error why = { "" };
	char where[32];
	int rc;

	snprintf(where, sizeof where, "rewards[%zu]", r->n);
	rc = momus_reward_part_open_in(&w->part, object, where,
				       r->recipe->folder, own_keys, &why);
	if (rc < 0)
		return momus_recipe_fail(r->recipe, "rewards", err, "%s%.900s",
					 why.text[0] ? "" : where,
					 why.text[0] ? why.text
						     : " does not open, and "
						       "its plugin does not "
						       "say why");
	r->n++;
	w->n_questions = momus_reward_part_questions(w->part);
	if (w->n_questions) {
		w->clients = calloc(w->n_questions, sizeof *w->clients);
		if (!w->clients)
			return no_memory(err);
	}
	return take_name(r, r->n - 1, object, err);
}

int momus_rewards_open(struct momus_rewards **out,
		       const struct momus_recipe *recipe,
		       struct momus_error *err)
{
	struct momus_rewards *r = calloc(1, sizeof *r);
	size_t n = (size_t)cJSON_GetArraySize(recipe->rewards);
	const cJSON *object;
	int rc = MOMUS_OK;

	*out = NULL;
	if (!r || !(r->list = calloc(n + 1, sizeof *r->list))) {
		free(r);
		return no_memory(err);
	}
	r->recipe = recipe;
	if (n > MOMUS_NODE_REWARDS)
		rc = momus_recipe_fail(recipe, "rewards", err,
				       "%zu rewards, at most %d are possible",
				       n, MOMUS_NODE_REWARDS);
	cJSON_ArrayForEach(object, recipe->rewards)
	{
		if (rc == MOMUS_OK)
			rc = open_one(r, object, err);
	}
	if (rc == MOMUS_OK)
		*out = r;
	else
		momus_rewards_close(r);
	return rc;
}

void momus_rewards_close(struct momus_rewards *r)
{
	if (!r)
		return;
	rewards_forget(r);
	for (size_t i = 0; i < r->n; i++) {
		for (size_t q = 0; q < r->list[i].n_questions; q++)
			if (r->list[i].clients)
				momus_client_free(r->list[i].clients[q]);
		free(r->list[i].clients);
		momus_reward_part_close(r->list[i].part);
	}
	free(r->list);
	free(r);
}

size_t momus_rewards_n(const struct momus_rewards *r)
{
	return r->n;
}

const char *momus_rewards_name(const struct momus_rewards *r, size_t i)
{
	return r->list[i].name;
}

bool momus_rewards_asks(const struct momus_rewards *r, size_t i)
{
	return r->list[i].n_questions > 0;
}

const char *momus_rewards_secret(const struct momus_rewards *r, size_t i)
{
	struct momus_endpoint e;

	for (size_t k = 0; k < r->n; k++)
		for (size_t q = 0; q < r->list[k].n_questions; q++)
			if (momus_reward_part_endpoint(r->list[k].part, q, &e,
						       NULL) == MOMUS_OK &&
			    e.api_key_env && !i--)
				return e.api_key_env;
	return NULL;
}

void momus_rewards_names(const struct momus_rewards *r,
			 struct momus_buffer *out)
{
	for (size_t i = 0; i < r->n; i++) {
		momus_buffer_putc(out, i ? ',' : '[');
		momus_buffer_json(out, momus_text_of(r->list[i].name));
	}
	if (r->n)
		momus_buffer_putc(out, ']');
}

/* Takes out of VALUE, at any depth, what says how a server is reached. */
static void strip(cJSON *value)
{
	cJSON *child = value ? value->child : NULL, *next;

	for (; child; child = next) {
		next = child->next;
		if (child->string && momus_endpoint_has(child->string))
			cJSON_Delete(cJSON_DetachItemViaPointer(value, child));
		else
			strip(child);
	}
}

/* A reward as it could stand in a recipe. */
static cJSON *describe(const struct reward *w, bool identity)
{
	const struct momus_plugin *plugin = momus_reward_part_plugin(w->part);
	struct momus_buffer text;
	cJSON *o, *item, *next;
	int rc = MOMUS_OK;

	momus_buffer_init(&text, text_limit);
	if (identity)
		rc = momus_model_options(plugin,
					 momus_reward_part_options(w->part),
					 &text, NULL);
	else
		momus_options_print(plugin, momus_reward_part_options(w->part),
				    &text);
	o = rc < 0 || text.failed ? NULL : cJSON_Parse(text.ptr);
	momus_buffer_release(&text);
	for (item = o ? o->child : NULL; item; item = next) {
		next = item->next;
		if (cJSON_IsNull(item)) /* not set, and no default */
			cJSON_Delete(cJSON_DetachItemViaPointer(o, item));
	}
	if (identity) {
		strip(o);
		cJSON_AddStringToObject(o, "version", plugin->version);
	}
	cJSON_AddStringToObject(o, "name", w->name);
	cJSON_AddStringToObject(o, "plugin", plugin->name);
	return o;
}

int momus_rewards_describe(const struct momus_rewards *r, bool identity,
			   struct momus_buffer *out, struct momus_error *err)
{
	cJSON *list = cJSON_CreateArray();
	int rc = list ? MOMUS_OK : no_memory(err);

	for (size_t i = 0; rc == MOMUS_OK && i < r->n; i++) {
		cJSON *o = describe(&r->list[i], identity);

		if (!o || !cJSON_AddItemToArray(list, o))
			rc = no_memory(err);
	}
	if (rc == MOMUS_OK)
		momus_json_canonical(list, out);
	cJSON_Delete(list);
	return rc;
}

void momus_rewards_plugins(const struct momus_rewards *r,
			   struct momus_buffer *out)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct momus_plugin *p =
			momus_reward_part_plugin(r->list[i].part);
		bool told = false;

		for (size_t k = 0; k < i; k++)
			told |= momus_reward_part_plugin(r->list[k].part) == p;
		if (told)
			continue;
		momus_buffer_printf(out, ",\"reward/%s\":", p->name);
		momus_buffer_json(out, momus_text_of(p->version));
	}
}

int momus_rewards_connect(struct momus_rewards *r,
			  const struct momus_client_world *world,
			  int64_t in_flight, struct momus_error *err)
{
	int rc = MOMUS_OK;

	for (size_t i = 0; i < r->n; i++)
		for (size_t q = 0; q < r->list[i].n_questions; q++) {
			struct reward *w = &r->list[i];
			struct momus_endpoint endpoint = { .base_urls = NULL };
			const struct momus_client_setup setup = {
				.name = w->name,
				.endpoint = &endpoint,
				.world = world,
				.in_flight = in_flight,
			};

			rc = momus_reward_part_endpoint(w->part, q, &endpoint,
							err);
			if (rc == MOMUS_OK)
				rc = momus_client_create(&w->clients[q], &setup,
							 err);
			if (rc < 0)
				return rc;
		}
	return MOMUS_OK;
}

void momus_rewards_count(const struct momus_rewards *r,
			 struct momus_client_counts *counts)
{
	struct momus_client_counts c;

	for (size_t i = 0; i < r->n; i++)
		for (size_t q = 0; q < r->list[i].n_questions; q++) {
			if (!r->list[i].clients[q])
				continue;
			momus_client_count(r->list[i].clients[q], &c);
			counts->attempts += c.attempts;
			counts->retries += c.retries;
			counts->throttled += c.throttled;
			counts->in_flight += c.in_flight;
			counts->waiting += c.waiting;
		}
}
