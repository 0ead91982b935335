/* split.c - see split.h */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "split.h"

#include <momus/buffer.h>
#include <momus/json.h>
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { PATTERNS = 16, PATTERN_BYTES = 16384, NESTED = 8 };

struct split {
	pcre2_code *pattern[PATTERNS]; /* owned; applied one after another */
	pcre2_match_data *match[PATTERNS]; /* owned */
	int n;
	bool nfc, byte_level;
};

/* The words of GPT-2, for a ByteLevel that cuts by itself. */
static const char gpt2[] = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+|"
			   " ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

static bool is(struct momus_text raw, const char *word)
{
	return momus_text_equal(raw, momus_text_of(word));
}

static bool absent(struct momus_text raw)
{
	return !raw.len || is(raw, "null");
}

/* SOURCE with \s and \S as Unicode's White_Space: that is what they mean to the
 * patterns' own library, while PCRE2's \s also takes U+180E. */
static void white_space(struct momus_text source, struct momus_buffer *out)
{
	for (size_t i = 0; i < source.len; i++) {
		if (source.ptr[i] != '\\' || i + 1 == source.len) {
			momus_buffer_putc(out, source.ptr[i]);
			continue;
		}
		i++;
		if (source.ptr[i] == 's')
			momus_buffer_puts(out, "\\p{White_Space}");
		else if (source.ptr[i] == 'S')
			momus_buffer_puts(out, "\\P{White_Space}");
		else
			momus_buffer_printf(out, "\\%c", source.ptr[i]);
	}
}

/* Adds the pattern SOURCE behind those that are there. */
static int add_pattern(struct split *s, struct momus_text source,
		       uint32_t options, const char *origin,
		       struct momus_error *err)
{
	struct momus_buffer b;
	PCRE2_SIZE at;
	char why[128] = "";
	int code, rc;

	if (s->n == PATTERNS)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: pre_tokenizer has more than %d patterns",
				  origin, PATTERNS);
	momus_buffer_init(&b, PATTERN_BYTES);
	if (options & PCRE2_LITERAL)
		momus_buffer_add(&b, source);
	else
		white_space(source, &b);
	rc = momus_buffer_check(&b, "a pattern of the tokenizer", err);
	if (rc == MOMUS_OK) {
		s->pattern[s->n] = pcre2_compile((PCRE2_SPTR)b.ptr, b.len,
						 options, &code, &at, NULL);
		if (!s->pattern[s->n]) {
			pcre2_get_error_message(code, (PCRE2_UCHAR *)why,
						sizeof why);
			rc = momus_fail(err, MOMUS_EPARSE,
					"%s: pre_tokenizer: pattern %.200s: "
					"%s at byte %zu",
					origin, b.ptr, why, (size_t)at);
		}
	}
	momus_buffer_release(&b);
	if (rc < 0)
		return rc;
	/* Without it matching is only slower. */
	pcre2_jit_compile(s->pattern[s->n], PCRE2_JIT_COMPLETE);
	s->match[s->n] =
		pcre2_match_data_create_from_pattern(s->pattern[s->n], NULL);
	if (!s->match[s->n++])
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory",
				  origin);
	return MOMUS_OK;
}

/* {"type":"Split","pattern":{"Regex":…},"behavior":"Isolated"} */
static int read_split(struct split *s, struct momus_text raw,
		      const char *origin, struct momus_error *err)
{
	struct momus_text pattern = momus_json_member(raw, "pattern");
	struct momus_text regex = momus_json_member(pattern, "Regex");
	struct momus_text text = momus_json_member(pattern, "String");
	struct momus_text behavior = momus_json_member(raw, "behavior");
	uint32_t options = PCRE2_UTF | (regex.len ? PCRE2_UCP : PCRE2_LITERAL);
	struct momus_arena *arena;
	int rc;

	if (!is(behavior, "\"Isolated\"") ||
	    is(momus_json_member(raw, "invert"), "true"))
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: pre_tokenizer: Split has behavior %.*s; "
				  "only \"Isolated\", not inverted, is known",
				  origin, (int)(behavior.len % 64),
				  behavior.ptr ? behavior.ptr : "");
	arena = momus_arena_create(PATTERN_BYTES + 4096);
	if (!arena)
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory",
				  origin);
	text = momus_json_unescape(regex.len ? regex : text, arena);
	if (!text.ptr || !text.len)
		rc = momus_fail(err, MOMUS_EPARSE,
				"%s: pre_tokenizer: Split has no pattern, or "
				"one above %d bytes; expected "
				"{\"Regex\": …} or {\"String\": …}",
				origin, PATTERN_BYTES);
	else
		rc = add_pattern(s, text, options, origin, err);
	momus_arena_free(arena);
	return rc;
}

