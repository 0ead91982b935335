/* rules.c - the 25 instructions: what follows them
 *
 * The rules of lm-evaluation-harness's ifeval task (0.4.13), which are Google's:
 * Zhou et al. 2023, "Instruction-Following Evaluation for Large Language Models".
 */
#include <string.h>

#include "rules.h"

static const struct {
	const char *source;
	unsigned flags;
} sources[] = {
	[IFEVAL_P_PARAGRAPH] = { PY_SPACE "?\\*\\*\\*" PY_SPACE "?", 0 },
	[IFEVAL_P_WORD] = { NLTK_WORD "+", 0 },
	[IFEVAL_P_PLACEHOLDER] = { "\\[.*?\\]", 0 },
	[IFEVAL_P_PPS] = { PY_SPACE "*p\\." PY_SPACE "?p\\." PY_SPACE "?s.*$",
			   PATTERN_LINES },
	[IFEVAL_P_PS] = { PY_SPACE "*p\\." PY_SPACE "?s\\..*$", PATTERN_LINES },
	[IFEVAL_P_STAR_BULLET] = { "^" PY_SPACE "*\\*[^\\*].*$",
				   PATTERN_LINES },
	[IFEVAL_P_DASH_BULLET] = { "^" PY_SPACE "*-.*$", PATTERN_LINES },
	[IFEVAL_P_HIGHLIGHT] = { "\\*[^\\n\\*]*\\*", 0 },
	[IFEVAL_P_DOUBLE_HIGHLIGHT] = { "\\*\\*[^\\n\\*]*\\*\\*", 0 },
	[IFEVAL_P_TITLE] = { "<<[^\\n]+>>", 0 },
};

_Static_assert(IFEVAL_N_PATTERNS <= sizeof((struct ifeval_tools *)0)->pattern /
					    sizeof(struct pattern *),
	       "ifeval_tools has no room for the patterns");

void ifeval_tools_release(struct ifeval_tools *t)
{
	for (int i = 0; i < IFEVAL_N_PATTERNS; i++)
		pattern_free(t->pattern[i]);
	words_free(t->words);
	sentences_free(t->sentences);
	language_free(t->language);
	pytext_free(t->text);
	memset(t, 0, sizeof *t);
}

int ifeval_pattern(struct ifeval_answer *a, int which, struct pattern **out,
		   struct momus_error *err)
{
	struct pattern **p = &a->tools->pattern[which];
	int rc = MOMUS_OK;

	if (!*p)
		rc = pattern_create(p, momus_text_of(sources[which].source),
				    sources[which].flags, err);
	*out = *p;
	return rc;
}

/* Matches of pattern WHICH in T; negative on failure. */
long ifeval_count(struct ifeval_answer *a, int which, struct momus_text t,
		  struct momus_error *err)
{
	struct pattern *p;
	int rc = ifeval_pattern(a, which, &p, err);

	return rc < 0 ? rc : (long)pattern_count(p, t, (size_t)-1);
}

int ifeval_compare(const struct ifeval_instruction *i, long n)
{
	if (n < 0)
		return (int)n;
	return i->less ? n < i->count : n >= i->count;
}

int ifeval_lower(struct ifeval_answer *a, struct momus_text t,
		 struct momus_text *out, struct momus_error *err)
{
	return pytext_lower(a->tools->text, t, a->arena, out, err);
}

static int placeholders(struct ifeval_answer *a,
			const struct ifeval_instruction *i,
			struct momus_error *err)
{
	return ifeval_compare(
		i, ifeval_count(a, IFEVAL_P_PLACEHOLDER, a->text, err));
}

/* Blank first and last pieces do not count, blank ones between forbid. */
static int paragraphs(struct ifeval_answer *a,
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
		if (!pytext_blank(piece))
			n++;
		else if (k && more)
			return 0;
		k++;
	} while (more);
	return n == i->count;
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

static int nth_word(struct ifeval_answer *a, const struct ifeval_instruction *i,
		    struct momus_error *err)
{
	struct momus_text piece, nth = { "", 0 }, word;
	size_t at = 0;
	long n = 0, k = 0;
	int rc;

	while (pytext_split(a->text, MOMUS_TEXT("\n\n"), &at, &piece)) {
		n += !pytext_blank(piece);
		if (++k == i->nth)
			nth = pytext_strip(piece);
	}
	if (i->nth > n || !nth.len)
		return 0;
	rc = ifeval_lower(a, first_word(nth), &word, err);
	return rc < 0 ? rc : n == i->count && momus_text_equal(word, i->text);
}

static int postscript(struct ifeval_answer *a,
		      const struct ifeval_instruction *i,
		      struct momus_error *err)
{
	struct momus_text t, marker;
	struct momus_buffer b;
	struct pattern *p;
	int rc = ifeval_lower(a, a->text, &t, err);

