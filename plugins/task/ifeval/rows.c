/* rows.c - a row's instructions and their arguments */
#include <momus/json.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "ifeval.h"

/* Where an instruction finds what it is about: names of arguments. */
static const struct form {
	const char *name;	      /* of the instruction */
	const char *words;	      /* a list of texts */
	const char *text;	      /* a text */
	const char *count, *relation; /* a number, "less than" or "at least" */
	const char *nth;
} forms[IFEVAL_RULES] = {
	[IFEVAL_CAPITAL_WORDS] = { "change_case:capital_word_frequency",
				   .count = "capital_frequency",
				   .relation = "capital_relation" },
	[IFEVAL_ENGLISH_CAPITAL] = { "change_case:english_capital" },
	[IFEVAL_ENGLISH_LOWER] = { "change_case:english_lowercase" },
	[IFEVAL_REPEAT_PROMPT] = { "combination:repeat_prompt",
				   .text = "prompt_to_repeat" },
	[IFEVAL_TWO_RESPONSES] = { "combination:two_responses" },
	[IFEVAL_PLACEHOLDERS] = { "detectable_content:number_placeholders",
				  .count = "num_placeholders" },
	[IFEVAL_POSTSCRIPT] = { "detectable_content:postscript",
				.text = "postscript_marker" },
	[IFEVAL_CONSTRAINED] = { "detectable_format:constrained_response" },
	[IFEVAL_JSON] = { "detectable_format:json_format" },
	[IFEVAL_SECTIONS] = { "detectable_format:multiple_sections",
			      .text = "section_spliter",
			      .count = "num_sections" },
	[IFEVAL_BULLETS] = { "detectable_format:number_bullet_lists",
			     .count = "num_bullets" },
	[IFEVAL_HIGHLIGHTS] = { "detectable_format:number_highlighted_sections",
				.count = "num_highlights" },
	[IFEVAL_TITLE] = { "detectable_format:title" },
	[IFEVAL_EXISTENCE] = { "keywords:existence", .words = "keywords" },
	[IFEVAL_FORBIDDEN] = { "keywords:forbidden_words",
			       .words = "forbidden_words" },
	[IFEVAL_FREQUENCY] = { "keywords:frequency", .text = "keyword",
			       .count = "frequency", .relation = "relation" },
	[IFEVAL_LETTERS] = { "keywords:letter_frequency", .text = "letter",
			     .count = "let_frequency",
			     .relation = "let_relation" },
	[IFEVAL_LANGUAGE] = { "language:response_language",
			      .text = "language" },
	[IFEVAL_NTH_WORD] = { "length_constraints:nth_paragraph_first_word",
			      .text = "first_word", .count = "num_paragraphs",
			      .nth = "nth_paragraph" },
	[IFEVAL_PARAGRAPHS] = { "length_constraints:number_paragraphs",
				.count = "num_paragraphs" },
	[IFEVAL_SENTENCES] = { "length_constraints:number_sentences",
			       .count = "num_sentences",
			       .relation = "relation" },
	[IFEVAL_WORDS] = { "length_constraints:number_words",
			   .count = "num_words", .relation = "relation" },
	[IFEVAL_NO_COMMA] = { "punctuation:no_comma" },
	[IFEVAL_END] = { "startend:end_checker", .text = "end_phrase" },
	[IFEVAL_QUOTATION] = { "startend:quotation" },
};

struct reading {
	const struct momus_row *row;
	struct momus_arena *arena;
	struct momus_text kwargs; /* of the instruction at hand */
	struct momus_text name;
};

static bool find(const struct reading *r, const char *key,
		 struct momus_text *value)
{
	return momus_json_find(r->kwargs, key, value) &&
	       !momus_text_equal(*value, MOMUS_TEXT("null"));
}

static int lacks(const struct reading *r, const char *key, const char *what,
		 struct momus_error *err)
{
	return momus_row_fail(r->row, err, "kwargs of %.*s: %s is no %s",
			      (int)r->name.len, r->name.ptr, key, what);
}

static int read_text(const struct reading *r, struct momus_text raw,
		     struct momus_text *out)
{
	*out = momus_json_unescape(raw, r->arena);
	if (out->ptr)
		*out = momus_arena_copy(r->arena, *out);
	return out->ptr && out->len ? MOMUS_OK : MOMUS_EPARSE;
}

static int read_count(const struct reading *r, const char *key, long *out,
		      struct momus_error *err)
{
	struct momus_text raw;
	char digits[16] = "";
	char *end = digits;

	if (find(r, key, &raw) && raw.len < sizeof digits)
		memcpy(digits, raw.ptr, raw.len);
	*out = strtol(digits, &end, 10);
	return end > digits && !*end && *out >= 0 && *out < 1000000
		       ? MOMUS_OK
		       : lacks(r, key, "number", err);
}

static int read_words(const struct reading *r, const char *key,
		      struct ifeval_instruction *i, struct momus_error *err)
{
	struct momus_text list, k, value;
	size_t at = 0, n = 0;

