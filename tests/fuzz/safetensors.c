/* safetensors.c - any bytes as a file of tensors */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz/memfile.h"
#include "weights/safetensors.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every element lies in the file: reading them all is the test. */
static void read_all(const struct tensors *ts)
{
	volatile float sum = 0;
	float part[64];

	for (size_t i = 0; i < tensors_count(ts); i++) {
		const struct tensor *t = tensors_at(ts, i);

		if (t->type == TENSOR_I64 || t->type == TENSOR_F64)
			continue;
		for (size_t at = 0; at < t->n; at += 64) {
			size_t n = t->n - at < 64 ? t->n - at : 64;

			tensor_widen(t, at, n, part);
			sum += part[n - 1];
		}
		assert(tensors_find(ts, t->name.ptr) ||
		       memchr(t->name.ptr, '\0', t->name.len));
	}
	(void)sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct momus_error err = { "" };
	struct tensors *ts;
	char path[MEMFILE_NAME];
	int fd;

	if (size > 65536)
		return 0;
	fd = memfile_open(data, size, path);
	if (tensors_open(&ts, path, &err) == MOMUS_OK) {
		read_all(ts);
		tensors_close(ts);
	} else {
		assert(!ts && err.text[0] && !strchr(err.text, '\n'));
	}
	close(fd);
	return 0;
}
