/* statement.c - what a problem's statement says of its answers: momus/checker.h */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "momus/checker.h"

/* The first place behind PHRASE in T, from FROM on, in any case; 0: none. */
static size_t behind(struct momus_text t, const char *phrase, size_t from)
{
	size_t n = strlen(phrase);

	for (size_t i = from; i + n <= t.len; i++)
		/* All begin with a small letter. */
		if ((t.ptr[i] | 0x20) == *phrase &&
		    strncasecmp(t.ptr + i, phrase, n) == 0)
			return i + n;
	return 0;
}

/* The same of the first of PHRASES that T has. */
static size_t behind_any(struct momus_text t, const char *const *phrases)
{
	size_t at = 0;

	for (; *phrases && !at; phrases++)
		at = behind(t, *phrases, 0);
	return at;
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
		    (t.ptr[i + 1] != '0' && (t.ptr[i + 1] | 0x20) != 'e'))
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
	struct momus_token_rule rule = { 0, behind_any(statement, cases) > 0 };
	size_t at = behind_any(statement, errors);
	int n = at ? named_exponent(statement, at) : 0;

	if (at)
		rule.tolerance = tolerances[n < 6 ? n : 0];
	return rule;
}

static bool is_denied(struct momus_text t, size_t at)
{
	return at >= 4 && (strncasecmp(t.ptr + at - 4, "not ", 4) == 0 ||
			   strncasecmp(t.ptr + at - 4, "n't ", 4) == 0);
}

/* Whether T has PHRASE with no "not" before it. */
static bool affirms(struct momus_text t, const char *phrase)
{
	size_t at = 0;

	while ((at = behind(t, phrase, at)) > 0)
		if (!is_denied(t, at - strlen(phrase)))
			return true;
	return false;
}

/* Whether a sentence of T that speaks of printing says ORDER. */
static bool prints_in(struct momus_text t, const char *order)
{
	static const char *const verbs[] = { "print", "output", NULL };
	size_t at = 0, from;

	while ((at = behind(t, order, at)) > 0) {
		for (from = at; from && !memchr(".\n", t.ptr[from - 1], 2);)
			from--;
		if (behind_any((struct momus_text){ t.ptr + from, at - from },
			       verbs))
			return true;
	}
	return false;
}

bool momus_statement_wants_any(struct momus_text statement)
{
	static const char *const phrases[] = { "print any",
					       "prints any",
					       "output any",
					       "outputs any",
					       "print arbitrary",
					       "output arbitrary",
					       "find any of them",
					       "any of them is accept",
					       "satisfied by any",
					       "return any",
					       NULL };

	for (const char *const *p = phrases; *p; p++)
		if (affirms(statement, *p))
			return true;
	return prints_in(statement, "in any order") ||
	       prints_in(statement, "in arbitrary order");
}
