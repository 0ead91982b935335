/* import-loops.c - files of LDB, Reflexion and PairCoder
 *
 * LDB debugs until the visible tests pass: "implementations" are the solutions,
 * "test_feedback" the visible tests that each failed, "is_solved" what the hidden
 * tests say of the last.  The hidden tests contain the visible ones, so that a
 * solution which failed one of these is wrong.
 * Reflexion publishes "reflections" and the last solution with "is_solved"; what
 * the reflections are on it does not publish.
 * PairCoder publishes independent "completions", each with its plan, and how
 * many pass: which, only where all or none do.
 */
#include "config.h"

#include <string.h>

#include "core/row.h"
#include "momus/json.h"
#include "run/import-form.h"

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "import: out of memory");
}

static int read_flag(const struct momus_row *row, const char *key, int *out,
		     struct momus_error *err)
{
	struct momus_text raw;
	int rc = momus_row_raw(row, key, &raw, err);

	if (rc < 0)
		return rc;
	*out = momus_text_equal(raw, MOMUS_TEXT("true"));
	return *out || momus_text_equal(raw, MOMUS_TEXT("false"))
		       ? MOMUS_OK
		       : momus_row_fail(row, err,
					"field \"%s\": expected true or false, "
					"found %.*s",
					key, (int)(raw.len > 40 ? 40 : raw.len),
					raw.ptr);
}

/* Entries of the list under KEY. */
static int count(const struct momus_row *row, const char *key, uint32_t *out,
		 struct momus_error *err)
{
	struct momus_text raw;
	int rc = momus_row_raw(row, key, &raw, err);

	if (rc < 0)
		return rc;
	if (raw.ptr[0] != '[')
		return momus_row_fail(row, err, "field \"%s\": expected a list",
				      key);
	*out = (uint32_t)momus_json_count(raw);
	return MOMUS_OK;
}

/* Its own verdict: PASSED by all that was told. */
static void judge(struct momus_node *node, int passed)
{
	momus_import_judge(node, passed,
			   passed < 0	? MOMUS_RUN_NOT_RUN
			   : passed > 0 ? MOMUS_RUN_ACCEPTED
					: MOMUS_RUN_WRONG_ANSWER);
}

static int keep_item(struct momus_import_batch *b, const char *key, uint32_t i,
		     struct momus_text *out, struct momus_error *err)
{
	int rc = momus_row_item(b->row, key, i, out, err);

	if (rc == MOMUS_END)
		return momus_row_fail(b->row, err,
				      "field \"%s\" has only %u entries", key,
				      i);
	if (rc < 0)
		return rc;
	*out = momus_import_keep(b, *out);
	return out->ptr ? MOMUS_OK : no_memory(err);
}

static struct momus_told *add_solution(struct momus_import_batch *b,
				       uint32_t turn, uint32_t sample,
				       struct momus_error *err)
{
	return momus_import_add(
		b, turn, turn ? MOMUS_NODE_REVISION : MOMUS_NODE_SOLUTION,
		sample, err);
}

/* LDB. */

static bool knows_ldb(const struct momus_row *row)
{
	return momus_row_has(row, "implementations") &&
	       momus_row_has(row, "test_feedback");
}

/* The failed visible tests of solution I as lines; *FAILED says if there are
 * any. */
static int read_feedback(struct momus_import_batch *b, struct momus_text raw,
			 struct momus_text *note, bool *failed,
			 struct momus_error *err)
{
	struct momus_text key, value, line;
	struct momus_buffer lines;
	size_t at = 0;
	int rc;

	*failed = momus_json_count(raw) > 0;
	momus_buffer_init(&lines, (size_t)64 << 20);
	while (momus_json_next(raw, &at, &key, &value)) {
		line = momus_json_copy(value, b->all->arena);
		if (lines.len)
			momus_buffer_putc(&lines, '\n');
		if (line.ptr)
			momus_buffer_add(&lines, line);
	}
	rc = momus_buffer_check(&lines, "test_feedback", err);
	*note = momus_import_keep(b, momus_buffer_text(&lines));
	momus_buffer_release(&lines);
	return rc == MOMUS_OK && !note->ptr ? no_memory(err) : rc;
}

