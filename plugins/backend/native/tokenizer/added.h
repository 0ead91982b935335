/* added.h - tokens that are found in a text before anything else is done to it */
#ifndef NATIVE_ADDED_H
#define NATIVE_ADDED_H

#include <momus/arena.h>
#include <momus/error.h>

struct added_token {
	struct momus_text text; /* in the arena */
	int32_t id;
	bool special;	     /* left out of decoded text that asks for it */
	bool normalized;     /* looked for in the normalised text */
	bool single_word;    /* only where no letter or digit touches it */
	bool lstrip, rstrip; /* takes the white space before, behind it along */
};

struct added {
	struct momus_arena *arena; /* owned */
	struct added_token *list;  /* owned: by first byte, longest first */
	size_t n;
	size_t first[257]; /* of .list: where each first byte begins */
};

/* Reads RAW, the JSON array "added_tokens" (empty: none).  ORIGIN is the file's
 * name in errors.  On failure there is nothing to release. */
int added_read(struct added *out, struct momus_text raw, const char *origin,
	       struct momus_error *err);
void added_release(struct added *a);

/* The leftmost, of those the longest, token of TEXT at or behind *AT that is
 * NORMALIZED or not; NULL if there is none.  *AT becomes its first byte, *END
 * the byte behind it, both with the white space it takes along. */
const struct added_token *added_find(const struct added *a,
				     struct momus_text text, bool normalized,
				     size_t *at, size_t *end);

/* The token of that ID; NULL if there is none. */
const struct added_token *added_of(const struct added *a, int32_t id);

#endif /* NATIVE_ADDED_H */
