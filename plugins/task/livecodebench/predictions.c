/* predictions.c - the scenario of test output prediction: problems of one test */
#include "livecodebench.h"

enum { CALL_MAX = 1 << 28 };

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

	momus_buffer_init(&b, CALL_MAX);
	momus_buffer_puts(&b, "What does a right solution return for the "
			      "following test? Complete the assertion with the "
			      "literal value, on one line.\n\n```python\n"
			      "assert ");
	write_call(&b, row->function, row->tests[0].input);
	momus_buffer_puts(&b, " == # the value\n```");
	rc = momus_buffer_check(&b, "a test's call", r->err);
	if (rc == MOMUS_OK)
		rc = livecodebench_write_statement(
			r, "question_content",
			"A solution has this form:", momus_buffer_text(&b),
			&out->statement);
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
	rc = livecodebench_keep_tests(r, &tests[i], row);
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
int livecodebench_predict(const struct livecodebench_reading *r, size_t i,
			  struct livecodebench_row *row,
			  struct momus_problem *out)
{
	struct momus_text number = { "", 0 };
	int rc = MOMUS_OK;

	if (momus_row_has(r->row, "test_id"))
		rc = livecodebench_copy_name(r, "test_id", &number);
	if (rc == MOMUS_OK)
		rc = choose_test(r, i, number, row, &out->id);
	if (rc != MOMUS_OK || row->unreadable.len)
		return rc == MOMUS_OK
			       ? livecodebench_write_program(r, false, row, out)
			       : rc;
	return write_prediction(r, row, out);
}
