/* arena.c - see momus/arena.h */
#include "config.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "momus/arena.h"

struct block {
	struct block *next; /* owned: the block filled before this one */
	size_t room, used;  /* bytes of .bytes */
	alignas(max_align_t) char bytes[];
};

struct momus_arena {
	struct block *head; /* owned */
	size_t limit, used; /* bytes handed out */
	enum momus_arena_refusal refusal;
};

enum { FIRST_BLOCK = 4096, ALIGN = alignof(max_align_t) };

struct momus_arena *momus_arena_create(size_t limit)
{
	struct momus_arena *arena = calloc(1, sizeof *arena);

	if (arena)
		arena->limit = limit;
	return arena;
}

static void free_blocks(struct block *b)
{
	while (b) {
		struct block *next = b->next;

		free(b);
		b = next;
	}
}

void momus_arena_free(struct momus_arena *arena)
{
	if (!arena)
		return;
	free_blocks(arena->head);
	free(arena);
}

void momus_arena_reset(struct momus_arena *arena)
{
	if (arena->head) {
		free_blocks(arena->head->next);
		arena->head->next = NULL;
		arena->head->used = 0;
	}
	arena->used = 0;
	arena->refusal = MOMUS_ARENA_REFUSED_NOTHING;
}

static void *refuse(struct momus_arena *arena, enum momus_arena_refusal why)
{
	if (why > arena->refusal)
		arena->refusal = why;
	return NULL;
}

void *momus_arena_alloc(struct momus_arena *arena, size_t len)
{
	struct block *b = arena->head;
	size_t need, room;
	void *at;

	if (len > arena->limit - arena->used)
		return refuse(arena, MOMUS_ARENA_REFUSED_BY_LIMIT);
	need = (len + ALIGN - 1) / ALIGN * ALIGN;
	if (!need)
		need = ALIGN;
	if (!b || b->room - b->used < need) {
		room = b ? b->room * 2 : FIRST_BLOCK;
		if (room > (size_t)1 << 20)
			room = (size_t)1 << 20;
		if (room < need)
			room = need;
		b = malloc(sizeof *b + room);
		if (!b)
			return refuse(arena, MOMUS_ARENA_REFUSED_BY_HOST);
		b->next = arena->head;
		b->room = room;
		b->used = 0;
		arena->head = b;
	}
	at = b->bytes + b->used;
	b->used += need;
	arena->used += len;
	memset(at, 0, len);
	return at;
}

struct momus_text momus_arena_copy(struct momus_arena *arena,
				   struct momus_text t)
{
	char *at =
		t.len < SIZE_MAX ? momus_arena_alloc(arena, t.len + 1) : NULL;

	if (at && t.len)
		memcpy(at, t.ptr, t.len);
	return (struct momus_text){ at, at ? t.len : 0 };
}

size_t momus_arena_used(const struct momus_arena *arena)
{
	return arena->used;
}

enum momus_arena_refusal momus_arena_refusal(const struct momus_arena *arena)
{
	return arena->refusal;
}