	if (!find(r, key, &list) || list.ptr[0] != '[')
		return lacks(r, key, "list of words", err);
	while (momus_json_next(list, &at, &k, &value))
		n++;
	i->words = momus_arena_alloc(r->arena, (n + 1) * sizeof *i->words);
	if (!i->words)
		return momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
	for (at = 0; momus_json_next(list, &at, &k, &value);)
		if (read_text(r, value, &i->words[i->n_words++]) < 0)
			return lacks(r, key, "list of words", err);
	return n ? MOMUS_OK : lacks(r, key, "list of words", err);
}

static int read_arguments(const struct reading *r, struct ifeval_instruction *i,
			  struct momus_error *err)
{
	const struct form *f = &forms[i->rule];
	struct momus_text raw, relation;
	int rc = MOMUS_OK;

	if (f->words)
		rc = read_words(r, f->words, i, err);
	if (rc == MOMUS_OK && f->text &&
	    (!find(r, f->text, &raw) || read_text(r, raw, &i->text) < 0))
		rc = lacks(r, f->text, "text", err);
	if (rc == MOMUS_OK && f->count)
		rc = read_count(r, f->count, &i->count, err);
	if (rc == MOMUS_OK && f->nth)
		rc = read_count(r, f->nth, &i->nth, err);
	if (rc < 0 || !f->relation)
		return rc;
	if (!find(r, f->relation, &raw) || read_text(r, raw, &relation) < 0)
		return lacks(r, f->relation, "text", err);
	i->less = momus_text_equal(relation, MOMUS_TEXT("less than"));
	if (!i->less && !momus_text_equal(relation, MOMUS_TEXT("at least")))
		return lacks(r, f->relation, "\"less than\" or \"at least\"",
			     err);
	return MOMUS_OK;
}

/* "RULE/NAME" of I, "RULE/NAME/N" where it is the Nth of its kind in the prompt; NULL:
 * no memory. */
static const char *part_name(struct reading *r, const char *rule,
			     const struct ifeval_instruction *i, unsigned n)
{
	char name[128];

	if (n == 1)
		snprintf(name, sizeof name, "%s/%s", rule, i->name.ptr);
	else
		snprintf(name, sizeof name, "%s/%s/%u", rule, i->name.ptr, n);
	return momus_arena_copy(r->arena, momus_text_of(name)).ptr;
}

/* The names of instruction P->n, which is read. */
static int name_parts(struct reading *r, struct ifeval_problem *p,
		      struct momus_error *err)
{
	struct ifeval_instruction *i = &p->instructions[p->n];
	unsigned n = 1;

	for (size_t k = 0; k < p->n; k++)
		n += p->instructions[k].rule == i->rule;
	i->part_strict = part_name(r, "strict", i, n);
	i->part_loose = part_name(r, "loose", i, n);
	return i->part_strict && i->part_loose
		       ? MOMUS_OK
		       : momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
}

static int read_one(struct reading *r, struct ifeval_instruction *i,
		    struct momus_error *err)
{
	enum ifeval_rule k = 0;

	while (k < IFEVAL_RULES &&
	       !momus_text_equal(r->name, momus_text_of(forms[k].name)))
		k++;
	if (k == IFEVAL_RULES)
		return momus_row_fail(
			r->row, err,
			"instruction \"%.*s\" is not known; there "
			"are 25, from change_case:capital_word_"
			"frequency to startend:quotation",
			(int)r->name.len, r->name.ptr);
	i->rule = k;
	i->name = momus_text_of(forms[k].name);
	i->told = momus_arena_copy(r->arena, r->kwargs);
	return read_arguments(r, i, err);
}

int ifeval_read(const struct momus_row *row, struct momus_arena *arena,
		struct ifeval_problem **out, struct momus_error *err)
{
	struct reading r = { .row = row, .arena = arena };
	struct ifeval_problem *p = momus_arena_alloc(arena, sizeof *p);
	struct momus_text kwargs, key;
	size_t n = 0, at = 0;
	int rc = momus_row_raw(row, "kwargs", &kwargs, err);

	if (rc < 0)
		return rc;
	while (momus_row_item(row, "instruction_id_list", n, &r.name, NULL) ==
	       MOMUS_OK)
		n++;
	if (!n)
		return momus_row_fail(row, err,
				      "instruction_id_list is no list of "
				      "names");
	if (!p || !(p->instructions = momus_arena_alloc(
			    arena, n * sizeof *p->instructions)))
		return momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
	for (p->n = 0; p->n < n && rc == MOMUS_OK; p->n++) {
		if (!momus_json_next(kwargs, &at, &key, &r.kwargs))
			return momus_row_fail(row, err,
					      "kwargs has %zu entries, "
					      "instruction_id_list %zu",
					      p->n, n);
		rc = momus_row_item(row, "instruction_id_list", p->n, &r.name,
				    err);
		if (rc == MOMUS_OK)
			rc = read_one(&r, &p->instructions[p->n], err);
		if (rc == MOMUS_OK)
			rc = name_parts(&r, p, err);
	}
	*out = p;
	return rc;
}
