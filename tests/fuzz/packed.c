/* packed.c - any bytes as a packed text, and as a pickle that was packed well
 *
 * The first byte says which, and whether a string or a dict is wanted.  What is
 * read lies in the pickle as it stands; what is refused is refused with a reason.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "momus/packed.h"

enum { LIMIT = 1 << 17 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *base64(const unsigned char *bytes, size_t n, size_t *len)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmn"
				      "opqrstuvwxyz0123456789+/";
	char *out = malloc(n / 3 * 4 + 5);
	uint32_t bits = 0;
	unsigned held = 0;

	assert(out);
	*len = 0;
	for (size_t i = 0; i < n; i++) {
		bits = bits << 8 | bytes[i];
		for (held += 8; held >= 6; held -= 6)
			out[(*len)++] = letters[bits >> (held - 6) & 63];
	}
	if (held)
		out[(*len)++] = letters[bits << (6 - held) & 63];
	return out;
}

static void try_text(struct momus_text packed, const char *key,
		     struct momus_text pickle)
{
	struct momus_arena *arena = momus_arena_create(1 << 20);
	struct momus_error err = { "" };
	struct momus_text out;

	assert(arena);
	if (momus_packed_text(packed, key, LIMIT, arena, &out, &err) ==
	    MOMUS_OK)
		assert(out.len <= LIMIT &&
		       (!pickle.ptr ||
			momus_text_find(pickle, out, 0) != (size_t)-1));
	else
		assert(err.text[0] && !strchr(err.text, '\n'));
	momus_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *key;
	struct momus_text all;

	if (!size || size > 65536)
		return 0;
	key = data[0] == 'd' || data[0] == 'D' ? "input_output" : NULL;
	all = (struct momus_text){ (const char *)data + 1, size - 1 };
	if (data[0] == 's' || data[0] == 'd') {
		uLongf room = compressBound(all.len);
		unsigned char *packed = malloc(room);
		size_t len;
		char *text;

		assert(packed &&
		       compress(packed, &room, data + 1, all.len) == Z_OK);
		text = base64(packed, room, &len);
		try_text((struct momus_text){ text, len }, key, all);
		free(packed);
		free(text);
	} else {
		try_text(all, key, (struct momus_text){ NULL, 0 });
	}
	return 0;
}
