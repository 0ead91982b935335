/* rows.c - data set rows and recorded solutions of CodeContests
 *
 * Field names are the Hugging Face data set's (deepmind/code_contests).
 */
#include "codecontests.h"

#include <stdlib.h>
#include <string.h>

#include <momus/json.h>
#include <momus/log.h>

enum { PYTHON3 = 3 }; /* of the data's enum of languages */

struct reading {
	const struct codecontests *task;
	const struct momus_row *row;
	struct momus_arena *arena;
	struct momus_error *err;
};

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "codecontests: out of memory");
}

/* A copy in the data set's arena of the raw JSON string RAW. */
static int copy_raw(const struct reading *r, struct momus_text raw,
		    struct momus_text *out)
{
	*out = momus_json_unescape(raw, r->arena);
	if (out->ptr == raw.ptr + 1)
		*out = momus_arena_copy(r->arena, *out);
	return out->ptr ? MOMUS_OK : no_memory(r->err);
}

static int copy_str(const struct reading *r, const char *key,
		    struct momus_text *out)
{
	int rc = momus_row_str(r->row, key, out, r->err);

	if (rc < 0)
		return rc;
	*out = momus_arena_copy(r->arena, *out);
	return out->ptr ? MOMUS_OK : no_memory(r->err);
}

/* The raw value of KEY in the raw object OBJECT; empty if there is none. */
static struct momus_text member(struct momus_text object, const char *key)
{
	struct momus_text name, value;
	size_t at = 0, n = strlen(key);

	while (momus_json_next(object, &at, &name, &value))
		if (name.len == n + 2 && memcmp(name.ptr + 1, key, n) == 0)
			return value;
	return (struct momus_text){ "", 0 };
}

static size_t count(struct momus_text list)
{
	struct momus_text name, value;
	size_t at = 0, n = 0;

	while (momus_json_next(list, &at, &name, &value))
		n++;
	return n;
}

struct group { /* raw lists of strings */
	struct momus_text input, output;
	size_t n;
};

static int read_group(const struct reading *r, size_t g, struct group *out)
{
	char key[40] = "";
	struct momus_text raw;
	size_t n;
	int rc;

	strncat(key, codecontests_groups[g], 20);
	strncat(key, "_tests", 10);
	if (!momus_row_has(r->row, key))
		return MOMUS_OK;
	rc = momus_row_raw(r->row, key, &raw, r->err);
	if (rc < 0)
		return rc;
	out->input = member(raw, "input");
	out->output = member(raw, "output");
	if (raw.ptr[0] != '{' || !out->input.len || !out->output.len ||
	    out->input.ptr[0] != '[' || out->output.ptr[0] != '[')
		return momus_row_fail(r->row, r->err,
				      "field \"%s\": expected an object of two "
				      "lists, input and output",
				      key);
	out->n = count(out->input);
	n = count(out->output);
	if (out->n != n)
		return momus_row_fail(r->row, r->err,
				      "field \"%s\" has %zu inputs and %zu "
				      "outputs; they must be pairs",
				      key, out->n, n);
	return MOMUS_OK;
}

/* The tests of GROUP behind those that OUT has, up to the most that count. */
static int add_group(const struct reading *r, const struct group *group,
		     size_t g, struct codecontests_row *out, size_t total)
{
	struct momus_text name, input, output;
	size_t in = 0, to = 0;
	int rc;

	for (size_t i = 0; i < group->n && out->n < total; i++) {
		struct codecontests_test *t = &out->tests[out->n];

		momus_json_next(group->input, &in, &name, &input);
		momus_json_next(group->output, &to, &name, &output);
		if (input.ptr[0] != '"' || output.ptr[0] != '"')
			return momus_row_fail(r->row, r->err,
					      "field \"%s_tests\": test %zu is "
					      "no pair of strings",
					      codecontests_groups[g], i);
		rc = copy_raw(r, input, &t->input);
		if (rc == MOMUS_OK)
			rc = copy_raw(r, output, &t->expected);
		if (rc < 0)
			return rc;
		t->group = (enum codecontests_group)g;
		out->n++;
	}
	return MOMUS_OK;
}

static int read_tests(const struct reading *r, struct codecontests_row *out)
{
	struct group groups[CODECONTESTS_GROUPS] = { { { "", 0 } } };
	size_t total = 0;
	int rc = MOMUS_OK;

	if (!momus_row_has(r->row, "public_tests") &&
	    !momus_row_has(r->row, "private_tests") &&
	    !momus_row_has(r->row, "generated_tests"))
		return momus_row_fail(r->row, r->err,
				      "there is none of public_tests, "
				      "private_tests and generated_tests; use "
				      "rows with the Hugging Face names");
	for (size_t g = 0; g < CODECONTESTS_GROUPS; g++) {
		rc = read_group(r, g, &groups[g]);
		if (rc < 0)
			return rc;
		total += r->task->use[g] ? groups[g].n : 0;
	}
	if (total > r->task->most)
		total = r->task->most;
	out->tests =
		momus_arena_alloc(r->arena, (total + 1) * sizeof(*out->tests));
	if (!out->tests)
		return no_memory(r->err);
	for (size_t g = 0; g < CODECONTESTS_GROUPS && rc == MOMUS_OK; g++)
		if (r->task->use[g])
			rc = add_group(r, &groups[g], g, out, total);
	return rc;
}

