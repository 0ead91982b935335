/* secret.c - see secret.h */
#include "config.h"

#include <stdint.h>
#include <string.h>

#include "net/secret.h"

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that the escape at P (LEFT bytes) stands for; *USED is its length.
 * Keys are printable ASCII: no other escape matters. */
static int escaped(const char *p, size_t left, size_t *used)
{
	int x = 0;

	if (left < 2 || p[0] != '\\')
		return -1;
	*used = 2;
	if (p[1] != 'u')
		return (unsigned char)p[1];
	if (left < 6)
		return -1;
	for (int i = 2; i < 6; i++) {
		if (hex(p[i]) < 0)
			return -1;
		x = x * 16 + hex(p[i]);
	}
	*used = 6;
	return x;
}

/* Bytes of TEXT that spell SECRET; 0 if it does not start there. */
static size_t spelled(const char *text, size_t left, const char *secret)
{
	size_t at = 0, used;

	for (; *secret; secret++, at += used) {
		used = 1;
		if (at >= left)
			return 0;
		if (text[at] == *secret &&
		    (*secret != '\\' || at + 1 >= left || text[at + 1] != '\\'))
			continue;
		if (escaped(text + at, left - at, &used) !=
		    (unsigned char)*secret)
			return 0;
	}
	return at;
}

size_t momus_secret_blot(char *text, size_t len, const char *secret)
{
	size_t found = 0, n;

	if (!secret || !*secret)
		return 0;
	for (size_t i = 0; i < len; i++) {
		if (text[i] != *secret && text[i] != '\\')
			continue;
		n = spelled(text + i, len - i, secret);
		if (!n)
			continue;
		memset(text + i, '*', n);
		found++;
		i += n - 1;
	}
	return found;
}