static int read_digits(struct split *s, struct momus_text raw,
		       const char *origin, struct momus_error *err)
{
	bool each = is(momus_json_member(raw, "individual_digits"), "true");

	return add_pattern(s,
			   each ? MOMUS_TEXT("\\p{N}") : MOMUS_TEXT("\\p{N}+"),
			   PCRE2_UTF | PCRE2_UCP, origin, err);
}

static int read_byte_level(struct split *s, struct momus_text raw,
			   const char *origin, struct momus_error *err)
{
	s->byte_level = true;
	if (is(momus_json_member(raw, "add_prefix_space"), "true"))
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: pre_tokenizer: ByteLevel has "
				  "add_prefix_space; only false is known",
				  origin);
	if (is(momus_json_member(raw, "use_regex"), "false"))
		return MOMUS_OK;
	return add_pattern(s, momus_text_of(gpt2), PCRE2_UTF | PCRE2_UCP,
			   origin, err);
}

static int read_pre(struct split *s, struct momus_text raw, int depth,
		    const char *origin, struct momus_error *err)
{
	struct momus_text type = momus_json_member(raw, "type");
	struct momus_text list = momus_json_member(raw, "pretokenizers");
	struct momus_text key, value;
	size_t at = 0;
	int rc = MOMUS_OK;

	if (is(type, "\"Sequence\"") && depth < NESTED) {
		while (rc == MOMUS_OK &&
		       momus_json_next(list, &at, &key, &value))
			rc = read_pre(s, value, depth + 1, origin, err);
		return rc;
	}
	if (is(type, "\"Split\""))
		return read_split(s, raw, origin, err);
	if (is(type, "\"Digits\""))
		return read_digits(s, raw, origin, err);
	if (is(type, "\"ByteLevel\""))
		return read_byte_level(s, raw, origin, err);
	return momus_fail(err, MOMUS_EINVAL,
			  "%s: pre_tokenizer is %.*s; a byte-level tokenizer "
			  "has Split, Digits, ByteLevel or a Sequence of them",
			  origin, type.len > 64 ? 64 : (int)type.len,
			  type.ptr ? type.ptr : "");
}

static int read_normalizer(struct split *s, struct momus_text raw, int depth,
			   const char *origin, struct momus_error *err)
{
	struct momus_text type = momus_json_member(raw, "type");
	struct momus_text list = momus_json_member(raw, "normalizers");
	struct momus_text key, value;
	size_t at = 0;
	int rc = MOMUS_OK;

	if (absent(raw))
		return MOMUS_OK;
	if (is(type, "\"NFC\"")) {
		s->nfc = true;
		return MOMUS_OK;
	}
	if (!is(type, "\"Sequence\"") || depth >= NESTED)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: normalizer is %.*s; a byte-level "
				  "tokenizer has NFC or none",
				  origin, type.len > 64 ? 64 : (int)type.len,
				  type.ptr ? type.ptr : "");
	while (rc == MOMUS_OK && momus_json_next(list, &at, &key, &value))
		rc = read_normalizer(s, value, depth + 1, origin, err);
	return rc;
}

int split_read(struct split **out, struct momus_text normalizer,
	       struct momus_text pre, const char *origin,
	       struct momus_error *err)
{
	struct split *s = calloc(1, sizeof *s);
	int rc;