/* The number RAW, which some conversions write as a string; -1 if it is none. */
static double number(struct momus_text raw)
{
	double x;

	if (raw.len > 1 && raw.ptr[0] == '"')
		raw = (struct momus_text){ raw.ptr + 1, raw.len - 2 };
	return momus_text_float(raw, &x) && x >= 0 && x < 1e15 ? x : -1;
}

static int read_limits(const struct reading *r, struct codecontests_row *out)
{
	struct momus_text raw;
	double nanos = 0;

	if (momus_row_has(r->row, "time_limit")) {
		momus_row_raw(r->row, "time_limit", &raw, NULL);
		out->time_s = number(member(raw, "seconds"));
		if (member(raw, "nanos").len)
			nanos = number(member(raw, "nanos"));
		if (raw.ptr[0] != '{' || out->time_s < 0 || nanos < 0)
			return momus_row_fail(r->row, r->err,
					      "field \"time_limit\": expected "
					      "{\"seconds\": S, \"nanos\": N}, "
					      "found %.*s",
					      raw.len > 60 ? 60 : (int)raw.len,
					      raw.ptr);
		out->time_s += nanos * 1e-9;
	}
	if (!momus_row_has(r->row, "memory_limit_bytes"))
		return MOMUS_OK;
	momus_row_raw(r->row, "memory_limit_bytes", &raw, NULL);
	out->memory_bytes = number(raw);
	if (out->memory_bytes < 0)
		return momus_row_fail(
			r->row, r->err,
			"field \"memory_limit_bytes\": expected a "
			"number of bytes, found %.*s",
			raw.len > 60 ? 60 : (int)raw.len, raw.ptr);
	return MOMUS_OK;
}

/* The first Python 3 program of the pair of lists under KEY, if there is one. */
static int read_program(const struct reading *r, const char *key,
			struct momus_text *out)
{
	struct momus_text raw, name, language, program;
	size_t at = 0, in = 0;

	if (momus_row_raw(r->row, key, &raw, NULL) < 0)
		return MOMUS_OK;
	while (momus_json_next(member(raw, "language"), &at, &name,
			       &language) &&
	       momus_json_next(member(raw, "solution"), &in, &name, &program))
		if (number(language) == PYTHON3 && program.ptr[0] == '"')
			return copy_raw(r, program, out);
	return MOMUS_OK;
}

/* Whether the problem reads or writes files: no test of ours can do that. */
static bool uses_files(const struct momus_row *row)
{
	struct momus_text name;

	return (momus_row_str(row, "input_file", &name, NULL) == MOMUS_OK &&
		name.len) ||
	       (momus_row_str(row, "output_file", &name, NULL) == MOMUS_OK &&
		name.len);
}

int codecontests_problem(void *self, const struct momus_row *row,
			 struct momus_arena *arena, struct momus_problem *out,
			 struct momus_error *err)
{
	struct codecontests_row *data = momus_arena_alloc(arena, sizeof(*data));
	const struct reading r = { self, row, arena, err };
	int rc;

	if (!data)
		return no_memory(err);
	out->data = data;
	out->language = "python";
	rc = copy_str(&r, "name", &out->id);
	if (rc == MOMUS_OK)
		rc = copy_str(&r, "description", &out->statement);
	if (rc < 0)
		return rc;
	if (uses_files(row)) {
		momus_log(MOMUS_LOG_WARNING, "codecontests",
			  "%s:%zu: \"%.*s\" reads or writes a file of its own "
			  "instead of the standard streams; it is left out",
			  momus_row_origin(row), momus_row_line(row),
			  out->id.len > 100 ? 100 : (int)out->id.len,
			  out->id.ptr);
		return MOMUS_END;
	}
	data->rule = momus_token_rule_of(out->statement);
	if ((rc = read_tests(&r, data)) < 0 ||
	    (rc = read_limits(&r, data)) < 0 ||
	    (rc = read_program(&r, "solutions", &out->right)) < 0)
		return rc;
	return read_program(&r, "incorrect_solutions", &out->wrong);
}

static bool is_python(struct momus_text raw)
{
	static const char *const names[] = { "\"PYTHON3\"", "\"python3\"",
					     "\"python\"", "\"Python 3\"" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (momus_text_equal(raw, momus_text_of(names[i])))
			return true;
	return number(raw) == PYTHON3;
}

/* {name, code, language}: `code` is the program; `response` one around it. */
int codecontests_answer(void *self, const struct momus_row *row, size_t i,
			struct momus_arena *arena, struct momus_answer *out,
			struct momus_error *err)
{
	const struct reading r = { self, row, arena, err };
	struct momus_text raw;
	int rc;

	if (i)
		return MOMUS_END;
	rc = copy_str(&r, "name", &out->id);
	if (rc < 0)
		return rc;
	if (momus_row_has(row, "language") &&
	    momus_row_raw(row, "language", &raw, NULL) == MOMUS_OK &&
	    !is_python(raw))
		return momus_row_fail(
			row, err,
			"field \"language\" is %.*s, and only "
			"Python 3 (3) is run; leave such rows out",
			raw.len > 40 ? 40 : (int)raw.len, raw.ptr);
	out->extracted = momus_row_has(row, "code");
	return copy_str(&r, out->extracted ? "code" : "response", &out->text);
}
