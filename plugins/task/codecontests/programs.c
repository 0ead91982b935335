/* programs.c - programs that rows of CodeContests hold: solutions, and answers */
#include <stdio.h>
#include <string.h>

#include <momus/json.h>

#include "codecontests.h"

enum { REFERENCES = 3 }; /* solutions of the data that are kept */

/* What the sandbox calls the language RAW, a number or a name of the data's enum;
 * "" if nobody knows it. */
static const char *language(struct momus_text raw)
{
	static const struct {
		const char *names, *ours;
	} known[] = {
		{ "|3|PYTHON3|python3|python|Python 3|", "python" },
		{ "|2|CPP|cpp|C++|c++|", "cpp" },
		{ "|C|c|", "c" },
		{ "|1|PYTHON|", "python2" },
		{ "|4|JAVA|java|", "java" },
	};
	char word[16];

	if (raw.len > 1 && raw.ptr[0] == '"')
		raw = (struct momus_text){ raw.ptr + 1, raw.len - 2 };
	snprintf(word, sizeof(word), "|%.*s|", raw.len > 12 ? 12 : (int)raw.len,
		 raw.ptr);
	for (size_t i = 0; raw.len && i < sizeof(known) / sizeof(*known); i++)
		if (strstr(known[i].names, word))
			return known[i].ours;
	return "";
}

/* The programs of the pair of lists under KEY that can be run: at most MOST, those
 * in the task's language first. */
static int read_programs(const struct codecontests_reading *r, const char *key,
			 struct momus_case_program *out, size_t most, size_t *n)
{
	const char *ours = r->options->programs.language;
	struct momus_text raw, name, which, text;

	*n = 0;
	if (momus_row_raw(r->row, key, &raw, NULL) < 0)
		return MOMUS_OK;
	for (int others = 0; others < 2; others++) {
		struct momus_text lists[] = {
			momus_json_member(raw, "language"),
			momus_json_member(raw, "solution")
		};
		size_t at = 0, in = 0;

		while (*n < most &&
		       momus_json_next(lists[0], &at, &name, &which) &&
		       momus_json_next(lists[1], &in, &name, &text)) {
			const char *is = language(which);

			if (others == (strcmp(is, ours) == 0) ||
			    text.ptr[0] != '"' || !momus_language_known(is))
				continue;
			out[*n].language = is;
			out[*n].text = momus_json_copy(text, r->arena);
			if (!out[(*n)++].text.ptr)
				return codecontests_no_memory(r->err);
		}
	}
	return MOMUS_OK;
}

int codecontests_solutions(const struct codecontests_reading *r,
			   struct momus_problem *out, struct momus_cases *cases)
{
	const char *ours = r->options->programs.language;
	struct momus_case_program *right, wrong = { .language = NULL };
	size_t n = 0;
	int rc;

	right = momus_arena_alloc(r->arena, REFERENCES * sizeof(*right));
	if (!right)
		return codecontests_no_memory(r->err);
	rc = read_programs(r, "solutions", right, REFERENCES,
			   &cases->n_references);
	cases->references = right;
	if (rc == MOMUS_OK)
		rc = read_programs(r, "incorrect_solutions", &wrong, 1, &n);
	if (cases->n_references && !strcmp(right->language, ours))
		out->right = right->text;
	if (n && !strcmp(wrong.language, ours))
		out->wrong = wrong.text;
	return rc;
}

/* {name, code, language}: `code` is the program; `response` one around it. */
int codecontests_answer(void *self, const struct momus_row *row, size_t i,
			struct momus_arena *arena, struct momus_answer *out,
			struct momus_error *err)
{
	struct momus_text raw;
	int rc;

	(void)self;
	if (i)
		return MOMUS_END;
	rc = momus_row_copy(row, "name", arena, &out->id, err);
	if (rc < 0)
		return rc;
	if (momus_row_has(row, "language")) {
		momus_row_raw(row, "language", &raw, NULL);
		out->language = language(raw);
	}
	out->extracted = momus_row_has(row, "code");
	return momus_row_copy(row, out->extracted ? "code" : "response", arena,
			      &out->text, err);
}
