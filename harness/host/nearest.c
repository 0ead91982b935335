/* nearest.c - what somebody who mistyped a name may have meant */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "host/options.h"

enum { LETTERS_MAX = 63 };

/* Case, and '-' against '_', are not worth a letter. */
static char fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a')
	       : c == '-'	    ? '_'
				    : c;
}

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;

	return least < c ? least : c;
}

/* Levenshtein 1966, row by row; .row[j] is the distance of the letters of A
 * read so far from the first j letters of B. */
static size_t distance(const char *a, const char *b)
{
	size_t len = strlen(b), row[LETTERS_MAX + 1], diagonal, above;

	if (len > LETTERS_MAX || strlen(a) > LETTERS_MAX)
		return LETTERS_MAX;
	for (size_t j = 0; j <= len; j++)
		row[j] = j;
	for (size_t i = 0; a[i]; i++) {
		diagonal = row[0];
		row[0] = i + 1;
		for (size_t j = 1; j <= len; j++) {
			above = row[j];
			row[j] =
				min3(above + 1, row[j - 1] + 1,
				     diagonal + (fold(a[i]) != fold(b[j - 1])));
			diagonal = above;
		}
	}
	return row[len];
}

const char *momus_nearest(const char *name, const char *const *names, size_t n)
{
	size_t len = strlen(name), best = (len + 2) / 3 + 1;
	const char *nearest = NULL;

	for (size_t i = 0; i < n; i++) {
		size_t d = distance(name, names[i]);

		if (d < best && d < len) {
			best = d;
			nearest = names[i];
		}
	}
	return nearest;
}
