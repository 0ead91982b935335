/* arena.h - memory that is given back all at once, and never past a limit
 *
 * One arena a trajectory, a problem, a reply: what lives together dies
 * together.  Every arena is born with a limit because what fills it comes from
 * models and servers.  Not thread-safe: one arena, one thread at a time.
 */
#ifndef MOMUS_ARENA_H
#define MOMUS_ARENA_H

#include "momus/text.h"

MOMUS_BEGIN_DECLS

struct momus_arena;

/* A new arena that will hold at most LIMIT bytes; NULL when out of memory. */
MOMUS_API struct momus_arena *momus_arena_create(size_t limit);
MOMUS_API void momus_arena_free(struct momus_arena *arena); /* NULL allowed */

/* Forgets everything allocated and keeps the memory for reuse. */
MOMUS_API void momus_arena_reset(struct momus_arena *arena);

/* LEN zeroed bytes aligned for any type, valid until reset or free.  NULL when
 * the limit or the machine refuses. */
MOMUS_API void *momus_arena_alloc(struct momus_arena *arena, size_t len);

/* A NUL-terminated copy of T in ARENA; .ptr is NULL on refusal. */
MOMUS_API struct momus_text momus_arena_copy(struct momus_arena *arena,
					     struct momus_text t);

/* Bytes handed out so far. */
MOMUS_API size_t momus_arena_used(const struct momus_arena *arena);

enum momus_arena_refusal {
	MOMUS_ARENA_REFUSED_NOTHING,
	MOMUS_ARENA_REFUSED_BY_LIMIT, /* what filled it is at fault */
	MOMUS_ARENA_REFUSED_BY_HOST,  /* no memory: another time it may do */
};

/* Why ARENA refused anything since its birth or reset: the last of these that
 * ever was so. */
MOMUS_API enum momus_arena_refusal momus_arena_refusal(
	const struct momus_arena *arena);

MOMUS_END_DECLS

#endif /* MOMUS_ARENA_H */
