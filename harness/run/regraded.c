/* regraded.c - see regraded.h */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/hash.h"
#include "core/revision.h"
#include "momus/json.h"
#include "run/graded-run.h"
#include "run/regraded.h"

enum { TEXT_LIMIT = 64 << 20, HOST = 256 };

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "regrade: out of memory");
}

int momus_regraded_recipe(struct momus_recipe **out,
			  const struct momus_store_head *head, const char *path,
			  struct momus_error *err)
{
	cJSON *all = cJSON_Parse(head->recipe);
	cJSON *task = cJSON_DetachItemFromObjectCaseSensitive(all, "task");
	cJSON *own = cJSON_CreateObject();
	static const char *const also[] = { "rewards", "reward_noise" };
	struct momus_buffer text;
	int rc;

	momus_buffer_init(&text, TEXT_LIMIT);
	if (!cJSON_IsObject(task)) {
		cJSON_Delete(task);
		rc = momus_fail(err, MOMUS_EPARSE,
				"%s: the run's recipe names no task, so its "
				"answers cannot be graded",
				path);
		goto out;
	}
	/* The run has what was not excluded; the list may be gone. */
	cJSON_DeleteItemFromObjectCaseSensitive(task, "exclude");
	cJSON_AddItemToObject(own, "task", task);
	cJSON_AddNumberToObject(own, "seed", (double)head->seed);
	for (size_t i = 0; i < sizeof also / sizeof *also; i++) {
		cJSON *item =
			cJSON_DetachItemFromObjectCaseSensitive(all, also[i]);

		if (item)
			cJSON_AddItemToObject(own, also[i], item);
	}
	momus_json_canonical(own, &text);
	rc = momus_buffer_check(&text, "the run's recipe", err);
	if (rc == MOMUS_OK)
		rc = momus_recipe_parse(out, momus_buffer_text(&text), path,
					err);
out:
	momus_buffer_release(&text);
	cJSON_Delete(own);
	cJSON_Delete(all);
	return rc;
}

bool momus_regraded_knows_data(const struct momus_store_head *head)
{
	struct momus_text recipe = momus_text_of(head->recipe);

	return momus_json_valid(recipe, NULL) &&
	       momus_json_member(momus_json_member(recipe, "task"), "data").len;
}

char *momus_regraded_data(const struct momus_recipe *recipe, const char *path)
{
	const char *name = strrchr(recipe->data, '/');
	const char *slash = strrchr(path, '/');
	char *beside;

	if (access(recipe->data, R_OK) == 0)
		return strdup(recipe->data);
	name = name ? name + 1 : recipe->data;
	if (asprintf(&beside, "%.*s%s", slash ? (int)(slash - path) + 1 : 0,
		     path, name) < 0)
		return NULL;
	if (access(beside, R_OK) == 0)
		return beside;
	free(beside);
	return strdup(recipe->data);
}

/* Puts the members of B's effective options into TASK. */
static bool set_options(cJSON *task, const struct momus_benchmark *b)
{
	struct momus_buffer text;
	cJSON *all, *item;

	momus_buffer_init(&text, TEXT_LIMIT);
	momus_benchmark_options(b, &text);
	all = text.failed ? NULL : cJSON_Parse(text.ptr);
	momus_buffer_release(&text);
	if (!all || !task)
		return false;
	while ((item = cJSON_DetachItemFromArray(all, 0)) != NULL) {
		cJSON_DeleteItemFromObjectCaseSensitive(task, item->string);
		if (cJSON_IsNull(item))
			cJSON_Delete(item);
		else
			cJSON_AddItemToObject(task, item->string, item);
	}
	cJSON_Delete(all);
	cJSON_DeleteItemFromObjectCaseSensitive(task, "grader");
	cJSON_AddStringToObject(task, "grader", b->grader);
	return true;
}

static const char *canonical(const cJSON *o, struct momus_arena *arena)
{
	struct momus_buffer text;
	const char *copy = NULL;

	momus_buffer_init(&text, TEXT_LIMIT);
	momus_json_canonical(o, &text);
	if (!text.failed)
		copy = momus_arena_copy(arena, momus_buffer_text(&text)).ptr;
	momus_buffer_release(&text);
	return copy;
}

/* Sets "rewards" and "reward_noise" of the recipe O. */
static bool set_rewards(cJSON *o, const struct momus_rewards *rewards,
			const struct momus_noise *noise)
{
	struct momus_buffer text;
	cJSON *list, *n;

	cJSON_DeleteItemFromObjectCaseSensitive(o, "rewards");
	cJSON_DeleteItemFromObjectCaseSensitive(o, "reward_noise");
	momus_buffer_init(&text, TEXT_LIMIT);
	if (momus_rewards_describe(rewards, false, &text, NULL) < 0)
		text.failed = true;
	list = text.failed ? NULL : cJSON_Parse(text.ptr);
	momus_buffer_release(&text);
	if (!list)
		return false;
	if (momus_rewards_n(rewards))
		cJSON_AddItemToObject(o, "rewards", list);
	else
		cJSON_Delete(list);
	if (!momus_noise_any(noise))
		return true;
	n = cJSON_AddObjectToObject(o, "reward_noise");
	return cJSON_AddNumberToObject(n, "flip", noise->flip) &&
	       cJSON_AddNumberToObject(n, "hide_tests", noise->hide);
}