static int read_ldb_turns(struct momus_import_batch *b, uint32_t sample,
			  uint32_t n, int solved, struct momus_error *err)
{
	struct momus_text feedback, key, raw;
	struct momus_told *t;
	size_t at = 0;
	bool failed;
	int rc = momus_row_raw(b->row, "test_feedback", &feedback, err);

	for (uint32_t i = 0; rc == MOMUS_OK && i < n; i++) {
		t = add_solution(b, i, sample, err);
		if (!t)
			return MOMUS_EPARSE;
		rc = keep_item(b, "implementations", i, &t->node.answer, err);
		if (rc < 0 || !momus_json_next(feedback, &at, &key, &raw))
			break;
		rc = read_feedback(b, raw, &t->node.note, &failed, err);
		judge(&t->node, i + 1 == n ? solved : failed ? 0 : -1);
	}
	return rc;
}

static int read_ldb(struct momus_import_batch *b, struct momus_error *err)
{
	uint32_t n, feedback, sample;
	int solved, rc = momus_row_str(b->row, "task_id", &b->problem.id, err);

	if (rc == MOMUS_OK && momus_row_has(b->row, "prompt"))
		rc = momus_row_str(b->row, "prompt", &b->problem.statement,
				   err);
	if (rc == MOMUS_OK)
		rc = count(b->row, "implementations", &n, err);
	if (rc == MOMUS_OK)
		rc = count(b->row, "test_feedback", &feedback, err);
	if (rc == MOMUS_OK)
		rc = read_flag(b->row, "is_solved", &solved, err);
	if (rc == MOMUS_OK && (!n || n != feedback))
		rc = momus_row_fail(b->row, err,
				    "field \"implementations\" has %u entries, "
				    "and \"test_feedback\" %u; expected as "
				    "many, and one at least",
				    n, feedback);
	if (rc == MOMUS_OK)
		rc = momus_import_samples(b, 1, &sample, err);
	if (rc == MOMUS_OK)
		rc = read_ldb_turns(b, sample, n, solved, err);
	return rc < 0 ? rc : momus_import_end(b, n - 1, sample, err);
}

const struct momus_import_form momus_import_ldb = {
	.name = "ldb",
	.summary = "debugging trajectories of LDB: implementations and "
		   "test_feedback",
	.grader = "ldb",
	.feedback = "execution",
	.task = "mbpp",
	.knows = knows_ldb,
	.read = read_ldb,
};

/* Reflexion. */

static bool knows_reflexion(const struct momus_row *row)
{
	return momus_row_has(row, "reflections") &&
	       momus_row_has(row, "is_solved") &&
	       momus_row_has(row, "solution");
}

static int read_reflections(struct momus_import_batch *b, uint32_t sample,
			    uint32_t n, int solved, struct momus_error *err)
{
	struct momus_told *t;
	int rc = MOMUS_OK;

	for (uint32_t i = 0; rc == MOMUS_OK && i < n; i++) {
		t = add_solution(b, i, sample, err);
		if (t)
			momus_import_untold(&t->node);
		if (t)
			t = momus_import_add(b, i + 1, MOMUS_NODE_CRITIQUE,
					     sample, err);
		if (!t)
			return MOMUS_EPARSE;
		/* It is asked for where a test of its own failed. */
		t->node.judgment = MOMUS_JUDGMENT_NONE;
		rc = keep_item(b, "reflections", i, &t->node.response, err);
	}
	if (rc < 0)
		return rc;
	t = add_solution(b, n, sample, err);
	if (!t)
		return MOMUS_EPARSE;
	judge(&t->node, solved);
	return momus_row_copy(b->row, "solution", b->all->arena,
			      &t->node.answer, err);
}

