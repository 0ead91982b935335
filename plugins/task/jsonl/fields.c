/* fields.c - see fields.h */
#include "fields.h"

#include <momus/json.h>

const char *fields_name(const struct fields *r, const char *name,
			const char *const *usual)
{
	if (name)
		return name;
	for (size_t i = 0; usual[i]; i++)
		if (momus_row_has(r->row, usual[i]))
			return usual[i];
	return usual[0];
}

/* The text or number RAW of field KEY, in the arena. */
static int value(const struct fields *r, const char *key, struct momus_text raw,
		 struct momus_text *out)
{
	char c = raw.ptr[0];

	if (c == '{' || c == '[' || c == 'n')
		return momus_row_fail(r->row, r->err,
				      "field \"%s\": expected a text or a "
				      "number, found %.*s",
				      key, raw.len > 40 ? 40 : (int)raw.len,
				      raw.ptr);
	if (c == '"')
		raw = momus_json_unescape(raw, r->arena);
	*out = raw.ptr ? momus_arena_copy(r->arena, raw) : raw;
	return out->ptr ? MOMUS_OK : fields_no_memory(r);
}

int fields_values(const struct fields *r, const char *key,
		  struct momus_text **out, size_t *n)
{
	struct momus_text raw, name, one;
	size_t at = 0;
	int rc = momus_row_raw(r->row, key, &raw, r->err);

	*n = 0;
	if (rc < 0)
		return rc;
	if (raw.ptr[0] == '[')
		while (momus_json_next(raw, &at, &name, &one))
			++*n;
	else
		*n = 1;
	if (!*n)
		return momus_row_fail(r->row, r->err,
				      "field \"%s\": the list is empty", key);
	*out = momus_arena_alloc(r->arena, *n * sizeof **out);
	if (!*out)
		return fields_no_memory(r);
	if (raw.ptr[0] != '[')
		return value(r, key, raw, *out);
	at = 0;
	for (size_t i = 0; rc == MOMUS_OK && i < *n; i++) {
		momus_json_next(raw, &at, &name, &one);
		rc = value(r, key, one, *out + i);
	}
	return rc;
}

int fields_single(const struct fields *r, const char *key,
		  struct momus_text *out)
{
	struct momus_text raw;
	int rc = momus_row_raw(r->row, key, &raw, r->err);

	return rc < 0 ? rc : value(r, key, raw, out);
}

void fields_join(struct momus_buffer *b, const struct momus_text *texts,
		 size_t n, const char *separator, bool letters)
{
	for (size_t i = 0; i < n; i++) {
		momus_buffer_puts(b, i ? separator : "");
		if (letters)
			momus_buffer_printf(b, "%c. ", (int)('A' + i));
		momus_buffer_add(b, texts[i]);
	}
}
