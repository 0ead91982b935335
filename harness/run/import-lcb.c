/* import-lcb.c - evaluation files of LiveCodeBench: answers, and their repair
 *
 * A row of code generation has code_list, graded_list and output_list, an entry
 * a sample.  A row of self-repair has original_code_list, too: the answers that
 * were repaired, told without their verdicts, which come from the rows of code
 * generation.  The repair repeats an answer that passed; only the others were
 * shown their first failed test and asked to explain and mend it.  What stands
 * before the first code fence of such a reply is the explanation.
 */
#include "config.h"

#include <string.h>

#include "core/row.h"
#include "momus/json.h"
#include "run/import-form.h"

static bool knows(const struct momus_row *row)
{
	return momus_row_has(row, "question_id") &&
	       momus_row_has(row, "code_list");
}

/* The statement as a person would read it: title, text, starting code. */
static int read_problem(struct momus_import_batch *b, struct momus_error *err)
{
	static const char *const parts[] = { "question_title",
					     "question_content",
					     "starter_code" };
	struct momus_buffer text;
	struct momus_text t;
	int rc = momus_row_str(b->row, "question_id", &b->problem.id, err);

	momus_buffer_init(&text, (size_t)256 << 20);
	for (size_t i = 0; rc == MOMUS_OK && i < 3; i++) {
		if (!momus_row_has(b->row, parts[i]))
			continue;
		rc = momus_row_str(b->row, parts[i], &t, err);
		if (rc < 0 || !t.len)
			continue;
		if (text.len)
			momus_buffer_puts(&text, "\n\n");
		momus_buffer_add(&text, t);
	}
	if (rc == MOMUS_OK)
		rc = momus_buffer_check(&text, "a statement", err);
	if (rc == MOMUS_OK && momus_row_has(b->row, "difficulty"))
		rc = momus_row_str(b->row, "difficulty", &b->problem.category,
				   err);
	b->problem.statement = momus_import_keep(b, momus_buffer_text(&text));
	momus_buffer_release(&text);
	if (rc == MOMUS_OK && !b->problem.statement.ptr)
		rc = momus_fail(err, MOMUS_ENOMEM, "import: out of memory");
	return rc;
}

/* Entry I of the list under KEY, kept; a missing list is empty texts. */
static int text_of(struct momus_import_batch *b, const char *key, uint32_t i,
		   struct momus_text *out, struct momus_error *err)
{
	int rc;

	if (!momus_row_has(b->row, key))
		return MOMUS_OK;
	rc = momus_row_item(b->row, key, i, out, err);
	if (rc == MOMUS_END)
		return momus_row_fail(b->row, err,
				      "field \"%s\" has %u entries, and "
				      "\"code_list\" more",
				      key, i);
	if (rc < 0)
		return rc;
	*out = momus_import_keep(b, *out);
	return out->ptr
		       ? MOMUS_OK
		       : momus_fail(err, MOMUS_ENOMEM, "import: out of memory");
}

/* Entry I of "graded_list"; *PASSED is -1 where there is no such field. */
static int graded(const struct momus_import_batch *b, uint32_t i, int *passed,
		  struct momus_error *err)
{
	struct momus_text list, key, value;
	size_t at = 0;
	int rc;

	*passed = -1;
	if (!momus_row_has(b->row, "graded_list"))
		return MOMUS_OK;
	rc = momus_row_raw(b->row, "graded_list", &list, err);
	if (rc < 0)
		return rc;
	for (uint32_t k = 0; momus_json_next(list, &at, &key, &value); k++) {
		if (k < i)
			continue;
		if (momus_text_equal(value, MOMUS_TEXT("true")))
			*passed = 1;
		else if (momus_text_equal(value, MOMUS_TEXT("false")))
			*passed = 0;
		else
			break;
		return MOMUS_OK;
	}
	return momus_row_fail(b->row, err,
			      "field \"graded_list\": entry %u: expected true "
			      "or false",
			      i + 1);
}

/* What the official checker said of a failure: its code and its sentence. */
static void explain(const struct momus_text metadata, struct momus_node *node,
		    struct momus_arena *arena)
{
	static const struct {
		const char *code;
		enum momus_run_status status;
	} codes[] = { { "-1", MOMUS_RUN_COMPILE_ERROR },
		      { "-2", MOMUS_RUN_WRONG_ANSWER },
		      { "-3", MOMUS_RUN_TIME_LIMIT },
		      { "-4", MOMUS_RUN_RUNTIME_ERROR } };
	struct momus_text code, said, error;

