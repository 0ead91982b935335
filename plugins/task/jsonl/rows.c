/* rows.c - a row becomes a problem: fields by name, checked for the grading */
#include <stdio.h>

#include "fields.h"

enum { STATEMENT_MAX = 64 << 20 };

static int read_tests(const struct fields *r, const char *key,
		      struct momus_cases *out)
{
	static const struct momus_case_names names = { "input", "output" };
	struct momus_case_list list = { r->arena, 0, NULL, 0, 0 };
	struct momus_text raw;
	int rc = momus_row_raw(r->row, key, &raw, r->err);

	if (rc == MOMUS_OK)
		rc = momus_cases_read_objects(r->row, key, raw, names, 0, &list,
					      r->err);
	if (rc == MOMUS_OK && !list.n)
		rc = momus_row_fail(r->row, r->err,
				    "field \"%s\": there is no test: every "
				    "program would pass",
				    key);
	out->tests = list.tests;
	out->n = list.n;
	return rc;
}

static int read_script(const struct fields *r, const char *key,
		       struct jsonl_row *row)
{
	struct momus_text *lines, raw;
	struct momus_buffer b;
	size_t n;
	int rc = momus_row_raw(r->row, key, &raw, r->err);

	if (rc == MOMUS_OK && raw.ptr[0] != '"' && raw.ptr[0] != '[')
		rc = momus_row_fail(r->row, r->err,
				    "field \"%s\": expected a program, a text "
				    "or a list of its lines",
				    key);
	if (rc == MOMUS_OK)
		rc = fields_values(r, key, &lines, &n);
	if (rc < 0)
		return rc;
	momus_buffer_init(&b, STATEMENT_MAX);
	fields_join(&b, lines, n, "\n", false);
	rc = momus_buffer_keep(&b, "a problem\'s text", r->arena, &row->script,
			       r->err);
	if (rc == MOMUS_OK && !momus_text_strip(row->script).len)
		rc = momus_row_fail(r->row, r->err,
				    "field \"%s\": the script is empty: every "
				    "program would pass",
				    key);
	return rc;
}

static int read_statement(const struct fields *r, const struct jsonl_row *row,
			  struct momus_text *out)
{
	static const char *const usual[] = { "prompt", "statement", "question",
					     "problem", NULL };
	struct momus_buffer b;
	int rc = fields_single(
		r, fields_name(r, r->task->options->prompt, usual), out);

	if (rc < 0 || !row->n_choices)
		return rc;
	momus_buffer_init(&b, STATEMENT_MAX);
	momus_buffer_add(&b, *out);
	momus_buffer_puts(&b, "\n\n");
	fields_join(&b, row->choices, row->n_choices, "\n", true);
	return momus_buffer_keep(&b, "a problem\'s text", r->arena, out,
				 r->err);
}

/* A row without an id is called by its line. */
static int read_id(const struct fields *r, struct momus_text *out)
{
	static const char *const usual[] = { "id", "task_id", NULL };
	const char *key = fields_name(r, r->task->options->id, usual);
	char line[32];

	if (r->task->options->id || momus_row_has(r->row, key))
		return fields_single(r, key, out);
	snprintf(line, sizeof line, "%zu", momus_row_line(r->row));
	*out = momus_arena_copy(r->arena, momus_text_of(line));
	return out->ptr ? MOMUS_OK : fields_no_memory(r);
}

/* A reference for people and for rewards; there need not be one. */
static int read_solution(const struct fields *r, const struct jsonl_row *row,
			 struct momus_text *out)
{
	static const char *const usual[] = { "solution", "canonical_solution",
					     NULL };
	const char *key = fields_name(r, r->task->options->solution, usual);

	if (r->task->options->solution || momus_row_has(r->row, key))
		return fields_single(r, key, out);
	if (row->n_right && r->task->grader != JSONL_PATTERN)
		*out = row->right[0];
	return MOMUS_OK;
}

/* An answer known to be wrong, for simulated models; there need not be one. */
static int read_wrong(const struct fields *r, struct momus_text *out)
{
	const char *name = r->task->options->wrong;

	if (name || momus_row_has(r->row, "wrong"))
		return fields_single(r, name ? name : "wrong", out);
	return MOMUS_OK;
}

static int add_rules(const struct fields *r, const struct momus_problem *p,
		     struct momus_cases *out)
{
	struct momus_case_program *right;

	jsonl_io_rules(r->task, p->statement, out);
	if (!p->right.len)
		return MOMUS_OK;
	right = momus_arena_alloc(r->arena, sizeof *right);
	if (!right)
		return fields_no_memory(r);
	*right = (struct momus_case_program){ p->right, p->language };
	out->references = right;
	out->n_references = 1;
	return MOMUS_OK;
}

int jsonl_problem(void *self, const struct momus_row *row,
		  struct momus_arena *arena, struct momus_problem *out,
		  struct momus_error *err)
{
	static const char *const usual[] = { "tests", "test", NULL };
	const struct fields r = { self, row, arena, err };
	struct jsonl_row *own = momus_arena_alloc(arena, sizeof *own);
	const char *tests = fields_name(&r, r.task->options->tests, usual);
	const char *checker = r.task->options->checker;
	bool program = r.task->grader >= JSONL_IO;
	int rc = own ? read_id(&r, &out->id) : fields_no_memory(&r);

	out->data = own;
	out->language = program ? r.task->options->language : "text";
	if (rc == MOMUS_OK && r.task->grader == JSONL_CHOICE)
		rc = right_read_choices(&r, own);
	if (rc == MOMUS_OK &&
	    (r.task->grader == JSONL_IO || r.task->grader == JSONL_CHECKER))
		rc = read_tests(&r, tests, &own->cases);
	if (rc == MOMUS_OK && r.task->grader == JSONL_CHECKER)
		rc = read_script(&r, checker, own);
	if (rc == MOMUS_OK && r.task->grader == JSONL_SCRIPT)
		rc = read_script(&r, tests, own);
	if (rc == MOMUS_OK && !program)
		rc = right_read(&r, own);
	if (rc == MOMUS_OK)
		rc = read_statement(&r, own, &out->statement);
	if (rc == MOMUS_OK)
		rc = read_solution(&r, own, &out->right);
	if (rc == MOMUS_OK)
		rc = read_wrong(&r, &out->wrong);
	if (rc == MOMUS_OK && r.task->grader == JSONL_IO)
		rc = add_rules(&r, out, &own->cases);
	return rc;
}
