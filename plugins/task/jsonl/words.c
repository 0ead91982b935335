/* words.c - texts that differ in case, white space and punctuation alone */
#include "jsonl.h"

static bool is_digit(struct momus_text t, size_t at)
{
	return at < t.len && t.ptr[at] >= '0' && t.ptr[at] <= '9';
}

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool is_punctuation(char c)
{
	return c > ' ' && c < 0x7f && !is_alnum(c);
}

/* Whether the sign at AT belongs to a number: 1.5, 1,000, -3, .5 */
static bool is_of_number(struct momus_text t, size_t at)
{
	char c = t.ptr[at];
	bool starts = !at || !is_alnum(t.ptr[at - 1]);

	if (!is_digit(t, at + 1))
		return false;
	if (c == '-')
		return starts;
	if (c == '.')
		return starts || is_digit(t, at - 1);
	return c == ',' && !starts && is_digit(t, at - 1);
}

/* The next byte of T that counts, in lower case; ' ' once between words; 0 at
 * the end.  A NUL byte counts as white space. */
static char next(struct momus_text t, size_t *at, bool lax, bool *begun)
{
	bool space = false;

	for (; *at < t.len; ++*at) {
		char c = t.ptr[*at];
		size_t end = *at;

		if (is_punctuation(c) && (lax || !is_of_number(t, *at)))
			continue;
		if (!c || momus_text_is_space(momus_text_next(t, &end))) {
			space = true;
			if (c)
				*at = end - 1;
			continue;
		}
		if (space && *begun)
			return ' ';
		*begun = true;
		++*at;
		return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
	}
	return 0;
}

bool jsonl_same_words(struct momus_text a, struct momus_text b, bool lax)
{
	bool a_begun = false, b_begun = false;
	size_t i = 0, j = 0;
	char c;

	do {
		c = next(a, &i, lax, &a_begun);
		if (c != next(b, &j, lax, &b_begun))
			return false;
	} while (c);
	return true;
}
