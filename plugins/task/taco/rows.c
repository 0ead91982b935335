/* rows.c - rows of TACO and APPS, and recorded answers to TACO */
#include "taco.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <momus/json.h>

enum { REFERENCES = 3 }; /* solutions of the data that are kept */

static const double default_s = 10; /* where the data has no limit */
static const uint64_t official_pipe = 131072;

static int no_memory(const struct taco_reading *r)
{
	return momus_fail(r->err, MOMUS_ENOMEM, "taco: out of memory");
}

/* The text or number under KEY, as a text. */
static int read_word(const struct momus_row *row, const char *key,
		     struct momus_arena *arena, struct momus_text *out,
		     struct momus_error *err)
{
	struct momus_text raw;
	int rc = momus_row_raw(row, key, &raw, err);

	if (rc == MOMUS_OK && strchr("[{tfn", raw.ptr[0]))
		rc = momus_row_fail(row, err,
				    "field \"%s\": expected a text or a number",
				    key);
	if (rc < 0)
		return rc;
	*out = momus_json_copy(raw, arena);
	return out->ptr ? MOMUS_OK
			: momus_fail(err, MOMUS_ENOMEM, "taco: out of memory");
}

/* The row's name for itself; TACO's have none, and answers to them count rows. */
static int read_id(const struct taco_reading *r, struct momus_text *out)
{
	static const char *const keys[] = { "id", "task_id", "problem_id" };
	char number[24];

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (momus_row_has(r->row, keys[i]))
			return read_word(r->row, keys[i], r->arena, out,
					 r->err);
	snprintf(number, sizeof(number), "%zu", momus_row_line(r->row) - 1);
	*out = momus_arena_copy(r->arena, momus_text_of(number));
	return out->ptr ? MOMUS_OK : no_memory(r);
}

/* The value under KEY, which most rows have as the text of one.  Empty if there is
 * none, or no JSON. */
static int read_json(const struct taco_reading *r, const char *key,
		     struct momus_text *out)
{
	int rc;

	*out = (struct momus_text){ "", 0 };
	if (!momus_row_has(r->row, key))
		return MOMUS_OK;
	momus_row_raw(r->row, key, out, NULL);
	if (out->ptr[0] != '"')
		return MOMUS_OK;
	rc = momus_row_copy(r->row, key, r->arena, out, r->err);
	if (rc == MOMUS_OK && !momus_json_valid(*out, NULL))
		*out = (struct momus_text){ "", 0 };
	*out = momus_text_strip(*out);
	return rc;
}

/* The first number in the field, "2.0 seconds": in seconds. */
static double time_limit(const struct taco_reading *r)
{
	struct momus_text raw, word;
	double s;

	if (momus_row_raw(r->row, "time_limit", &raw, NULL) < 0)
		return default_s;
	for (size_t i = 0; i < raw.len; i++) {
		if (raw.ptr[i] < '0' || raw.ptr[i] > '9')
			continue;
		word = (struct momus_text){ raw.ptr + i, 0 };
		while (i + word.len < raw.len &&
		       strchr("0123456789.", word.ptr[word.len]))
			word.len++;
		if (word.ptr[word.len - 1] == '.')
			word.len--;
		if (momus_text_float(word, &s) && s > 0 && s <= 3600)
			return s;
		return default_s;
	}
	return default_s;
}

/* As its author wrote it, or as it is run. */
static int read_reference(const struct taco_reading *r, struct momus_text raw,
			  struct momus_text function,
			  struct momus_case_program *out,
			  struct momus_text *plain)
{
	*plain = momus_json_copy(raw, r->arena);
	if (!plain->ptr)
		return no_memory(r);
	*out = (struct momus_case_program){ *plain, "python" };
	return function.len ? taco_call(*plain, function, r->arena, &out->text,
					r->err)
			    : MOMUS_OK;
}

static int read_solutions(const struct taco_reading *r,
			  struct momus_problem *out, struct taco_problem *p)
{
	struct momus_case_program *all =
		momus_arena_alloc(r->arena, REFERENCES * sizeof(*all));
	struct momus_text list, key, raw, plain;
	size_t at = 0, n = 0;
	int rc = read_json(r, "solutions", &list);

