/* rows.c - data set rows of LiveCodeBench, and SandboxFusion's form of them
 *
 * A problem whose tests cannot be read stays in the data set: it is said once, and
 * nobody's answer to it can be judged.  statements.c writes what models are shown.
 */
#include "livecodebench.h"

#include <string.h>

#include <momus/json.h>
#include <momus/log.h>

/* Tests of one problem that are kept as they are; more bytes of them are read
 * anew for each answer, or the whole data set would not fit into memory. */
static const size_t kept_max = 1 << 20;

int livecodebench_copy_name(const struct livecodebench_reading *r,
			    const char *key, struct momus_text *out)
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
	return out->ptr ? MOMUS_OK : livecodebench_no_memory(r->err);
}

/* func_name of the metadata, which are JSON in a string; empty if there is none:
 * then the program reads and prints. */
static int read_function(const struct livecodebench_reading *r,
			 struct momus_text *out)
{
	struct momus_text text, name;

	*out = (struct momus_text){ "", 0 };
	if (momus_row_has(r->row, "function_name"))
		return livecodebench_copy_name(r, "function_name", out);
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
		return livecodebench_no_memory(r->err);
	return momus_text_is_name(*out)
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
			return livecodebench_no_memory(r->err);
	}
	return MOMUS_OK;
}

int livecodebench_keep_tests(const struct livecodebench_reading *r,
			     const struct momus_case *tests,
			     struct livecodebench_row *out)
{
	struct momus_case *own;

	own = momus_arena_alloc(r->arena, (out->n + 1) * sizeof(*own));
	if (!own)
		return livecodebench_no_memory(r->err);
	for (size_t i = 0; i < out->n; i++) {
		own[i] = tests[i];
		own[i].input = momus_arena_copy(r->arena, tests[i].input);
		own[i].expected = momus_arena_copy(r->arena, tests[i].expected);
		if (!own[i].input.ptr || !own[i].expected.ptr)
			return livecodebench_no_memory(r->err);
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
	return out->unreadable.ptr ? MOMUS_OK : livecodebench_no_memory(r->err);
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
			return livecodebench_no_memory(r->err);
	}
	out->n = list.n;
	if (out->function.len && !r->task->predict) {
		rc = livecodebench_check_calls(r, list.tests, out);
		if (rc < 0)
			return rc;
	}
	return momus_arena_used(list.arena) <= kept_max
		       ? livecodebench_keep_tests(r, list.tests, out)
		       : keep_source(r, &out->source);
}

static int read_problem(const struct livecodebench_reading *r, size_t i,
			struct momus_problem *out)
{
	struct livecodebench_row *row =
		momus_arena_alloc(r->arena, sizeof(*row));
	bool old = !momus_row_has(r->row, "question_id");
	int rc;

	if (!row)
		return livecodebench_no_memory(r->err);
	out->data = row;
	out->language = "python";
	rc = livecodebench_copy_name(r, old ? "id" : "question_id", &out->id);
	if (rc != MOMUS_OK ||
	    (rc = old ? MOMUS_OK : livecodebench_filter(r)) != MOMUS_OK ||
	    (rc = read_function(r, &row->function)) < 0 ||
	    (rc = read_tests(r, old, row)) < 0)
		return rc;
	if (momus_row_has(r->row, "difficulty"))
		rc = livecodebench_copy_name(r, "difficulty", &out->category);
	if (rc == MOMUS_OK)
		rc = r->task->predict
			     ? livecodebench_predict(r, i, row, out)
			     : livecodebench_write_program(r, old, row, out);
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
