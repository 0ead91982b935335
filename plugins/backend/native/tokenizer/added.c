/* added.c - see added.h */
#include "added.h"

#include <momus/json.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "vocab.h"

static bool flag(struct momus_text raw, const char *key)
{
	return momus_text_equal(momus_json_member(raw, key),
				MOMUS_TEXT("true"));
}

static int read_token(struct added_token *out, struct momus_text raw,
		      struct momus_arena *arena, const char *origin,
		      size_t number, struct momus_error *err)
{
	struct momus_text id = momus_json_member(raw, "id");
	struct momus_text content = momus_json_member(raw, "content");

	out->text = content.len && content.ptr[0] == '"'
			    ? momus_json_copy(content, arena)
			    : (struct momus_text){ NULL, 0 };
	out->id = 0;
	for (size_t i = 0; i < id.len && out->id >= 0; i++)
		out->id = id.ptr[i] < '0' || id.ptr[i] > '9' ||
					  out->id >= VOCAB_MOST / 10
				  ? -1
				  : out->id * 10 + (id.ptr[i] - '0');
	if (!id.len || out->id < 0 || !out->text.ptr || !out->text.len)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: added_tokens: number %zu has no id and "
				  "content; expected {\"id\": 0, \"content\": "
				  "\"<|name|>\", …}",
				  origin, number);
	out->special = flag(raw, "special");
	out->normalized = flag(raw, "normalized");
	out->single_word = flag(raw, "single_word");
	out->lstrip = flag(raw, "lstrip");
	out->rstrip = flag(raw, "rstrip");
	return MOMUS_OK;
}

static int by_first_byte(const void *x, const void *y)
{
	const struct added_token *a = x, *b = y;
	int first =
		(unsigned char)a->text.ptr[0] - (unsigned char)b->text.ptr[0];

	if (first)
		return first;
	if (a->text.len != b->text.len)
		return a->text.len > b->text.len ? -1 : 1;
	return a->id - b->id;
}

int added_read(struct added *out, struct momus_text raw, const char *origin,
	       struct momus_error *err)
{
	size_t at = 0, room = momus_json_count(raw);
	struct momus_text key, value;
	int rc = MOMUS_OK;

	memset(out, 0, sizeof *out);
	out->arena = momus_arena_create(raw.len + 65536);
	out->list = calloc(room + 1, sizeof *out->list);
	if (!out->arena || !out->list)
		rc = momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", origin);
	while (rc == MOMUS_OK && momus_json_next(raw, &at, &key, &value)) {
		rc = read_token(&out->list[out->n], value, out->arena, origin,
				out->n, err);
		out->n += rc == MOMUS_OK;
	}
	if (rc < 0) {
		added_release(out);
		return rc;
	}
	qsort(out->list, out->n, sizeof *out->list, by_first_byte);
	for (size_t i = out->n; i-- > 0;)
		out->first[(unsigned char)out->list[i].text.ptr[0]] = i;
	/* A byte that begins none has an empty range: that of its successor. */
	out->first[256] = out->n;
	for (int b = 255; b >= 0; b--)
		if (out->first[b] >= out->n ||
		    (unsigned char)out->list[out->first[b]].text.ptr[0] != b)
			out->first[b] = out->first[b + 1];
	return MOMUS_OK;
}

void added_release(struct added *a)
{
	momus_arena_free(a->arena);
	free(a->list);
	memset(a, 0, sizeof *a);
}

const struct added_token *added_of(const struct added *a, int32_t id)
{
	for (size_t i = 0; i < a->n; i++)
		if (a->list[i].id == id)
			return &a->list[i];
	return NULL;
}

static bool word_sign(uint32_t c)
{
	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_PC:
		return true;
	default:
		return false;
	}
}

/* The first byte of the sign before byte AT > 0 of TEXT, and the sign. */
static size_t sign_before(struct momus_text text, size_t at, uint32_t *sign)
{
	size_t begin = at - 1, end;

	while (begin > 0 && (text.ptr[begin] & 0xc0) == 0x80)
		begin--;
	end = begin;
	*sign = momus_text_next(text, &end);
	return begin;
}

/* Whether TOKEN stands at AT by its own rules. */
static bool stands(const struct added_token *token, struct momus_text text,
		   size_t at)
{
	size_t end = at + token->text.len;
	uint32_t sign;

	if (text.len - at < token->text.len ||
	    memcmp(text.ptr + at, token->text.ptr, token->text.len) != 0)
		return false;
	if (!token->single_word)
		return true;
	if (at > 0) {
		sign_before(text, at, &sign);
		if (word_sign(sign))
			return false;
	}
	return end == text.len || !word_sign(momus_text_next(text, &end));
}

/* Widens [*at, *end) by the white space that TOKEN takes along, not before
 * FROM. */
static void widen(const struct added_token *token, struct momus_text text,
		  size_t from, size_t *at, size_t *end)
{
	uint32_t sign;
	size_t next;

	while (token->lstrip && *at > from) {
		next = sign_before(text, *at, &sign);
		if (!momus_text_is_space(sign) || next < from)
			break;
		*at = next;
	}
	while (token->rstrip && *end < text.len) {
		next = *end;
		if (!momus_text_is_space(momus_text_next(text, &next)))
			break;
		*end = next;
	}
}

const struct added_token *added_find(const struct added *a,
				     struct momus_text text, bool normalized,
				     size_t *at, size_t *end)
{
	size_t from = *at;

	for (size_t i = from; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.ptr[i];

		for (size_t t = a->first[byte]; t < a->first[byte + 1]; t++) {
			const struct added_token *token = &a->list[t];

			if (token->normalized != normalized ||
			    !stands(token, text, i))
				continue;
			*at = i;
			*end = i + token->text.len;
			widen(token, text, from, at, end);
			return token;
		}
	}
	return NULL;
}
