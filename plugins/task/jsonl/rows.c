/* rows.c - a row becomes a problem: fields by name, checked for the grading */
#include "jsonl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <momus/buffer.h>
#include <momus/json.h>

#include "pattern.h"

enum { STATEMENT_MAX = 64 << 20 };

struct reader {
	const struct jsonl *task;
	const struct momus_row *row;
	struct momus_arena *arena;
	struct momus_error *err;
};

static int no_memory(const struct reader *r)
{
	return momus_fail(r->err, MOMUS_ENOMEM, "jsonl: out of memory");
}

/* The field called NAME; without one the first of USUAL (NULL-terminated) that
 * the row has, else the first of all. */
static const char *field(const struct reader *r, const char *name,
			 const char *const *usual)
{
	if (name)
		return name;
	for (size_t i = 0; usual[i]; i++)
		if (momus_row_has(r->row, usual[i]))
			return usual[i];
	return usual[0];
}

/* The text or number RAW of field KEY, in the arena. */
static int value(const struct reader *r, const char *key, struct momus_text raw,
		 struct momus_text *out)
{
	char c = raw.ptr[0];

	if (c == '{' || c == '[' || c == 'n')
		return momus_row_fail(r->row, r->err,
				      "field \"%s\": expected a text or a "
				      "number, found %.*s",
				      key, raw.len > 40 ? 40 : (int)raw.len,
				      raw.ptr);
	if (c == '"')
		raw = momus_json_unescape(raw, r->arena);
	*out = raw.ptr ? momus_arena_copy(r->arena, raw) : raw;
	return out->ptr ? MOMUS_OK : no_memory(r);
}

/* The value under KEY, or those of the list there. */
static int values(const struct reader *r, const char *key,
		  struct momus_text **out, size_t *n)
{
	struct momus_text raw, name, one;
	size_t at = 0;
	int rc = momus_row_raw(r->row, key, &raw, r->err);

	*n = 0;
	if (rc < 0)
		return rc;
	if (raw.ptr[0] == '[')
		while (momus_json_next(raw, &at, &name, &one))
			++*n;
	else
		*n = 1;
	if (!*n)
		return momus_row_fail(r->row, r->err,
				      "field \"%s\": the list is empty", key);
	*out = momus_arena_alloc(r->arena, *n * sizeof **out);
	if (!*out)
		return no_memory(r);
	if (raw.ptr[0] != '[')
		return value(r, key, raw, *out);
	at = 0;
	for (size_t i = 0; rc == MOMUS_OK && i < *n; i++) {
		momus_json_next(raw, &at, &name, &one);
		rc = value(r, key, one, *out + i);
	}
	return rc;
}

/* The value under KEY, which is no list. */
static int single(const struct reader *r, const char *key,
		  struct momus_text *out)
{
	struct momus_text raw;
	int rc = momus_row_raw(r->row, key, &raw, r->err);

	return rc < 0 ? rc : value(r, key, raw, out);
}

/* T behind the last MARK in it. */
static struct momus_text behind(struct momus_text t, struct momus_text mark)
{
	size_t at = momus_text_find(t, mark, 0), from = 0;

	for (; at != (size_t)-1; at = momus_text_find(t, mark, from))
		from = at + mark.len;
	return (struct momus_text){ t.ptr + from, t.len - from };
}

/* The letter that RIGHT stands for: itself, a place from 0, or the words of a
 * choice. */
static int letter(const struct reader *r, const char *key,
		  const struct jsonl_row *row, bool is_number,
		  struct momus_text *right)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t n = row->n_choices ? row->n_choices : JSONL_CHOICES_MAX;
	struct momus_text t = momus_text_strip(*right);
	size_t i = n;

	if (is_number && t.len <= 2 && t.ptr[0] >= '0' && t.ptr[0] <= '9')
		i = (size_t)strtoul(t.ptr, NULL, 10);
	else if (t.len == 1 && strchr(letters, t.ptr[0] & ~0x20))
		i = (size_t)((t.ptr[0] & ~0x20) - 'A');
	for (size_t k = 0; i >= n && !is_number && k < row->n_choices; k++)
		if (momus_text_equal(t, momus_text_strip(row->choices[k])))
			i = k;
	if (i >= n)
		return momus_row_fail(r->row, r->err,
				      "field \"%s\": expected a letter from A "
				      "to %c, a place from 0 to %zu or the "
				      "words of a choice, found %.*s",
				      key, letters[n - 1], n - 1,
				      t.len > 40 ? 40 : (int)t.len, t.ptr);
	*right = (struct momus_text){ letters + i, 1 };
	return MOMUS_OK;
}

