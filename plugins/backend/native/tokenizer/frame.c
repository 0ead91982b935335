/* frame.c - see frame.h */
#include "frame.h"

#include <momus/json.h>
#include <string.h>

#include "vocab.h"

/* Appends the ids that TEMPLATE's special token NAME (raw) stands for. */
static bool add_special(int32_t *list, size_t *n, struct momus_text template,
			struct momus_text name)
{
	struct momus_text table = momus_json_member(template, "special_tokens");
	struct momus_text key, value, ids = { NULL, 0 };
	size_t at = 0;
	int32_t id;

	while (momus_json_next(table, &at, &key, &value))
		if (momus_text_equal(key, name))
			ids = momus_json_member(value, "ids");
	for (at = 0; momus_json_next(ids, &at, &key, &value);) {
		id = 0;
		for (size_t i = 0; i < value.len; i++)
			if (value.ptr[i] < '0' || value.ptr[i] > '9' ||
			    (id = id * 10 + value.ptr[i] - '0') >= VOCAB_MOST)
				return false;
		if (*n == FRAME_MOST)
			return false;
		list[(*n)++] = id;
	}
	return ids.len > 0;
}

/* {"type":"TemplateProcessing","single":[{"SpecialToken":…},{"Sequence":…}]} */
static int read_template(struct frame *out, struct momus_text raw,
			 const char *origin, struct momus_error *err)
{
	struct momus_text single = momus_json_member(raw, "single");
	struct momus_text key, value, special;
	bool behind = false, sound = true;
	size_t at = 0;

	while (sound && momus_json_next(single, &at, &key, &value)) {
		special = momus_json_member(value, "SpecialToken");
		if (special.len && behind)
			sound = add_special(out->behind, &out->n_behind, raw,
					    momus_json_member(special, "id"));
		else if (special.len)
			sound = add_special(out->before, &out->n_before, raw,
					    momus_json_member(special, "id"));
		else if (momus_json_member(value, "Sequence").len && !behind)
			behind = true;
		else
			sound = false;
	}
	if (sound && behind)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EPARSE,
			  "%s: post_processor.single: expected special tokens "
			  "that special_tokens lists, at most %d of them, "
			  "around one Sequence",
			  origin, FRAME_MOST);
}

static int read_one(struct frame *out, struct momus_text raw, int depth,
		    const char *origin, struct momus_error *err)
{
	struct momus_text type = momus_json_member(raw, "type");
	struct momus_text list = momus_json_member(raw, "processors");
	struct momus_text key, value;
	size_t at = 0;
	int rc = MOMUS_OK;

	if (!raw.len || momus_text_equal(raw, MOMUS_TEXT("null")) ||
	    momus_text_equal(type, MOMUS_TEXT("\"ByteLevel\"")))
		return MOMUS_OK;
	if (momus_text_equal(type, MOMUS_TEXT("\"TemplateProcessing\"")))
		return read_template(out, raw, origin, err);
	if (depth || !momus_text_equal(type, MOMUS_TEXT("\"Sequence\"")))
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: post_processor is %.*s; expected "
				  "ByteLevel, TemplateProcessing or a Sequence "
				  "of them",
				  origin, type.len > 64 ? 64 : (int)type.len,
				  type.ptr ? type.ptr : "");
	while (rc == MOMUS_OK && momus_json_next(list, &at, &key, &value))
		rc = read_one(out, value, depth + 1, origin, err);
	return rc;
}

int frame_read(struct frame *out, struct momus_text raw, const char *origin,
	       struct momus_error *err)
{
	memset(out, 0, sizeof *out);
	return read_one(out, raw, 0, origin, err);
}