	if (rc < 0)
		return rc;
	if (momus_text_equal(i->text, MOMUS_TEXT("P.P.S")))
		return ifeval_count(a, IFEVAL_P_PPS, t, err) > 0;
	if (momus_text_equal(i->text, MOMUS_TEXT("P.S.")))
		return ifeval_count(a, IFEVAL_P_PS, t, err) > 0;
	rc = ifeval_lower(a, i->text, &marker, err);
	if (rc < 0)
		return rc;
	momus_buffer_init(&b, 1 << 16);
	momus_buffer_puts(&b, PY_SPACE "*");
	momus_buffer_add(&b, marker);
	momus_buffer_puts(&b, ".*$");
	rc = momus_buffer_check(&b, "a postscript's marker", err);
	if (rc == MOMUS_OK)
		rc = pattern_create(&p, momus_buffer_text(&b), PATTERN_LINES,
				    err);
	momus_buffer_release(&b);
	if (rc < 0)
		return rc;
	rc = pattern_found(p, t);
	pattern_free(p);
	return rc;
}

static int bullets(struct ifeval_answer *a, const struct ifeval_instruction *i,
		   struct momus_error *err)
{
	long stars = ifeval_count(a, IFEVAL_P_STAR_BULLET, a->text, err);
	long dashes = ifeval_count(a, IFEVAL_P_DASH_BULLET, a->text, err);

	return stars < 0 || dashes < 0 ? MOMUS_EINVAL
				       : stars + dashes == i->count;
}

static bool has(struct momus_text t, struct momus_text part)
{
	return momus_text_find(t, part, 0) != (size_t)-1;
}

static int constrained(struct ifeval_answer *a,
		       const struct ifeval_instruction *i,
		       struct momus_error *err)
{
	(void)i;
	(void)err;
	return has(a->text, MOMUS_TEXT("My answer is yes.")) ||
	       has(a->text, MOMUS_TEXT("My answer is no.")) ||
	       has(a->text, MOMUS_TEXT("My answer is maybe."));
}

static struct momus_text cut(struct momus_text t, size_t head, size_t tail)
{
	return (struct momus_text){ t.ptr + head, t.len - head - tail };
}

static int highlights(struct ifeval_answer *a,
		      const struct ifeval_instruction *i,
		      struct momus_error *err)
{
	struct pattern *one, *two = NULL;
	struct momus_text found;
	size_t at = 0;
	long n = 0;
	int rc = ifeval_pattern(a, IFEVAL_P_HIGHLIGHT, &one, err);

	if (rc == MOMUS_OK)
		rc = ifeval_pattern(a, IFEVAL_P_DOUBLE_HIGHLIGHT, &two, err);
	if (rc < 0)
		return rc;
	while (pattern_next(one, a->text, &at, &found)) {
		found = pytext_trim_left(found, '*');
		n += !pytext_blank(pytext_trim_right(found, '*'));
	}
	for (at = 0; pattern_next(two, a->text, &at, &found);)
		n += !pytext_blank(cut(found, 2, 2));
	return n >= i->count;
}

static int sections(struct ifeval_answer *a, const struct ifeval_instruction *i,
		    struct momus_error *err)
{
	struct momus_buffer b;
	struct pattern *p;
	int rc;

	momus_buffer_init(&b, 1 << 16);
	momus_buffer_puts(&b, PY_SPACE "?");
	momus_buffer_add(&b, i->text);
	momus_buffer_puts(&b, PY_SPACE "?" PY_DIGIT "+" PY_SPACE "?");
	rc = momus_buffer_check(&b, "a section's keyword", err);
	if (rc == MOMUS_OK)
		rc = pattern_create(&p, momus_buffer_text(&b), 0, err);
	momus_buffer_release(&b);
	if (rc < 0)
		return rc;
	rc = (long)pattern_count(p, a->text, (size_t)-1) >= i->count;
	pattern_free(p);
	return rc;
}

static int json_format(struct ifeval_answer *a,
		       const struct ifeval_instruction *i,
		       struct momus_error *err)
{
	static const char *const heads[] = { "```json", "```Json", "```JSON",
					     "```" };
	struct momus_text t = pytext_strip(a->text);

	(void)i;
	(void)err;
	for (size_t k = 0; k < 4; k++)
		if (pytext_starts(t, momus_text_of(heads[k])))
			t = cut(t, strlen(heads[k]), 0);
	if (pytext_ends(t, MOMUS_TEXT("```")))
		t.len -= 3;
	return ifeval_json_loads(pytext_strip(t), a->arena);
}

