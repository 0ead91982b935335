/* row.c - see row.h and momus/row.h */
#include "config.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/jsonspan.h"
#include "core/row.h"

enum { LINE_LIMIT = 256 << 20, FIELDS_MAX = 256 };

struct field {
	struct momus_text key, raw; /* borrowed: the line's, or the arena's */
};

struct momus_row {
	struct momus_arena *arena; /* owned: unescaped strings */
	const char *origin;	   /* borrowed */
	size_t line_no;		   /* from 1 */
	const char **left;	   /* owned: a literal or NULL */
	size_t n_fields;
	struct field fields[FIELDS_MAX];
};

int momus_row_fail(const struct momus_row *row, struct momus_error *err,
		   const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return momus_fail(err, MOMUS_EPARSE, "%s:%zu: %s", row->origin,
			  row->line_no, text);
}

static int index_fields(struct momus_row *row, struct momus_text line,
			struct momus_error *err)
{
	struct field f;
	size_t at = 0;

	while (momus_json_next(line, &at, &f.key, &f.raw)) {
		f.key = momus_json_unescape(f.key, row->arena);
		if (!f.key.ptr)
			return momus_fail(err, MOMUS_ENOMEM,
					  "%s:%zu: out of memory", row->origin,
					  row->line_no);
		for (size_t i = 0; i < row->n_fields; i++)
			if (momus_text_equal(row->fields[i].key, f.key))
				return momus_row_fail(row, err,
						      "field \"%.*s\" is there "
						      "twice; remove one",
						      (int)f.key.len,
						      f.key.ptr);
		if (row->n_fields == FIELDS_MAX)
			return momus_row_fail(row, err,
					      "more than %d fields in one row",
					      FIELDS_MAX);
		row->fields[row->n_fields++] = f;
	}
	return MOMUS_OK;
}

static int check_bytes(const struct momus_row *row, struct momus_text t,
		       struct momus_error *err)
{
	size_t at;

	if (t.len >= 4 && memcmp(t.ptr, "\211HDF", 4) == 0)
		return momus_row_fail(row, err,
				      "this is an HDF5 file, such as a run; "
				      "expected JSON Lines (of a run `momus "
				      "export` prints them)");
	if (momus_text_is_utf8(t, &at))
		return MOMUS_OK;
	return momus_row_fail(
		row, err, "byte %zu is not UTF-8; convert the file", at + 1);
}

int momus_row_parse(struct momus_row **out, struct momus_text line,
		    const char *origin, size_t line_no, struct momus_error *err)
{
	struct momus_text t = momus_text_strip(line);
	struct momus_row *row;
	size_t at;
	int rc;

	if (line.len > LINE_LIMIT)
		return momus_fail(
			err, MOMUS_EPARSE,
			"%s:%zu: line of %zu bytes is longer than the "
			"limit of %d; is this JSON Lines?",
			origin, line_no, line.len, LINE_LIMIT);
	row = calloc(1, sizeof *row);
	if (row)
		row->arena = momus_arena_create(2 * line.len + 65536);
	if (!row || !row->arena) {
		rc = momus_fail(err, MOMUS_ENOMEM, "%s:%zu: out of memory",
				origin, line_no);
		goto out;
	}
	row->left = calloc(1, sizeof *row->left);
	if (!row->left) {
		rc = momus_fail(err, MOMUS_ENOMEM, "%s:%zu: out of memory",
				origin, line_no);
		goto out;
	}
	row->origin = origin;
	row->line_no = line_no;
	rc = check_bytes(row, t, err);
	if (rc < 0)
		goto out;
	at = 0;
	if (!t.len || t.ptr[0] != '{' || !momus_json_valid_python(t, &at)) {
		rc = momus_row_fail(row, err,
				    "expected one JSON object, found something "
				    "else at byte %zu",
				    at + 1);
		goto out;
	}
	rc = index_fields(row, t, err);
	if (rc < 0)
		goto out;
	*out = row;
	row = NULL;
out:
	momus_row_free(row);
	return rc;
}

void momus_row_free(struct momus_row *row)
{
	if (!row)
		return;
	momus_arena_free(row->arena);
	free(row->left);
	free(row);
}

const char *momus_row_origin(const struct momus_row *row)
{
	return row->origin;
}

size_t momus_row_line(const struct momus_row *row)
{
	return row->line_no;
}

