/* reply.c - any bytes as a server's reply
 *
 * The first byte chooses the API and how many samples were asked for, the second
 * the status.  Whatever comes, each sample is a completion or a failure with one
 * sentence of UTF-8. */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../plugins/backend/openai/openai.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SAMPLES = 8 };

static void check(const struct momus_completion *c)
{
	bool whole = c->finish != MOMUS_FINISH_FAILED &&
		     c->finish != MOMUS_FINISH_FILTER;

	assert(c->finish <= MOMUS_FINISH_FAILED);
	assert(whole == (c->reason.len == 0));
	assert(!c->text.len || c->text.ptr);
	assert(momus_text_is_utf8(c->text, NULL));
	assert(momus_text_is_utf8(c->reason, NULL));
	assert(!c->reason.len || !memchr(c->reason.ptr, '\n', c->reason.len));
	assert(!c->retry || c->finish == MOMUS_FINISH_FAILED);
	assert(c->prompt_tokens >= -1 && c->completion_tokens >= -1);
	assert(!isinf(c->logprob));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const long statuses[] = { 200, 200, 200, 400, 404, 307, 500, 0 };
	struct momus_completion c[SAMPLES] = { { .arena = NULL } };
	struct momus_http_reply in;
	size_t n;

	if (size < 2 || size > 65536)
		return 0;
	in = (struct momus_http_reply){
		.status = statuses[data[1] % 8],
		.body = { (const char *)data + 2, size - 2 },
	};
	n = 1 + (data[0] >> 1) % SAMPLES;
	for (size_t i = 0; i < n; i++) {
		/* Some arenas are too small for what is in the reply. */
		c[i].arena = momus_arena_create(data[1] & 128 ? 256 : 1 << 20);
		assert(c[i].arena);
	}
	openai_reply_read(data[0] & 1, &in, c, n);
	for (size_t i = 0; i < n; i++) {
		check(&c[i]);
		assert(!i || c[i].prompt_tokens < 0);
		momus_arena_free(c[i].arena);
	}
	return 0;
}
