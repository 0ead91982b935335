/* rules.h - what the files of the rules share */
#ifndef IFEVAL_RULES_H
#define IFEVAL_RULES_H

#include "ifeval.h"

typedef int ifeval_rule_fn(struct ifeval_answer *a,
			   const struct ifeval_instruction *i,
			   struct momus_error *err);

enum { /* of ifeval_tools.pattern */
       IFEVAL_P_PARAGRAPH,
       IFEVAL_P_WORD,
       IFEVAL_P_PLACEHOLDER,
       IFEVAL_P_PPS,
       IFEVAL_P_PS,
       IFEVAL_P_STAR_BULLET,
       IFEVAL_P_DASH_BULLET,
       IFEVAL_P_HIGHLIGHT,
       IFEVAL_P_DOUBLE_HIGHLIGHT,
       IFEVAL_P_TITLE,
       IFEVAL_N_PATTERNS
};

/* The pattern WHICH, compiled when first asked for. */
int ifeval_pattern(struct ifeval_answer *a, int which, struct pattern **out,
		   struct momus_error *err);

/* Matches of pattern WHICH in T; negative on failure. */
long ifeval_count(struct ifeval_answer *a, int which, struct momus_text t,
		  struct momus_error *err);

/* Whether N, a count or a failure, is what I asks for; a failure stays one. */
int ifeval_compare(const struct ifeval_instruction *i, long n);

/* Whether N, a count or a failure, is LEAST or more; a failure stays one. */
int ifeval_at_least(long n, long least);

/* T in lower case, in A's work space. */
int ifeval_lower(struct ifeval_answer *a, struct momus_text t,
		 struct momus_text *out, struct momus_error *err);

/* rules-format.c */
ifeval_rule_fn ifeval_placeholders, ifeval_postscript, ifeval_bullets,
	ifeval_constrained, ifeval_highlights, ifeval_sections,
	ifeval_json_format, ifeval_title;

/* rules-parts.c */
ifeval_rule_fn ifeval_paragraphs, ifeval_nth_word, ifeval_two_responses,
	ifeval_repeat_prompt, ifeval_end_phrase, ifeval_no_comma,
	ifeval_quotation;

/* rules-words.c */
ifeval_rule_fn ifeval_existence, ifeval_frequency, ifeval_forbidden,
	ifeval_letters, ifeval_response_language, ifeval_english_capital,
	ifeval_english_lower, ifeval_number_sentences, ifeval_capital_words,
	ifeval_number_words;

#endif /* IFEVAL_RULES_H */