static int read_reflexion(struct momus_import_batch *b, struct momus_error *err)
{
	const char *id = momus_row_has(b->row, "name") ? "name" : "task_id";
	uint32_t n, sample;
	int solved, rc = momus_row_str(b->row, id, &b->problem.id, err);

	if (rc == MOMUS_OK && momus_row_has(b->row, "prompt"))
		rc = momus_row_str(b->row, "prompt", &b->problem.statement,
				   err);
	if (rc == MOMUS_OK)
		rc = count(b->row, "reflections", &n, err);
	if (rc == MOMUS_OK)
		rc = read_flag(b->row, "is_solved", &solved, err);
	if (rc == MOMUS_OK)
		rc = momus_import_samples(b, 1, &sample, err);
	if (rc == MOMUS_OK)
		rc = read_reflections(b, sample, n, solved, err);
	return rc < 0 ? rc : momus_import_end(b, n, sample, err);
}

const struct momus_import_form momus_import_reflexion = {
	.name = "reflexion",
	.summary = "runs of Reflexion: reflections and the last solution",
	.grader = "reflexion",
	.feedback = "self",
	.task = "mbpp",
	.knows = knows_reflexion,
	.read = read_reflexion,
};

/* PairCoder. */

static bool knows_paircoder(const struct momus_row *row)
{
	return momus_row_has(row, "completions") && momus_row_has(row, "plans");
}

/* The plan that the coder was given, as what is known of its request. */
static int keep_plan(struct momus_import_batch *b, uint32_t i,
		     struct momus_text *out, struct momus_error *err)
{
	struct momus_buffer json;
	struct momus_text plan;
	int rc = momus_row_item(b->row, "plans", i, &plan, err);

	if (rc < 0)
		return rc == MOMUS_END ? MOMUS_OK : rc;
	momus_buffer_init(&json, (size_t)64 << 20);
	momus_buffer_puts(&json, "{\"plan\":");
	momus_buffer_json(&json, plan);
	momus_buffer_putc(&json, '}');
	rc = momus_buffer_check(&json, "a plan", err);
	*out = momus_import_keep(b, momus_buffer_text(&json));
	momus_buffer_release(&json);
	return rc == MOMUS_OK && !out->ptr ? no_memory(err) : rc;
}

static int read_paircoder(struct momus_import_batch *b, struct momus_error *err)
{
	struct momus_told *t;
	uint32_t n, first;
	double passed;
	int rc = momus_row_str(b->row, "name", &b->problem.id, err);

	if (rc == MOMUS_OK && momus_row_has(b->row, "description"))
		rc = momus_row_str(b->row, "description", &b->problem.statement,
				   err);
	if (rc == MOMUS_OK)
		rc = count(b->row, "completions", &n, err);
	if (rc == MOMUS_OK)
		rc = momus_row_real(b->row, "pass_num", &passed, err);
	if (rc == MOMUS_OK && !(passed >= 0 && passed <= n))
		rc = momus_row_fail(b->row, err,
				    "field \"pass_num\": expected 0 to %u, one "
				    "a completion at most; found %.6g",
				    n, passed);
	if (rc == MOMUS_OK)
		rc = momus_import_samples(b, n, &first, err);
	for (uint32_t i = 0; rc == MOMUS_OK && i < n; i++) {
		t = add_solution(b, 0, first + i, err);
		if (!t)
			return MOMUS_EPARSE;
		judge(&t->node, passed == n ? 1 : passed == 0 ? 0 : -1);
		rc = keep_plan(b, i, &t->node.prompt, err);
		if (rc == MOMUS_OK)
			rc = keep_item(b, "completions", i, &t->node.answer,
				       err);
	}
	return rc;
}

const struct momus_import_form momus_import_paircoder = {
	.name = "paircoder",
	.summary = "candidates of PairCoder: completions, plans and pass_num",
	.grader = "paircoder",
	.feedback = "none",
	.task = "mbppplus",
	.knows = knows_paircoder,
	.read = read_paircoder,
};
