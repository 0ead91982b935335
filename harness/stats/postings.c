/* postings.c - see postings.h */
#include "config.h"

#include <stdlib.h>

#include "stats/postings.h"
#include "stats/wordset.h"

void momus_postings_release(struct momus_postings *p)
{
	free(p->at);
	free(p->first);
	*p = (struct momus_postings){ .at = NULL };
}

bool momus_postings_add(struct momus_postings *p, uint64_t key, uint32_t item)
{
	if (p->n == p->room) {
		size_t room = p->room ? 2 * p->room : 1024;
		struct momus_posting *at;

		if (p->n >= UINT32_MAX - 1)
			return false;
		at = realloc(p->at, room * sizeof *at);
		if (!at)
			return false;
		p->at = at;
		p->room = room;
	}
	p->at[p->n++] = (struct momus_posting){ key, item };
	return true;
}

static int by_key(const void *a, const void *b)
{
	const struct momus_posting *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->item < y->item ? -1 : x->item > y->item;
}

/* The slot of KEY, or the empty one where it belongs. */
static size_t slot_of(const struct momus_postings *p, uint64_t key)
{
	size_t mask = ((size_t)1 << p->bits) - 1;
	size_t i = (size_t)momus_scatter(key) & mask;

	while (p->first[i] && p->at[p->first[i] - 1].key != key)
		i = (i + 1) & mask;
	return i;
}

bool momus_postings_seal(struct momus_postings *p)
{
	for (p->bits = 4; (size_t)1 << p->bits < 2 * p->n; p->bits++)
		;
	free(p->first);
	p->first = calloc((size_t)1 << p->bits, sizeof *p->first);
	if (!p->first)
		return false;
	if (p->n)
		qsort(p->at, p->n, sizeof *p->at, by_key);
	for (size_t i = 0; i < p->n; i++)
		if (!i || p->at[i].key != p->at[i - 1].key)
			p->first[slot_of(p, p->at[i].key)] = (uint32_t)i + 1;
	return true;
}

const struct momus_posting *momus_postings_find(const struct momus_postings *p,
						uint64_t key, size_t *n)
{
	size_t from = p->first[slot_of(p, key)], to = from;

	if (!from)
		return NULL;
	while (to < p->n && p->at[to].key == key)
		to++;
	*n = to - from + 1;
	return &p->at[from - 1];
}
