/* pyfloat.c - momus_text_float(): see momus/checker.h */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "momus/space.h"
#include "momus/checker.h"

/* Zeros of Unicode 14's decimal digits, nine more behind each. */
static const uint32_t zeros[] = {
	/* clang-format off */
	0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66,
	0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
	0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810,
	0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40,
	0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50,
	0xabf0, 0xff10, 0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136,
	0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730,
	0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x16a60, 0x16ac0,
	0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140,
	0x1e2f0, 0x1e950, 0x1fbf0,
	/* clang-format on */
};

/* More digits than decide how a double is rounded (at most 767). */
enum { DIGITS = 800 };

static const long exponent_limit = 1000000000;

struct literal { /* 0.digits times ten to the exponent, being read */
	struct momus_text text;
	size_t at;
	char digits[DIGITS + 64];
	size_t n;
	bool more; /* a digit other than 0 was left out */
	long long exponent;
};

/* The sign at the cursor as ASCII, 0 for another or at the end; *END behind it. */
static int peek(const struct literal *l, size_t *end)
{
	uint32_t c;

	*end = l->at;
	if (l->at >= l->text.len)
		return 0;
	c = momus_text_next(l->text, end);
	if (c < 0x80)
		return (int)c;
	for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++)
		if (c >= zeros[i] && c < zeros[i] + 10)
			return '0' + (int)(c - zeros[i]);
	return 0;
}

static bool take(struct literal *l, const char *any)
{
	size_t end;
	int c = peek(l, &end);

	if (!c || !strchr(any, c))
		return false;
	l->at = end;
	return true;
}

/* The digit at the cursor, or -1. */
static int digit(struct literal *l)
{
	size_t end;
	int c = peek(l, &end);

	if (c < '0' || c > '9')
		return -1;
	l->at = end;
	return c - '0';
}

static void keep(struct literal *l, int d, bool fraction)
{
	bool leading = !l->n && !d;

	if (!leading && l->n < DIGITS)
		l->digits[l->n++] = (char)('0' + d);
	else if (!leading) {
		l->more |= d != 0;
		l->exponent += !fraction;
		return;
	}
	l->exponent -= fraction;
}

/* Digits with single underscores between them: how many, -1 if misplaced. */
static int read_digits(struct literal *l, bool fraction)
{
	int d, count = 0;

	while ((d = digit(l)) >= 0) {
		size_t end;

		keep(l, d, fraction);
		count = 1;
		if (!take(l, "_"))
			continue;
		d = peek(l, &end);
		if (d < '0' || d > '9')
			return -1;
	}
	return count;
}

static bool read_exponent(struct literal *l)
{
	bool minus;
	long sum = 0;
	int d, count = 0;

	if (!take(l, "eE"))
		return true;
	minus = take(l, "-");
	if (!minus)
		take(l, "+");
	while ((d = digit(l)) >= 0) {
		size_t end;

		count = 1;
		if (sum < exponent_limit)
			sum = 10 * sum + d;
		if (!take(l, "_"))
			continue;
		d = peek(l, &end);
		if (d < '0' || d > '9')
			return false;
	}
	l->exponent += minus ? -sum : sum;
	return count;
}

static bool is_word(const struct literal *l, const char *word)
{
	size_t n = strlen(word);

	if (l->text.len - l->at != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if ((l->text.ptr[l->at + i] | 0x20) != word[i])
			return false;
	return true;
}

static double value(struct literal *l)
{
	if (!l->n)
		return 0;
	if (l->more) { /* decides a tie */
		l->digits[l->n++] = '1';
		l->exponent--;
	}
	snprintf(l->digits + l->n, sizeof l->digits - l->n, "e%lld",
		 l->exponent);
	return strtod(l->digits, NULL);
}

bool momus_text_float(struct momus_text t, double *out)
{
	struct literal l;
	int before, behind = 0;
	bool minus;

	l.text = momus_space_strip(t);
	l.at = l.n = 0;
	l.more = false;
	l.exponent = 0;
	minus = take(&l, "-");
	if (!minus)
		take(&l, "+");
	if (is_word(&l, "inf") || is_word(&l, "infinity")) {
		*out = minus ? -INFINITY : INFINITY;
		return true;
	}
	if (is_word(&l, "nan")) {
		*out = NAN;
		return true;
	}
	before = read_digits(&l, false);
	if (before >= 0 && take(&l, "."))
		behind = read_digits(&l, true);
	if (before < 0 || behind < 0 || before + behind == 0 ||
	    !read_exponent(&l) || l.at != l.text.len)
		return false;
	*out = minus ? -value(&l) : value(&l);
	return true;
}