static int check_right(const struct reader *r, const char *key,
		       struct jsonl_row *row, size_t i)
{
	struct momus_text t = row->right[i], number;
	struct momus_error why = { "" };
	struct pattern *p;
	size_t at = 0;

	if (r->task->grader == JSONL_NUMBER &&
	    !jsonl_next_number(t, &at, &number))
		return momus_row_fail(r->row, r->err,
				      "field \"%s\": expected a number, found "
				      "\"%.*s\"",
				      key, t.len > 40 ? 40 : (int)t.len, t.ptr);
	if (r->task->grader != JSONL_PATTERN)
		return MOMUS_OK;
	if (pattern_create(&p, t, &why) < 0)
		return momus_row_fail(r->row, r->err, "field \"%s\": %s", key,
				      why.text);
	pattern_free(p);
	return MOMUS_OK;
}

static int read_choices(const struct reader *r, struct jsonl_row *row)
{
	static const char *const usual[] = { "choices", "options", NULL };
	const char *key = field(r, r->task->options->choices, usual);
	int rc;

	if (!momus_row_has(r->row, key) && !r->task->options->choices)
		return MOMUS_OK; /* they stand in the prompt */
	rc = values(r, key, &row->choices, &row->n_choices);
	if (rc == MOMUS_OK && row->n_choices > JSONL_CHOICES_MAX)
		rc = momus_row_fail(r->row, r->err,
				    "field \"%s\": %zu choices, at most %d "
				    "have a letter",
				    key, row->n_choices, JSONL_CHOICES_MAX);
	return rc;
}

static int read_right(const struct reader *r, struct jsonl_row *row)
{
	static const char *const usual[] = { "answer", "reference", "target",
					     NULL };
	const struct jsonl_options *o = r->task->options;
	const char *key = field(r, o->answer, usual);
	struct momus_text raw;
	bool choice = r->task->grader == JSONL_CHOICE;
	int rc = values(r, key, &row->right, &row->n_right);

	if (rc == MOMUS_OK && choice && row->n_right > 1)
		rc = momus_row_fail(r->row, r->err,
				    "field \"%s\": %zu answers, expected one",
				    key, row->n_right);
	for (size_t i = 0; rc == MOMUS_OK && i < row->n_right; i++) {
		if (o->after && *o->after)
			row->right[i] =
				behind(row->right[i], momus_text_of(o->after));
		rc = check_right(r, key, row, i);
	}
	if (rc < 0 || !choice)
		return rc;
	momus_row_raw(r->row, key, &raw, NULL);
	return letter(r, key, row, raw.ptr[0] != '"', row->right);
}

