/* draws.h - random numbers in bulk, for those who need many small ones
 *
 * A stream (momus/random.h) is fastest when it fills an array; this one gives out
 * what it filled, word by word or cut into uniform numbers below a bound.
 */
#ifndef MOMUS_STATS_DRAWS_H
#define MOMUS_STATS_DRAWS_H

#include <stddef.h>

#include "momus/random.h"

enum {
	MOMUS_DRAWS_WORDS = 128,		   /* filled at once */
	MOMUS_DRAWS_PICKS = 4 * MOMUS_DRAWS_WORDS, /* out of them, at most */
};

struct momus_draws {
	struct momus_stream stream;
	uint64_t words[MOMUS_DRAWS_WORDS];
	size_t at; /* words given out */
	uint32_t below;
	uint32_t picks[MOMUS_DRAWS_PICKS +
		       1]; /* one is written behind the last */
	size_t first, n;   /* picks given out, and all there are */
};

/* Draws from STREAM; picks are below BELOW, which is not 0. */
MOMUS_API void momus_draws_init(struct momus_draws *d,
				const struct momus_stream *stream,
				uint32_t below);

/* Fills .words anew. */
MOMUS_API void momus_draws_more_words(struct momus_draws *d);

/* The next 64 bits. */
static inline uint64_t momus_draws_word(struct momus_draws *d)
{
	if (d->at == MOMUS_DRAWS_WORDS)
		momus_draws_more_words(d);
	return d->words[d->at++];
}

/* Sets *PICKS to the next numbers below the bound, uniform and independent; at
 * least one, at most MOST > 0, and returns how many.  They stay until the next
 * call.  Several are cut out of one random word by multiplication: its upper part
 * is the first, its lower part serves for the next; words whose last lower part is
 * too small to be fair are left out (Lemire 2019, "Fast Random Integer Generation
 * in an Interval"; Brackett-Rozinsky and Lemire 2024, "Batched Ranged Random
 * Integer Generation").  The same numbers on every processor. */
MOMUS_API size_t momus_draws_picks(struct momus_draws *d, size_t most,
				   const uint32_t **picks);

#endif /* MOMUS_STATS_DRAWS_H */
