/* profiles.h - how often n-grams occur in 55 languages: langdetect's profiles */
#ifndef IFEVAL_PROFILES_H
#define IFEVAL_PROFILES_H

#include <momus/arena.h>
#include <momus/error.h>
#include <stdint.h>

enum { PROFILES_MAX = 64, VI_LETTERS = 24, VI_MARKS = 5 };

struct profile_share { /* of one n-gram in one language */
	double p;      /* occurrences over all n-grams of its length */
	uint32_t gram;
	uint32_t language;
};

struct profiles {
	struct momus_text names[PROFILES_MAX];
	size_t n;
	/* Sorted by gram, then by language; gram G has those from first[G] to
	 * first[G + 1]. */
	struct profile_share *shares;
	uint32_t *first;
	uint64_t *grams; /* (n_grams) packed, see profiles_pack() */
	size_t n_grams, n_shares;
	uint32_t *slots; /* (n_slots) hash table of grams: index + 1, or 0 */
	size_t n_slots;
	/* How signs are folded: of utils/ngram.py. */
	uint32_t latin1[8], vi_from[VI_LETTERS], vi_marks[VI_MARKS];
	uint32_t vi_to[VI_MARKS][VI_LETTERS];
	uint16_t kanji[0x5200]; /* of U+4E00 and up; 0: itself */
};

/* Everything lives in ARENA. */
int profiles_load(struct profiles **out, struct momus_arena *arena,
		  struct momus_error *err);

/* One to three code points in one number; 0 stands for none. */
static inline uint64_t profiles_pack(uint32_t a, uint32_t b, uint32_t c)
{
	return (uint64_t)a << 42 | (uint64_t)b << 21 | c;
}

/* The index of GRAM, or -1 if no language has it. */
int64_t profiles_find(const struct profiles *p, uint64_t gram);

#endif /* IFEVAL_PROFILES_H */
