/* kinds.c - see kinds.h */
#include "config.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stats/kinds.h"

struct kind {
	uint64_t count;
	size_t first; /* row where it was met first */
};

struct table {
	const double *rows;
	size_t k;
	struct kind *kinds; /* owned, .n of .room */
	size_t n, room;
	uint32_t *slots; /* owned: 1 + index of a kind, 0: free */
	size_t n_slots;	 /* a power of two */
};

static uint64_t hash(const double *row, size_t k)
{
	uint64_t h = 0x9e3779b97f4a7c15u, bits;
	double x;

	for (size_t i = 0; i < k; i++) {
		x = row[i] + 0.0; /* -0 is 0 */
		memcpy(&bits, &x, sizeof bits);
		h = (h ^ bits) * 0xff51afd7ed558ccdu;
		h ^= h >> 32;
	}
	return h;
}

static bool equal(const double *a, const double *b, size_t k)
{
	for (size_t i = 0; i < k; i++)
		if (a[i] != b[i])
			return false;
	return true;
}

/* The slot of row ROW: that of its kind, or a free one. */
static uint32_t *find(struct table *t, size_t row)
{
	size_t at = hash(t->rows + row * t->k, t->k) & (t->n_slots - 1);

	while (t->slots[at] &&
	       !equal(t->rows + t->kinds[t->slots[at] - 1].first * t->k,
		      t->rows + row * t->k, t->k))
		at = (at + 1) & (t->n_slots - 1);
	return &t->slots[at];
}

static bool grow(struct table *t)
{
	size_t room = t->room ? 2 * t->room : 64;
	struct kind *kinds = realloc(t->kinds, room * sizeof *kinds);
	uint32_t *slots = calloc(4 * room, sizeof *slots);

	if (kinds)
		t->kinds = kinds;
	if (!kinds || !slots) {
		free(slots);
		return false;
	}
	free(t->slots);
	t->slots = slots;
	t->room = room;
	t->n_slots = 4 * room;
	for (size_t i = 0; i < t->n; i++)
		*find(t, t->kinds[i].first) = (uint32_t)i + 1;
	return true;
}

static int by_count(const void *x, const void *y)
{
	const struct kind *a = x, *b = y;

	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return a->first < b->first ? -1 : a->first > b->first;
}

static bool fill(struct momus_kinds *kinds, const struct table *t)
{
	kinds->n = t->n;
	kinds->rows = malloc((t->n * t->k + 1) * sizeof *kinds->rows);
	kinds->counts = malloc((t->n + 1) * sizeof *kinds->counts);
	if (!kinds->rows || !kinds->counts)
		return false;
	if (t->n)
		qsort(t->kinds, t->n, sizeof *t->kinds, by_count);
	for (size_t i = 0; i < t->n; i++) {
		kinds->counts[i] = t->kinds[i].count;
		memcpy(kinds->rows + i * t->k,
		       t->rows + t->kinds[i].first * t->k,
		       t->k * sizeof *t->rows);
	}
	return true;
}

int momus_kinds_init(struct momus_kinds *kinds, const double *rows,
		     const uint64_t *times, size_t n, size_t k,
		     struct momus_error *err)
{
	struct table t = { .rows = rows, .k = k };
	uint32_t *slot;
	bool good = true;

	memset(kinds, 0, sizeof *kinds);
	for (size_t i = 0; good && i < n; i++) {
		if (t.n == t.room)
			good = grow(&t);
		if (!good)
			break;
		slot = find(&t, i);
		if (!*slot) {
			t.kinds[t.n] = (struct kind){ 0, i };
			*slot = (uint32_t)++t.n;
		}
		t.kinds[*slot - 1].count += times ? times[i] : 1;
	}
	good = good && fill(kinds, &t);
	free(t.kinds);
	free(t.slots);
	if (good)
		return MOMUS_OK;
	momus_kinds_release(kinds);
	return momus_fail(err, MOMUS_ENOMEM, "out of memory");
}

void momus_kinds_release(struct momus_kinds *kinds)
{
	free(kinds->rows);
	free(kinds->counts);
	memset(kinds, 0, sizeof *kinds);
}
