/* pages.h - keys and values of sequences, in pages that sequences may share
 *
 * A position's keys and values depend on the tokens up to it and on nothing
 * else, bit for bit (step.h), so that sequences which begin alike may use the
 * same pages.  A page that is shared is not written to any more.
 */
#ifndef NATIVE_PAGES_H
#define NATIVE_PAGES_H

#include "weights/modelconfig.h"

enum { PAGE = 32 }; /* positions of a page */

struct page;

/* Where pages are that are not in the processor's memory: each has a number. */
struct page_pool {
	/* A page for *NUMBER. */
	int (*take)(struct page_pool *pool, int32_t *number,
		    struct momus_error *err);
	void (*give)(struct page_pool *pool, int32_t number);
	/* The first N positions of page FROM, to page TO. */
	int (*copy)(struct page_pool *pool, int32_t to, int32_t from, int64_t n,
		    struct momus_error *err);
};

struct pages {		    /* of one sequence; zeroed: none */
	struct page **list; /* owned; each held */
	size_t n, room;
};

struct page_shape {
	int64_t layers, columns; /* columns: kv_heads * head_dim */
	struct page_pool *pool;	 /* borrowed; NULL: the processor's memory */
};

/* Bytes of one page in the processor's memory. */
size_t page_bytes(const struct page_shape *s);

/* Makes P long enough for N positions. */
int pages_reserve(struct pages *p, const struct page_shape *s, int64_t n,
		  struct momus_error *err);
void pages_release(struct pages *p); /* zeroed allowed */

/* Makes OUT, which has no page, begin as FROM's first N positions do: whole
 * pages are shared, of the last one is copied what is used. */
int pages_share(struct pages *out, const struct pages *from,
		const struct page_shape *s, int64_t n, struct momus_error *err);

/* The keys and the values of layer L from position AT, a multiple of PAGE or any
 * in between, to the end of its page, (…, columns). */
float *pages_keys(const struct pages *p, const struct page_shape *s, int64_t l,
		  int64_t at);
float *pages_values(const struct pages *p, const struct page_shape *s,
		    int64_t l, int64_t at);

/* The number of P's page AT in its pool. */
int32_t pages_number(const struct pages *p, size_t at);

#endif /* NATIVE_PAGES_H */
