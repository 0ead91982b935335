/* extract.c - fuzz target: the code in a model's response, by every rule */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "momus/extract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct momus_text response = { (const char *)data, size }, out;
	struct momus_arena *arena = momus_arena_create(1 << 20);
	volatile char sum = 0;

	for (int rule = 0; rule <= MOMUS_EXTRACT_LAST_FENCE; rule++) {
		if (momus_extract(rule, rule % 2 ? "cpp" : "python", response,
				  arena, &out, NULL) < 0)
			continue;
		if (out.len > size + 1)
			abort();
		for (size_t i = 0; i < out.len; i++)
			sum ^= out.ptr[i];
	}
	(void)sum; /* every byte was there to be read */
	momus_arena_free(arena);
	return 0;
}
