/* grams.c - see grams.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "stats/grams.h"

struct momus_words {
	struct word {
		struct momus_text text;
		uint64_t hash;
	} * all;	 /* owned, (n of room) */
	uint32_t *slots; /* owned, (n_slots): number + 1, or 0 */
	size_t n, room, n_slots;
};

void momus_grams_release(struct momus_grams *g)
{
	free(g->at);
	*g = (struct momus_grams){ .at = NULL };
}

void momus_grams_add(struct momus_grams *g, uint32_t item)
{
	if (g->n == g->room) {
		size_t room = g->room ? 2 * g->room : 256;
		uint32_t *at = realloc(g->at, room * sizeof *at);

		if (!at) {
			g->failed = true;
			return;
		}
		g->at = at;
		g->room = room;
	}
	g->at[g->n++] = item;
}

size_t momus_grams_count(const struct momus_grams *g, size_t n)
{
	return g->n >= n ? g->n - n + 1 : 0;
}

static int compare(const uint32_t *a, const uint32_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

static int by_items(const void *x, const void *y, void *n)
{
	return compare(*(const uint32_t *const *)x, *(const uint32_t *const *)y,
		       *(size_t *)n);
}

/* The n-grams of G in order; NULL when out of memory. */
static const uint32_t **sorted(const struct momus_grams *g, size_t n)
{
	size_t count = momus_grams_count(g, n);
	const uint32_t **all = malloc((count + 1) * sizeof *all);

	for (size_t i = 0; all && i < count; i++)
		all[i] = g->at + i;
	if (all)
		qsort_r(all, count, sizeof *all, by_items, &n);
	return all;
}

size_t momus_grams_shared(const struct momus_grams *a,
			  const struct momus_grams *b, size_t n, bool *failed)
{
	size_t na = momus_grams_count(a, n), nb = momus_grams_count(b, n);
	const uint32_t **x = sorted(a, n), **y = sorted(b, n);
	size_t i = 0, k = 0, shared = 0;

	*failed |= !x || !y;
	while (x && y && i < na && k < nb) {
		int order = compare(x[i], y[k], n);

		shared += order == 0;
		i += order <= 0;
		k += order >= 0;
	}
	free(x);
	free(y);
	return shared;
}

struct momus_words *momus_words_create(void)
{
	return calloc(1, sizeof(struct momus_words));
}

void momus_words_free(struct momus_words *w)
{
	if (!w)
		return;
	free(w->all);
	free(w->slots);
	free(w);
}

/* FNV-1a. */
static uint64_t hash_of(struct momus_text t)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < t.len; i++)
		h = (h ^ (unsigned char)t.ptr[i]) * UINT64_C(0x100000001b3);
	return h ^ h >> 32;
}

static bool widen(struct momus_words *w)
{
	size_t room = w->room ? 2 * w->room : 64;
	struct word *all = realloc(w->all, room * sizeof *all);
	uint32_t *slots;

	if (all)
		w->all = all;
	slots = calloc(4 * room, sizeof *slots);
	if (!all || !slots) {
		free(slots);
		return false;
	}
	free(w->slots);
	w->slots = slots;
	w->n_slots = 4 * room;
	w->room = room;
	for (size_t i = 0; i < w->n; i++) {
		size_t at = w->all[i].hash & (w->n_slots - 1);

		while (slots[at])
			at = (at + 1) & (w->n_slots - 1);
		slots[at] = (uint32_t)i + 1;
	}
	return true;
}

uint32_t momus_words_number(struct momus_words *w, struct momus_text word)
{
	uint64_t hash = hash_of(word);
	size_t at;

	if (w->n == w->room && (w->n >= UINT32_MAX / 4 || !widen(w)))
		return UINT32_MAX;
	at = hash & (w->n_slots - 1);
	for (; w->slots[at]; at = (at + 1) & (w->n_slots - 1)) {
		const struct word *known = &w->all[w->slots[at] - 1];

		if (known->hash == hash && momus_text_equal(known->text, word))
			return w->slots[at] - 1;
	}
	w->all[w->n] = (struct word){ word, hash };
	w->slots[at] = (uint32_t)++w->n;
	return (uint32_t)w->n - 1;
}
