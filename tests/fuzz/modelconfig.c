/* modelconfig.c - any bytes as a model's config.json */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "weights/modelconfig.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct momus_error err = { "" };
	struct config c;

	if (config_read(&c, (struct momus_text){ (const char *)data, size },
			"fuzz", &err) < 0) {
		assert(err.text[0] && !strchr(err.text, '\n'));
		return 0;
	}
	assert(c.hidden > 0 && c.layers > 0 && c.vocab > 0);
	assert(c.heads % c.kv_heads == 0 && c.head_dim % 2 == 0);
	for (int i = 0; i < c.n_ends; i++)
		assert(c.ends[i] >= 0 && c.ends[i] < c.vocab);
	return 0;
}
