/* words.c - see words.h
 *
 * NLTK's destructive.py (3.9) is a list of substitutions, one after the other;
 * so is this.
 */
#include "words.h"

#include <stdlib.h>
#include <string.h>

#define S PY_SPACE
#define B PY_BOUND

static const struct step {
	const char *source, *to;
	char needs; /* no match without it; 0: not told */
} steps[] = {
	/* opening quotes */
	{ "([«“‘„]|`+)", " $1 " },
	{ "^\"", "``", '"' },
	{ "(``)", " $1 ", '`' },
	{ "([ (\\[{<])(\"|'{2})", "${1} `` " },
	{ "(?i)(?<!" NLTK_WORD ")(')(?!(?:re|ve|ll|m|t|s|d|n)(?!" NLTK_WORD
	  "))(?=" NLTK_WORD ")",
	  "$1 ", '\'' },
	/* punctuation */
	{ "([^.])(\\.)([\\])}>\"'»”’ ]*+)" S "*$", "$1 $2 $3 ", '.' },
	{ "([:,])([^\\p{Nd}])", " $1 $2" },
	{ "([:,])$", " $1 " },
	{ "\\.{2,}", " $0 ", '.' },
	{ "[;@#$%&]", " $0 " },
	{ "[\\x{2012}-\\x{2015}]", " $0 " },
	{ "([^.])(\\.)([\\])}>\"']*)" S "*$", "$1 $2$3 ", '.' },
	{ "[?!]", " $0 " },
	{ "([^'])' ", "$1 ' ", '\'' },
	{ "[*]", " $0 ", '*' },
	{ "[\\]\\[(){}<>]", " $0 " },
	{ "--", " -- ", '-' },
	/* the text between two spaces */
	{ "\\A", " " },
	{ "\\z", " " },
	/* closing quotes */
	{ "([»”’])", " $1 " },
	{ "''", " '' ", '\'' },
	{ "\"", " '' ", '"' },
	{ S "+", " " },
	{ "([^' ])('[sS]|'[mM]|'[dD]|') ", "$1 $2 ", '\'' },
	{ "([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) ", "$1 $2 ", '\'' },
	/* words that are two */
	{ "(?i)" B "(can)(not)" B, " $1 $2 " },
	{ "(?i)" B "(d)('ye)" B, " $1 $2 ", '\'' },
	{ "(?i)" B "(gim)(me)" B, " $1 $2 " },
	{ "(?i)" B "(gon)(na)" B, " $1 $2 " },
	{ "(?i)" B "(got)(ta)" B, " $1 $2 " },
	{ "(?i)" B "(lem)(me)" B, " $1 $2 " },
	{ "(?i)" B "(more)('n)" B, " $1 $2 ", '\'' },
	{ "(?i)" B "(wan)(na)(?=" S ")", " $1 $2 " },
	{ "(?i) ('t)(is)" B, " $1 $2 ", '\'' },
	{ "(?i) ('t)(was)" B, " $1 $2 ", '\'' },
};

enum { STEPS = sizeof steps / sizeof *steps };

struct words {
	struct pattern *pattern[STEPS]; /* owned */
};

int words_create(struct words **out, struct momus_error *err)
{
	struct words *w = calloc(1, sizeof *w);
	int rc = MOMUS_OK;

	*out = NULL;
	if (!w)
		return momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
	for (int i = 0; i < STEPS && rc == MOMUS_OK; i++)
		rc = pattern_create(&w->pattern[i],
				    momus_text_of(steps[i].source), 0, err);
	if (rc == MOMUS_OK) {
		*out = w;
		w = NULL;
	}
	words_free(w);
	return rc;
}

void words_free(struct words *w)
{
	for (int i = 0; w && i < STEPS; i++)
		pattern_free(w->pattern[i]);
	free(w);
}

int words_space(struct words *w, struct momus_text sentence,
		struct momus_arena *arena, struct momus_text *out,
		struct momus_error *err)
{
	int rc = MOMUS_OK;

	*out = sentence;
	for (int i = 0; i < STEPS && rc == MOMUS_OK; i++)
		if (!(steps[i].needs &&
		      !memchr(out->ptr, steps[i].needs, out->len)) &&
		    pattern_found(w->pattern[i], *out))
			rc = pattern_replace(w->pattern[i], *out, steps[i].to,
					     arena, out, err);
	return rc;
}

bool words_next(struct momus_text spaced, size_t *at, struct momus_text *word)
{
	size_t from = momus_space_skip(spaced, *at), to = from;

	while (to < spaced.len) {
		*at = to;
		if (momus_text_is_space(momus_text_next(spaced, &to))) {
			to = *at;
			break;
		}
	}
	*at = to;
	*word = (struct momus_text){ spaced.ptr + from, to - from };
	return to > from;
}
