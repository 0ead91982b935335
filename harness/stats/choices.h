/* choices.h - sums of what random bits choose, many draws side by side
 *
 * For tests that draw signs or swaps: each bit of a draw adds one of two whole
 * numbers to each of a few sums.
 */
#ifndef MOMUS_STATS_CHOICES_H
#define MOMUS_STATS_CHOICES_H

#include <stdbool.h>
#include <stddef.h>

#include "momus/random.h"

enum {
	MOMUS_CHOICES_DRAWS = 64, /* at once */
	MOMUS_CHOICES_MOST = 8,	  /* sums */
};

struct momus_choices {
	size_t n, k;	 /* bits of a draw; sums */
	size_t width;	 /* rows of a table: K, filled up */
	int32_t *tables; /* owned, (ceil(N/4),WIDTH,16): what each choice of
			  * four bits adds */
};

/* Prepares for N > 0 bits a draw and K sums of 0, up to MOMUS_CHOICES_MOST.  False, with
 * nothing to release, without memory or if the processor has no AVX-512: callers
 * need another way, too. */
MOMUS_API bool momus_choices_init(struct momus_choices *c, size_t n, size_t k);
MOMUS_API void momus_choices_release(struct momus_choices *c);

/* Bit I adds to the sum J also CLEAR where it is 0, SET where it is 1.  No sum of
 * what is chosen may leave 32 bits. */
MOMUS_API void momus_choices_add(struct momus_choices *c, size_t i, size_t j,
				 int32_t clear, int32_t set);

/* Sets SUMS (K,MOMUS_CHOICES_DRAWS) for draws FIRST, a multiple of MOMUS_CHOICES_DRAWS,
 * and those after it.  Each draw takes ceil(N/64) words of STREAM, which has given out
 * nothing yet, after those of the draws before: bit I is bit I % 64 of word
 * I / 64.  False if STREAM's counter, which is random, is too near its end. */
MOMUS_API bool momus_choices_draw(const struct momus_choices *c,
				  const struct momus_stream *stream,
				  uint64_t first, int32_t *sums);

/* STREAM where it gives out the words of DRAW. */
MOMUS_API struct momus_stream momus_choices_stream(
	const struct momus_choices *c, const struct momus_stream *stream,
	uint64_t draw);

#endif /* MOMUS_STATS_CHOICES_H */
