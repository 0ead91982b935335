/* postings.h - from a 64-bit key to the items that have it
 *
 * Filled first, then sealed, then asked.
 */
#ifndef MOMUS_STATS_POSTINGS_H
#define MOMUS_STATS_POSTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "momus/decls.h"

struct momus_postings {
	struct momus_posting {
		uint64_t key;
		uint32_t item;
	} * at; /* owned, (n of room); by key, then item, once sealed */
	uint32_t
		*first; /* owned, (1 << bits): first place + 1 of a key, or 0 */
	size_t n, room;
	unsigned bits;
};

/* Frees what P holds, and leaves it empty. */
MOMUS_API void momus_postings_release(struct momus_postings *p);

/* False: out of memory, or more than 2^32 - 2 in all. */
MOMUS_API bool momus_postings_add(struct momus_postings *p, uint64_t key,
				  uint32_t item);
MOMUS_API bool momus_postings_seal(struct momus_postings *p);

/* The postings (n) of KEY, borrowed; NULL if it has none. */
MOMUS_API const struct momus_posting *momus_postings_find(
	const struct momus_postings *p, uint64_t key, size_t *n);

#endif /* MOMUS_STATS_POSTINGS_H */
