/* longest.h - problems with answers to grade, the longest first
 *
 * A binary heap of small numbers whose keys may change while they are in it.
 */
#ifndef MOMUS_RUN_LONGEST_H
#define MOMUS_RUN_LONGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "momus/decls.h"

struct momus_longest {
	uint32_t *heap;	 /* owned, (n): numbers, the best first */
	uint32_t *place; /* owned, (total): position in .heap + 1; 0: not in */
	double *key;	 /* owned, (total): seconds; INFINITY: not known */
	size_t n, total;
};

/* For the numbers 0..TOTAL-1, none of them in, all keys INFINITY; false when out
 * of memory. */
MOMUS_API bool momus_longest_init(struct momus_longest *q, size_t total);
MOMUS_API void momus_longest_release(struct momus_longest *q);

/* Puts I in, if it is not. */
MOMUS_API void momus_longest_add(struct momus_longest *q, uint32_t i);
/* Takes I out, if it is in. */
MOMUS_API void momus_longest_remove(struct momus_longest *q, uint32_t i);
MOMUS_API void momus_longest_set(struct momus_longest *q, uint32_t i,
				 double key);

/* The number with the greatest key, of equals the smallest; .n must not be 0. */
MOMUS_API uint32_t momus_longest_first(const struct momus_longest *q);

#endif /* MOMUS_RUN_LONGEST_H */
