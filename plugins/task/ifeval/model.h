/* model.h - Punkt's English model: words and what is known of them */
#ifndef IFEVAL_MODEL_H
#define IFEVAL_MODEL_H

#include <momus/arena.h>
#include <momus/error.h>

enum model_seen { /* how a word was seen: bits of ortho_context.tab */
		  SEEN_UPPER = 2 | 4 | 8,
		  SEEN_UPPER_INSIDE = 4,
		  SEEN_LOWER = 16 | 32 | 64,
		  SEEN_LOWER_FIRST = 16,
};

struct model_word {
	struct momus_text word; /* of a collocation: both, with a TAB between */
	unsigned seen;
};

struct model_table { /* sorted by bytes */
	struct model_word *words;
	size_t n;
};

struct model {
	struct model_table abbreviations, starters, collocations, seen;
};

/* All in ARENA. */
int model_load(struct model *out, struct momus_arena *arena,
	       struct momus_error *err);

/* The entry of WORD, or NULL. */
const struct model_word *model_find(const struct model_table *t,
				    struct momus_text word);

#endif /* IFEVAL_MODEL_H */
