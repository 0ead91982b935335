/* cases-read.c - tests as data files hold them: see momus/cases.h */
#include "config.h"

#include <string.h>

#include "momus/cases.h"
#include "momus/json.h"

struct reading {
	const struct momus_row *row;
	const char *field;
	struct momus_case_list *list;
	struct momus_error *err;
};

static int no_memory(const struct reading *r)
{
	return momus_fail(r->err, MOMUS_ENOMEM, "tests: out of memory");
}

/* Room for N tests more. */
static int widen(const struct reading *r, size_t n)
{
	struct momus_case_list *l = r->list;
	size_t room = l->n + n;
	struct momus_case *tests;

	if (l->most && room > l->most)
		room = l->most;
	if (room <= l->room)
		return MOMUS_OK;
	tests = momus_arena_alloc(l->arena, room * sizeof *tests);
	if (!tests)
		return no_memory(r);
	if (l->n)
		memcpy(tests, l->tests, l->n * sizeof *tests);
	l->tests = tests;
	l->room = room;
	return MOMUS_OK;
}

static int add(const struct reading *r, struct momus_text input,
	       struct momus_text expected, uint32_t part)
{
	struct momus_case *t = &r->list->tests[r->list->n];

	t->input = momus_json_copy(input, r->list->arena);
	t->expected = momus_json_copy(expected, r->list->arena);
	t->part = part;
	if (!t->input.ptr || !t->expected.ptr)
		return no_memory(r);
	r->list->n++;
	return MOMUS_OK;
}

static bool is_list(struct momus_text raw)
{
	return raw.len && raw.ptr[0] == '[';
}

int momus_cases_read_lists(const struct momus_row *row, const char *field,
			   struct momus_text raw, struct momus_case_names names,
			   uint32_t part, struct momus_case_list *list,
			   struct momus_error *err)
{
	const struct reading r = { row, field, list, err };
	struct momus_text in = momus_json_member(raw, names.input);
	struct momus_text out = momus_json_member(raw, names.output);
	size_t n = momus_json_count(in), m = momus_json_count(out);
	size_t in_at = 0, out_at = 0;
	struct momus_text name, input, output;
	int rc;

	if (!is_list(in) || !is_list(out))
		return momus_row_fail(row, err,
				      "field \"%s\": expected an object of two "
				      "lists, %s and %s",
				      field, names.input, names.output);
	if (n != m)
		return momus_row_fail(row, err,
				      "field \"%s\" has %zu inputs and %zu "
				      "outputs; they must be pairs",
				      field, n, m);
	rc = widen(&r, n);
	for (size_t i = 0; rc == MOMUS_OK && i < n && list->n < list->room;
	     i++) {
		momus_json_next(in, &in_at, &name, &input);
		momus_json_next(out, &out_at, &name, &output);
		if (input.ptr[0] != '"' || output.ptr[0] != '"')
			return momus_row_fail(row, err,
					      "field \"%s\": test %zu is no "
					      "pair of strings",
					      field, i);
		rc = add(&r, input, output, part);
	}
	return rc;
}

/* Whether RAW is a string or a number. */
static bool is_text(struct momus_text raw)
{
	return raw.len && !memchr("{[n", raw.ptr[0], 3);
}

int momus_cases_read_objects(const struct momus_row *row, const char *field,
			     struct momus_text raw,
			     struct momus_case_names names, uint32_t part,
			     struct momus_case_list *list,
			     struct momus_error *err)
{
	const struct reading r = { row, field, list, err };
	struct momus_text name, one;
	size_t at = 0;
	int rc;

	if (!is_list(raw))
		return momus_row_fail(row, err,
				      "field \"%s\": expected a list of "
				      "{\"%s\": …, \"%s\": …}",
				      field, names.input, names.output);
	rc = widen(&r, momus_json_count(raw));
	for (size_t i = 0; rc == MOMUS_OK && list->n < list->room &&
			   momus_json_next(raw, &at, &name, &one);
	     i++) {
		struct momus_text in = momus_json_member(one, names.input);
		struct momus_text out = momus_json_member(one, names.output);

		if (!is_text(in) || !is_text(out))
			return momus_row_fail(row, err,
					      "field \"%s\": test %zu is no "
					      "{\"%s\": …, \"%s\": …} of texts",
					      field, i, names.input,
					      names.output);
		rc = add(&r, in, out, part);
	}
	return rc;
}
