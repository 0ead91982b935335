/* space.c - see momus/space.h */
#include "config.h"

#include "momus/space.h"

size_t momus_space_at(const char *s, size_t n)
{
	size_t at = 0;

	return n && momus_text_is_space(
			    momus_text_next((struct momus_text){ s, n }, &at))
		       ? at
		       : 0;
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

struct momus_text momus_space_strip_end(struct momus_text t)
{
	size_t n;

	while ((n = last_space(t)))
		t.len -= n;
	return t;
}

struct momus_text momus_space_strip(struct momus_text t)
{
	size_t from = momus_space_skip(t, 0);

	return momus_space_strip_end(
		(struct momus_text){ t.ptr + from, t.len - from });
}

bool momus_space_only(struct momus_text t)
{
	return momus_space_skip(t, 0) == t.len;
}
