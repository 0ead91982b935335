/* checker.c - see momus/checker.h */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/lower.h"
#include "momus/space.h"
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

static bool equal_tokens(struct momus_text actual, struct momus_text expected)
{
	const struct momus_token_rule none = { 0, false };

	return momus_check_tokens(actual, expected, none);
}

/* Cuts the next line with a token off *REST; false if there is none. */
static bool cut_full_line(struct momus_text *rest, struct momus_text *line)
{
	struct momus_text look, token;

	while (rest->len) {
		if (!cut_line(rest, line))
			rest->len = 0;
		look = *line;
		if (cut_token(&look, &token))
			return true;
	}
	return false;
}

bool momus_check_token_lines(struct momus_text actual,
			     struct momus_text expected)
{
	struct momus_text a, b;

	while (cut_full_line(&expected, &b))
		if (!cut_full_line(&actual, &a) || !equal_tokens(a, b))
			return false;
	return !cut_full_line(&actual, &a);
}

momus_compare_fn *momus_compare_named(const char *name)
{
	static const struct {
		const char *name;
		momus_compare_fn *rule;
	} rules[] = {
		{ "lines", momus_check_lines },
		{ "tokens", equal_tokens },
		{ "token-lines", momus_check_token_lines },
		{ "exact", momus_text_equal },
	};

	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (strcmp(rules[i].name, name) == 0)
			return rules[i].rule;
	return NULL;
}
