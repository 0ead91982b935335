/* tokenizer.h - text to token ids and back, by a model's own tokenizer.json
 *
 * Byte-level BPE (GPT-2, Qwen, Llama 3) with added tokens, NFC and templates of
 * first and last tokens; every id is the one that Hugging Face's tokenizers
 * give.  Not thread-safe: one tokenizer, one thread at a time.
 */
#ifndef NATIVE_TOKENIZER_H
#define NATIVE_TOKENIZER_H

#include <momus/buffer.h>

#include "merge.h"

struct tokenizer;

enum {
	TOKENIZER_TEMPLATE = 1, /* with the post-processor's own tokens (BOS) */
	TOKENIZER_PLAIN = 2,	/* added tokens are words like others */
	TOKENIZER_SKIP_SPECIAL = 4, /* decoding: leaves special tokens out */
	TOKENIZER_WHOLE = 8, /* decoding: what is no UTF-8 becomes U+FFFD */
};

/* Reads the tokenizer.json at PATH.  MOMUS_EPARSE and MOMUS_EINVAL name the
 * field, what it has and what is expected. */
int tokenizer_open(struct tokenizer **out, const char *path,
		   struct momus_error *err);
/* The same from the bytes JSON, only read here; ORIGIN names them in errors. */
int tokenizer_read(struct tokenizer **out, struct momus_text json,
		   const char *origin, struct momus_error *err);
void tokenizer_close(struct tokenizer *t); /* NULL allowed */

/* Every id is below. */
size_t tokenizer_size(const struct tokenizer *t);

/* Appends the ids of TEXT to OUT; FLAGS of the enum.  Bytes that are no UTF-8
 * are taken as U+FFFD. */
int tokenizer_encode(struct tokenizer *t, struct momus_text text,
		     unsigned flags, struct ids *out, struct momus_error *err);

/* The bytes of token ID, borrowed; .ptr is NULL if there is no such token. */
struct momus_text tokenizer_token(const struct tokenizer *t, int32_t id);
/* Whether ID is a special token. */
bool tokenizer_special(const struct tokenizer *t, int32_t id);
/* The id of the added token TEXT, else of the ordinary one; -1: none. */
int32_t tokenizer_find(const struct tokenizer *t, struct momus_text text);

/* Appends the bytes that IDS (N) stand for to OUT; they are UTF-8 only where
 * the ids end at a sign's end.  MOMUS_EINVAL for an id that is no token. */
int tokenizer_decode(const struct tokenizer *t, const int32_t *ids, size_t n,
		     unsigned flags, struct momus_buffer *out,
		     struct momus_error *err);

/* The same of an answer: nothing for special tokens, and for the ids that a model
 * has beyond its tokenizer's. */
void tokenizer_say(const struct tokenizer *t, const int32_t *ids, size_t n,
		   struct momus_buffer *out);

/* Makes U+FFFD of what is no UTF-8 in OUT from byte FROM on. */
void tokenizer_mend(struct momus_buffer *out, size_t from);

#endif /* NATIVE_TOKENIZER_H */
