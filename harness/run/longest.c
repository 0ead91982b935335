/* longest.c - see longest.h */
#include "config.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "run/longest.h"

bool momus_longest_init(struct momus_longest *q, size_t total)
{
	size_t room = total ? total : 1;

	*q = (struct momus_longest){
		.heap = malloc(room * sizeof *q->heap),
		.place = calloc(room, sizeof *q->place),
		.key = malloc(room * sizeof *q->key),
		.total = total,
	};
	if (!q->heap || !q->place || !q->key) {
		momus_longest_release(q);
		return false;
	}
	for (size_t i = 0; i < total; i++)
		q->key[i] = INFINITY;
	return true;
}

void momus_longest_release(struct momus_longest *q)
{
	free(q->heap);
	free(q->place);
	free(q->key);
	*q = (struct momus_longest){ .heap = NULL };
}

static bool before(const struct momus_longest *q, uint32_t a, uint32_t b)
{
	return q->key[a] > q->key[b] || (q->key[a] == q->key[b] && a < b);
}

static void put(struct momus_longest *q, size_t at, uint32_t i)
{
	q->heap[at] = i;
	q->place[i] = (uint32_t)at + 1;
}

/* Moves the number at AT to where its key wants it. */
static void settle(struct momus_longest *q, size_t at)
{
	uint32_t i = q->heap[at];

	for (; at && before(q, i, q->heap[(at - 1) / 2]); at = (at - 1) / 2)
		put(q, at, q->heap[(at - 1) / 2]);
	for (;;) {
		size_t child = 2 * at + 1;

		if (child + 1 < q->n &&
		    before(q, q->heap[child + 1], q->heap[child]))
			child++;
		if (child >= q->n || !before(q, q->heap[child], i))
			break;
		put(q, at, q->heap[child]);
		at = child;
	}
	put(q, at, i);
}

void momus_longest_add(struct momus_longest *q, uint32_t i)
{
	assert(i < q->total);
	if (q->place[i])
		return;
	put(q, q->n++, i);
	settle(q, q->n - 1);
}

void momus_longest_remove(struct momus_longest *q, uint32_t i)
{
	size_t at = q->place[i];

	if (!at)
		return;
	q->place[i] = 0;
	q->n--;
	if (at - 1 < q->n) {
		put(q, at - 1, q->heap[q->n]);
		settle(q, at - 1);
	}
}

void momus_longest_set(struct momus_longest *q, uint32_t i, double key)
{
	q->key[i] = key;
	if (q->place[i])
		settle(q, q->place[i] - 1);
}

uint32_t momus_longest_first(const struct momus_longest *q)
{
	assert(q->n);
	return q->heap[0];
}
