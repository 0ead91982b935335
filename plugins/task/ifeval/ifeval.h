/* ifeval.h - instruction following: what the plugin's files share */
#ifndef IFEVAL_H
#define IFEVAL_H

#include <momus/plugin.h>

#include "language.h"
#include "words.h"

enum ifeval_rule { /* the 25 instructions, in the order of their names */
		   IFEVAL_CAPITAL_WORDS,
		   IFEVAL_ENGLISH_CAPITAL,
		   IFEVAL_ENGLISH_LOWER,
		   IFEVAL_REPEAT_PROMPT,
		   IFEVAL_TWO_RESPONSES,
		   IFEVAL_PLACEHOLDERS,
		   IFEVAL_POSTSCRIPT,
		   IFEVAL_CONSTRAINED,
		   IFEVAL_JSON,
		   IFEVAL_SECTIONS,
		   IFEVAL_BULLETS,
		   IFEVAL_HIGHLIGHTS,
		   IFEVAL_TITLE,
		   IFEVAL_EXISTENCE,
		   IFEVAL_FORBIDDEN,
		   IFEVAL_FREQUENCY,
		   IFEVAL_LETTERS,
		   IFEVAL_LANGUAGE,
		   IFEVAL_NTH_WORD,
		   IFEVAL_PARAGRAPHS,
		   IFEVAL_SENTENCES,
		   IFEVAL_WORDS,
		   IFEVAL_NO_COMMA,
		   IFEVAL_END,
		   IFEVAL_QUOTATION,
		   IFEVAL_RULES
};

struct ifeval_instruction { /* texts in the data set's arena */
	enum ifeval_rule rule;
	struct momus_text *words; /* (n_words) keywords */
	size_t n_words;
	struct momus_text text; /* the one text it is about */
	bool less;		/* "less than": else "at least" */
	long count, nth;
	struct momus_text name, told; /* for hints: its id and arguments */
	const char *part_strict, *part_loose; /* names of its parts */
};

enum { IFEVAL_BUCKETS = 256 };

struct ifeval_problem {				 /* momus_problem.data */
	struct ifeval_instruction *instructions; /* (n) */
	size_t n;
};

struct ifeval_tools { /* made when first needed */
	struct pytext *text;
	struct sentences *sentences;
	struct words *words;
	struct language *language;
	struct pattern *pattern[24]; /* of the rules: rules.c */
};

void ifeval_tools_release(struct ifeval_tools *t);

struct ifeval_task { /* the ops' SELF */
	bool loose;
	struct ifeval_tools tools;
	struct momus_arena *work; /* owned: of one answer at a time */
	struct ifeval_name {
		struct momus_text id, prompt; /* the data set's */
		struct ifeval_name *next;
	} * names[IFEVAL_BUCKETS]; /* by prompt; in the data set's arena, last row first */
};

/* judge.c: the op of the same name. */
int ifeval_judge(void *self, const struct momus_problem *problem,
		 struct momus_text answer, const struct momus_outcome *outcomes,
		 size_t n, struct momus_grade *out, struct momus_plan *more,
		 struct momus_error *err);

/* rows.c: the instructions of ROW, all in ARENA. */
int ifeval_read(const struct momus_row *row, struct momus_arena *arena,
		struct ifeval_problem **out, struct momus_error *err);

/* Whether the letter that I counts is none: the official checker then draws one
 * at random, and so its verdict. */
bool ifeval_is_random(const struct ifeval_instruction *i);

struct ifeval_answer { /* one text that is checked */
	struct ifeval_tools *tools;
	struct momus_arena *arena; /* work space */
	struct momus_text text;
	bool vacuous; /* out: it passes for want of anything to decide by */
};

/* rules.c: whether the answer follows I; negative on failure, PATTERN_GAVE_UP where
 * a search took too long to tell. */
int ifeval_follows(struct ifeval_answer *a, const struct ifeval_instruction *i,
		   struct momus_error *err);

/* pyjson.c: whether Python's json.loads() takes T. */
bool ifeval_json_loads(struct momus_text t, struct momus_arena *arena);

#endif /* IFEVAL_H */
