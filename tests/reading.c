/* reading.c - see reading.h */
#include "reading.h"

#include <assert.h>
#include <math.h>

#include <momus/endpoint.h>

struct momus_reward_reading reading_of(const struct momus_reward_ops *ops,
				       const void *options,
				       const struct momus_reward_input *in,
				       long status, struct momus_text body,
				       struct momus_arena *arena)
{
	const struct momus_http_reply http = { status, body };
	struct momus_reward_reading out = { .arena = arena,
					    .value = NAN,
					    .reason = "",
					    .prompt_tokens = -1,
					    .completion_tokens = -1 };
	void *self = NULL;
	int rc = ops->open(&self, options, NULL);

	assert(rc == MOMUS_OK);
	rc = ops->reply(self, 0, in, &http, &out, NULL);
	assert(rc == MOMUS_OK);
	(void)rc;
	ops->close(self);
	return out;
}

void reading_fuzz(const struct momus_reward_ops *ops, const void *options,
		  const struct momus_reward_input *in, const uint8_t *bytes,
		  size_t size)
{
	static const long statuses[] = { 200, 200, 200, 404 };
	struct momus_arena *arena =
		momus_arena_create(bytes[0] & 128 ? 256 : 1 << 20);
	const struct momus_text body = { (const char *)bytes + 1, size - 1 };
	struct momus_reward_reading out;

	assert(arena);
	out = reading_of(ops, options, in, statuses[bytes[0] >> 4 & 3], body,
			 arena);
	assert(!isinf(out.value));
	assert(!isnan(out.value) || (out.reason && *out.reason));
	assert(isnan(out.value) || !out.failed);
	assert(out.prompt_tokens >= -1 && out.completion_tokens >= -1);
	momus_arena_free(arena);
}
