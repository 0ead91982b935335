/* regraded.c - see regraded.h */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/hash.h"
#include "core/revision.h"
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

/* The old recipe with the new grader, and where it came from. */
static const char *new_recipe(const struct momus_store_head *old,
			      const struct momus_benchmark *b,
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
	if (from && set_options(task, b))
		text = canonical(o, arena);
	cJSON_Delete(o);
	return text;
}

static const char *new_plugins(const struct momus_store_head *old,
			       const struct momus_benchmark *b,
			       struct momus_arena *arena)
{
	cJSON *o = cJSON_Parse(old->plugins);
	const char *text;
	char name[128];

	snprintf(name, sizeof name, "task/%s", b->task->name);
	cJSON_DeleteItemFromObjectCaseSensitive(o, name);
	cJSON_AddStringToObject(o, name, b->task->version);
	text = canonical(o, arena);
	cJSON_Delete(o);
	return text;
}

/* Shards of one run, judged the same way, can be merged: so the key says that
 * and nothing of this process. */
static const char *new_key(const struct momus_store_head *old,
			   const struct momus_benchmark *b,
			   struct momus_arena *arena)
{
	struct momus_buffer text;
	uint8_t digest[32];
	char key[65];

	momus_buffer_init(&text, TEXT_LIMIT);
	momus_buffer_printf(&text, "regraded %s %s %s ", old->recipe_key,
			    b->task->version, b->grader);
	momus_benchmark_options(b, &text);
	momus_sha256(momus_buffer_text(&text), digest);
	momus_hex(digest, key);
	momus_buffer_release(&text);
	return momus_arena_copy(arena, momus_text_of(key)).ptr;
}

int momus_regraded_head(struct momus_store_head *out,
			const struct momus_store_head *old,
			const struct momus_benchmark *b,
			struct momus_arena *arena, struct momus_error *err)
{
	char id[17], host[HOST] = "";

	momus_run_id_make(id);
	gethostname(host, sizeof host - 1);
	*out = *old;
	out->run_id = momus_arena_copy(arena, momus_text_of(id)).ptr;
	out->recipe = new_recipe(old, b, arena);
	out->recipe_key = new_key(old, b, arena);
	out->plugins = new_plugins(old, b, arena);
	out->grader = b->grader;
	out->host = momus_arena_copy(arena, momus_text_of(host)).ptr;
	out->revision = momus_revision();
	return out->run_id && out->recipe && out->recipe_key && out->plugins &&
			       out->host
		       ? MOMUS_OK
		       : no_memory(err);
}
