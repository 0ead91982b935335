/* safetensors.c - see safetensors.h */
#include "safetensors.h"

#include <math.h>
#include <momus/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mapped.h"

enum { HEADER_BYTES = 100 << 20, SHARDS = 1024, INDEX_BYTES = 64 << 20 };

struct tensors {
	struct momus_arena *arena; /* owned: names */
	struct mapped *files;	   /* owned */
	size_t n_files;
	struct tensor *list; /* owned, sorted by name once all is read */
	size_t n, room;
};

static const struct type {
	const char *name;
	size_t size;
} types[] = {
	[TENSOR_F32] = { "\"F32\"", 4 },   [TENSOR_F16] = { "\"F16\"", 2 },
	[TENSOR_BF16] = { "\"BF16\"", 2 }, [TENSOR_F64] = { "\"F64\"", 8 },
	[TENSOR_I64] = { "\"I64\"", 8 },
};

enum { TYPES = sizeof types / sizeof *types };

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
}

/* A whole number below 2^62; -1 for anything else. */
static int64_t read_whole(struct momus_text raw)
{
	int64_t x = 0;

	if (!raw.len || raw.len > 19)
		return -1;
	for (size_t i = 0; i < raw.len; i++) {
		if (raw.ptr[i] < '0' || raw.ptr[i] > '9' ||
		    x > ((int64_t)1 << 62) / 10 - 10)
			return -1;
		x = x * 10 + (raw.ptr[i] - '0');
	}
	return x;
}

struct place { /* of a tensor's description in a header */
	struct momus_text name, raw, data;
	const char *path;
	struct momus_error *err;
};

/* FIELD of AT is not as EXPECTED, which says more than one word. */
static int wrong(const struct place *at, const char *field,
		 const char *expected)
{
	struct momus_text found = momus_json_member(at->raw, field);

	if (!found.len)
		found = MOMUS_TEXT("missing");
	return momus_fail(at->err, MOMUS_EPARSE,
			  "%s: tensor %.*s: %s is %.*s; expected %s", at->path,
			  at->name.len > 100 ? 100 : (int)at->name.len,
			  at->name.ptr, field,
			  found.len > 60 ? 60 : (int)found.len, found.ptr,
			  expected);
}

static int read_shape(struct tensor *t, const struct place *where)
{
	const struct momus_text raw = where->raw;
	struct momus_text type = momus_json_member(raw, "dtype");
	struct momus_text shape = momus_json_member(raw, "shape");
	struct momus_text key, value;
	size_t at = 0;
	int i = 0;

	while (i < TYPES &&
	       !momus_text_equal(type, momus_text_of(types[i].name)))
		i++;
	if (i == TYPES)
		return wrong(where, "dtype", "F32, F16, BF16, F64 or I64");
	t->type = (enum tensor_type)i;
	if (!shape.len || shape.ptr[0] != '[')
		return wrong(where, "shape", "a list of sizes");
	t->n = 1;
	while (momus_json_next(shape, &at, &key, &value)) {
		int64_t x = read_whole(value);

		if (t->dims == TENSOR_DIMS)
			return wrong(where, "shape", "at most 4 dimensions");
		if (x < 0 || (x && t->n > (size_t)1 << 48) ||
		    (x && t->n > ((size_t)1 << 60) / (size_t)x))
			return wrong(where, "shape", "a list of sizes");
		t->shape[t->dims++] = x;
		t->n *= (size_t)x;
	}
	return MOMUS_OK;
}

static int read_offsets(struct tensor *t, const struct place *where)
{
	struct momus_text list = momus_json_member(where->raw, "data_offsets");
	struct momus_text key, value;
	int64_t offset[2] = { -1, -1 };
	char expected[128];
	size_t at = 0, bytes = t->n * types[t->type].size;
	int n = 0;

	for (; momus_json_next(list, &at, &key, &value); n++)
		if (n < 2)
			offset[n] = read_whole(value);
	if (n != 2 || offset[0] < 0 || offset[1] < offset[0])
		return wrong(where, "data_offsets", "where it begins and ends");
	if ((size_t)offset[1] > where->data.len) {
		snprintf(expected, sizeof expected,
			 "%zu at most, for the file has no more bytes of data: "
			 "it was cut short, fetch it again",
			 where->data.len);
		return wrong(where, "data_offsets", expected);
	}
	if ((size_t)(offset[1] - offset[0]) != bytes) {
		snprintf(expected, sizeof expected,
			 "the %zu bytes that dtype and shape ask for", bytes);
		return wrong(where, "data_offsets", expected);
	}
	t->data = where->data.ptr ? where->data.ptr + offset[0] : NULL;
	return MOMUS_OK;
}

