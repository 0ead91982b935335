/* drawn.c - see drawn.h */
#include "drawn.h"

#include <stdlib.h>
#include <string.h>

enum { DRAWN = 1 << 20 }; /* different numbers */

void drawn_numbers(float *x, size_t n, float most)
{
	const size_t first = n < DRAWN ? n : DRAWN;
	uint32_t state = 1;

	for (size_t i = 0; i < first; i++) {
		state = state * 1664525u + 1013904223u;
		x[i] = ((float)(state >> 8) / 8388608.0f - 1.0f) * most;
	}
	for (size_t i = first; i < n; i += DRAWN)
		memcpy(x + i, x, (n - i < DRAWN ? n - i : DRAWN) * sizeof *x);
}

int drawn_fill(struct device *d, void *p, size_t bytes, struct momus_error *err)
{
	const size_t some = bytes < DRAWN * 2 ? bytes : DRAWN * 2;
	float *x = malloc(DRAWN * sizeof *x);
	uint16_t *halves = malloc(DRAWN * sizeof *halves);
	int rc = MOMUS_OK;

	if (!x || !halves)
		rc = momus_fail(err, MOMUS_ENOMEM, "out of memory");
	else
		drawn_numbers(x, DRAWN, 1);
	for (size_t i = 0; rc == MOMUS_OK && i < DRAWN; i++) {
		uint32_t bits;

		memcpy(&bits, &x[i], sizeof bits);
		halves[i] = (uint16_t)(bits >> 16);
	}
	if (rc == MOMUS_OK)
		rc = device_write(d, p, halves, some, err);
	/* doubled until it is full */
	for (size_t have = some; rc == MOMUS_OK && have < bytes; have *= 2)
		rc = device_copy(d, (char *)p + have, p,
				 bytes - have < have ? bytes - have : have,
				 err);
	free(x);
	free(halves);
	return rc;
}
