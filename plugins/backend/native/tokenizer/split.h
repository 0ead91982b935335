/* split.h - what happens to a text before its words are encoded
 *
 * tokenizer.json's "normalizer" (none, or NFC) and "pre_tokenizer" (patterns
 * that cut the text into words, and the byte level behind them).
 */
#ifndef NATIVE_SPLIT_H
#define NATIVE_SPLIT_H

#include <momus/arena.h>
#include <momus/error.h>

struct split;

/* Reads NORMALIZER and PRE, the raw JSON values (empty or null: there is none).
 * ORIGIN is the file's name in errors.  MOMUS_EINVAL names a kind that is not
 * one of a byte-level BPE. */
int split_read(struct split **out, struct momus_text normalizer,
	       struct momus_text pre, const char *origin,
	       struct momus_error *err);
void split_free(struct split *s); /* NULL allowed */

/* TEXT as the normaliser has it: TEXT itself, or bytes in *OWNED, which the
 * caller frees.  TEXT is UTF-8. */
int split_normalize(const struct split *s, struct momus_text text,
		    struct momus_text *out, char **owned,
		    struct momus_error *err);

/* Calls EACH with the words of TEXT (UTF-8, normalised), in their order; ends
 * with what EACH returns, if negative. */
typedef int split_each_fn(void *context, struct momus_text word,
			  struct momus_error *err);
int split_words(const struct split *s, struct momus_text text,
		split_each_fn *each, void *context, struct momus_error *err);

#endif /* NATIVE_SPLIT_H */
