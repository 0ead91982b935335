/* pages.c - see pages.h */
#include "model/pages.h"

#include <stdlib.h>
#include <string.h>

struct page {
	size_t holders;
	struct page_pool *pool; /* borrowed; NULL: .data has it */
	int32_t number;		/* in the pool */
	float data[];		/* (layers, 2, PAGE, columns) */
};

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM,
			  "native: out of memory for keys and values");
}

size_t page_bytes(const struct page_shape *s)
{
	return sizeof(struct page) +
	       (size_t)(s->layers * 2 * PAGE * s->columns) * sizeof(float);
}

/* Appends PAGE, which is held already. */
static int append(struct pages *p, struct page *page, struct momus_error *err)
{
	size_t room = p->room ? 2 * p->room : 8;
	struct page **grown;

	if (p->n == p->room) {
		grown = realloc(p->list, room * sizeof *grown);
		if (!grown)
			return no_memory(err);
		p->list = grown;
		p->room = room;
	}
	p->list[p->n++] = page;
	return MOMUS_OK;
}

static void page_free(struct page *page)
{
	if (page->pool)
		page->pool->give(page->pool, page->number);
	free(page);
}

static int append_new(struct pages *p, const struct page_shape *s,
		      struct momus_error *err)
{
	struct page *page = malloc(s->pool ? sizeof *page : page_bytes(s));
	int rc = MOMUS_OK;

	if (!page)
		return no_memory(err);
	page->holders = 1;
	page->pool = NULL;
	page->number = 0;
	if (s->pool)
		rc = s->pool->take(s->pool, &page->number, err);
	if (rc == MOMUS_OK) {
		page->pool = s->pool;
		rc = append(p, page, err);
	}
	if (rc < 0)
		page_free(page);
	return rc;
}

int pages_reserve(struct pages *p, const struct page_shape *s, int64_t n,
		  struct momus_error *err)
{
	int rc = MOMUS_OK;

	while (rc == MOMUS_OK && (int64_t)p->n * PAGE < n)
		rc = append_new(p, s, err);
	return rc;
}

void pages_release(struct pages *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (--p->list[i]->holders == 0)
			page_free(p->list[i]);
	free(p->list);
	memset(p, 0, sizeof *p);
}

/* The first N positions of FROM's page that has position AT, to OUT's. */
static int copy(const struct pages *out, const struct pages *from,
		const struct page_shape *s, int64_t at, int64_t n,
		struct momus_error *err)
{
	size_t bytes = (size_t)(n * s->columns) * sizeof(float);

	if (s->pool)
		return s->pool->copy(
			s->pool, pages_number(out, (size_t)(at / PAGE)),
			pages_number(from, (size_t)(at / PAGE)), n, err);
	for (int64_t l = 0; l < s->layers; l++) {
		memcpy(pages_keys(out, s, l, at), pages_keys(from, s, l, at),
		       bytes);
		memcpy(pages_values(out, s, l, at),
		       pages_values(from, s, l, at), bytes);
	}
	return MOMUS_OK;
}

int pages_share(struct pages *out, const struct pages *from,
		const struct page_shape *s, int64_t n, struct momus_error *err)
{
	int64_t whole = n / PAGE, left = n % PAGE;
	int rc = MOMUS_OK;

	for (int64_t i = 0; rc == MOMUS_OK && i < whole; i++) {
		rc = append(out, from->list[i], err);
		from->list[i]->holders += rc == MOMUS_OK;
	}
	if (rc == MOMUS_OK && left) {
		rc = append_new(out, s, err);
		if (rc == MOMUS_OK)
			rc = copy(out, from, s, whole * PAGE, left, err);
	}
	if (rc < 0)
		pages_release(out);
	return rc;
}

static float *place(const struct pages *p, const struct page_shape *s,
		    int64_t l, int64_t which, int64_t at)
{
	return p->list[at / PAGE]->data +
	       ((l * 2 + which) * PAGE + at % PAGE) * s->columns;
}

float *pages_keys(const struct pages *p, const struct page_shape *s, int64_t l,
		  int64_t at)
{
	return place(p, s, l, 0, at);
}

float *pages_values(const struct pages *p, const struct page_shape *s,
		    int64_t l, int64_t at)
{
	return place(p, s, l, 1, at);
}

int32_t pages_number(const struct pages *p, size_t at)
{
	return p->list[at]->number;
}