static int add_tensor(struct tensors *ts, struct place *where)
{
	struct momus_error *err = where->err;
	struct tensor t = { .file = where->path }, *grown;
	size_t room = ts->room ? 2 * ts->room : 256;
	int rc;

	t.name = momus_json_copy(where->name, ts->arena);
	if (!t.name.ptr)
		return no_memory(err);
	where->name = t.name;
	rc = read_shape(&t, where);
	if (rc == MOMUS_OK)
		rc = read_offsets(&t, where);
	if (rc < 0)
		return rc;
	if (ts->n == ts->room) {
		grown = realloc(ts->list, room * sizeof *grown);
		if (!grown)
			return no_memory(err);
		ts->list = grown;
		ts->room = room;
	}
	ts->list[ts->n++] = t;
	return MOMUS_OK;
}

static int by_place(const void *x, const void *y)
{
	const struct tensor *a = x, *b = y;

	return (a->data > b->data) - (a->data < b->data);
}

static int by_name(const void *x, const void *y)
{
	const struct tensor *a = x, *b = y;

	return momus_text_order(a->name, b->name);
}

/* Whether the tensors of LIST (N) are the DATA of PATH, each byte one's. */
static int check_apart(struct tensor *list, size_t n, struct momus_text data,
		       const char *path, struct momus_error *err)
{
	size_t sum = 0;

	qsort(list, n, sizeof *list, by_place);
	for (size_t i = 0; i < n; i++) {
		sum += list[i].n * types[list[i].type].size;
		if (i && list[i - 1].n && list[i].n &&
		    (const char *)list[i - 1].data +
				    list[i - 1].n *
					    types[list[i - 1].type].size >
			    (const char *)list[i].data)
			return momus_fail(
				err, MOMUS_EPARSE,
				"%s: tensors %.*s and %.*s overlap; the header "
				"is damaged, fetch the file again",
				path, (int)list[i - 1].name.len,
				list[i - 1].name.ptr, (int)list[i].name.len,
				list[i].name.ptr);
	}
	if (sum == data.len)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EPARSE,
			  "%s: has %zu bytes of data, and its tensors %zu; "
			  "expected each byte to be a tensor's: the file or "
			  "its header is damaged, fetch it again",
			  path, data.len, sum);
}

static int read_header(struct tensors *ts, struct momus_text file,
		       const char *path, struct momus_error *err)
{
	struct place where = { .path = path, .err = err };
	struct momus_text header;
	size_t at = 0, first = ts->n;
	uint64_t len = 0;
	int rc = MOMUS_OK;

	if (file.len >= 8)
		memcpy(&len, file.ptr, 8);
	if (file.len < 8 || len > HEADER_BYTES || len > file.len - 8)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: has %zu bytes, and says that its header "
				  "has %llu; expected safetensors, whole: "
				  "fetch the file again",
				  path, file.len, (unsigned long long)len);
	header = (struct momus_text){ file.ptr + 8, (size_t)len };
	where.data = (struct momus_text){ file.ptr + 8 + len,
					  file.len - 8 - (size_t)len };
	if (!momus_json_valid(header, &at) ||
	    header.ptr[strspn(header.ptr, " ")] != '{')
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: the header is no JSON object at byte "
				  "%zu; expected that of safetensors",
				  path, at);
	for (at = 0; rc == MOMUS_OK &&
		     momus_json_next(header, &at, &where.name, &where.raw);)
		if (!momus_text_equal(where.name,
				      MOMUS_TEXT("\"__metadata__\"")))
			rc = add_tensor(ts, &where);
	return rc < 0 ? rc
		      : check_apart(ts->list + first, ts->n - first, where.data,
				    path, err);
}

static int add_file(struct tensors *ts, const char *path,
		    struct momus_error *err)
{
	struct mapped *grown =
		realloc(ts->files, (ts->n_files + 1) * sizeof *grown);
	int rc;