static int title(struct ifeval_answer *a, const struct ifeval_instruction *i,
		 struct momus_error *err)
{
	struct momus_text found;
	struct pattern *p;
	size_t at = 0;
	int rc = ifeval_pattern(a, IFEVAL_P_TITLE, &p, err);

	(void)i;
	if (rc < 0)
		return rc;
	while (pattern_next(p, a->text, &at, &found)) {
		found = pytext_trim_left(found, '<');
		if (!pytext_blank(pytext_trim_right(found, '>')))
			return 1;
	}
	return 0;
}

static int two_responses(struct ifeval_answer *a,
			 const struct ifeval_instruction *i,
			 struct momus_error *err)
{
	struct momus_text piece, kept[2] = { { "", 0 }, { "", 0 } };
	size_t at = 0, k = 0, n = 0;

	(void)i;
	(void)err;
	while (pytext_split(a->text, MOMUS_TEXT("******"), &at, &piece)) {
		if (!pytext_blank(piece)) {
			if (n < 2)
				kept[n] = pytext_strip(piece);
			n++;
		} else if (k && at != (size_t)-1) {
			return 0;
		}
		k++;
	}
	return n == 2 && !momus_text_equal(kept[0], kept[1]);
}

static int repeat_prompt(struct ifeval_answer *a,
			 const struct ifeval_instruction *i,
			 struct momus_error *err)
{
	struct momus_text t, prompt;
	int rc = ifeval_lower(a, pytext_strip(a->text), &t, err);

	if (rc == MOMUS_OK)
		rc = ifeval_lower(a, pytext_strip(i->text), &prompt, err);
	return rc < 0 ? rc : pytext_starts(t, prompt);
}

static int end_phrase(struct ifeval_answer *a,
		      const struct ifeval_instruction *i,
		      struct momus_error *err)
{
	struct momus_text t = pytext_strip(a->text), phrase;
	int rc;

	t = pytext_trim_right(pytext_trim_left(t, '"'), '"');
	rc = ifeval_lower(a, t, &t, err);
	if (rc == MOMUS_OK)
		rc = ifeval_lower(a, pytext_strip(i->text), &phrase, err);
	return rc < 0 ? rc : pytext_ends(t, phrase);
}

static int no_comma(struct ifeval_answer *a, const struct ifeval_instruction *i,
		    struct momus_error *err)
{
	(void)i;
	(void)err;
	return !has(a->text, MOMUS_TEXT(","));
}

static int quotation(struct ifeval_answer *a,
		     const struct ifeval_instruction *i,
		     struct momus_error *err)
{
	struct momus_text t = pytext_strip(a->text);

	(void)i;
	(void)err;
	return t.len > 1 && t.ptr[0] == '"' && t.ptr[t.len - 1] == '"';
}

static ifeval_rule_fn *const rules[IFEVAL_RULES] = {
	[IFEVAL_CAPITAL_WORDS] = ifeval_capital_words,
	[IFEVAL_ENGLISH_CAPITAL] = ifeval_english_capital,
	[IFEVAL_ENGLISH_LOWER] = ifeval_english_lower,
	[IFEVAL_REPEAT_PROMPT] = repeat_prompt,
	[IFEVAL_TWO_RESPONSES] = two_responses,
	[IFEVAL_PLACEHOLDERS] = placeholders,
	[IFEVAL_POSTSCRIPT] = postscript,
	[IFEVAL_CONSTRAINED] = constrained,
	[IFEVAL_JSON] = json_format,
	[IFEVAL_SECTIONS] = sections,
	[IFEVAL_BULLETS] = bullets,
	[IFEVAL_HIGHLIGHTS] = highlights,
	[IFEVAL_TITLE] = title,
	[IFEVAL_EXISTENCE] = ifeval_existence,
	[IFEVAL_FORBIDDEN] = ifeval_forbidden,
	[IFEVAL_FREQUENCY] = ifeval_frequency,
	[IFEVAL_LETTERS] = ifeval_letters,
	[IFEVAL_LANGUAGE] = ifeval_response_language,
	[IFEVAL_NTH_WORD] = nth_word,
	[IFEVAL_PARAGRAPHS] = paragraphs,
	[IFEVAL_SENTENCES] = ifeval_number_sentences,
	[IFEVAL_WORDS] = ifeval_number_words,
	[IFEVAL_NO_COMMA] = no_comma,
	[IFEVAL_END] = end_phrase,
	[IFEVAL_QUOTATION] = quotation,
};

int ifeval_follows(struct ifeval_answer *a, const struct ifeval_instruction *i,
		   struct momus_error *err)
{
	int rc = MOMUS_OK;

	if (pytext_blank(a->text))
		return 0;
	if (!a->tools->text)
		rc = pytext_create(&a->tools->text, err);
	return rc < 0 ? rc : rules[i->rule](a, i, err);
}
