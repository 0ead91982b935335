/* text.c - see momus/text.h */
#include "config.h"

#include <stdint.h>
#include <string.h>

#include "momus/text.h"

struct momus_text momus_text_of(const char *s)
{
	return (struct momus_text){ s ? s : "", s ? strlen(s) : 0 };
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r'); /* the C locale's */
}

struct momus_text momus_text_cut(struct momus_text t, size_t from, size_t to)
{
	return (struct momus_text){ t.ptr + from, to - from };
}

struct momus_text momus_text_strip(struct momus_text t)
{
	while (t.len && is_space(t.ptr[0])) {
		t.ptr++;
		t.len--;
	}
	while (t.len && is_space(t.ptr[t.len - 1]))
		t.len--;
	return t;
}

bool momus_text_equal(struct momus_text a, struct momus_text b)
{
	return a.len == b.len && (!a.len || !memcmp(a.ptr, b.ptr, a.len));
}

int momus_text_order(struct momus_text a, struct momus_text b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n ? memcmp(a.ptr, b.ptr, n) : 0;

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

size_t momus_text_find(struct momus_text hay, struct momus_text needle,
		       size_t from)
{
	const char *hit;

	if (from > hay.len || needle.len > hay.len - from)
		return (size_t)-1;
	if (!needle.len)
		return from;
	hit = memmem(hay.ptr + from, hay.len - from, needle.ptr, needle.len);
	return hit ? (size_t)(hit - hay.ptr) : (size_t)-1;
}

bool momus_text_line(struct momus_text *rest, struct momus_text *line)
{
	const char *lf;
	size_t len;

	if (!rest->len)
		return false;
	lf = memchr(rest->ptr, '\n', rest->len);
	len = lf ? (size_t)(lf - rest->ptr) : rest->len;
	*line = (struct momus_text){ rest->ptr, len };
	len += lf != NULL;
	rest->ptr += len;
	rest->len -= len;
	return true;
}

/* The length of the well-formed sequence at P (Unicode 15, table 3-7); 0 if
 * there is none within LEFT bytes. */
static size_t sequence(const unsigned char *p, size_t left)
{
	static const struct {
		unsigned char first, last, low, high;
		size_t len;
	} rows[] = {
		{ 0xc2, 0xdf, 0x80, 0xbf, 2 }, { 0xe0, 0xe0, 0xa0, 0xbf, 3 },
		{ 0xe1, 0xec, 0x80, 0xbf, 3 }, { 0xed, 0xed, 0x80, 0x9f, 3 },
		{ 0xee, 0xef, 0x80, 0xbf, 3 }, { 0xf0, 0xf0, 0x90, 0xbf, 4 },
		{ 0xf1, 0xf3, 0x80, 0xbf, 4 }, { 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};

	if (p[0] < 0x80)
		return 1;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (p[0] < rows[i].first || p[0] > rows[i].last)
			continue;
		if (left < rows[i].len || p[1] < rows[i].low ||
		    p[1] > rows[i].high)
			return 0;
		for (size_t k = 2; k < rows[i].len; k++)
			if ((p[k] & 0xc0) != 0x80)
				return 0;
		return rows[i].len;
	}
	return 0;
}

uint32_t momus_text_next(struct momus_text t, size_t *at)
{
	const unsigned char *p = (const unsigned char *)t.ptr + *at;
	size_t n = sequence(p, t.len - *at);
	uint32_t c;

	*at += n ? n : 1;
	if (!n)
		return 0xfffd;
	c = n == 1 ? p[0] : p[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++)
		c = c << 6 | (p[i] & 0x3f);
	return c;
}

bool momus_text_is_space(uint32_t c)
{
	if (c < 0x80)
		return (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x20);
	return c == 0x85 || c == 0xa0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
	       c == 0x202f || c == 0x205f || c == 0x3000;
}

bool momus_text_is_utf8(struct momus_text t, size_t *bad)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	size_t at = 0, n;
	uint64_t x;

	while (at < t.len) {
		/* ASCII, eight bytes at a time. */
		for (; at + 8 <= t.len; at += 8) {
			memcpy(&x, t.ptr + at, 8);
			if (x & high)
				break;
		}
		if (at == t.len)
			break;
		n = sequence((const unsigned char *)t.ptr + at, t.len - at);
		if (!n) {
			if (bad)
				*bad = at;
			return false;
		}
		at += n;
	}
	return true;
}

bool momus_text_is_name(struct momus_text t)
{
	for (size_t i = 0; i < t.len; i++) {
		unsigned char c = (unsigned char)t.ptr[i];
		bool letter = (c >= 'a' && c <= 'z') ||
			      (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;

		if (!letter && !(i && c >= '0' && c <= '9'))
			return false;
	}
	return t.len > 0;
}