/* The old recipe with the new grader and rewards, and where it came from. */
static const char *new_recipe(const struct momus_store_head *old,
			      const struct momus_benchmark *b,
			      const struct momus_rewards *rewards,
			      const struct momus_noise *noise,
			      struct momus_arena *arena)
{
	cJSON *o = cJSON_Parse(old->recipe), *from;
	cJSON *task = cJSON_GetObjectItemCaseSensitive(o, "task");
	const char *text = NULL;

	cJSON_DeleteItemFromObjectCaseSensitive(o, "regraded");
	from = cJSON_AddObjectToObject(o, "regraded");
	cJSON_AddStringToObject(from, "run", old->run_id);
	cJSON_AddStringToObject(from, "key", old->recipe_key);
	cJSON_AddStringToObject(from, "grader", old->grader);
	if (from && set_options(task, b) && set_rewards(o, rewards, noise))
		text = canonical(o, arena);
	cJSON_Delete(o);
	return text;
}

static const char *new_plugins(const struct momus_store_head *old,
			       const struct momus_benchmark *b,
			       const struct momus_rewards *rewards,
			       struct momus_arena *arena)
{
	cJSON *o = cJSON_Parse(old->plugins), *more, *item;
	struct momus_buffer list;
	const char *text;
	char name[128];

	snprintf(name, sizeof name, "task/%s", b->task->name);
	cJSON_DeleteItemFromObjectCaseSensitive(o, name);
	cJSON_AddStringToObject(o, name, b->task->version);
	momus_buffer_init(&list, TEXT_LIMIT);
	momus_buffer_puts(&list, "{\"\":0");
	momus_rewards_plugins(rewards, &list);
	momus_buffer_putc(&list, '}');
	more = list.failed ? NULL : cJSON_Parse(list.ptr);
	momus_buffer_release(&list);
	cJSON_DeleteItemFromObjectCaseSensitive(more, "");
	while ((item = cJSON_DetachItemFromArray(more, 0)) != NULL) {
		cJSON_DeleteItemFromObjectCaseSensitive(o, item->string);
		cJSON_AddItemToObject(o, item->string, item);
	}
	text = more ? canonical(o, arena) : NULL;
	cJSON_Delete(more);
	cJSON_Delete(o);
	return text;
}

/* Shards of one run, judged the same way, can be merged: so the key says that
 * and nothing of this process. */
static const char *new_key(const struct momus_store_head *old,
			   const struct momus_benchmark *b,
			   const struct momus_rewards *rewards,
			   const struct momus_noise *noise, bool kept,
			   struct momus_arena *arena)
{
	struct momus_buffer text;
	uint8_t digest[32];
	char key[65];

	momus_buffer_init(&text, TEXT_LIMIT);
	momus_buffer_printf(&text, "%s %s %s %s ",
			    kept ? "rewarded" : "regraded", old->recipe_key,
			    b->task->version, b->grader);
	momus_benchmark_options(b, &text);
	if (momus_rewards_n(rewards) &&
	    momus_rewards_describe(rewards, true, &text, NULL) < 0)
		text.failed = true;
	momus_noise_print(noise, &text);
	if (text.failed) {
		momus_buffer_release(&text);
		return NULL;
	}
	momus_sha256(momus_buffer_text(&text), digest);
	momus_hex(digest, key);
	momus_buffer_release(&text);
	return momus_arena_copy(arena, momus_text_of(key)).ptr;
}

static const char *names_of(const struct momus_rewards *rewards,
			    struct momus_arena *arena)
{
	struct momus_buffer text;
	const char *copy;

	momus_buffer_init(&text, TEXT_LIMIT);
	momus_rewards_names(rewards, &text);
	copy = momus_arena_copy(arena, momus_buffer_text(&text)).ptr;
	momus_buffer_release(&text);
	return copy;
}

static const char *text_of(const struct momus_noise *noise,
			   struct momus_arena *arena)
{
	struct momus_buffer text;
	const char *copy;

	momus_buffer_init(&text, 256);
	momus_noise_print(noise, &text);
	copy = momus_arena_copy(arena, momus_buffer_text(&text)).ptr;
	momus_buffer_release(&text);
	return copy;
}

int momus_regraded_head(struct momus_store_head *out,
			const struct momus_store_head *old,
			const struct momus_benchmark *b,
			const struct momus_rewards *rewards,
			const struct momus_noise *noise, bool kept,
			struct momus_arena *arena, struct momus_error *err)
{
	char id[17], host[HOST] = "";

	momus_run_id_make(id);
	gethostname(host, sizeof host - 1);
	*out = *old;
	out->run_id = momus_arena_copy(arena, momus_text_of(id)).ptr;
	out->recipe = new_recipe(old, b, rewards, noise, arena);
	out->recipe_key = new_key(old, b, rewards, noise, kept, arena);
	out->plugins = new_plugins(old, b, rewards, arena);
	out->grader = b->grader;
	if (!momus_regraded_knows_data(old)) {
		out->task = b->task->name;
		out->dataset_sha256 = b->dataset->sha256;
	}
	out->host = momus_arena_copy(arena, momus_text_of(host)).ptr;
	out->revision = momus_revision();
	out->rewards = names_of(rewards, arena);
	out->noise = text_of(noise, arena);
	return out->run_id && out->recipe && out->recipe_key && out->plugins &&
			       out->host && out->rewards && out->noise
		       ? MOMUS_OK
		       : no_memory(err);
}
