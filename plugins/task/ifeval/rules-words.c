/* rules-words.c - the rules that look at words, letters and sentences */
#include "rules.h"

/* Matches of SOURCE, an expression of the data set's, whatever its case. */
static long count_source(struct ifeval_answer *a, struct momus_text source,
			 size_t most, struct momus_error *err)
{
	struct pattern *p;
	int rc = pattern_create(&p, source, PATTERN_CASELESS, err);
	long n = rc;

	if (rc == MOMUS_OK)
		n = pattern_count(p, a->text, most);
	pattern_free(p);
	return n;
}

int ifeval_existence(struct ifeval_answer *a,
		     const struct ifeval_instruction *i,
		     struct momus_error *err)
{
	long n = 1;

	for (size_t k = 0; k < i->n_words && n > 0; k++)
		n = count_source(a, i->words[k], 1, err);
	return (int)n;
}

int ifeval_frequency(struct ifeval_answer *a,
		     const struct ifeval_instruction *i,
		     struct momus_error *err)
{
	return ifeval_compare(i, count_source(a, momus_space_strip(i->text),
					      (size_t)-1, err));
}

int ifeval_forbidden(struct ifeval_answer *a,
		     const struct ifeval_instruction *i,
		     struct momus_error *err)
{
	long n = 0;

	for (size_t k = 0; k < i->n_words && n == 0; k++) {
		struct momus_buffer b;

		momus_buffer_init(&b, 1 << 16);
		momus_buffer_puts(&b, PY_BOUND "(?:");
		momus_buffer_add(&b, i->words[k]);
		momus_buffer_puts(&b, ")" PY_BOUND);
		n = momus_buffer_check(&b, "a forbidden word", err);
		if (n == 0)
			n = count_source(a, momus_buffer_text(&b), 1, err);
		momus_buffer_release(&b);
	}
	return n < 0 ? (int)n : n == 0;
}

bool ifeval_is_random(const struct ifeval_instruction *i)
{
	struct momus_text t = momus_space_strip(i->text);

	return i->rule == IFEVAL_LETTERS &&
	       !(t.len == 1 && ((t.ptr[0] >= 'a' && t.ptr[0] <= 'z') ||
				(t.ptr[0] >= 'A' && t.ptr[0] <= 'Z')));
}

int ifeval_letters(struct ifeval_answer *a, const struct ifeval_instruction *i,
		   struct momus_error *err)
{
	struct momus_text t, letter;
	size_t at = 0;
	long n = 0;
	int rc = ifeval_lower(a, momus_space_strip(i->text), &letter, err);

	if (rc == MOMUS_OK)
		rc = ifeval_lower(a, a->text, &t, err);
	if (rc < 0)
		return rc;
	while (letter.len &&
	       (at = momus_text_find(t, letter, at)) != (size_t)-1) {
		at += letter.len;
		n++;
	}
	return ifeval_compare(i, n);
}

/* Whether the text is in language CODE: 1, 0; what has no features is in any. */
static int is_in(struct ifeval_answer *a, struct momus_text code,
		 struct momus_error *err)
{
	struct language_guess guess;
	int rc = MOMUS_OK;

	if (!a->tools->language)
		rc = language_create(&a->tools->language, a->tools->text, err);
	if (rc == MOMUS_OK)
		rc = language_detect(a->tools->language, a->text, a->arena,
				     &guess, err);
	if (rc < 0)
		return rc;
	if (!guess.code.ptr)
		a->vacuous = true;
	return a->vacuous || momus_text_equal(guess.code, code);
}

int ifeval_response_language(struct ifeval_answer *a,
			     const struct ifeval_instruction *i,
			     struct momus_error *err)
{
	return is_in(a, i->text, err);
}

int ifeval_english_capital(struct ifeval_answer *a,
			   const struct ifeval_instruction *i,
			   struct momus_error *err)
{
	(void)i;
	return pytext_is_upper(a->tools->text, a->text)
		       ? is_in(a, MOMUS_TEXT("en"), err)
		       : 0;
}

int ifeval_english_lower(struct ifeval_answer *a,
			 const struct ifeval_instruction *i,
			 struct momus_error *err)
{
	(void)i;
	return pytext_is_lower(a->tools->text, a->text)
		       ? is_in(a, MOMUS_TEXT("en"), err)
		       : 0;
}

static int split_sentences(struct ifeval_answer *a, struct sentence_list *out,
			   struct momus_error *err)
{
	int rc = MOMUS_OK;

	if (!a->tools->sentences)
		rc = sentences_create(&a->tools->sentences, a->tools->text,
				      err);
	return rc < 0 ? rc
		      : sentences_split(a->tools->sentences, a->text, a->arena,
					out, err);
}

int ifeval_number_sentences(struct ifeval_answer *a,
			    const struct ifeval_instruction *i,
			    struct momus_error *err)
{
	struct sentence_list list;
	int rc = split_sentences(a, &list, err);

	return rc < 0 ? rc : ifeval_compare(i, (long)list.n);
}

int ifeval_capital_words(struct ifeval_answer *a,
			 const struct ifeval_instruction *i,
			 struct momus_error *err)
{
	struct momus_text spaced, word;
	struct sentence_list list;
	long n = 0;
	int rc = split_sentences(a, &list, err);

	if (rc == MOMUS_OK && !a->tools->words)
		rc = words_create(&a->tools->words, err);
	for (size_t k = 0; rc == MOMUS_OK && k < list.n; k++) {
		size_t at = 0;

		rc = words_space(a->tools->words, list.all[k], a->arena,
				 &spaced, err);
		while (rc == MOMUS_OK && words_next(spaced, &at, &word))
			n += pytext_is_upper(a->tools->text, word);
	}
	return rc < 0 ? rc : ifeval_compare(i, n);
}

int ifeval_number_words(struct ifeval_answer *a,
			const struct ifeval_instruction *i,
			struct momus_error *err)
{
	return ifeval_compare(i, ifeval_count(a, IFEVAL_P_WORD, a->text, err));
}