	if (!all)
		return no_memory(r);
	while (rc == MOMUS_OK && n < REFERENCES &&
	       momus_json_next(list, &at, &key, &raw)) {
		if (raw.ptr[0] != '"' || raw.len < 3)
			continue;
		rc = read_reference(r, raw, p->function, &all[n++], &plain);
		if (n == 1 && strcmp(out->language, "python") == 0)
			out->right = plain;
	}
	p->cases.references = all;
	p->cases.n_references = n;
	return rc;
}

/* What models see: the question, and the code that an answer starts from. */
static int make_statement(const struct taco_reading *r,
			  struct momus_text question, struct momus_text *out)
{
	struct momus_text code;
	struct momus_buffer b;

	*out = question;
	if (momus_row_str(r->row, "starter_code", &code, NULL) < 0 ||
	    !momus_text_strip(code).len)
		return MOMUS_OK;
	momus_buffer_init(&b, question.len + code.len + 100);
	momus_buffer_add(&b, question);
	momus_buffer_puts(&b, "\n\nStart from this code:\n```python\n");
	momus_buffer_add(&b, momus_text_strip(code));
	momus_buffer_puts(&b, "\n```");
	return momus_buffer_keep(&b, "a statement", r->arena, out, r->err);
}

static void set_limits(const struct taco_reading *r, struct momus_text question,
		       struct taco_problem *p)
{
	const struct taco_options *o = r->task->options;
	size_t place = momus_row_line(r->row) - 1;

	p->cases.limits.cpu_s = o->time_limit > 0
					? o->time_limit
					: o->time_factor * time_limit(r);
	p->cases.stop = o->programs.stop;
	p->cases.give_up = (size_t)o->programs.give_up;
	p->cases.rule = momus_token_rule_of(question);
	p->cases.any_answer =
		momus_statement_wants_any(question) ||
		(place < r->task->n_special && r->task->special[place]);
	p->cases.unsure_output = official_pipe;
}

int taco_problem(void *self, const struct momus_row *row,
		 struct momus_arena *arena, struct momus_problem *out,
		 struct momus_error *err)
{
	struct taco_problem *p = momus_arena_alloc(arena, sizeof(*p));
	const struct taco_reading r = { self, row, arena, err };
	struct momus_text question, io;
	int rc;

	if (!p)
		return no_memory(&r);
	out->data = p;
	out->language = r.task->options->programs.language;
	if ((rc = momus_row_copy(row, "question", arena, &question, err)) < 0 ||
	    (rc = read_id(&r, &out->id)) < 0 ||
	    (rc = read_json(&r, "input_output", &io)) < 0)
		return rc;
	if (!io.len || io.ptr[0] != '{')
		return momus_row_leave(row, "having no tests");
	rc = taco_read_tests(&r, io, p);
	if (rc == MOMUS_OK && r.task->options->clean)
		rc = taco_clean(&r, question, io);
	if (rc < 0)
		return rc;
	if (p->function.len)
		out->language = "python";
	if (momus_row_has(row, "difficulty") &&
	    (rc = read_word(row, "difficulty", arena, &out->category, err)) < 0)
		return rc;
	set_limits(&r, question, p);
	rc = make_statement(&r, question, &out->statement);
	return rc < 0 ? rc : read_solutions(&r, out, p);
}

/* {task_id, output}: a program, or a list of them. */
int taco_answer(void *self, const struct momus_row *row, size_t i,
		struct momus_arena *arena, struct momus_answer *out,
		struct momus_error *err)
{
	struct momus_text raw;
	int rc = read_word(row, "task_id", arena, &out->id, err);

	(void)self;
	if (rc == MOMUS_OK)
		rc = momus_row_raw(row, "output", &raw, err);
	if (rc < 0)
		return rc;
	out->extracted = true;
	if (raw.ptr[0] == '[')
		rc = momus_row_item(row, "output", i, &out->text, err);
	else if (i)
		return MOMUS_END;
	else
		rc = momus_row_str(row, "output", &out->text, err);
	if (rc < 0)
		return rc;
	out->text = momus_arena_copy(arena, out->text);
	return out->text.ptr
		       ? MOMUS_OK
		       : momus_fail(err, MOMUS_ENOMEM, "taco: out of memory");
}
