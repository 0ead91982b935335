/* space.c - see space.h */
#include "config.h"

#include "core/space.h"

size_t momus_space_at(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;

	if (!n)
		return 0;
	if (p[0] == ' ' || (p[0] >= '\t' && p[0] <= '\r') ||
	    (p[0] >= 0x1c && p[0] <= 0x1f))
		return 1;
	if (n >= 2 && p[0] == 0xc2 && (p[1] == 0x85 || p[1] == 0xa0))
		return 2;
	if (n < 3)
		return 0;
	if (p[0] == 0xe1 && p[1] == 0x9a && p[2] == 0x80) /* U+1680 */
		return 3;
	if (p[0] == 0xe3 && p[1] == 0x80 && p[2] == 0x80) /* U+3000 */
		return 3;
	if (p[0] == 0xe2 && p[1] == 0x81 && p[2] == 0x9f) /* U+205F */
		return 3;
	if (p[0] == 0xe2 && p[1] == 0x80 &&
	    ((p[2] >= 0x80 && p[2] <= 0x8a) || p[2] == 0xa8 || p[2] == 0xa9 ||
	     p[2] == 0xaf))
		return 3; /* U+2000..200A, 2028, 2029, 202F */
	return 0;
}

size_t momus_space_skip(struct momus_text t, size_t at)
{
	size_t n;

	while ((n = momus_space_at(t.ptr + at, t.len - at)))
		at += n;
	return at;
}

/* Bytes of the white space that T ends with, one character of it, or 0.  No
 * character of white space is the end of another. */
static size_t last_space(struct momus_text t)
{
	for (size_t n = 1; n <= 3 && n <= t.len; n++)
		if (momus_space_at(t.ptr + t.len - n, n) == n)
			return n;
	return 0;
}

struct momus_text momus_space_strip(struct momus_text t)
{
	size_t from = momus_space_skip(t, 0), n;

	t.ptr += from;
	t.len -= from;
	while ((n = last_space(t)))
		t.len -= n;
	return t;
}
