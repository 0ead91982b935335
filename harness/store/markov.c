/* markov.c - see markov.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "store/markov.h"

enum {
	STATES = MOMUS_RUN_NOT_RUN + 1,
	TURNS = 16,
};

struct counts { /* [verdict][turn][from][to] */
	uint64_t n[2][TURNS][STATES][STATES];
};

/* The verdict of E: without a graded text there is none. */
static unsigned state(const struct momus_index_entry *e, int verdict)
{
	if (e->state != MOMUS_NODE_DONE)
		return MOMUS_RUN_NOT_RUN;
	return verdict ? e->strict_status : e->parity_status;
}

/* The solution that E revised; its vote is not E's. */
static const struct momus_index_entry *parent(
	const struct momus_index *index, const struct momus_store_head *head,
	const struct momus_index_entry *e)
{
	uint16_t turn = (uint16_t)(e->turn - 1);
	uint8_t kind = turn ? MOMUS_NODE_REVISION : MOMUS_NODE_SOLUTION;
	uint32_t width = head->widths[e->turn] ? head->widths[e->turn] : 1;
	uint32_t votes = turn && head->votes ? head->votes : 1;
	const struct momus_index_entry *found = NULL;

	for (uint32_t vote = 0; !found && vote < votes; vote++)
		found = momus_index_find(index, e->problem, turn, kind,
					 e->branch / width, vote);
	return found;
}

static void count(const struct momus_index *index,
		  const struct momus_store_head *head, struct counts *c)
{
	const struct momus_index_entry *e, *p;

	for (size_t i = 0; i < index->room; i++) {
		e = &index->slots[i];
		if (!e->used || e->kind != MOMUS_NODE_REVISION || !e->turn ||
		    e->turn >= TURNS)
			continue;
		p = parent(index, head, e);
		for (int v = 0; p && v < 2; v++)
			c->n[v][e->turn][state(p, v)][state(e, v)]++;
	}
}

/* Appends the rows of one state at one turn. */
static void add_rows(const uint64_t to[STATES], struct momus_markov_row base,
		     momus_store_interval_fn *interval,
		     struct momus_markov_row *rows, size_t *n)
{
	for (int i = 0; i < STATES; i++)
		base.total += to[i];
	for (int i = 0; i < STATES; i++) {
		if (!to[i])
			continue;
		base.to = (uint8_t)i;
		base.count = to[i];
		base.estimate = (double)to[i] / (double)base.total;
		base.low = base.high = NAN;
		if (interval)
			interval(to[i], base.total, &base.low, &base.high);
		rows[(*n)++] = base;
	}
}

int momus_markov_count(const struct momus_index *index,
		       const struct momus_store_head *head,
		       momus_store_interval_fn *interval,
		       struct momus_markov_row **rows, size_t *n)
{
	struct counts *c = calloc(1, sizeof *c);
	struct momus_markov_row base = { .count = 0 };

	*n = 0;
	*rows = malloc(sizeof c->n / sizeof(uint64_t) * sizeof **rows);
	if (!c || !*rows) {
		free(c);
		free(*rows);
		*rows = NULL;
		return MOMUS_ENOMEM;
	}
	count(index, head, c);
	for (int v = 0; v < 2; v++)
		for (int t = 1; t < TURNS; t++)
			for (int from = 0; from < STATES; from++) {
				base.verdict = (uint8_t)v;
				base.turn = (uint16_t)t;
				base.from = (uint8_t)from;
				add_rows(c->n[v][t][from], base, interval,
					 *rows, n);
			}
	free(c);
	return MOMUS_OK;
}
