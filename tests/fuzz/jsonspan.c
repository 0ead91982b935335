/* jsonspan.c - any bytes as JSON whose values are cut out by their place
 *
 * Whatever the bytes, no read or write may leave them.  In valid JSON the
 * members must be valid JSON themselves, and lie in order within the text. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "core/jsonspan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_unescape(struct momus_text raw, bool valid)
{
	struct momus_arena *arena = momus_arena_create(1 << 20);
	struct momus_text t;

	assert(arena);
	t = momus_json_unescape(raw, arena);
	assert(t.len <= raw.len);
	if (valid && raw.len && raw.ptr[0] == '"')
		assert(t.ptr && momus_text_is_utf8(t, NULL));
	momus_arena_free(arena);
}

static void walk(struct momus_text text, bool valid, int depth)
{
	struct momus_text key, value;
	const char *last = text.ptr;
	size_t at = 0;

	check_unescape(text, valid);
	while (depth && momus_json_next(text, &at, &key, &value)) {
		assert(key.ptr >= last && value.ptr >= key.ptr + key.len);
		last = value.ptr + value.len;
		assert(last <= text.ptr + text.len);
		check_unescape(key, valid);
		if (valid)
			assert(momus_json_valid(value, NULL));
		walk(value, valid, depth - 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct momus_text text = { (const char *)data, size };

	if (size <= 16384)
		walk(text, momus_json_valid(text, NULL), 4);
	return 0;
}
