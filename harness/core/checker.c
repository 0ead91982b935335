/* checker.c - see momus/checker.h */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/lower.h"
#include "core/space.h"
#include "momus/checker.h"

/* Cuts the text before the first LF off *REST; true if another line follows. */
static bool cut_line(struct momus_text *rest, struct momus_text *line)
{
	size_t lf = momus_text_find(*rest, MOMUS_TEXT("\n"), 0);

	*line = *rest;
	if (lf == (size_t)-1)
		return false;
	line->len = lf;
	rest->ptr += lf + 1;
	rest->len -= lf + 1;
	return true;
}

static bool equal_lower(struct momus_text a, struct momus_text b)
{
	struct momus_lower x = { .text = a }, y = { .text = b };
	uint32_t c, d;

	if (momus_text_equal(a, b))
		return true;
	while (momus_lower_next(&x, &c))
		if (!momus_lower_next(&y, &d) || c != d)
			return false;
	return !momus_lower_next(&y, &d);
}

static bool equal_lines(struct momus_text actual, struct momus_text expected)
{
	double a, b;

	actual = momus_space_strip(actual);
	expected = momus_space_strip(expected);
	if (equal_lower(actual, expected))
		return true;
	return momus_text_float(actual, &a) && momus_text_float(expected, &b) &&
	       fabs(a - b) / fmax(fabs(b), 1e-10) < 1e-5;
}

bool momus_check_lines(struct momus_text actual, struct momus_text expected)
{
	struct momus_text a = momus_space_strip(actual);
	struct momus_text b = momus_space_strip(expected);
	bool more, expected_more;

	if (!momus_text_is_utf8(actual, NULL))
		return false;
	do {
		struct momus_text line, wanted;

		more = cut_line(&a, &line);
		expected_more = cut_line(&b, &wanted);
		if (more != expected_more || !equal_lines(line, wanted))
			return false;
	} while (more);
	return true;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool cut_token(struct momus_text *rest, struct momus_text *token)
{
	size_t from = 0, to;

	while (from < rest->len && is_blank(rest->ptr[from]))
		from++;
	for (to = from; to < rest->len && !is_blank(rest->ptr[to]); to++)
		;
	*token = (struct momus_text){ rest->ptr + from, to - from };
	rest->ptr += to;
	rest->len -= to;
	return token->len > 0;
}

static char small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool equal_in_any_case(struct momus_text a, struct momus_text b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (small(a.ptr[i]) != small(b.ptr[i]))
			return false;
	return true;
}

/* Whether T is made of SIGNS only. */
static bool is_made_of(struct momus_text t, const char *signs)
{
	for (size_t i = 0; i < t.len; i++)
		if (!t.ptr[i] || !strchr(signs, t.ptr[i]))
			return false;
	return true;
}

static bool within(struct momus_text actual, struct momus_text expected,
		   double tolerance)
{
	double a, b;

	if (!is_made_of(actual, "0123456789+-.eE") ||
	    !is_made_of(expected, "0123456789+-.eE") ||
	    (is_made_of(actual, "0123456789+-") &&
	     is_made_of(expected, "0123456789+-")) ||
	    !momus_text_float(actual, &a) || !momus_text_float(expected, &b))
		return false;
	return fabs(a - b) <= tolerance * fmax(1, fabs(b));
}

bool momus_check_tokens(struct momus_text actual, struct momus_text expected,
			struct momus_token_rule rule)
{
	struct momus_text a, b;

	while (cut_token(&expected, &b)) {
		if (!cut_token(&actual, &a))
			return false;
		if (!momus_text_equal(a, b) &&
		    !(rule.any_case && equal_in_any_case(a, b)) &&
		    !(rule.tolerance > 0 && within(a, b, rule.tolerance)))
			return false;
	}
	return !cut_token(&actual, &a);
}

static size_t find_any(struct momus_text t, const char *const *phrases)
{
	for (; *phrases; phrases++) {
		struct momus_text phrase = momus_text_of(*phrases);

		for (size_t i = 0; i + phrase.len <= t.len; i++) {
			struct momus_text here = { t.ptr + i, phrase.len };

			if (equal_in_any_case(here, phrase))
				return i + phrase.len;
		}
	}
	return 0;
}

/* The N of "10^{-N}", as statements spell it, also "10 - N" and "1e-N", soon
 * behind FROM in T; 0 if there is none. */
static int named_exponent(struct momus_text t, size_t from)
{
	size_t end = t.len - from > 80 ? from + 80 : t.len;

	for (size_t i = from; i + 2 < end; i++) {
		size_t at = i + 2;
		bool minus = false;

		if (t.ptr[i] != '1' ||
		    (t.ptr[i + 1] != '0' && small(t.ptr[i + 1]) != 'e'))
			continue;
		for (; at < end && strchr("^{} -\\", t.ptr[at]); at++)
			minus |= t.ptr[at] == '-';
		if (minus && at < end && t.ptr[at] >= '1' && t.ptr[at] <= '9' &&
		    (at + 1 == t.len || t.ptr[at + 1] < '0' ||
		     t.ptr[at + 1] > '9'))
			return t.ptr[at] - '0';
	}
	return 0;
}

struct momus_token_rule momus_token_rule_of(struct momus_text statement)
{
	static const char *const errors[] = {
		"absolute error",	 "relative error",
		"absolute or relative",	 "relative or absolute",
		"absolute and relative", NULL
	};
	static const char *const cases[] = { "in any case",
					     "in any register",
					     "case insensitive",
					     "case-insensitive",
					     "in either case",
					     "upper or lower)",
					     NULL };
	static const double tolerances[] = {
		1e-6, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5
	};
	struct momus_token_rule rule = { 0, find_any(statement, cases) > 0 };
	size_t at = find_any(statement, errors);
	int n = at ? named_exponent(statement, at) : 0;

	if (at)
		rule.tolerance = tolerances[n < 6 ? n : 0];
	return rule;
}
