/* jsonspan.c - see jsonspan.h */
#include "config.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/jsonspan.h"

static size_t skip_space(struct momus_text t, size_t at)
{
	while (at < t.len && memchr(" \t\r\n", t.ptr[at], 4))
		at++;
	return at;
}

/* Behind the next quote that no backslash escapes: with an even number of them
 * before it. */
static size_t skip_string(struct momus_text t, size_t at)
{
	const char *first = t.ptr + at + 1, *end = t.ptr + t.len, *p = first,
		   *b;

	while (p < end && (p = memchr(p, '"', (size_t)(end - p))) != NULL) {
		for (b = p; b > first && b[-1] == '\\'; b--)
			;
		p++;
		if ((p - b) % 2)
			return (size_t)(p - t.ptr);
	}
	return t.len;
}

/* The end of the value that starts at AT. */
static size_t skip_value(struct momus_text t, size_t at)
{
	size_t depth = 0;

	do {
		char c = at < t.len ? t.ptr[at] : '\0';

		if (at >= t.len)
			return t.len;
		if (c == '"') {
			at = skip_string(t, at);
			continue;
		}
		if (c == '{' || c == '[')
			depth++;
		else if (c == '}' || c == ']')
			depth--;
		at++;
		if (depth || c == '}' || c == ']')
			continue;
		while (at < t.len && !memchr(",}] \t\r\n", t.ptr[at], 7))
			at++;
	} while (depth);
	return at;
}

bool momus_json_next(struct momus_text text, size_t *at, struct momus_text *key,
		     struct momus_text *value)
{
	size_t from = skip_space(text, *at), end;
	bool object;

	if (!*at) {
		if (from >= text.len ||
		    (text.ptr[from] != '{' && text.ptr[from] != '['))
			return false;
		from = skip_space(text, from + 1);
	} else if (from < text.len && text.ptr[from] == ',') {
		from = skip_space(text, from + 1);
	}
	if (from >= text.len || text.ptr[from] == '}' || text.ptr[from] == ']')
		return false;
	object = text.ptr[skip_space(text, 0)] == '{';
	*key = (struct momus_text){ text.ptr + from, 0 };
	if (object) {
		end = skip_string(text, from);
		key->len = end - from;
		from = skip_space(text, end);
		if (from < text.len && text.ptr[from] == ':')
			from++;
		from = skip_space(text, from);
	}
	end = skip_value(text, from);
	*value = (struct momus_text){ text.ptr + from, end - from };
	*at = end;
	return end > from;
}

/* Whether a byte of X is below N, at most 128 (Mycroft's test). */
static uint64_t any_below(uint64_t x, uint64_t n)
{
	const uint64_t each = UINT64_C(0x0101010101010101);

	return (x - each * n) & ~x & each * 0x80;
}

size_t momus_json_plain(struct momus_text t, size_t at)
{
	const uint64_t quotes = UINT64_C(0x2222222222222222);
	const uint64_t slashes = UINT64_C(0x5c5c5c5c5c5c5c5c);
	size_t i = at;
	uint64_t x;

	for (; i + 8 <= t.len; i += 8) {
		memcpy(&x, t.ptr + i, 8);
		if (any_below(x, 0x20) | any_below(x ^ quotes, 1) |
		    any_below(x ^ slashes, 1))
			break;
	}
	while (i < t.len && (unsigned char)t.ptr[i] >= 0x20 &&
	       t.ptr[i] != '"' && t.ptr[i] != '\\')
		i++;
	return i - at;
}

static int hex4(const char *p)
{
	int x = 0;

	for (int i = 0; i < 4; i++) {
		const char *digits = "0123456789abcdef", *hit;

		hit = p[i] ? strchr(digits, p[i] | 0x20) : NULL;
		if (!hit)
			return -1;
		x = x * 16 + (int)(hit - digits);
	}
	return x;
}

static size_t put_utf8(char *out, unsigned long c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 63));
		out[2] = (char)(0x80 | (c & 63));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 63));
	out[2] = (char)(0x80 | (c >> 6 & 63));
	out[3] = (char)(0x80 | (c & 63));
	return 4;
}

