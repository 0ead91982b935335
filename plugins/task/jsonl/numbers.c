/* numbers.c - numbers in prose */
#include "jsonl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <momus/buffer.h>

enum { NUMBER_MAX = 400 }; /* digits that strtod() is given */

static bool is_digit(struct momus_text t, size_t at)
{
	return at < t.len && t.ptr[at] >= '0' && t.ptr[at] <= '9';
}

static size_t digits(struct momus_text t, size_t at)
{
	while (is_digit(t, at))
		at++;
	return at;
}

/* Whether T goes on at AT with a comma and three digits, and no fourth. */
static bool is_thousand(struct momus_text t, size_t at)
{
	return at < t.len && t.ptr[at] == ',' && digits(t, at + 1) == at + 4;
}

/* Behind the number that begins with a digit or a point at AT. */
static size_t end_of(struct momus_text t, size_t at)
{
	size_t first = at, e;

	at = digits(t, at);
	if (at - first >= 1 && at - first <= 3)
		while (is_thousand(t, at))
			at += 4;
	if (at < t.len && t.ptr[at] == '.' && is_digit(t, at + 1))
		at = digits(t, at + 1);
	if (at < t.len && (t.ptr[at] == 'e' || t.ptr[at] == 'E')) {
		e = at + 1;
		if (e < t.len && (t.ptr[e] == '-' || t.ptr[e] == '+'))
			e++;
		if (is_digit(t, e))
			at = digits(t, e);
	}
	return at;
}

/* A minus between two operands is none of the number behind it. */
static bool is_operand(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || c == ')' || c == '_';
}

bool jsonl_next_number(struct momus_text t, size_t *at, struct momus_text *out)
{
	for (size_t i = *at; i < t.len; i++) {
		bool point = t.ptr[i] == '.' && is_digit(t, i + 1);
		size_t from = i, sign;

		if (!is_digit(t, i) && !point)
			continue;
		/* $-3, -$3 and - 3 are three ways to write it; take two. */
		sign = i && t.ptr[i - 1] == '$' ? i - 1 : i;
		if (sign &&
		    (t.ptr[sign - 1] == '-' || t.ptr[sign - 1] == '+') &&
		    (sign == 1 || !is_operand(t.ptr[sign - 2])))
			from = sign - 1;
		*at = end_of(t, i);
		*out = (struct momus_text){ t.ptr + from, *at - from };
		return true;
	}
	*at = t.len;
	return false;
}

/* The bytes of T that make the number: without commas, '$', '+' and zeros in
 * front.  False if they are more than OUT holds. */
static bool tidy(struct momus_text t, char out[NUMBER_MAX + 1], bool *whole)
{
	size_t n = 0;
	bool begun = false;

	*whole = true;
	for (size_t i = 0; i < t.len; i++) {
		char c = t.ptr[i];

		*whole &= c != '.' && c != 'e' && c != 'E';
		if (c == ',' || c == '$' || (c == '+' && !begun) ||
		    (c == '0' && !begun && is_digit(t, i + 1)))
			continue;
		begun |= c != '-';
		if (n == NUMBER_MAX)
			return false;
		out[n++] = c;
	}
	out[n] = '\0';
	if (strcmp(out, "-0") == 0)
		memcpy(out, "0", 2);
	return true;
}

bool jsonl_same_number(struct momus_text a, struct momus_text b,
		       double absolute, double relative)
{
	char x[NUMBER_MAX + 1], y[NUMBER_MAX + 1];
	bool x_whole, y_whole;
	double p, q;

	if (!tidy(a, x, &x_whole) || !tidy(b, y, &y_whole))
		return momus_text_equal(a, b);
	if (strcmp(x, y) == 0)
		return true;
	if (x_whole && y_whole && absolute == 0 && relative == 0)
		return false;
	p = strtod(x, NULL);
	q = strtod(y, NULL);
	if (!isfinite(p) || !isfinite(q))
		return false;
	return fabs(p - q) <= fmax(absolute, relative * fabs(q));
}