int momus_row_leave(const struct momus_row *row, const char *reason)
{
	*row->left = reason;
	return MOMUS_END;
}

const char *momus_row_left(const struct momus_row *row)
{
	return *row->left;
}

static const struct field *find(const struct momus_row *row, const char *key)
{
	struct momus_text k = momus_text_of(key);

	for (size_t i = 0; i < row->n_fields; i++)
		if (momus_text_equal(row->fields[i].key, k))
			return &row->fields[i];
	return NULL;
}

bool momus_row_has(const struct momus_row *row, const char *key)
{
	const struct field *f = find(row, key);

	return f && !momus_text_equal(f->raw, MOMUS_TEXT("null"));
}

int momus_row_raw(const struct momus_row *row, const char *key,
		  struct momus_text *out, struct momus_error *err)
{
	const struct field *f = find(row, key);

	if (!f)
		return momus_row_fail(row, err, "no field \"%s\"", key);
	*out = f->raw;
	return MOMUS_OK;
}

static int as_string(const struct momus_row *row, const char *key,
		     struct momus_text raw, struct momus_text *out,
		     struct momus_error *err)
{
	if (!raw.len || raw.ptr[0] != '"')
		return momus_row_fail(row, err,
				      "field \"%s\": expected a string, found "
				      "%.*s",
				      key, raw.len > 20 ? 20 : (int)raw.len,
				      raw.ptr);
	*out = momus_json_unescape(raw, row->arena);
	if (!out->ptr)
		return momus_fail(err, MOMUS_ENOMEM, "%s:%zu: out of memory",
				  row->origin, row->line_no);
	return MOMUS_OK;
}

int momus_row_str(const struct momus_row *row, const char *key,
		  struct momus_text *out, struct momus_error *err)
{
	struct momus_text raw;
	int rc = momus_row_raw(row, key, &raw, err);

	return rc < 0 ? rc : as_string(row, key, raw, out, err);
}

int momus_row_copy(const struct momus_row *row, const char *key,
		   struct momus_arena *arena, struct momus_text *out,
		   struct momus_error *err)
{
	int rc = momus_row_str(row, key, out, err);

	if (rc < 0)
		return rc;
	*out = momus_arena_copy(arena, *out);
	return out->ptr ? MOMUS_OK
			: momus_fail(err, MOMUS_ENOMEM, "%s:%zu: out of memory",
				     row->origin, row->line_no);
}

int momus_row_real(const struct momus_row *row, const char *key, double *out,
		   struct momus_error *err)
{
	struct momus_text raw;
	char digits[64], *end;
	int rc = momus_row_raw(row, key, &raw, err);

	if (rc < 0)
		return rc;
	if (raw.len && raw.len < sizeof digits &&
	    (raw.ptr[0] == '-' || (raw.ptr[0] >= '0' && raw.ptr[0] <= '9'))) {
		memcpy(digits, raw.ptr, raw.len);
		digits[raw.len] = '\0';
		*out = strtod(digits, &end);
		if (!*end)
			return MOMUS_OK;
	}
	return momus_row_fail(row, err,
			      "field \"%s\": expected a number, found %.*s",
			      key, raw.len > 20 ? 20 : (int)raw.len, raw.ptr);
}

int momus_row_count(const struct momus_row *row, const char *key, double low,
		    double high, int64_t *out, struct momus_error *err)
{
	double x;
	int rc;

	if (!momus_row_has(row, key))
		return MOMUS_OK;
	rc = momus_row_real(row, key, &x, err);
	if (rc < 0)
		return rc;
	if (!(x >= low && x <= high) || x != floor(x))
		return momus_row_fail(row, err,
				      "field \"%s\": expected a whole number "
				      "from %.0f to %.0f, found %.16g",
				      key, low, high, x);
	*out = (int64_t)x;
	return MOMUS_OK;
}

int momus_row_item(const struct momus_row *row, const char *key, size_t i,
		   struct momus_text *out, struct momus_error *err)
{
	struct momus_text raw, name, value;
	size_t at = 0;
	int rc = momus_row_raw(row, key, &raw, err);

	if (rc < 0)
		return rc;
	if (!raw.len || raw.ptr[0] != '[')
		return momus_row_fail(row, err,
				      "field \"%s\": expected an array", key);
	while (momus_json_next(raw, &at, &name, &value))
		if (!i--)
			return as_string(row, key, value, out, err);
	return MOMUS_END;
}
