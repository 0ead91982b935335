/* grams.h - sequences of numbers, and the n-grams two of them share */
#ifndef MOMUS_STATS_GRAMS_H
#define MOMUS_STATS_GRAMS_H

#include <stddef.h>
#include <stdint.h>

#include "momus/text.h"

struct momus_grams {  /* words or characters of one text, as numbers */
	uint32_t *at; /* owned, (n of room) */
	size_t n, room;
	bool failed; /* memory was refused */
};

/* Frees what G holds; adds ITEM at its end. */
MOMUS_API void momus_grams_release(struct momus_grams *g);
MOMUS_API void momus_grams_add(struct momus_grams *g, uint32_t item);

/* N-grams that A and B have in common, each as often as in the one that has it
 * less often.  *FAILED is set if memory is refused. */
MOMUS_API size_t momus_grams_shared(const struct momus_grams *a,
				    const struct momus_grams *b, size_t n,
				    bool *failed);

/* How many n-grams G has. */
MOMUS_API size_t momus_grams_count(const struct momus_grams *g, size_t n);

/* Gives equal words equal numbers. */
struct momus_words;

/* NULL: out of memory. */
MOMUS_API struct momus_words *momus_words_create(void);
MOMUS_API void momus_words_free(struct momus_words *w);

/* The number of WORD, whose bytes are borrowed until free; UINT32_MAX when out
 * of memory. */
MOMUS_API uint32_t momus_words_number(struct momus_words *w,
				      struct momus_text word);

#endif /* MOMUS_STATS_GRAMS_H */