	*out = NULL;
	if (!s)
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory",
				  origin);
	rc = read_normalizer(s, normalizer, 0, origin, err);
	if (rc == MOMUS_OK)
		rc = read_pre(s, pre, 0, origin, err);
	if (rc == MOMUS_OK && !s->byte_level)
		rc = momus_fail(err, MOMUS_EINVAL,
				"%s: pre_tokenizer has no ByteLevel; only "
				"byte-level tokenizers are read",
				origin);
	if (rc < 0)
		split_free(s);
	else
		*out = s;
	return rc;
}

void split_free(struct split *s)
{
	if (!s)
		return;
	for (int i = 0; i < s->n; i++) {
		pcre2_match_data_free(s->match[i]);
		pcre2_code_free(s->pattern[i]);
	}
	free(s);
}

int split_normalize(const struct split *s, struct momus_text text,
		    struct momus_text *out, char **owned,
		    struct momus_error *err)
{
	utf8proc_uint8_t *made = NULL;
	utf8proc_ssize_t n;
	size_t i = 0;

	*out = text;
	*owned = NULL;
	/* Nothing below U+0300 (0xcc 0x80) composes or is reordered. */
	while (i < text.len && (unsigned char)text.ptr[i] < 0xcc)
		i++;
	if (!s->nfc || i == text.len)
		return MOMUS_OK;
	n = utf8proc_map((const utf8proc_uint8_t *)text.ptr,
			 (utf8proc_ssize_t)text.len, &made,
			 UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	if (n < 0)
		return momus_fail(err,
				  n == UTF8PROC_ERROR_NOMEM ? MOMUS_ENOMEM
							    : MOMUS_EINVAL,
				  "native: a text of %zu bytes: %s", text.len,
				  utf8proc_errmsg(n));
	*owned = (char *)made;
	*out = (struct momus_text){ *owned, (size_t)n };
	return MOMUS_OK;
}

/* The next match of pattern I in TEXT from AT on: 1 and its SPAN, 0, or a
 * status. */
static int next_match(const struct split *s, int i, struct momus_text text,
		      size_t at, PCRE2_SIZE span[2], struct momus_error *err)
{
	uint32_t options = PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY;
	char why[128] = "";
	int rc;

	rc = pcre2_match(s->pattern[i], (PCRE2_SPTR)text.ptr, text.len, at,
			 options, s->match[i], NULL);
	if (rc == PCRE2_ERROR_JIT_STACKLIMIT)
		rc = pcre2_match(s->pattern[i], (PCRE2_SPTR)text.ptr, text.len,
				 at, options | PCRE2_NO_JIT, s->match[i], NULL);
	if (rc == PCRE2_ERROR_NOMATCH)
		return 0;
	if (rc < 0) {
		pcre2_get_error_message(rc, (PCRE2_UCHAR *)why, sizeof why);
		return momus_fail(err, MOMUS_EINVAL,
				  "native: a pattern of the tokenizer gives up "
				  "on a text of %zu bytes: %s",
				  text.len, why);
	}
	memcpy(span, pcre2_get_ovector_pointer(s->match[i]), 2 * sizeof *span);
	return 1;
}

/* Cuts WORD by pattern I and those behind it. */
static int cut(const struct split *s, int i, struct momus_text word,
	       split_each_fn *each, void *context, struct momus_error *err)
{
	PCRE2_SIZE span[2];
	size_t at = 0;
	int rc = 1;

	if (!word.len)
		return MOMUS_OK;
	if (i == s->n)
		return each(context, word, err);
	while (rc == 1 && at < word.len) {
		struct momus_text gap = { word.ptr + at, word.len - at };

		rc = next_match(s, i, word, at, span, err);
		if (rc < 0)
			break;
		if (rc == 0)
			return cut(s, i + 1, gap, each, context, err);
		gap.len = span[0] - at;
		rc = cut(s, i + 1, gap, each, context, err);
		if (rc == MOMUS_OK)
			rc = cut(s, i + 1,
				 (struct momus_text){ word.ptr + span[0],
						      span[1] - span[0] },
				 each, context, err);
		at = span[1];
		rc = rc < 0 ? rc : 1;
	}
	return rc < 0 ? rc : MOMUS_OK;
}

int split_words(const struct split *s, struct momus_text text,
		split_each_fn *each, void *context, struct momus_error *err)
{
	return cut(s, 0, text, each, context, err);
}
