/* peft.c - any bytes as an adapter_config.json */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "lora/peft.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct momus_error err = { "" };
	struct peft p;

	if (peft_config_read(&p,
			     (struct momus_text){ (const char *)data, size },
			     "fuzz", &err) < 0) {
		assert(err.text[0] && !strchr(err.text, '\n'));
		return 0;
	}
	assert(p.rank >= 1 && p.rank <= 65536 && isfinite(peft_scale(&p)));
	return 0;
}
