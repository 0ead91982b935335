/* engine-pages.c - keys and values of sequences on a device; see engine-decode.h */
#include <stdlib.h>
#include <string.h>

#include "device/engine-decode.h"

enum { FIRST = 64 }; /* pages */

static size_t columns_bytes(const struct engine *e)
{
	const struct config *c = &e->model->parameters.config;

	return (size_t)(c->kv_heads * c->head_dim) *
	       launch_size(e->launch.type);
}

static void *page_at(const struct engine_pages *p, int32_t number)
{
	return (char *)p->memory + (size_t)number * p->bytes;
}

/* Makes room for N pages; those that are there keep their numbers. */
static int grow(struct engine_pages *p, int32_t n, struct momus_error *err)
{
	struct device *d = p->engine->device;
	int32_t *spare = realloc(p->spare, (size_t)n * sizeof *spare);
	void *memory;
	int rc;

	if (!spare)
		return momus_fail(err, MOMUS_ENOMEM,
				  "native: out of memory for keys and values");
	p->spare = spare;
	rc = device_alloc(d, "keys and values", (size_t)n * p->bytes, &memory,
			  err);
	if (rc == MOMUS_OK && p->n)
		rc = device_copy(d, memory, p->memory, (size_t)p->n * p->bytes,
				 err);
	if (rc == MOMUS_OK)
		rc = device_wait(d, err);
	if (rc < 0) {
		device_free(d, memory);
		return rc;
	}
	device_free(d, p->memory);
	p->memory = memory;
	while (n > p->n) /* the lowest number is taken first */
		p->spare[p->n_spare++] = --n;
	p->n += p->n_spare;
	return MOMUS_OK;
}

static int take(struct page_pool *pool, int32_t *number,
		struct momus_error *err)
{
	struct engine_pages *p = (struct engine_pages *)pool;
	int rc = MOMUS_OK;

	if (!p->n_spare && p->n > INT32_MAX / 4)
		return momus_fail(err, MOMUS_ENOMEM,
				  "native: more than %d pages of keys and "
				  "values",
				  (int)p->n);
	if (!p->n_spare)
		rc = grow(p, p->n ? 2 * p->n : FIRST, err);
	if (rc == MOMUS_OK)
		*number = p->spare[--p->n_spare];
	return rc;
}

static void give(struct page_pool *pool, int32_t number)
{
	struct engine_pages *p = (struct engine_pages *)pool;

	p->spare[p->n_spare++] = number;
}

static int copy(struct page_pool *pool, int32_t to, int32_t from, int64_t n,
		struct momus_error *err)
{
	struct engine_pages *p = (struct engine_pages *)pool;
	const size_t half = PAGE * columns_bytes(p->engine);
	const size_t bytes = (size_t)n * columns_bytes(p->engine);
	int rc = MOMUS_OK;

	for (size_t at = 0; rc == MOMUS_OK && at < p->bytes; at += half)
		rc = device_copy(p->engine->device, (char *)page_at(p, to) + at,
				 (char *)page_at(p, from) + at, bytes, err);
	return rc;
}

void engine_pages_init(struct engine_pages *p, struct engine *e)
{
	*p = (struct engine_pages){
		.pool = { take, give, copy },
		.engine = e,
		.bytes = (size_t)e->model->parameters.config.layers * 2 * PAGE *
			 columns_bytes(e),
	};
}

void engine_pages_release(struct engine_pages *p)
{
	device_free(p->engine->device, p->memory);
	free(p->spare);
}
