/* tests.c - a problem's tests: JSON, or JSON in a packed string */
#include "livecodebench.h"

#include <momus/json.h>
#include <momus/log.h>
#include <momus/packed.h>

/* Of unpacked tests of one problem: a guard against bombs. */
static const size_t unpacked_max = (size_t)512 << 20;

static const struct momus_case_names pair = { "input", "output" },
				     pairs = { "inputs", "outputs" };

static int check_json(const struct momus_row *row, const char *field,
		      struct momus_text text, struct momus_error *err)
{
	size_t at;

	if (momus_json_valid(text, &at))
		return MOMUS_OK;
	return momus_row_fail(row, err,
			      "field \"%s\" holds no JSON: damaged at byte %zu",
			      field, at);
}

/* Unpacks TEXT unless it is JSON as it stands. */
static int unpack(const struct momus_row *row, const char *field,
		  const char *key, struct momus_arena *arena,
		  struct momus_text *text, struct momus_error *err)
{
	struct momus_text plain = momus_text_strip(*text);
	struct momus_error why = { "" };
	int rc;

	if (plain.len && (plain.ptr[0] == '[' || plain.ptr[0] == '{'))
		return check_json(row, field, plain, err);
	rc = momus_packed_text(plain, key, unpacked_max, arena, text, &why);
	if (rc == MOMUS_EPARSE)
		return momus_row_fail(row, err, "field \"%s\" %s", field,
				      why.text);
	if (rc < 0)
		return momus_fail(err, rc, "livecodebench: %s", why.text);
	return check_json(row, field, *text, err);
}

static int read_group(const struct livecodebench *task,
		      const struct momus_row *row, uint32_t group,
		      const char *field, struct momus_text text,
		      struct momus_case_list *list, struct momus_error *err)
{
	int rc;

	if (!task->use[group] || !text.ptr)
		return MOMUS_OK;
	rc = unpack(row, field, NULL, list->arena, &text, err);
	return rc < 0 ? rc
		      : momus_cases_read_objects(row, field, text, pair, group,
						 list, err);
}

int livecodebench_read(const struct livecodebench *task,
		       const struct momus_row *row,
		       const struct livecodebench_source *source,
		       struct momus_case_list *list,
		       struct momus_text *function, struct momus_error *err)
{
	struct momus_text all = source->packed, name;
	int rc;

	if (!all.len) {
		rc = read_group(task, row, LIVECODEBENCH_PUBLIC,
				"public_test_cases", source->public_tests, list,
				err);
		return rc < 0 ? rc
			      : read_group(task, row, LIVECODEBENCH_PRIVATE,
					   "private_test_cases",
					   source->private_tests, list, err);
	}
	/* SandboxFusion does not say which of them are public. */
	rc = unpack(row, "test", "input_output", list->arena, &all, err);
	if (rc < 0)
		return rc;
	name = momus_json_member(all, "fn_name");
	if (function && name.len && name.ptr[0] == '"')
		*function = momus_json_copy(name, list->arena);
	return momus_cases_read_lists(row, "test", all, pairs,
				      LIVECODEBENCH_PRIVATE, list, err);
}

int livecodebench_tests(const struct livecodebench *task,
			const struct livecodebench_row *r,
			struct momus_arena *arena,
			const struct momus_case **tests,
			struct momus_error *err)
{
	struct momus_case_list list = { .arena = arena };
	int rc;

	*tests = r->tests;
	if (r->tests || !r->n)
		return MOMUS_OK;
	/* They were read well when the row was: what fails now is memory. */
	rc = livecodebench_read(task, NULL, &r->source, &list, NULL, err);
	*tests = list.tests;
	return rc;
}

/* As Python reads it, which takes NaN and Infinity, too. */
static bool is_value(struct momus_text t)
{
	return momus_json_valid(t, NULL) ||
	       momus_text_find(t, MOMUS_TEXT("NaN"), 0) != (size_t)-1 ||
	       momus_text_find(t, MOMUS_TEXT("Infinity"), 0) != (size_t)-1;
}

/* Whether T's arguments, one a line, and the expected value can be read. */
static bool is_call(const struct momus_case *t)
{
	struct momus_text line, rest = t->input;
	size_t lf;

	do {
		lf = momus_text_find(rest, MOMUS_TEXT("\n"), 0);
		line = rest;
		if (lf != (size_t)-1) {
			line.len = lf;
			rest.ptr += lf + 1;
			rest.len -= lf + 1;
		}
		if (!is_value(line))
			return false;
	} while (lf != (size_t)-1);
	return is_value(t->expected);
}

int livecodebench_check_calls(const struct livecodebench_reading *r,
			      const struct momus_case *tests,
			      struct livecodebench_row *out)
{
	struct momus_error why = { "" };
	size_t i = 0;

	while (i < out->n && is_call(&tests[i]))
		i++;
	if (i == out->n)
		return MOMUS_OK;
	momus_row_fail(
		r->row, &why,
		"test %zu has arguments or a value that are no JSON; the "
		"official checker fails every answer, and a careful "
		"judge cannot tell",
		i);
	momus_log(MOMUS_LOG_WARNING, "livecodebench", "%s", why.text);
	out->malformed = momus_arena_copy(r->arena, momus_text_of(why.text));
	return out->malformed.ptr ? MOMUS_OK : livecodebench_no_memory(r->err);
}