	if (!grown)
		return no_memory(err);
	ts->files = grown;
	path = momus_arena_copy(ts->arena, momus_text_of(path)).ptr;
	if (!path)
		return no_memory(err);
	rc = mapped_open(&ts->files[ts->n_files], path, err);
	if (rc < 0)
		return rc;
	return read_header(ts, mapped_text(&ts->files[ts->n_files++]), path,
			   err);
}

static int create(struct tensors **out, struct momus_error *err)
{
	struct tensors *ts = calloc(1, sizeof *ts);

	*out = NULL;
	if (!ts)
		return no_memory(err);
	ts->arena = momus_arena_create((size_t)256 << 20);
	if (!ts->arena) {
		free(ts);
		return no_memory(err);
	}
	*out = ts;
	return MOMUS_OK;
}

/* Sorts by name; a name that is there twice is an error. */
static int finish(struct tensors **ts, int rc, const char *path,
		  struct momus_error *err)
{
	struct tensors *t = *ts;

	if (rc == MOMUS_OK) {
		qsort(t->list, t->n, sizeof *t->list, by_name);
		for (size_t i = 1; rc == MOMUS_OK && i < t->n; i++)
			if (by_name(&t->list[i - 1], &t->list[i]) == 0)
				rc = momus_fail(err, MOMUS_EPARSE,
						"%s: tensor %.*s is there "
						"twice",
						path, (int)t->list[i].name.len,
						t->list[i].name.ptr);
	}
	if (rc < 0) {
		tensors_close(t);
		*ts = NULL;
	}
	return rc;
}

int tensors_open(struct tensors **out, const char *path,
		 struct momus_error *err)
{
	int rc = create(out, err);

	if (rc == MOMUS_OK)
		rc = finish(out, add_file(*out, path, err), path, err);
	return rc;
}

/* The files that INDEX, {"weight_map":{"tensor":"file"}}, names, each once. */
static int add_indexed(struct tensors *ts, struct momus_text index,
		       const char *folder, const char *path,
		       struct momus_error *err)
{
	struct momus_text map = momus_json_member(index, "weight_map");
	struct momus_text key, value, seen[SHARDS], name;
	struct momus_error why = { "" };
	char *file = NULL;
	size_t at = 0, n = 0, i;
	int rc = MOMUS_OK;

	while (rc == MOMUS_OK && momus_json_next(map, &at, &key, &value)) {
		for (i = 0; i < n && !momus_text_equal(seen[i], value); i++)
			;
		if (i < n)
			continue;
		name = momus_json_copy(value, ts->arena);
		if (n == SHARDS || !name.ptr || value.ptr[0] != '"' ||
		    memchr(name.ptr, '/', name.len) || !name.len ||
		    memchr(name.ptr, '\0', name.len))
			return momus_fail(
				err, MOMUS_EPARSE,
				"%s: weight_map has %.*s; expected "
				"at most %d names of files in that "
				"folder",
				path, value.len > 100 ? 100 : (int)value.len,
				value.ptr, SHARDS);
		seen[n++] = value;
		file = mapped_path(folder, name);
		if (!file)
			return no_memory(err);
		rc = add_file(ts, file, &why);
		if (rc == MOMUS_ENOTFOUND)
			rc = momus_fail(err, MOMUS_EPARSE,
					"%s: weight_map names %s, which is not "
					"there; fetch it, too",
					path, file);
		else if (rc < 0)
			momus_fail(err, rc, "%s", why.text);
		free(file);
	}
	if (rc == MOMUS_OK && !n)
		rc = momus_fail(err, MOMUS_EPARSE,
				"%s: weight_map names no file; expected the "
				"file of each tensor",
				path);
	return rc;
}

static int open_index(struct tensors *ts, const char *folder, const char *path,
		      struct momus_error *err)
{
	struct mapped index;
	int rc = mapped_open(&index, path, err);

	if (rc < 0)
		return rc;
	if (index.len > INDEX_BYTES ||
	    !momus_json_valid(mapped_text(&index), NULL))
		rc = momus_fail(err, MOMUS_EPARSE,
				"%s: is no JSON of at most %d bytes; expected "
				"{\"weight_map\": {TENSOR: FILE, …}}",
				path, INDEX_BYTES);
	else
		rc = add_indexed(ts, mapped_text(&index), folder, path, err);
	mapped_close(&index);
	return rc;
}

int tensors_open_folder(struct tensors **out, const char *folder,
			struct momus_error *err)
{
	char *one, *index;
	struct momus_error why = { "" };
	int rc = create(out, err);

