/* tests.c - the tests in a row's input_output, as TACO and APPS write them
 *
 * {"inputs": […], "outputs": […]}: of a program, a text each, or a list of its
 * lines; with "fn_name", a list of arguments each, and what the call returns, which
 * most rows put into a list of its own.
 */
#include "taco.h"

#include <string.h>

#include <momus/json.h>

static const size_t text_limit = (size_t)256 << 20;

static int no_memory(const struct taco_reading *r)
{
	return momus_fail(r->err, MOMUS_ENOMEM, "taco: out of memory");
}

static bool is_list(struct momus_text raw)
{
	return raw.len && raw.ptr[0] == '[';
}

/* The texts in the list LIST, each with END behind it. */
static int join(const struct taco_reading *r, struct momus_text list,
		const char *end, struct momus_text *out)
{
	struct momus_text key, one;
	struct momus_buffer b;
	size_t at = 0;

	momus_buffer_init(&b, text_limit);
	while (momus_json_next(list, &at, &key, &one)) {
		one = momus_json_copy(one, r->arena);
		if (!one.ptr)
			b.failed = true;
		momus_buffer_add(&b, one);
		momus_buffer_puts(&b, end);
	}
	return momus_buffer_keep(&b, "a test", r->arena, out, r->err);
}

/* A test's text: a string, or a list of lines.  MOMUS_END: neither. */
static int read_text(const struct taco_reading *r, struct momus_text raw,
		     struct momus_text *out)
{
	if (is_list(raw))
		return join(r, raw, "\n", out);
	if (!raw.len || raw.ptr[0] != '"')
		return MOMUS_END;
	*out = momus_json_copy(raw, r->arena);
	return out->ptr ? MOMUS_OK : no_memory(r);
}

/* The arguments of a call, a JSON value a line.  MOMUS_END: they are no list. */
static int read_arguments(const struct taco_reading *r, struct momus_text raw,
			  struct momus_text *out)
{
	struct momus_text key, one;
	struct momus_buffer b;
	size_t at = 0;

	if (!is_list(raw))
		return MOMUS_END;
	momus_buffer_init(&b, text_limit);
	while (momus_json_next(raw, &at, &key, &one)) {
		for (size_t i = 0; i < one.len; i++)
			momus_buffer_putc(&b, one.ptr[i] == '\n' ||
							      one.ptr[i] == '\r'
						      ? ' '
						      : one.ptr[i]);
		momus_buffer_putc(&b, '\n');
	}
	return momus_buffer_keep(&b, "a test", r->arena, out, r->err);
}

static int read_test(const struct taco_reading *r, bool call,
		     struct momus_text input, struct momus_text output,
		     struct momus_case *out)
{
	int rc = call ? read_arguments(r, input, &out->input)
		      : read_text(r, input, &out->input);

	if (rc < 0)
		return rc;
	if (!call)
		return read_text(r, output, &out->expected);
	out->expected = momus_arena_copy(r->arena, output);
	return out->expected.ptr ? MOMUS_OK : no_memory(r);
}

static int read_function(const struct taco_reading *r, struct momus_text io,
			 struct momus_text *out)
{
	struct momus_text raw = momus_json_member(io, "fn_name");

	*out = (struct momus_text){ "", 0 };
	if (!raw.len || momus_text_equal(raw, MOMUS_TEXT("null")))
		return MOMUS_OK;
	*out = momus_json_copy(raw, r->arena);
	if (!out->ptr)
		return no_memory(r);
	if (raw.ptr[0] != '"' || !momus_text_is_name(*out))
		return momus_row_leave(r->row, "a function name that is none");
	if (strcmp(r->task->options->programs.language, "python") != 0)
		return momus_row_leave(r->row,
				       "a function to call, which needs "
				       "Python");
	return MOMUS_OK;
}

/* Whether each output stands alone in a list. */
static bool all_wrapped(struct momus_text outputs)
{
	struct momus_text key, one;
	size_t at = 0;

	while (momus_json_next(outputs, &at, &key, &one))
		if (!is_list(one) || momus_json_count(one) != 1)
			return false;
	return true;
}

static void set_rules(const struct taco_reading *r, struct momus_text outputs,
		      struct taco_problem *out)
{
	bool strict = r->task->strict;

	if (!out->function.len) {
		out->cases.parity = strict ? NULL : momus_check_lines;
		return;
	}
	out->cases.parity = strict ? NULL : taco_check_call;
	out->cases.strict =
		all_wrapped(outputs) ? taco_check_wrapped : momus_check_value;
}

int taco_read_tests(const struct taco_reading *r, struct momus_text io,
		    struct taco_problem *out)
{
	struct momus_text inputs = momus_json_member(io, "inputs");
	struct momus_text outputs = momus_json_member(io, "outputs");
	struct momus_text key, input, output;
	size_t n = momus_json_count(inputs), at = 0, in = 0;
	struct momus_case *tests;
	int rc = read_function(r, io, &out->function);

	if (rc < 0)
		return rc;
	if (!is_list(inputs) || !is_list(outputs) ||
	    n != momus_json_count(outputs))
		return momus_row_leave(r->row,
				       "tests that are no two lists, equally "
				       "long");
	if (!n)
		return momus_row_leave(r->row, "having no tests");
	tests = momus_arena_alloc(r->arena, n * sizeof(*tests));
	if (!tests)
		return no_memory(r);
	while (momus_json_next(inputs, &at, &key, &input) &&
	       momus_json_next(outputs, &in, &key, &output)) {
		rc = read_test(r, out->function.len > 0, input, output,
			       &tests[out->cases.n++]);
		if (rc == MOMUS_END)
			return momus_row_leave(r->row,
					       "a test that is no text, and no "
					       "list");
		if (rc < 0)
			return rc;
	}
	out->cases.tests = tests;
	set_rules(r, outputs, out);
	return MOMUS_OK;
}
