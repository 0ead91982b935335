/* tokenizer.c - any bytes as a tokenizer.json, and as text for it */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "tokenizer/tokenizer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Bytes that are no text come back as U+FFFD; others as they were, unless the
 * tokenizer composes, so only lengths can be compared here. */
static void round_trip(struct tokenizer *t, struct momus_text text)
{
	struct ids ids = { .list = NULL };
	struct momus_buffer b;

	momus_buffer_init(&b, 1 << 22);
	if (tokenizer_encode(t, text, 0, &ids, NULL) == MOMUS_OK) {
		for (size_t i = 0; i < ids.n; i++)
			assert((size_t)ids.list[i] < tokenizer_size(t));
		if (tokenizer_decode(t, ids.list, ids.n, TOKENIZER_WHOLE, &b,
				     NULL) == MOMUS_OK)
			assert(momus_text_is_utf8(momus_buffer_text(&b), NULL));
	}
	momus_buffer_release(&b);
	ids_release(&ids);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct momus_text json = { (const char *)data, size };
	struct momus_error err = { "" };
	struct tokenizer *t;

	if (size > 65536)
		return 0;
	if (tokenizer_read(&t, json, "fuzz", &err) < 0) {
		assert(!t && err.text[0] && !strchr(err.text, '\n'));
		return 0;
	}
	round_trip(t, json);
	tokenizer_close(t);
	return 0;
}
