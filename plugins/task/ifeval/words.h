/* words.h - words and signs of English text, as NLTK's word_tokenize cuts them */
#ifndef IFEVAL_WORDS_H
#define IFEVAL_WORDS_H

#include "sentences.h"

struct words;

int words_create(struct words **out, struct momus_error *err);
void words_free(struct words *w); /* NULL allowed */

/* Rewrites SENTENCE so that white space alone separates its tokens; in ARENA. */
int words_space(struct words *w, struct momus_text sentence,
		struct momus_arena *arena, struct momus_text *out,
		struct momus_error *err);

/* The next token of a text spaced so; *AT starts at 0. */
bool words_next(struct momus_text spaced, size_t *at, struct momus_text *word);

#endif /* IFEVAL_WORDS_H */
