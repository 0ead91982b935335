/* pytext.c - see pytext.h */
#include "pytext.h"

#include <stdlib.h>
#include <string.h>

#include <momus/space.h>

struct pytext {
	struct pattern *upper, *lower, *not_lower, *dotted; /* owned */
};

int pytext_create(struct pytext **out, struct momus_error *err)
{
	struct pytext *p = calloc(1, sizeof *p);
	int rc;

	*out = NULL;
	if (!p)
		return momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
	/* Title case (Lt) counts against both. */
	if ((rc = pattern_create(&p->upper,
				 MOMUS_TEXT("[\\p{Uppercase}\\p{Lt}]"), 0,
				 err)) < 0 ||
	    (rc = pattern_create(&p->lower,
				 MOMUS_TEXT("[\\p{Lowercase}\\p{Lt}]"), 0,
				 err)) < 0 ||
	    (rc = pattern_create(&p->not_lower, MOMUS_TEXT("[\\p{Lu}\\p{Lt}]+"),
				 0, err)) < 0 ||
	    (rc = pattern_create(&p->dotted, MOMUS_TEXT("\\x{130}"), 0, err)) <
		    0) {
		pytext_free(p);
		return rc;
	}
	*out = p;
	return MOMUS_OK;
}

void pytext_free(struct pytext *p)
{
	if (!p)
		return;
	pattern_free(p->upper);
	pattern_free(p->lower);
	pattern_free(p->not_lower);
	pattern_free(p->dotted);
	free(p);
}

struct momus_text pytext_trim_left(struct momus_text t, char c)
{
	while (t.len && t.ptr[0] == c) {
		t.ptr++;
		t.len--;
	}
	return t;
}

struct momus_text pytext_trim_right(struct momus_text t, char c)
{
	while (t.len && t.ptr[t.len - 1] == c)
		t.len--;
	return t;
}

enum { HAS_UPPER = 1, HAS_LOWER = 2, HAS_OTHERS = 4 };

/* Which letters of ASCII T has, and whether there is anything beyond. */
static unsigned look(struct momus_text t)
{
	unsigned seen = 0;

	for (size_t i = 0; i < t.len; i++) {
		unsigned char c = (unsigned char)t.ptr[i];

		seen |= c >= 0x80	       ? HAS_OTHERS
			: c >= 'A' && c <= 'Z' ? HAS_UPPER
			: c >= 'a' && c <= 'z' ? HAS_LOWER
					       : 0;
	}
	return seen;
}

bool pytext_is_upper(struct pytext *p, struct momus_text t)
{
	unsigned seen = look(t);

	if (seen & HAS_LOWER)
		return false;
	if (!(seen & HAS_OTHERS))
		return seen == HAS_UPPER;
	return !pattern_found(p->lower, t) && pattern_found(p->upper, t);
}

bool pytext_is_lower(struct pytext *p, struct momus_text t)
{
	unsigned seen = look(t);

	if (seen & HAS_UPPER)
		return false;
	if (!(seen & HAS_OTHERS))
		return seen == HAS_LOWER;
	return !pattern_found(p->upper, t) && pattern_found(p->lower, t);
}

static int lower_ascii(struct momus_text t, struct momus_arena *arena,
		       struct momus_text *out, struct momus_error *err)
{
	char *bytes = momus_arena_alloc(arena, t.len + 1);

	if (!bytes)
		return momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
	for (size_t i = 0; i < t.len; i++) {
		char c = t.ptr[i];

		bytes[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
	}
	*out = (struct momus_text){ bytes, t.len };
	return MOMUS_OK;
}

int pytext_lower(struct pytext *p, struct momus_text t,
		 struct momus_arena *arena, struct momus_text *out,
		 struct momus_error *err)
{
	unsigned seen = look(t);
	int rc = MOMUS_OK;

	*out = t;
	if (!(seen & (HAS_UPPER | HAS_OTHERS)))
		return MOMUS_OK;
	if (!(seen & HAS_OTHERS))
		return lower_ascii(t, arena, out, err);
	/* The one letter whose lower case has two code points. */
	if (pattern_found(p->dotted, t))
		rc = pattern_replace(p->dotted, t, "i\\x{307}", arena, out,
				     err);
	if (rc == MOMUS_OK && pattern_found(p->not_lower, *out))
		rc = pattern_replace(p->not_lower, *out, "\\L$0", arena, out,
				     err);
	return rc;
}

bool pytext_has(struct momus_text t, struct momus_text part)
{
	return momus_text_find(t, part, 0) != (size_t)-1;
}

bool pytext_starts(struct momus_text t, struct momus_text head)
{
	return t.len >= head.len && memcmp(t.ptr, head.ptr, head.len) == 0;
}

bool pytext_ends(struct momus_text t, struct momus_text tail)
{
	return t.len >= tail.len &&
	       memcmp(t.ptr + t.len - tail.len, tail.ptr, tail.len) == 0;
}

struct momus_text pytext_without(struct momus_text t, char c,
				 struct momus_arena *arena)
{
	char *bytes;
	size_t n = 0;

	if (!t.len || !memchr(t.ptr, c, t.len))
		return t;
	bytes = momus_arena_alloc(arena, t.len);
	for (size_t i = 0; bytes && i < t.len; i++)
		if (t.ptr[i] != c)
			bytes[n++] = t.ptr[i];
	return (struct momus_text){ bytes, n };
}

struct momus_text pytext_without_lines(struct momus_text t, bool head,
				       bool tail)
{
	struct momus_text none = { "", 0 };
	size_t from = 0, to = t.len;

	if (head) {
		from = momus_text_find(t, MOMUS_TEXT("\n"), 0);
		if (from++ == (size_t)-1)
			return none;
	}
	if (tail) {
		while (to > from && t.ptr[to - 1] != '\n')
			to--;
		if (to == from)
			return none;
		to--;
	}
	return momus_space_strip(
		(struct momus_text){ t.ptr + from, to - from });
}

bool pytext_split(struct momus_text t, struct momus_text separator, size_t *at,
		  struct momus_text *piece)
{
	size_t end;

	if (*at == (size_t)-1)
		return false;
	end = momus_text_find(t, separator, *at);
	*piece = (struct momus_text){ t.ptr + *at,
				      (end == (size_t)-1 ? t.len : end) - *at };
	*at = end == (size_t)-1 ? end : end + separator.len;
	return true;
}
