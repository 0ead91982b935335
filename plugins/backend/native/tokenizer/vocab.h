/* vocab.h - the tokens of a byte-level BPE and the pairs that merge
 *
 * Files write a byte as a printable sign (GPT-2's table: 'A' is 'A', a space is
 * U+0120); here a token is the bytes it stands for.
 */
#ifndef NATIVE_VOCAB_H
#define NATIVE_VOCAB_H

#include <momus/arena.h>
#include <momus/error.h>

enum { VOCAB_MOST = 1 << 24 }; /* ids above are refused */

struct vocab_pair { /* LEFT and RIGHT, side by side, become ID */
	int32_t left, right, id, rank;
};

struct vocab {
	struct momus_arena *arena; /* owned: the bytes */
	struct momus_text *tokens; /* owned, (n); .ptr NULL: no such id */
	size_t n;		   /* the largest id + 1 */
	int32_t *names;		   /* owned, (1 << names_bits): ids, -1 */
	struct vocab_pair *pairs;  /* owned, (1 << pairs_bits) */
	unsigned names_bits, pairs_bits;
	int32_t bytes[256]; /* the token of each byte alone; -1: none */
};

/* Reads VOCAB, the raw JSON object from names to ids, and MERGES, the raw JSON
 * array of pairs ("a b" or ["a","b"]) in the order of their rank.  ORIGIN is
 * the file's name in errors.  On failure there is nothing to release. */
int vocab_read(struct vocab *out, struct momus_text vocab,
	       struct momus_text merges, const char *origin,
	       struct momus_error *err);
void vocab_release(struct vocab *v);

/* The id of the token that is the bytes T; -1 if there is none. */
int32_t vocab_find(const struct vocab *v, struct momus_text t);

/* What becomes of LEFT and RIGHT side by side; NULL if they do not merge. */
const struct vocab_pair *vocab_pair(const struct vocab *v, int32_t left,
				    int32_t right);

#endif /* NATIVE_VOCAB_H */
