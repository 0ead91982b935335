/* wordset.h - a text as words, and as the set of its runs of n words
 *
 * A word is a run of letters and digits once case, marks and forms of Unicode
 * are folded away (core/fold.h); everything else only parts words.  Words and
 * runs are known by 64-bit hashes: of two texts with a and b different runs,
 * a*b/2^64 are taken for equal by chance.
 */
#ifndef MOMUS_STATS_WORDSET_H
#define MOMUS_STATS_WORDSET_H

#include "momus/text.h"

struct momus_hashes { /* words in order, or a set: sorted, each once */
	uint64_t *at; /* owned, (n of room) */
	size_t n, room;
};

/* Frees what H holds, and leaves it empty. */
MOMUS_API void momus_hashes_release(struct momus_hashes *h);

/* Makes *OUT the words of T in their order; keeps its memory.  False: out of
 * memory. */
MOMUS_API bool momus_words_of(struct momus_text t, struct momus_hashes *out);

/* Makes *OUT the set of runs of N >= 1 words in WORDS; empty if there are fewer
 * than N.  False: out of memory. */
MOMUS_API bool momus_runs_of(const struct momus_hashes *words, size_t n,
			     struct momus_hashes *out);

/* One number for all WORDS and their order. */
MOMUS_API uint64_t momus_words_hash(const struct momus_hashes *words);

/* How many members the sets A and B share. */
MOMUS_API size_t momus_hashes_shared(const struct momus_hashes *a,
				     const struct momus_hashes *b);

/* |A and B| / |A or B| (Jaccard 1901); 0 if both are empty. */
MOMUS_API double momus_hashes_jaccard(const struct momus_hashes *a,
				      const struct momus_hashes *b);

/* X scattered over 64 bits, one to one (Steele, Lea, Flood 2014: SplitMix64). */
MOMUS_API uint64_t momus_scatter(uint64_t x);

#endif /* MOMUS_STATS_WORDSET_H */
