/* rules-parts.c - the rules about what a text is made of, begins and ends with */
#include <string.h>

#include "rules.h"

/* Blank first and last pieces do not count, blank ones between forbid. */
int ifeval_paragraphs(struct ifeval_answer *a,
		      const struct ifeval_instruction *i,
		      struct momus_error *err)
{
	struct momus_text found, piece;
	struct pattern *p;
	size_t at = 0, from = 0;
	long n = 0, k = 0;
	bool more;
	int rc = ifeval_pattern(a, IFEVAL_P_PARAGRAPH, &p, err);

	if (rc < 0)
		return rc;
	do {
		more = pattern_next(p, a->text, &at, &found);
		piece.ptr = a->text.ptr + from;
		piece.len = (more ? (size_t)(found.ptr - a->text.ptr)
				  : a->text.len) -
			    from;
		from = at;
		if (!momus_space_only(piece))
			n++;
		else if (k && more)
			return 0;
		k++;
	} while (more);
	return pattern_gave_up(p) ? PATTERN_GAVE_UP : n == i->count;
}

static bool is_punctuation(char c)
{
	return strchr(".,?!'\"", c) != NULL && c;
}

/* The first word of PARAGRAPH, without what stands around it. */
static struct momus_text first_word(struct momus_text paragraph)
{
	struct momus_text word;
	size_t at = 0, n = 0;

	words_next(paragraph, &at, &word);
	word = pytext_trim_left(pytext_trim_left(word, '\''), '"');
	while (n < word.len && !is_punctuation(word.ptr[n]))
		n++;
	return (struct momus_text){ word.ptr, n };
}

int ifeval_nth_word(struct ifeval_answer *a, const struct ifeval_instruction *i,
		    struct momus_error *err)
{
	struct momus_text piece, nth = { "", 0 }, word;
	size_t at = 0;
	long n = 0, k = 0;
	int rc;

	while (pytext_split(a->text, MOMUS_TEXT("\n\n"), &at, &piece)) {
		n += !momus_space_only(piece);
		if (++k == i->nth)
			nth = momus_space_strip(piece);
	}
	if (i->nth > n || !nth.len)
		return 0;
	rc = ifeval_lower(a, first_word(nth), &word, err);
	return rc < 0 ? rc : n == i->count && momus_text_equal(word, i->text);
}

int ifeval_two_responses(struct ifeval_answer *a,
			 const struct ifeval_instruction *i,
			 struct momus_error *err)
{
	struct momus_text piece, kept[2] = { { "", 0 }, { "", 0 } };
	size_t at = 0, k = 0, n = 0;

	(void)i;
	(void)err;
	while (pytext_split(a->text, MOMUS_TEXT("******"), &at, &piece)) {
		if (!momus_space_only(piece)) {
			if (n < 2)
				kept[n] = momus_space_strip(piece);
			n++;
		} else if (k && at != (size_t)-1) {
			return 0;
		}
		k++;
	}
	return n == 2 && !momus_text_equal(kept[0], kept[1]);
}

int ifeval_repeat_prompt(struct ifeval_answer *a,
			 const struct ifeval_instruction *i,
			 struct momus_error *err)
{
	struct momus_text t, prompt;
	int rc = ifeval_lower(a, momus_space_strip(a->text), &t, err);

	if (rc == MOMUS_OK)
		rc = ifeval_lower(a, momus_space_strip(i->text), &prompt, err);
	return rc < 0 ? rc : pytext_starts(t, prompt);
}

int ifeval_end_phrase(struct ifeval_answer *a,
		      const struct ifeval_instruction *i,
		      struct momus_error *err)
{
	struct momus_text t = momus_space_strip(a->text), phrase;
	int rc;

	t = pytext_trim_right(pytext_trim_left(t, '"'), '"');
	rc = ifeval_lower(a, t, &t, err);
	if (rc == MOMUS_OK)
		rc = ifeval_lower(a, momus_space_strip(i->text), &phrase, err);
	return rc < 0 ? rc : pytext_ends(t, phrase);
}

int ifeval_no_comma(struct ifeval_answer *a, const struct ifeval_instruction *i,
		    struct momus_error *err)
{
	(void)i;
	(void)err;
	return !pytext_has(a->text, MOMUS_TEXT(","));
}

int ifeval_quotation(struct ifeval_answer *a,
		     const struct ifeval_instruction *i,
		     struct momus_error *err)
{
	struct momus_text t = momus_space_strip(a->text);

	(void)i;
	(void)err;
	return t.len > 1 && t.ptr[0] == '"' && t.ptr[t.len - 1] == '"';
}
