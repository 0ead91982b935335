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

struct momus_text momus_space_strip(struct momus_text t)
{
	size_t from = momus_space_skip(t, 0), to = from;

	for (size_t at = from; at < t.len;) {
		size_t n = momus_space_at(t.ptr + at, t.len - at);

		at += n ? n : 1;
		if (!n)
			to = at;
	}
	return (struct momus_text){ t.ptr + from, to - from };
}
