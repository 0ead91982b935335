/* value.c - fuzz target: values on the wire, whole and in pieces */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sandbox/value/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte is the size of the pieces.  Whole and in pieces the scanner
 * must say the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct momus_wire_limits limits = { 1u << 20, 1u << 16 };
	struct momus_wire_facts whole;
	struct momus_wire w;
	size_t piece, at = 0, used = 0;
	bool good;
	int rc = 0;

	if (!size)
		return 0;
	piece = data[0] % 32u + 1;
	data++;
	size--;
	good = momus_wire_check(data, size, &limits, &whole);
	momus_wire_init(&w, &limits);
	while (rc == 0 && at < size) {
		size_t n = size - at < piece ? size - at : piece;

		rc = momus_wire_feed(&w, data + at, n, &used);
		at += used;
	}
	if (good != (rc == 1 && at == size))
		abort();
	if (good && memcmp(&whole, &w.facts, sizeof(whole)) != 0)
		abort();
	return 0;
}
