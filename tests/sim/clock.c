/* clock.c - see clock.h: a heap that knows where each of its events is */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "sim/clock.h"

void sim_clock_init(struct sim_clock *c, double now)
{
	memset(c, 0, sizeof *c);
	c->now = now;
}

void sim_clock_release(struct sim_clock *c)
{
	free(c->events);
	free(c->heap);
	free(c->unused);
	memset(c, 0, sizeof *c);
}

static bool before(const struct sim_clock *c, uint32_t i, uint32_t j)
{
	const struct sim_event *a = &c->events[i], *b = &c->events[j];

	return a->at != b->at ? a->at < b->at : a->order < b->order;
}

static void put(struct sim_clock *c, uint32_t place, uint32_t event)
{
	c->heap[place] = event;
	c->events[event].place = place;
}

static void rise(struct sim_clock *c, uint32_t place)
{
	uint32_t event = c->heap[place], above;

	for (; place; place = above) {
		above = (place - 1) / 2;
		if (!before(c, event, c->heap[above]))
			break;
		put(c, place, c->heap[above]);
	}
	put(c, place, event);
}

static void sink(struct sim_clock *c, uint32_t place)
{
	uint32_t event = c->heap[place], below;

	while ((below = 2 * place + 1) < c->n_heap) {
		if (below + 1 < c->n_heap &&
		    before(c, c->heap[below + 1], c->heap[below]))
			below++;
		if (!before(c, c->heap[below], event))
			break;
		put(c, place, c->heap[below]);
		place = below;
	}
	put(c, place, event);
}

static void *grown(void *old, size_t bytes)
{
	void *new = realloc(old, bytes);

	if (!new)
		abort();
	return new;
}

static uint32_t take(struct sim_clock *c)
{
	if (c->n_unused)
		return c->unused[--c->n_unused];
	if (c->n_events == c->room) {
		c->room = c->room ? 2 * c->room : 64;
		c->events = grown(c->events, c->room * sizeof *c->events);
		c->heap = grown(c->heap, c->room * sizeof *c->heap);
		c->unused = grown(c->unused, c->room * sizeof *c->unused);
	}
	c->events[c->n_events].generation = 0;
	return c->n_events++;
}

uint64_t sim_clock_set(struct sim_clock *c, double at, sim_event_fn *fn,
		       void *arg)
{
	uint32_t i = take(c), generation = c->events[i].generation + 1;

	c->events[i] =
		(struct sim_event){ at, ++c->orders, fn, arg, 0, generation };
	c->heap[c->n_heap] = i;
	rise(c, c->n_heap++);
	return (uint64_t)generation << 32 | i;
}

/* Takes event I out of the heap. */
static void drop(struct sim_clock *c, uint32_t i)
{
	uint32_t place = c->events[i].place, last = c->heap[--c->n_heap];

	if (last != i) {
		put(c, place, last);
		rise(c, place);
		sink(c, c->events[last].place);
	}
	c->events[i].fn = NULL;
	c->unused[c->n_unused++] = i;
}

void sim_clock_cancel(struct sim_clock *c, uint64_t id)
{
	uint32_t i = (uint32_t)id;

	if (i < c->n_events && c->events[i].fn &&
	    c->events[i].generation == id >> 32)
		drop(c, i);
}

double sim_clock_next(const struct sim_clock *c)
{
	return c->n_heap ? c->events[c->heap[0]].at : (double)INFINITY;
}

int sim_clock_turn(struct sim_clock *c, double until)
{
	uint64_t last = c->orders;
	struct sim_event e;
	int ran = 0;

	if (!c->n_heap && (until < 0 || isinf(until)))
		return -1;
	if (until >= 0 && sim_clock_next(c) > until) {
		c->now = fmax(c->now, until);
		return 0;
	}
	c->now = fmax(c->now, sim_clock_next(c));
	while (c->n_heap && sim_clock_next(c) <= c->now) {
		e = c->events[c->heap[0]];
		if (e.order > last)
			break;
		drop(c, c->heap[0]);
		e.fn(e.arg);
		ran++;
	}
	return ran;
}