	if (!momus_json_valid(metadata, NULL))
		return;
	code = momus_json_member(metadata, "error_code");
	said = momus_json_member(metadata, "error_message");
	error = momus_json_member(metadata, "error");
	for (size_t i = 0; !node->parity.passed && i < 4; i++)
		if (momus_text_equal(code, momus_text_of(codes[i].code)))
			node->parity.status = (uint8_t)codes[i].status;
	if (node->parity.status == MOMUS_RUN_RUNTIME_ERROR && error.len)
		said = error;
	if (said.len)
		node->note = momus_json_copy(said, arena);
	if (!node->note.ptr)
		node->note = MOMUS_TEXT("");
}

/* The verdict of sample I, and what the checker said. */
static int judge(struct momus_import_batch *b, uint32_t i,
		 struct momus_node *node, struct momus_error *err)
{
	struct momus_text metadata = { "", 0 };
	int passed, rc = graded(b, i, &passed, err);

	if (rc < 0)
		return rc;
	momus_import_judge(node, passed,
			   passed < 0	? MOMUS_RUN_NOT_RUN
			   : passed > 0 ? MOMUS_RUN_ACCEPTED
					: MOMUS_RUN_WRONG_ANSWER);
	if (passed >= 0 && momus_row_has(b->row, "metadata") &&
	    momus_row_item(b->row, "metadata", i, &metadata, NULL) == MOMUS_OK)
		explain(metadata, node, b->all->arena);
	return MOMUS_OK;
}

/* The prose before the first code fence, if there is both. */
static int add_explanation(struct momus_import_batch *b, uint32_t sample,
			   struct momus_text response, struct momus_error *err)
{
	size_t fence = momus_text_find(response, MOMUS_TEXT("```"), 0);
	struct momus_text prose = { response.ptr, fence == (size_t)-1
							  ? response.len
							  : fence };
	struct momus_told *t;

	prose = momus_text_strip(prose);
	if (!prose.len)
		return MOMUS_OK;
	t = momus_import_add(b, 1, MOMUS_NODE_CRITIQUE, sample, err);
	if (!t)
		return MOMUS_EPARSE;
	t->node.response = prose;
	/* It is asked for where the tests failed, and says why: there is no
	 * judgment to be right or wrong. */
	t->node.judgment = MOMUS_JUDGMENT_NONE;
	return MOMUS_OK;
}

static int add_sample(struct momus_import_batch *b, uint32_t i,
		      struct momus_text code, struct momus_error *err)
{
	bool repair = momus_row_has(b->row, "original_code_list");
	struct momus_text response = { "", 0 };
	struct momus_told *t;
	int rc = text_of(b, "output_list", i, &response, err);

	if (rc == MOMUS_OK && repair) {
		t = momus_import_add(b, 0, MOMUS_NODE_SOLUTION, i, err);
		if (!t)
			return MOMUS_EPARSE;
		rc = text_of(b, "original_code_list", i, &t->node.answer, err);
		if (rc == MOMUS_OK && !momus_text_equal(t->node.answer, code))
			rc = add_explanation(b, i, response, err);
	}
	if (rc < 0)
		return rc;
	t = momus_import_add(b, repair,
			     repair ? MOMUS_NODE_REVISION : MOMUS_NODE_SOLUTION,
			     i, err);
	if (!t)
		return MOMUS_EPARSE;
	t->node.response = response;
	t->node.answer = code;
	t->maybe_kept = repair;
	return judge(b, i, &t->node, err);
}

static int read(struct momus_import_batch *b, struct momus_error *err)
{
	struct momus_text code;
	int rc = read_problem(b, err);

	for (uint32_t i = 0; rc == MOMUS_OK; i++) {
		rc = momus_row_item(b->row, "code_list", i, &code, err);
		if (rc == MOMUS_END && !i)
			return momus_row_fail(b->row, err,
					      "field \"code_list\" is empty");
		if (rc == MOMUS_END)
			return MOMUS_OK;
		if (rc < 0)
			return rc;
		code = momus_import_keep(b, code);
		if (!code.ptr)
			return momus_fail(err, MOMUS_ENOMEM,
					  "import: out of memory");
		rc = add_sample(b, i, code, err);
	}
	return rc;
}

const struct momus_import_form momus_import_livecodebench = {
	.name = "livecodebench",
	.summary = "evaluation files of LiveCodeBench: code generation, and "
		   "self-repair beside it",
	.grader = "lcb",
	.feedback = "self",
	.task = "livecodebench",
	.knows = knows,
	.read = read,
};
