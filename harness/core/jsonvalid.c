/* jsonvalid.c - whether bytes are one JSON value (RFC 8259); see jsonspan.h
 *
 * Strict where a general reader is lenient: no raw control characters or bad
 * escapes in strings, no numbers like 01, +1 or 1., no limit but of depth.  What
 * passes here can be cut and unescaped without further checks. */
#include "config.h"

#include <string.h>

#include "core/jsonspan.h"

enum { DEPTH_MAX = 1000 };

struct scan {
	const char *at, *end;
	bool python; /* NaN, Infinity and -Infinity are numbers too */
};

static void space(struct scan *s)
{
	while (s->at < s->end && (*s->at == ' ' || *s->at == '\t' ||
				  *s->at == '\n' || *s->at == '\r'))
		s->at++;
}

static bool take(struct scan *s, char c)
{
	if (s->at == s->end || *s->at != c)
		return false;
	s->at++;
	return true;
}

static bool is_digit(const struct scan *s)
{
	return s->at < s->end && *s->at >= '0' && *s->at <= '9';
}

static bool digits(struct scan *s)
{
	if (!is_digit(s))
		return false;
	while (is_digit(s))
		s->at++;
	return true;
}

static bool number(struct scan *s)
{
	take(s, '-');
	if (!take(s, '0') && !digits(s))
		return false;
	if (take(s, '.') && !digits(s))
		return false;
	if (take(s, 'e') || take(s, 'E')) {
		if (!take(s, '+'))
			take(s, '-');
		return digits(s);
	}
	return true;
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
	       (c >= 'A' && c <= 'F');
}

/* Behind the backslash. */
static bool escape(struct scan *s)
{
	if (s->at == s->end || !memchr("\"\\/bfnrtu", *s->at, 9))
		return false;
	if (*s->at++ != 'u')
		return true;
	for (int i = 0; i < 4; i++, s->at++)
		if (s->at == s->end || !is_hex(*s->at))
			return false;
	return true;
}

static bool string(struct scan *s)
{
	if (!take(s, '"'))
		return false;
	for (;;) {
		s->at += momus_json_plain(
			(struct momus_text){ s->at, (size_t)(s->end - s->at) },
			0);
		if (!take(s, '\\'))
			return take(s, '"');
		if (!escape(s))
			return false;
	}
}

static bool word(struct scan *s, const char *w)
{
	size_t len = strlen(w);

	if ((size_t)(s->end - s->at) < len || memcmp(s->at, w, len) != 0)
		return false;
	s->at += len;
	return true;
}

static bool constant(struct scan *s)
{
	return word(s, "NaN") || word(s, "Infinity") || word(s, "-Infinity");
}

static bool scalar(struct scan *s)
{
	switch (s->at < s->end ? *s->at : '\0') {
	case '"':
		return string(s);
	case 't':
		return word(s, "true");
	case 'f':
		return word(s, "false");
	case 'n':
		return word(s, "null");
	default:
		return (s->python && constant(s)) || number(s);
	}
}

/* The key and colon of an object's member; nothing in an array. */
static bool member(struct scan *s, char closer)
{
	if (closer == ']')
		return true;
	space(s);
	if (!string(s))
		return false;
	space(s);
	return take(s, ':');
}

/* One value, however deep: CLOSERS[depth - 1] is what the innermost open
 * object or array waits for. */
static bool value(struct scan *s)
{
	char closers[DEPTH_MAX];
	size_t depth = 0;

	for (;;) {
		space(s);
		if (s->at < s->end && (*s->at == '{' || *s->at == '[')) {
			if (depth == DEPTH_MAX)
				return false;
			closers[depth] = *s->at++ == '{' ? '}' : ']';
			space(s);
			if (!take(s, closers[depth])) {
				if (!member(s, closers[depth++]))
					return false;
				continue;
			}
		} else if (!scalar(s)) {
			return false;
		}
		for (;; depth--) {
			if (!depth)
				return true;
			space(s);
			if (take(s, ','))
				break;
			if (!take(s, closers[depth - 1]))
				return false;
		}
		if (!member(s, closers[depth - 1]))
			return false;
	}
}

static bool valid(struct momus_text text, bool python, size_t *at)
{
	struct scan s = { text.ptr, text.ptr + text.len, python };
	size_t bad;
	bool good;

	if (!momus_text_is_utf8(text, &bad)) {
		if (at)
			*at = bad;
		return false;
	}
	good = value(&s);
	if (good)
		space(&s);
	if (at)
		*at = (size_t)(s.at - text.ptr);
	return good && s.at == s.end;
}

bool momus_json_valid(struct momus_text text, size_t *at)
{
	return valid(text, false, at);
}

bool momus_json_valid_python(struct momus_text text, size_t *at)
{
	return valid(text, true, at);
}
