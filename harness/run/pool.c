/* pool.c - see pool.h */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "run/controls.h"
#include "run/given.h"
#include "run/grader.h"
#include "run/pool.h"

static const size_t key_limit = (size_t)64 << 20;
static const size_t options_limit = (size_t)256 << 20;

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "out of memory");
}

static void free_benchmark(struct momus_pool_benchmark *b)
{
	momus_grader_free(b->grader);
	momus_benchmark_close(b->benchmark);
	free(b->key);
	free(b);
}

static void free_model(struct momus_pool_model *m)
{
	if (!m->adopted)
		momus_model_close(&m->model);
	momus_arena_free(m->arena);
	free(m->key);
	free(m);
}

void momus_pool_release(struct momus_pool *pool)
{
	for (size_t i = 0; i < pool->n_benchmarks; i++)
		free_benchmark(pool->benchmarks[i]);
	for (size_t i = 0; i < pool->n_models; i++)
		free_model(pool->models[i]);
	for (size_t i = 0; i < pool->n_lines; i++) {
		momus_client_free(pool->lines[i]->client);
		free(pool->lines[i]->key);
		free(pool->lines[i]);
	}
	free(pool->benchmarks);
	free(pool->models);
	free(pool->lines);
	*pool = (struct momus_pool){ .benchmarks = NULL };
}

/* All that problems and their grades depend on; NULL when out of memory. */
static char *benchmark_key(const struct momus_recipe *r)
{
	struct momus_buffer b;
	char *key = NULL;

	momus_buffer_init(&b, key_limit);
	momus_json_canonical(r->task, &b);
	momus_buffer_printf(&b, " %" PRId64 " %s %s", r->limit, r->data,
			    r->exclude ? r->exclude : "");
	if (!b.failed)
		key = strdup(b.ptr);
	momus_buffer_release(&b);
	return key;
}

int momus_pool_enter(struct momus_pool *pool, struct momus_pool_benchmark **out,
		     const struct momus_recipe *recipe,
		     const struct momus_registry *registry,
		     struct momus_error *err)
{
	char *key = benchmark_key(recipe);
	struct momus_pool_benchmark *b = NULL, **more;
	int rc;

	for (size_t i = 0; key && !b && i < pool->n_benchmarks; i++)
		if (strcmp(pool->benchmarks[i]->key, key) == 0)
			b = pool->benchmarks[i];
	if (b) {
		free(key);
		b->users++;
		*out = b;
		return MOMUS_OK;
	}
	more = realloc(pool->benchmarks,
		       (pool->n_benchmarks + 1) * sizeof *more);
	if (more)
		pool->benchmarks = more;
	b = calloc(1, sizeof *b);
	if (!key || !more || !b) {
		free(key);
		free(b);
		return no_memory(err);
	}
	b->key = key;
	b->users = 1;
	rc = momus_benchmark_open(&b->benchmark, recipe, registry, err);
	if (rc < 0) {
		free_benchmark(b);
		return rc;
	}
	pool->benchmarks[pool->n_benchmarks++] = b;
	*out = b;
	return MOMUS_OK;
}

void momus_pool_leave(struct momus_pool *pool, struct momus_pool_benchmark *b)
{
	size_t i = 0;

	if (!b || --b->users)
		return;
	while (pool->benchmarks[i] != b)
		i++;
	pool->benchmarks[i] = pool->benchmarks[--pool->n_benchmarks];
	free_benchmark(b);
}

/* What models and servers are told apart by: not what is paid for them. */
static char *model_key(const cJSON *object, const char *before)
{
	cJSON *copy = cJSON_Duplicate(object, 1);
	struct momus_buffer b;
	char *key = NULL;

	momus_buffer_init(&b, key_limit);
	momus_buffer_puts(&b, before);
	cJSON_DeleteItemFromObjectCaseSensitive(copy, "price_prompt");
	cJSON_DeleteItemFromObjectCaseSensitive(copy, "price_completion");
	if (copy)
		momus_json_canonical(copy, &b);
	if (copy && !b.failed)
		key = strdup(b.ptr);
	cJSON_Delete(copy);
	momus_buffer_release(&b);
	return key;
}

/* Some names stand for another plugin as a critic than as a generator. */
static const char *meaning(const struct momus_recipe_model *given,
			   const char *where)
{
	bool own = momus_control_find(given->plugin) ||
		   strcmp(given->plugin, momus_generator_given.name) == 0;

	return own ? where : "";
}

static int open_model(struct momus_pool *pool, char *key,
		      struct momus_pool_model **out,
		      const struct momus_recipe *recipe,
		      const struct momus_recipe_model *given, const char *where,
		      struct momus_registry *registry, struct momus_error *err)
{
	struct momus_pool_model *m = calloc(1, sizeof *m), **more;
	int rc = MOMUS_OK;

