/* save.h - weights to safetensors, whole or not at all */
#ifndef NATIVE_SAVE_H
#define NATIVE_SAVE_H

#include <momus/error.h>
#include <momus/text.h>

struct save_tensor {
	const char *name;
	int64_t rows, cols;
	bool vector;	   /* of one dimension: .rows is 1 */
	const float *data; /* borrowed, row-major */
};

/* Writes TENSORS (N) as F32, or where HALF as BF16, rounded to nearest even, to
 * the file PATH: beside it first, synced, then renamed. */
int save_tensors(const char *path, const struct save_tensor *tensors, size_t n,
		 bool half, struct momus_error *err);

/* Writes BYTES to the file PATH, likewise. */
int save_bytes(const char *path, struct momus_text bytes,
	       struct momus_error *err);

/* Copies the file FROM to the file TO, likewise. */
int save_copy(const char *to, const char *from, struct momus_error *err);

#endif /* NATIVE_SAVE_H */
