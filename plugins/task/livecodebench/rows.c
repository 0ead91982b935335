/* rows.c - data set rows of LiveCodeBench, and SandboxFusion's form of them
 *
 * A problem whose tests cannot be read stays in the data set: it is said once, and
 * nobody's answer to it can be judged.
 */
#include "livecodebench.h"

#include <string.h>

#include <momus/json.h>
#include <momus/log.h>

/* Tests of one problem that are kept as they are; more bytes of them are read
 * anew for each answer, or the whole data set would not fit into memory. */
static const size_t kept_max = 1 << 20;
static const size_t statement_max = (size_t)1 << 28;

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "livecodebench: out of memory");
}

/* A copy of the text, or the number, under KEY. */
static int copy_name(const struct livecodebench_reading *r, const char *key,
		     struct momus_text *out)
{
	struct momus_text raw;
	int rc = momus_row_raw(r->row, key, &raw, r->err);

	if (rc < 0)
		return rc;
	if (!raw.len || !strchr("\"-0123456789", raw.ptr[0]))
		return momus_row_fail(r->row, r->err,
				      "field \"%s\" is no text and no number",
				      key);
	*out = momus_json_copy(raw, r->arena);
	return out->ptr ? MOMUS_OK : no_memory(r->err);
}

/* A program is called by this name: it must be one. */
static bool is_name(struct momus_text t)
{
	for (size_t i = 0; i < t.len; i++) {
		unsigned char c = (unsigned char)t.ptr[i];
		bool letter = (c >= 'a' && c <= 'z') ||
			      (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;

		if (!letter && !(i && c >= '0' && c <= '9'))
			return false;
	}
	return t.len > 0;
}

/* func_name of the metadata, which are JSON in a string; empty if there is none:
 * then the program reads and prints. */
static int read_function(const struct livecodebench_reading *r,
			 struct momus_text *out)
{
	struct momus_text text, name;

	*out = (struct momus_text){ "", 0 };
	if (momus_row_has(r->row, "function_name"))
		return copy_name(r, "function_name", out);
	if (momus_row_str(r->row, "metadata", &text, NULL) < 0 &&
	    momus_row_raw(r->row, "metadata", &text, NULL) < 0)
		return MOMUS_OK;
	if (!momus_json_valid(text, NULL))
		return momus_row_fail(r->row, r->err,
				      "field \"metadata\" holds no JSON");
	name = momus_json_member(text, "func_name");
	if (!name.len || name.ptr[0] != '"')
		return MOMUS_OK;
	*out = momus_json_copy(name, r->arena);
	if (!out->ptr)
		return no_memory(r->err);
	return is_name(*out)
		       ? MOMUS_OK
		       : momus_row_fail(r->row, r->err,
					"field \"metadata\": func_name "
					"\"%.*s\" is no name",
					out->len > 60 ? 60 : (int)out->len,
					out->ptr);
}

static int find_source(const struct livecodebench_reading *r, bool old,
		       struct livecodebench_source *out,
		       struct momus_error *err)
{
	int rc = MOMUS_OK;

	if (old)
		return momus_row_str(r->row, "test", &out->packed, err);
	if (momus_row_has(r->row, "test_id"))
		return momus_row_str(r->row, "test", &out->public_tests, err);
	if (r->task->use[LIVECODEBENCH_PUBLIC])
		rc = momus_row_str(r->row, "public_test_cases",
				   &out->public_tests, err);
	if (rc == MOMUS_OK && r->task->use[LIVECODEBENCH_PRIVATE])
		rc = momus_row_str(r->row, "private_test_cases",
				   &out->private_tests, err);
	return rc;
}

/* The row's own texts of tests into the data set's arena. */
static int keep_source(const struct livecodebench_reading *r,
		       struct livecodebench_source *source)
{
	struct momus_text *texts[] = { &source->public_tests,
				       &source->private_tests,
				       &source->packed };

	for (int i = 0; i < 3; i++) {
		if (texts[i]->len)
			*texts[i] = momus_arena_copy(r->arena, *texts[i]);
		if (!texts[i]->ptr && texts[i]->len)
			return no_memory(r->err);
	}
	return MOMUS_OK;
}

static int keep_tests(const struct livecodebench_reading *r,
		      const struct momus_case *tests,
		      struct livecodebench_row *out)
{
	struct momus_case *own;

	own = momus_arena_alloc(r->arena, (out->n + 1) * sizeof(*own));
	if (!own)
		return no_memory(r->err);
	for (size_t i = 0; i < out->n; i++) {
		own[i] = tests[i];
		own[i].input = momus_arena_copy(r->arena, tests[i].input);
		own[i].expected = momus_arena_copy(r->arena, tests[i].expected);
		if (!own[i].input.ptr || !own[i].expected.ptr)
			return no_memory(r->err);
	}
	out->tests = own;
	return MOMUS_OK;
}

/* The tests stay unread: WHY is said now, and of every answer. */
static int set_apart(const struct livecodebench_reading *r,
		     const struct momus_error *why,
		     struct livecodebench_row *out)
{
	momus_log(MOMUS_LOG_WARNING, "livecodebench",
		  "%s; its answers cannot be judged", why->text);
	out->unreadable = momus_arena_copy(r->arena, momus_text_of(why->text));
	out->n = 0;
	return out->unreadable.ptr ? MOMUS_OK : no_memory(r->err);
}

static int read_tests(const struct livecodebench_reading *r, bool old,
		      struct livecodebench_row *out)
{
	struct momus_case_list list = { .arena = r->task->scratch };
	struct momus_error why = { "" };
	struct momus_text function = { "", 0 };
	int rc = find_source(r, old, &out->source, &why);

	momus_arena_reset(list.arena);
	if (rc == MOMUS_OK)
		rc = livecodebench_read(r->task, r->row, &out->source, &list,
					&function, &why);
	if (rc == MOMUS_EPARSE)
		return set_apart(r, &why, out);
	if (rc < 0)
		return momus_fail(r->err, rc, "%s", why.text);
	if (function.len) {
		out->function = momus_arena_copy(r->arena, function);
		if (!out->function.ptr)
			return no_memory(r->err);
	}
	out->n = list.n;
	return momus_arena_used(list.arena) <= kept_max
		       ? keep_tests(r, list.tests, out)
		       : keep_source(r, &out->source);
}

/* What models are shown: CONTENT, the code that is given, and behind it what is
 * asked for. */
static int write_statement(const struct livecodebench_reading *r,
			   const char *key, const char *before_code,
			   struct momus_text asked, struct momus_text *out)
{
	struct momus_text content, code = { "", 0 };
	struct momus_buffer b;
	int rc = momus_row_str(r->row, key, &content, r->err);

	if (rc < 0)
		return rc;
	momus_row_str(r->row, "starter_code", &code, NULL);
	momus_buffer_init(&b, statement_max);
	momus_buffer_add(&b, content);
	if (code.len) {
		momus_buffer_printf(&b, "\n\n%s\n\n```python\n", before_code);
		momus_buffer_add(&b, code);
		momus_buffer_puts(&b, "\n```");
	}
	if (asked.len) {
		momus_buffer_puts(&b, "\n\n");
		momus_buffer_add(&b, asked);
	}
	return momus_buffer_keep(&b, "a problem's statement", r->arena, out,
				 r->err);
}

/* SandboxFusion's rows hold the whole prompt. */
static int write_program(const struct livecodebench_reading *r, bool old,
			 const struct livecodebench_row *row,
			 struct momus_problem *out)
{
	static const struct momus_text nothing = { "", 0 };

	return write_statement(
		r, old ? "content" : "question_content",
		"Write the solution as a completion of this code:",
		old || row->function.len
			? nothing
			: MOMUS_TEXT("The program reads the input from "
				     "standard input and prints the answer to "
				     "standard output."),
		&out->statement);
}

/* The call that TEST makes, as Python text: an argument a line. */
static void write_call(struct momus_buffer *b, struct momus_text function,
		       struct momus_text input)
{
	momus_buffer_add(b, function);
	momus_buffer_putc(b, '(');
	for (size_t i = 0; i < input.len; i++)
		if (input.ptr[i] == '\n')
			momus_buffer_puts(b, ", ");
		else
			momus_buffer_putc(b, input.ptr[i]);
	momus_buffer_putc(b, ')');
}

static int write_prediction(const struct livecodebench_reading *r,
			    const struct livecodebench_row *row,
			    struct momus_problem *out)
{
	struct momus_buffer b;
	int rc;

	momus_buffer_init(&b, statement_max);
	momus_buffer_puts(&b, "What does a right solution return for the "
			      "following test? Complete the assertion with the "
			      "literal value, on one line.\n\n```python\n"
			      "assert ");
	write_call(&b, row->function, row->tests[0].input);
	momus_buffer_puts(&b, " == # the value\n```");
	rc = momus_buffer_check(&b, "a test's call", r->err);
	if (rc == MOMUS_OK)
		rc = write_statement(r, "question_content",
				     "A solution has this form:",
				     momus_buffer_text(&b), &out->statement);
	momus_buffer_release(&b);
	return rc;
}

/* Narrows ROW to its test I, under an id of its own; NUMBER is a row's own word
 * for it. */
static int choose_test(const struct livecodebench_reading *r, size_t i,
		       struct momus_text number, struct livecodebench_row *row,
		       struct momus_text *id)
{
	const struct momus_case *tests;
	struct momus_buffer b;
	int rc;

	if (row->unreadable.len && i == 0)
		return MOMUS_OK;
	if (!row->function.len || i >= row->n)
		return MOMUS_END;
	rc = livecodebench_tests(r->task, row, r->task->scratch, &tests,
				 r->err);
	if (rc < 0)
		return rc;
	row->n = 1;
	rc = keep_tests(r, &tests[i], row);
	if (rc < 0)
		return rc;
	momus_buffer_init(&b, 4096);
	momus_buffer_add(&b, *id);
	momus_buffer_putc(&b, '/');
	if (number.len)
		momus_buffer_add(&b, number);
	else
		momus_buffer_printf(&b, "%zu", i);
	return momus_buffer_keep(&b, "the id of a test", r->arena, id, r->err);
}

/* Rows of livecodebench/test_generation hold one test, of which they say the
 * number. */
static int read_prediction(const struct livecodebench_reading *r, size_t i,
			   struct livecodebench_row *row,
			   struct momus_problem *out)
{
	struct momus_text number = { "", 0 };
	int rc = MOMUS_OK;

	if (momus_row_has(r->row, "test_id"))
		rc = copy_name(r, "test_id", &number);
	if (rc == MOMUS_OK)
		rc = choose_test(r, i, number, row, &out->id);
	if (rc != MOMUS_OK || row->unreadable.len)
		return rc == MOMUS_OK ? write_program(r, false, row, out) : rc;
	return write_prediction(r, row, out);
}

static int read_problem(const struct livecodebench_reading *r, size_t i,
			struct momus_problem *out)
{
	struct livecodebench_row *row =
		momus_arena_alloc(r->arena, sizeof(*row));
	bool old = !momus_row_has(r->row, "question_id");
	int rc;

	if (!row)
		return no_memory(r->err);
	out->data = row;
	out->language = "python";
	rc = copy_name(r, old ? "id" : "question_id", &out->id);
	if (rc != MOMUS_OK ||
	    (rc = old ? MOMUS_OK : livecodebench_filter(r)) != MOMUS_OK ||
	    (rc = read_function(r, &row->function)) < 0 ||
	    (rc = read_tests(r, old, row)) < 0)
		return rc;
	if (momus_row_has(r->row, "difficulty"))
		rc = copy_name(r, "difficulty", &out->category);
	if (rc == MOMUS_OK)
		rc = r->task->predict ? read_prediction(r, i, row, out)
				      : write_program(r, old, row, out);
	if (rc != MOMUS_OK)
		return rc;
	row->rule = momus_token_rule_of(out->statement);
	row->any_answer = momus_statement_wants_any(out->statement);
	return MOMUS_OK;
}

int livecodebench_problem(void *self, const struct momus_row *row,
			  struct momus_arena *arena, struct momus_problem *out,
			  struct momus_error *err)
{
	const struct livecodebench_reading r = { self, row, arena, err };

	return read_problem(&r, 0, out);
}

int livecodebench_more(void *self, const struct momus_row *row, size_t i,
		       struct momus_arena *arena, struct momus_problem *out,
		       struct momus_error *err)
{
	const struct livecodebench *task = self;
	const struct livecodebench_reading r = { self, row, arena, err };

	return task->predict && !momus_row_has(row, "test_id")
		       ? read_problem(&r, i, out)
		       : MOMUS_END;
}