static int read_tests(const struct reader *r, const char *key,
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

/* TEXTS (N) with SEPARATOR before each but the first, and with LETTERS "A. " and
 * so on before each, behind what B holds. */
static void join(struct momus_buffer *b, const struct momus_text *texts,
		 size_t n, const char *separator, bool letters)
{
	for (size_t i = 0; i < n; i++) {
		momus_buffer_puts(b, i ? separator : "");
		if (letters)
			momus_buffer_printf(b, "%c. ", (int)('A' + i));
		momus_buffer_add(b, texts[i]);
	}
}

static int settle(const struct reader *r, struct momus_buffer *b,
		  struct momus_text *out)
{
	int rc = momus_buffer_check(b, "a problem's text", r->err);

	if (rc == MOMUS_OK) {
		*out = momus_arena_copy(r->arena, momus_buffer_text(b));
		rc = out->ptr ? MOMUS_OK : no_memory(r);
	}
	momus_buffer_release(b);
	return rc;
}

static int read_script(const struct reader *r, const char *key,
		       struct jsonl_row *row)
{
	struct momus_text *lines;
	struct momus_buffer b;
	size_t n;
	int rc = values(r, key, &lines, &n);

	if (rc < 0)
		return rc;
	momus_buffer_init(&b, STATEMENT_MAX);
	join(&b, lines, n, "\n", false);
	rc = settle(r, &b, &row->script);
	if (rc == MOMUS_OK && !momus_text_strip(row->script).len)
		rc = momus_row_fail(r->row, r->err,
				    "field \"%s\": the script is empty: every "
				    "program would pass",
				    key);
	return rc;
}

static int read_statement(const struct reader *r, const struct jsonl_row *row,
			  struct momus_text *out)
{
	static const char *const usual[] = { "prompt", "statement", "question",
					     "problem", NULL };
	struct momus_buffer b;
	int rc = single(r, field(r, r->task->options->prompt, usual), out);

	if (rc < 0 || !row->n_choices)
		return rc;
	momus_buffer_init(&b, STATEMENT_MAX);
	momus_buffer_add(&b, *out);
	momus_buffer_puts(&b, "\n\n");
	join(&b, row->choices, row->n_choices, "\n", true);
	return settle(r, &b, out);
}

/* A row without an id is called by its line. */
static int read_id(const struct reader *r, struct momus_text *out)
{
	static const char *const usual[] = { "id", "task_id", NULL };
	const char *key = field(r, r->task->options->id, usual);
	char line[32];

	if (r->task->options->id || momus_row_has(r->row, key))
		return single(r, key, out);
	snprintf(line, sizeof line, "%zu", momus_row_line(r->row));
	*out = momus_arena_copy(r->arena, momus_text_of(line));
	return out->ptr ? MOMUS_OK : no_memory(r);
}

/* A reference for people and for rewards; there need not be one. */
static int read_solution(const struct reader *r, const struct jsonl_row *row,
			 struct momus_text *out)
{
	static const char *const usual[] = { "solution", "canonical_solution",
					     NULL };
	const char *key = field(r, r->task->options->solution, usual);

	if (r->task->options->solution || momus_row_has(r->row, key))
		return single(r, key, out);
	if (row->n_right && r->task->grader != JSONL_PATTERN)
		*out = row->right[0];
	return MOMUS_OK;
}

/* An answer known to be wrong, for simulated models; there need not be one. */
static int read_wrong(const struct reader *r, struct momus_text *out)
{
	const char *name = r->task->options->wrong;

	if (name || momus_row_has(r->row, "wrong"))
		return single(r, name ? name : "wrong", out);
	return MOMUS_OK;
}

static int add_rules(const struct reader *r, const struct momus_problem *p,
		     struct momus_cases *out)
{
	struct momus_case_program *right;

	jsonl_io_rules(r->task, p->statement, out);
	if (!p->right.len)
		return MOMUS_OK;
	right = momus_arena_alloc(r->arena, sizeof *right);
	if (!right)
		return no_memory(r);
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
	const struct reader r = { self, row, arena, err };
	struct jsonl_row *own = momus_arena_alloc(arena, sizeof *own);
	const char *tests = field(&r, r.task->options->tests, usual);
	const char *checker = r.task->options->checker;
	bool program = r.task->grader >= JSONL_IO;
	int rc = own ? read_id(&r, &out->id) : no_memory(&r);

	out->data = own;
	out->language = program ? r.task->options->language : "text";
	if (rc == MOMUS_OK && r.task->grader == JSONL_CHOICE)
		rc = read_choices(&r, own);
	if (rc == MOMUS_OK &&
	    (r.task->grader == JSONL_IO || r.task->grader == JSONL_CHECKER))
		rc = read_tests(&r, tests, &own->cases);
	if (rc == MOMUS_OK && r.task->grader == JSONL_CHECKER)
		rc = read_script(&r, checker, own);
	if (rc == MOMUS_OK && r.task->grader == JSONL_SCRIPT)
		rc = read_script(&r, tests, own);
	if (rc == MOMUS_OK && !program)
		rc = read_right(&r, own);
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
