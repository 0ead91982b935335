/* statements.c - see statements.h */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "momus/rowfile.h"
#include "run/benchmark.h"
#include "run/statements.h"

struct momus_statements {
	struct momus_statements_source source;
	struct momus_row_file *rows;	   /* owned */
	struct momus_recipe *recipe;	   /* owned; NULL without a task */
	struct momus_benchmark *benchmark; /* owned; NULL without a task */
	struct momus_arena *arena;	   /* owned: of one row */
	const char *from;
	size_t filtered;
	char number[24]; /* an id made of the line's number */
};

static const size_t arena_limit = (size_t)2 << 30;

/* Names that benchmarks have for a problem's text; the first that a row has. */
static const char *const text_fields[] = {
	"question_content", "question", "description", "prompt",
	"content",	    "text",	"problem",     "statement",
};

static const char *const id_fields[] = {
	"id", "task_id", "question_id", "problem_id", "pair_id", "key",
};

static int open_task(struct momus_statements *s, struct momus_error *err)
{
	int rc = momus_recipe_read(&s->recipe, NULL, err);

	if (rc == MOMUS_OK)
		rc = momus_recipe_set_text(s->recipe, "task.plugin",
					   s->source.task, err);
	if (rc == MOMUS_OK)
		rc = momus_recipe_set_text(s->recipe, "task.data",
					   s->source.path, err);
	if (rc == MOMUS_OK)
		rc = momus_recipe_check(s->recipe, true, err);
	if (rc == MOMUS_OK)
		rc = momus_benchmark_open(&s->benchmark, s->recipe,
					  s->source.registry, err);
	return rc;
}

int momus_statements_open(struct momus_statements **out,
			  const struct momus_statements_source *source,
			  struct momus_error *err)
{
	struct momus_statements *s = calloc(1, sizeof *s);
	int rc;

	if (s)
		s->arena = momus_arena_create(arena_limit);
	if (!s || !s->arena) {
		free(s);
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory",
				  source->path);
	}
	s->source = *source;
	s->from = source->task ? source->task : "";
	rc = momus_row_file_open(&s->rows, source->path, err);
	if (rc == MOMUS_OK && source->task)
		rc = open_task(s, err);
	if (rc < 0) {
		momus_statements_close(s);
		return rc;
	}
	*out = s;
	return MOMUS_OK;
}

void momus_statements_close(struct momus_statements *s)
{
	if (!s)
		return;
	momus_benchmark_close(s->benchmark);
	momus_recipe_free(s->recipe);
	momus_row_file_close(s->rows);
	momus_arena_free(s->arena);
	free(s);
}

const char *momus_statements_from(const struct momus_statements *s)
{
	return s->from;
}

size_t momus_statements_filtered(const struct momus_statements *s)
{
	return s->filtered;
}

static const char *first_of(const struct momus_row *row,
			    const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (momus_row_has(row, names[i]))
			return names[i];
	return NULL;
}

/* Takes PREFIX off T, or SUFFIX; false if it is not there. */
static bool cut(struct momus_text *t, const char *part, bool behind)
{
	size_t n = strlen(part);

	if (t->len < n ||
	    memcmp(behind ? t->ptr + t->len - n : t->ptr, part, n) != 0)
		return false;
	if (!behind)
		t->ptr += n;
	t->len -= n;
	return true;
}

/* The question in the prompt that TACO and APPS put around it. */
static struct momus_text question_of(struct momus_text prompt)
{
	struct momus_text t = prompt;

	if (cut(&t, "\nQUESTION:\n", false) && cut(&t, "\nANSWER:\n", true) &&
	    (cut(&t, "\nUse Standard Input format", true) ||
	     cut(&t, "\nUse Call-Based format", true)))
		return t;
	return prompt;
}

/* `name` is an id where CodeContests's description is the text; TACO has the
 * same name more than once. */
static int read_id(struct momus_statements *s, const struct momus_row *row,
		   struct momus_text *id, struct momus_error *err)
{
	const char *key =
		first_of(row, id_fields, sizeof id_fields / sizeof *id_fields);

	if (momus_row_has(row, "description") && momus_row_has(row, "name"))
		key = "name";
	if (!key) {
		snprintf(s->number, sizeof s->number, "%zu",
			 momus_row_line(row) - 1);
		*id = momus_text_of(s->number);
		return MOMUS_OK;
	}
	momus_row_raw(row, key, id, NULL);
	if (id->len && id->ptr[0] == '"')
		return momus_row_str(row, key, id, err);
	if (id->len && strchr("[{tf", id->ptr[0]))
		return momus_row_fail(row, err,
				      "field \"%s\": expected a string or a "
				      "number",
				      key);
	return MOMUS_OK;
}

static int by_field(struct momus_statements *s, const struct momus_row *row,
		    struct momus_statement *out, struct momus_error *err)
{
	const char *key = s->source.field;
	int rc;

	if (!key)
		key = first_of(row, text_fields,
			       sizeof text_fields / sizeof *text_fields);
	if (!key)
		return momus_row_fail(
			row, err,
			"no field of a known name holds the problem's text "
			"(question_content, question, description, prompt, "
			"content, text, problem, statement); name it with "
			"--field, or the benchmark with --task");
	s->from = key;
	rc = read_id(s, row, &out->id, err);
	if (rc == MOMUS_OK)
		rc = momus_row_str(row, key, &out->text, err);
	if (rc == MOMUS_OK && strcmp(key, "prompt") == 0)
		out->text = question_of(out->text);
	return rc;
}

static int by_task(struct momus_statements *s, const struct momus_row *row,
		   struct momus_statement *out, struct momus_error *err)
{
	struct momus_problem p = { .reference_fd = -1 };
	int rc;

	momus_arena_reset(s->arena);
	rc = s->benchmark->task->ops.task->problem(s->benchmark->self, row,
						   s->arena, &p, err);
	out->id = p.group.len ? p.group : p.id;
	out->text = p.statement;
	return rc;
}

int momus_statements_next(struct momus_statements *s,
			  struct momus_statement *out, struct momus_error *err)
{
	const struct momus_row *row;
	int rc;

	while ((rc = momus_row_file_next(s->rows, &row, err)) == MOMUS_OK) {
		rc = s->benchmark ? by_task(s, row, out, err)
				  : by_field(s, row, out, err);
		out->line = momus_row_line(row);
		if (rc != MOMUS_END)
			break;
		s->filtered++;
	}
	return rc;
}
