/* graded-run.c - see graded-run.h */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "core/hash.h"
#include "core/revision.h"
#include "run/graded-run.h"

enum { TEXT_LIMIT = 64 << 20, HOST = 256 };

void momus_run_id_make(char out[17])
{
	uint64_t x = 0;

	if (getrandom(&x, sizeof x, 0) != sizeof x)
		x = (uint64_t)getpid();
	snprintf(out, 17, "%016" PRIx64, x);
}

cJSON *momus_graded_task(const struct momus_recipe *recipe,
			 const struct momus_benchmark *b)
{
	struct momus_buffer text;
	char *path = realpath(recipe->data, NULL);
	char *exclude =
		recipe->exclude ? realpath(recipe->exclude, NULL) : NULL;
	cJSON *task;

	momus_buffer_init(&text, TEXT_LIMIT);
	momus_benchmark_options(b, &text);
	task = text.failed ? NULL : cJSON_Parse(text.ptr);
	momus_buffer_release(&text);
	for (cJSON *v = task ? task->child : NULL, *next; v; v = next) {
		next = v->next;
		if (cJSON_IsNull(v)) /* not set, and no default */
			cJSON_Delete(cJSON_DetachItemViaPointer(task, v));
	}
	cJSON_DeleteItemFromObjectCaseSensitive(task, "grader");
	cJSON_AddStringToObject(task, "plugin", b->task->name);
	cJSON_AddStringToObject(task, "grader", b->grader);
	cJSON_AddStringToObject(task, "data", path ? path : recipe->data);
	if (recipe->exclude)
		cJSON_AddStringToObject(task, "exclude",
					exclude ? exclude : recipe->exclude);
	free(exclude);
	free(path);
	return task;
}

/* The recipe that the verdicts can be made from again. */
static cJSON *recipe_object(const struct momus_recipe *recipe,
			    const struct momus_benchmark *b,
			    const struct momus_solutions *s, const char *file)
{
	cJSON *o = cJSON_CreateObject(), *list, *from;

	cJSON_AddStringToObject(o, "name", recipe->name);
	cJSON_AddNumberToObject(o, "seed", (double)recipe->seed);
	cJSON_AddStringToObject(o, "feedback", "none");
	if (recipe->limit)
		cJSON_AddNumberToObject(o, "limit", (double)recipe->limit);
	list = cJSON_AddArrayToObject(o, "widths");
	cJSON_AddItemToArray(list, cJSON_CreateNumber(1));
	cJSON_AddItemToArray(list, cJSON_CreateNumber(s->samples));
	from = cJSON_AddObjectToObject(o, "solutions");
	cJSON_AddStringToObject(from, "file", file);
	cJSON_AddStringToObject(from, "sha256", s->sha256);
	cJSON_AddItemToObject(o, "task", momus_graded_task(recipe, b));
	return o;
}

/* Hex SHA-256 of all that a stored verdict depends on. */
static void make_key(const struct momus_recipe *recipe,
		     const struct momus_benchmark *b,
		     const struct momus_solutions *s, char out[65])
{
	struct momus_buffer text;
	uint8_t digest[32];

	momus_buffer_init(&text, TEXT_LIMIT);
	momus_buffer_printf(
		&text,
		"{\"task\":\"%s\",\"version\":\"%s\",\"grader\":"
		"\"%s\",\"data\":\"%s\",\"solutions\":\"%s\","
		"\"seed\":%" PRId64 ",\"limit\":%" PRId64 ",\"options\":",
		b->task->name, b->task->version, b->grader, b->dataset->sha256,
		s->sha256, recipe->seed, recipe->limit);
	momus_benchmark_options(b, &text);
	if (b->exclude.path)
		momus_buffer_printf(&text, ",\"exclude\":\"%s\"",
				    b->exclude.sha256);
	momus_buffer_putc(&text, '}');
	momus_sha256(momus_buffer_text(&text), digest);
	momus_hex(digest, out);
	momus_buffer_release(&text);
}

static const char *keep(struct momus_arena *arena, const char *text)
{
	return momus_arena_copy(arena, momus_text_of(text)).ptr;
}

static const char *recipe_text(const struct momus_recipe *recipe,
			       const struct momus_benchmark *b,
			       const struct momus_solutions *s,
			       const char *file, struct momus_arena *arena)
{
	cJSON *o = recipe_object(recipe, b, s, file);
	struct momus_buffer text;
	const char *out = NULL;

	momus_buffer_init(&text, TEXT_LIMIT);
	momus_json_canonical(o, &text);
	if (!text.failed)
		out = keep(arena, text.ptr);
	momus_buffer_release(&text);
	cJSON_Delete(o);
	return out;
}

/* What reports must say of these samples beside the recipe's own note. */
static const char *note(const struct momus_recipe *recipe,
			const struct momus_benchmark *b,
			const struct momus_solutions *s,
			struct momus_arena *arena)
{
	const char *data = momus_benchmark_note(b, recipe->note, arena);
	size_t missing = b->dataset->n - s->problems;
	struct momus_buffer text;
	const char *kept;

	if (!missing || s->elsewhere || !data)
		return data;
	momus_buffer_init(&text, TEXT_LIMIT);
	momus_buffer_printf(&text,
			    "%s%s%zu of the %zu problems of the data have no "
			    "solution",
			    data, *data ? "; " : "", missing, b->dataset->n);
	kept = text.failed ? NULL : keep(arena, text.ptr);
	momus_buffer_release(&text);
	return kept;
}

int momus_graded_head(struct momus_store_head *out,
		      const struct momus_recipe *recipe,
		      const struct momus_benchmark *b,
		      const struct momus_solutions *s, const char *solutions,
		      struct momus_arena *arena, struct momus_error *err)
{
	char key[65], id[17], host[HOST] = "", plugins[256];

	make_key(recipe, b, s, key);
	momus_run_id_make(id);
	gethostname(host, sizeof host - 1);
	snprintf(plugins, sizeof plugins, "{\"task/%s\":\"%s\"}", b->task->name,
		 b->task->version);
	*out = (struct momus_store_head){
		.run_id = keep(arena, id),
		.recipe = recipe_text(recipe, b, s, solutions, arena),
		.recipe_key = keep(arena, key),
		.seed = (uint64_t)recipe->seed,
		.task = b->task->name,
		.grader = b->grader,
		.generator = "recorded",
		.critic = "",
		.feedback = "none",
		.plugins = keep(arena, plugins),
		.dataset_sha256 = b->dataset->sha256,
		.host = keep(arena, host),
		.revision = momus_revision(),
		.shards = 1,
		.votes = 1,
		.widths = { s->samples },
		.samples_note = note(recipe, b, s, arena),
	};
	if (!out->run_id || !out->recipe || !out->recipe_key || !out->plugins ||
	    !out->host || !out->samples_note)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	return MOMUS_OK;
}

int momus_graded_problems(const struct momus_benchmark *b,
			  const struct momus_solutions *s,
			  struct momus_store_problem **out, uint32_t *place,
			  struct momus_arena *arena, struct momus_error *err)
{
	struct momus_store_problem *p =
		momus_arena_alloc(arena, (s->problems + 1) * sizeof *p);
	uint32_t n = 0;

	if (!p)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t i = 0; i < s->n; i++) {
		uint32_t at = s->items[i].problem;
		const struct momus_problem *problem = &b->dataset->problems[at];

		if (i && s->items[i - 1].problem == at)
			continue;
		place[at] = n;
		p[n++] = momus_benchmark_stored(problem);
	}
	*out = p;
	return MOMUS_OK;
}
