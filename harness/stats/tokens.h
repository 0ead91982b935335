/* tokens.h - texts cut into words, as two packages cut them */
#ifndef MOMUS_STATS_TOKENS_H
#define MOMUS_STATS_TOKENS_H

#include "momus/buffer.h"

/* Appends T to OUT with white space between its tokens, by mteval's rules
 * (sacreBLEU's tokenizer 13a): signs stand apart, periods and commas unless
 * digits are on both sides, dashes behind digits. */
void momus_tokens_mteval(struct momus_text t, struct momus_buffer *out);

/* Appends T to OUT in lower case, what is neither a letter of ASCII nor a digit
 * as a space (rouge-score's default tokenizer). */
void momus_tokens_plain(struct momus_text t, struct momus_buffer *out);

/* Cuts the next word off SPACED at *AT, which starts at 0. */
bool momus_tokens_next(struct momus_text spaced, size_t *at,
		       struct momus_text *word);

#endif /* MOMUS_STATS_TOKENS_H */
