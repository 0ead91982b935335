/* safetensors.h - the tensors of a model's folder, mapped
 *
 * The format: eight bytes of little-endian length, a JSON header, the data.
 * Every field of a header is checked against the file before it is believed.
 */
#ifndef NATIVE_SAFETENSORS_H
#define NATIVE_SAFETENSORS_H

#include <momus/arena.h>
#include <momus/error.h>

enum tensor_type {
	TENSOR_F32,
	TENSOR_F16,
	TENSOR_BF16,
	TENSOR_F64,
	TENSOR_I64
};

enum { TENSOR_DIMS = 4 };

struct tensor {
	struct momus_text name; /* in the set's arena */
	enum tensor_type type;
	int dims;
	int64_t shape[TENSOR_DIMS];
	size_t n; /* elements */
	const void
		*data; /* borrowed: mapped, little-endian, perhaps unaligned */
	const char *file; /* in the set's arena: where it is */
};

struct tensors; /* of one file, or of all shards of a folder */

/* Opens the file PATH, or all that FOLDER has: model.safetensors, else the
 * files that model.safetensors.index.json lists.  MOMUS_EPARSE names file,
 * tensor and what is wrong: a header that does not fit the file, a type or a
 * shape that is not known, offsets that leave the data, overlap or leave bytes
 * out, a shard that is not there, a tensor that is there twice. */
int tensors_open(struct tensors **out, const char *path,
		 struct momus_error *err);
int tensors_open_folder(struct tensors **out, const char *folder,
			struct momus_error *err);
void tensors_close(struct tensors *t); /* NULL allowed */

size_t tensors_count(const struct tensors *t);
const struct tensor *tensors_at(const struct tensors *t, size_t i);
/* The tensor called NAME; NULL if there is none. */
const struct tensor *tensors_find(const struct tensors *t, const char *name);

enum { TENSOR_KIND = 112 };
/* "F32 of 260 by 16" */
void tensor_kind(const struct tensor *t, char out[TENSOR_KIND]);

/* Widens elements [FROM, FROM + N) of T, a floating type, to OUT (N). */
void tensor_widen(const struct tensor *t, size_t from, size_t n, float *out);

/* Element AT of T is W, which is not finite: MOMUS_EPARSE; WHAT is said to be. */
int tensor_odd(const struct tensor *t, float w, size_t at, const char *what,
	       struct momus_error *err);
/* Widens all of T, a floating type, to OUT (t->n), and refuses what is not finite
 * of WHAT ("weights"). */
int tensor_take(const struct tensor *t, float *out, const char *what,
		struct momus_error *err);

#endif /* NATIVE_SAFETENSORS_H */
