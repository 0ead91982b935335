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

long ifeval_count(struct ifeval_answer *a, int which, struct momus_text t,
		  struct momus_error *err)
{
	struct pattern *p;
	int rc = ifeval_pattern(a, which, &p, err);

	return rc < 0 ? rc : pattern_count(p, t, (size_t)-1);
}

int ifeval_compare(const struct ifeval_instruction *i, long n)
{
	if (n < 0)
		return (int)n;
	return i->less ? n < i->count : n >= i->count;
}

int ifeval_at_least(long n, long least)
{
	return n < 0 ? (int)n : n >= least;
}

int ifeval_lower(struct ifeval_answer *a, struct momus_text t,
		 struct momus_text *out, struct momus_error *err)
{
	return pytext_lower(a->tools->text, t, a->arena, out, err);
}

static ifeval_rule_fn *const rules[IFEVAL_RULES] = {
	[IFEVAL_CAPITAL_WORDS] = ifeval_capital_words,
	[IFEVAL_ENGLISH_CAPITAL] = ifeval_english_capital,
	[IFEVAL_ENGLISH_LOWER] = ifeval_english_lower,
	[IFEVAL_REPEAT_PROMPT] = ifeval_repeat_prompt,
	[IFEVAL_TWO_RESPONSES] = ifeval_two_responses,
	[IFEVAL_PLACEHOLDERS] = ifeval_placeholders,
	[IFEVAL_POSTSCRIPT] = ifeval_postscript,
	[IFEVAL_CONSTRAINED] = ifeval_constrained,
	[IFEVAL_JSON] = ifeval_json_format,
	[IFEVAL_SECTIONS] = ifeval_sections,
	[IFEVAL_BULLETS] = ifeval_bullets,
	[IFEVAL_HIGHLIGHTS] = ifeval_highlights,
	[IFEVAL_TITLE] = ifeval_title,
	[IFEVAL_EXISTENCE] = ifeval_existence,
	[IFEVAL_FORBIDDEN] = ifeval_forbidden,
	[IFEVAL_FREQUENCY] = ifeval_frequency,
	[IFEVAL_LETTERS] = ifeval_letters,
	[IFEVAL_LANGUAGE] = ifeval_response_language,
	[IFEVAL_NTH_WORD] = ifeval_nth_word,
	[IFEVAL_PARAGRAPHS] = ifeval_paragraphs,
	[IFEVAL_SENTENCES] = ifeval_number_sentences,
	[IFEVAL_WORDS] = ifeval_number_words,
	[IFEVAL_NO_COMMA] = ifeval_no_comma,
	[IFEVAL_END] = ifeval_end_phrase,
	[IFEVAL_QUOTATION] = ifeval_quotation,
};

int ifeval_follows(struct ifeval_answer *a, const struct ifeval_instruction *i,
		   struct momus_error *err)
{
	int rc = MOMUS_OK;

	if (momus_space_only(a->text))
		return 0;
	if (!a->tools->text)
		rc = pytext_create(&a->tools->text, err);
	return rc < 0 ? rc : rules[i->rule](a, i, err);
}