	more = realloc(pool->models, (pool->n_models + 1) * sizeof *more);
	if (more)
		pool->models = more;
	if (m)
		m->arena = momus_arena_create(options_limit);
	if (!m || !more || !m->arena)
		rc = no_memory(err);
	if (rc == MOMUS_OK)
		rc = momus_model_open(&m->model, recipe, given, where, registry,
				      m->arena, err);
	if (rc < 0) {
		if (m)
			free_model(m);
		return rc;
	}
	m->key = key;
	pool->models[pool->n_models++] = m;
	*out = m;
	return MOMUS_OK;
}

int momus_pool_model(struct momus_pool *pool, struct momus_model *out,
		     const struct momus_recipe *recipe,
		     const struct momus_recipe_model *given, const char *where,
		     struct momus_registry *registry, struct momus_error *err)
{
	char *key = model_key(given->object, meaning(given, where));
	struct momus_pool_model *m = NULL;
	bool critic = strcmp(where, "critic") == 0;
	int rc = key ? MOMUS_OK : no_memory(err);

	for (size_t i = 0; key && !m && i < pool->n_models; i++)
		if ((!pool->models[i]->adopted || critic) &&
		    strcmp(pool->models[i]->key, key) == 0)
			m = pool->models[i];
	if (m)
		free(key);
	else if (rc == MOMUS_OK)
		rc = open_model(pool, key, &m, recipe, given, where, registry,
				err);
	if (rc < 0) {
		free(m ? NULL : key);
		return rc;
	}
	m->users++;
	*out = m->model;
	out->where = where;
	out->price_prompt = given->price_prompt;
	out->price_completion = given->price_completion;
	out->pooled = m;
	return MOMUS_OK;
}

int momus_pool_adopt(struct momus_pool *pool, const cJSON *object,
		     const struct momus_plugin *plugin, void *options,
		     void *self, struct momus_error *err)
{
	struct momus_pool_model *m = calloc(1, sizeof *m), **more;

	more = realloc(pool->models, (pool->n_models + 1) * sizeof *more);
	if (more)
		pool->models = more;
	if (m) {
		m->adopted = true;
		m->key = model_key(object, "");
	}
	if (!m || !more || !m->key) {
		if (m)
			free_model(m);
		return no_memory(err);
	}
	m->users = 1;
	m->model = (struct momus_model){ .where = "critic",
					 .plugin = plugin,
					 .ops = plugin->ops.backend,
					 .options = options,
					 .self = self,
					 .local = true,
					 .samples = 1 };
	m->model.name = m->model.ops->model(self);
	if (MOMUS_HAS(m->model.ops, batch))
		m->model.batch = m->model.ops->batch;
	memmove(pool->models + 1, pool->models,
		pool->n_models++ * sizeof *more);
	pool->models[0] = m;
	return MOMUS_OK;
}

void momus_pool_drop(struct momus_pool *pool, struct momus_model *m)
{
	struct momus_pool_model *pooled = m->pooled;
	size_t i = 0;

	*m = (struct momus_model){ .pooled = NULL };
	if (!pooled || --pooled->users)
		return;
	while (pool->models[i] != pooled)
		i++;
	pool->models[i] = pool->models[--pool->n_models];
	free_model(pooled);
}

int momus_pool_line(struct momus_pool *pool, struct momus_pool_line **out,
		    const cJSON *object, const struct momus_client_setup *setup,
		    size_t limit, struct momus_error *err)
{
	char *key = model_key(object, "");
	struct momus_pool_line *line, **more;
	int rc;

	for (size_t i = 0; key && i < pool->n_lines; i++) {
		if (strcmp(pool->lines[i]->key, key) != 0)
			continue;
		free(key);
		*out = pool->lines[i];
		return MOMUS_OK;
	}
	more = realloc(pool->lines, (pool->n_lines + 1) * sizeof *more);
	if (more)
		pool->lines = more;
	line = calloc(1, sizeof *line);
	rc = key && more && line
		     ? momus_client_create(&line->client, setup, err)
		     : no_memory(err);
	if (rc < 0) {
		free(key);
		free(line);
		return rc;
	}
	line->key = key;
	line->limit = limit;
	pool->lines[pool->n_lines++] = line;
	*out = line;
	return MOMUS_OK;
}

void momus_pool_count(const struct momus_pool *pool,
		      struct momus_client_counts *counts)
{
	struct momus_client_counts c;

	for (size_t i = 0; i < pool->n_lines; i++) {
		momus_client_count(pool->lines[i]->client, &c);
		counts->attempts += c.attempts;
		counts->retries += c.retries;
		counts->throttled += c.throttled;
		counts->in_flight += c.in_flight;
		counts->waiting += c.waiting;
		counts->resting += c.resting;
	}
}