	if (rc < 0)
		return rc;
	one = mapped_path(folder, MOMUS_TEXT("model.safetensors"));
	index = mapped_path(folder, MOMUS_TEXT("model.safetensors.index.json"));
	if (!one || !index) {
		rc = finish(out, no_memory(err), folder, err);
		goto out;
	}
	rc = add_file(*out, one, &why);
	if (rc == MOMUS_ENOTFOUND) {
		rc = open_index(*out, folder, index, err);
		if (rc == MOMUS_ENOTFOUND && err)
			err->text[0] = '\0';
		if (rc == MOMUS_ENOTFOUND)
			momus_fail(
				err, rc,
				"%s: has neither model.safetensors nor "
				"model.safetensors.index.json; expected "
				"weights as safetensors, or \"init\" to draw "
				"them",
				folder);
	} else if (rc < 0) {
		momus_fail(err, rc, "%s", why.text);
	}
	rc = finish(out, rc, folder, err);
out:
	free(one);
	free(index);
	return rc;
}

void tensors_close(struct tensors *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->n_files; i++)
		mapped_close(&t->files[i]);
	momus_arena_free(t->arena);
	free(t->files);
	free(t->list);
	free(t);
}

size_t tensors_count(const struct tensors *t)
{
	return t->n;
}

const struct tensor *tensors_at(const struct tensors *t, size_t i)
{
	return &t->list[i];
}

const struct tensor *tensors_find(const struct tensors *t, const char *name)
{
	struct tensor want = { .name = momus_text_of(name) };

	return t->n ? bsearch(&want, t->list, t->n, sizeof want, by_name)
		    : NULL;
}

void tensor_kind(const struct tensor *t, char out[TENSOR_KIND])
{
	const char *name = types[t->type].name;
	int n = snprintf(out, TENSOR_KIND, "%.*s of", (int)strlen(name) - 2,
			 name + 1);

	for (int i = 0; i < t->dims; i++)
		n += snprintf(out + n, TENSOR_KIND - (size_t)n, "%s %lld",
			      i ? " by" : "", (long long)t->shape[i]);
	if (!t->dims)
		snprintf(out + n, TENSOR_KIND - (size_t)n, " no dimension");
}

/* IEEE 754 binary16; subnormals by scaling. */
static float half_to_float(uint16_t h)
{
	uint32_t sign = (uint32_t)(h & 0x8000) << 16;
	uint32_t rest = h & 0x7fff, bits;
	float x;

	if (rest >= 0x7c00) {
		bits = 0x7f800000 | rest << 13;
	} else if (rest >= 0x0400) {
		bits = (rest << 13) + (112u << 23);
	} else {
		x = (float)rest * 0x1p-24f;
		memcpy(&bits, &x, 4);
	}
	bits |= sign;
	memcpy(&x, &bits, 4);
	return x;
}

void tensor_widen(const struct tensor *t, size_t from, size_t n, float *out)
{
	const char *data = (const char *)t->data + from * types[t->type].size;
	uint32_t wide;
	uint16_t half;

	if (t->type == TENSOR_F32 && n)
		memcpy(out, data, 4 * n);
	for (size_t i = 0; t->type == TENSOR_F16 && i < n; i++) {
		memcpy(&half, data + 2 * i, 2);
		out[i] = half_to_float(half);
	}
	for (size_t i = 0; t->type == TENSOR_BF16 && i < n; i++) {
		memcpy(&half, data + 2 * i, 2);
		wide = (uint32_t)half << 16;
		memcpy(&out[i], &wide, 4);
	}
}

int tensor_odd(const struct tensor *t, float w, size_t at, const char *what,
	       struct momus_error *err)
{
	return momus_fail(err, MOMUS_EPARSE,
			  "%s: tensor %s holds %g at element %zu; %s are "
			  "finite: the file is damaged, or the training that "
			  "made it diverged",
			  t->file, t->name.ptr, (double)w, at, what);
}

int tensor_take(const struct tensor *t, float *out, const char *what,
		struct momus_error *err)
{
	tensor_widen(t, 0, t->n, out);
	for (size_t i = 0; i < t->n; i++)
		if (!isfinite(out[i]))
			return tensor_odd(t, out[i], i, what, err);
	return MOMUS_OK;
}