/* Reads a \u escape at RAW[AT] (behind the u); returns the bytes consumed. */
static size_t unicode(struct momus_text raw, size_t at, unsigned long *c)
{
	int hi, lo;

	*c = 0xfffd;
	if (at + 4 > raw.len || (hi = hex4(raw.ptr + at)) < 0)
		return 0;
	if (hi < 0xd800 || hi > 0xdfff) {
		*c = (unsigned long)hi;
		return 4;
	}
	if (hi > 0xdbff || at + 10 > raw.len || raw.ptr[at + 4] != '\\' ||
	    raw.ptr[at + 5] != 'u' || (lo = hex4(raw.ptr + at + 6)) < 0xdc00 ||
	    lo > 0xdfff)
		return 4;
	*c = 0x10000ul + (((unsigned long)hi - 0xd800) << 10) +
	     ((unsigned long)lo - 0xdc00);
	return 10;
}

struct momus_text momus_json_unescape(struct momus_text raw,
				      struct momus_arena *arena)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	struct momus_text none = { NULL, 0 };
	unsigned long c;
	const char *hit;
	size_t n = 0, used;
	char *out;

	if (raw.len < 2 || raw.ptr[0] != '"')
		return none;
	raw = (struct momus_text){ raw.ptr + 1, raw.len - 2 };
	if (!memchr(raw.ptr, '\\', raw.len))
		return raw;
	out = momus_arena_alloc(arena, raw.len + 1);
	if (!out)
		return none;
	for (size_t i = 0; i < raw.len; i++) {
		if (raw.ptr[i] != '\\' || i + 1 == raw.len) {
			out[n++] = raw.ptr[i];
		} else if (raw.ptr[++i] == 'u') {
			used = unicode(raw, i + 1, &c);
			i += used;
			if (used)
				n += put_utf8(out + n, c);
			else /* no JSON: what stands there must not grow */
				out[n++] = 'u';
		} else {
			hit = memchr(from, raw.ptr[i], sizeof from - 1);
			out[n++] = hit ? to[hit - from] : raw.ptr[i];
		}
	}
	return (struct momus_text){ out, n };
}

struct momus_text momus_json_copy(struct momus_text raw,
				  struct momus_arena *arena)
{
	struct momus_text t = raw;

	if (raw.len && raw.ptr[0] == '"')
		t = momus_json_unescape(raw, arena);
	if (!t.ptr || (t.ptr != raw.ptr && t.ptr != raw.ptr + 1))
		return t;
	return momus_arena_copy(arena, t);
}

struct momus_text momus_json_member(struct momus_text object, const char *key)
{
	struct momus_text name, value, found = { "", 0 };
	size_t at = 0, n = strlen(key);

	while (momus_json_next(object, &at, &name, &value))
		if (name.len == n + 2 && memcmp(name.ptr + 1, key, n) == 0)
			found = value;
	return found;
}

bool momus_json_find(struct momus_text object, const char *key,
		     struct momus_text *value)
{
	struct momus_text found = momus_json_member(object, key);

	if (found.len)
		*value = found;
	return found.len > 0;
}

bool momus_json_element(struct momus_text array, size_t i,
			struct momus_text *value)
{
	struct momus_text key, one, last = { "", 0 };
	size_t at = 0;

	array = momus_text_strip(array);
	if (!array.len || array.ptr[0] != '[')
		return false;
	while (momus_json_next(array, &at, &key, &one)) {
		last = one;
		if (!i--) {
			*value = one;
			return true;
		}
	}
	if (i <= SIZE_MAX / 2 || !last.len)
		return false;
	*value = last; /* it was asked for */
	return true;
}

double momus_json_number(struct momus_text raw)
{
	char text[64], *end;
	double x;

	if (!raw.len || raw.len >= sizeof text ||
	    (raw.ptr[0] != '-' && (raw.ptr[0] < '0' || raw.ptr[0] > '9')))
		return NAN;
	memcpy(text, raw.ptr, raw.len);
	text[raw.len] = '\0';
	x = strtod(text, &end);
	return *end || !isfinite(x) ? NAN : x;
}

size_t momus_json_count(struct momus_text text)
{
	struct momus_text name, value;
	size_t at = 0, n = 0;

	while (momus_json_next(text, &at, &name, &value))
		n++;
	return n;
}
