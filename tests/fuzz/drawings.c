/* drawings.c - any bytes as what a checkpoint keeps of critiques drawn ahead */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "run/drawings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What came of a line may be learnt from: a prompt, and a number a token. */
static void check(const struct momus_drawn *d)
{
	float sum = 0;

	assert(d->problem.ptr && d->text.ptr);
	assert(d->first > 0 && d->first <= d->n);
	for (uint32_t i = 0; i < d->n; i++)
		assert(d->tokens[i] >= 0);
	for (uint32_t i = 0; i < d->n - d->first; i++)
		sum += d->logprobs[i] + d->old[i];
	(void)sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct momus_text rest = { (const char *)data, size };
	struct momus_drawings d;

	assert(momus_drawings_init(&d, (size_t)64 << 20, NULL) == MOMUS_OK);
	while (rest.len) {
		const char *end = memchr(rest.ptr, '\n', rest.len);
		size_t n = end ? (size_t)(end - rest.ptr) : rest.len;
		struct momus_error err = { "" };

		if (momus_drawings_parse(&d, (struct momus_text){ rest.ptr, n },
					 "f:1", &err) < 0)
			assert(err.text[0]);
		n += end != NULL;
		rest = (struct momus_text){ rest.ptr + n, rest.len - n };
	}
	for (size_t i = 0; i < d.n; i++) {
		const struct momus_text id = d.list[i].problem;

		check(&d.list[i]);
		assert(momus_drawings_find(&d, id, d.list[i].branch));
	}
	momus_drawings_release(&d);
	return 0;
}
