/* index.c - see index.h */
#include "config.h"

#include <stdlib.h>

#include "store/index.h"

void momus_index_release(struct momus_index *index)
{
	free(index->slots);
	*index = (struct momus_index){ .n = 0 };
}

/* A branch has one revision, whichever vote led to it. */
static uint32_t vote_of(uint8_t kind, uint32_t vote)
{
	return kind == MOMUS_NODE_REVISION ? 0 : vote;
}

static bool same(const struct momus_index_entry *a,
		 const struct momus_index_entry *b)
{
	return a->problem == b->problem && a->branch == b->branch &&
	       a->turn == b->turn && a->kind == b->kind && a->vote == b->vote;
}

/* The slot of KEY's name: its own, or the empty one where it belongs. */
static struct momus_index_entry *slot(struct momus_index_entry *slots,
				      size_t room,
				      const struct momus_index_entry *key)
{
	uint64_t h = (uint64_t)key->problem << 32 | key->branch;
	size_t i;

	h = (h ^ (uint64_t)key->vote << 40) * UINT64_C(0x9e3779b97f4a7c15);
	h ^= h >> 29;
	h = (h + ((uint64_t)key->turn << 8 | key->kind)) *
	    UINT64_C(0xbf58476d1ce4e5b9);
	for (i = (size_t)(h >> 32) & (room - 1);
	     slots[i].used && !same(&slots[i], key);)
		i = (i + 1) & (room - 1);
	return &slots[i];
}

static bool grow(struct momus_index *index)
{
	size_t room = index->room ? index->room * 2 : 1024;
	struct momus_index_entry *slots = calloc(room, sizeof *slots);

	if (!slots)
		return false;
	for (size_t i = 0; i < index->room; i++)
		if (index->slots[i].used)
			*slot(slots, room, &index->slots[i]) = index->slots[i];
	free(index->slots);
	index->slots = slots;
	index->room = room;
	return true;
}

struct momus_index_entry *momus_index_find(const struct momus_index *index,
					   uint32_t problem, uint16_t turn,
					   uint8_t kind, uint32_t branch,
					   uint32_t vote)
{
	const struct momus_index_entry key = { .problem = problem,
					       .branch = branch,
					       .vote = vote_of(kind, vote),
					       .turn = turn,
					       .kind = kind };
	struct momus_index_entry *e;

	if (!index->n)
		return NULL;
	e = slot(index->slots, index->room, &key);
	return e->used ? e : NULL;
}

struct momus_index_entry *momus_index_place(struct momus_index *index,
					    const struct momus_node *node,
					    bool *is_new)
{
	const struct momus_index_entry key = { .problem = node->problem,
					       .branch = node->branch,
					       .vote = vote_of(node->kind,
							       node->vote),
					       .turn = node->turn,
					       .kind = node->kind,
					       .row = MOMUS_INDEX_NO_ROW,
					       .used = true };
	struct momus_index_entry *e;

	if (index->n >= index->room / 4 * 3 && !grow(index))
		return NULL;
	e = slot(index->slots, index->room, &key);
	*is_new = !e->used;
	if (*is_new) {
		*e = key;
		index->n++;
	}
	return e;
}
