/* import-own.c - Momus's own forms: a trajectory a row, or a node a row
 *
 * Both say of a solution or critique what momus(1) lists; a node a row is what
 * `momus export` prints.
 */
#include "config.h"

#include <string.h>

#include "core/row.h"
#include "momus/json.h"
#include "run/import-output.h"

/* One node a row. */

static bool knows_node(const struct momus_row *row)
{
	return momus_row_has(row, "kind") && momus_row_has(row, "turn");
}

static int read_node(struct momus_import_batch *b, struct momus_error *err)
{
	const struct momus_row *row = b->row;
	int64_t turn = 0, branch = 0, vote = 0;
	uint8_t kind = MOMUS_NODE_REWARD, state = MOMUS_NODE_DONE;
	struct momus_told *t;
	int rc = momus_import_problem(
		b, momus_row_has(row, "id") ? "id" : "problem", err);

	if (rc == MOMUS_OK)
		rc = momus_import_word(row, "kind", MOMUS_FIELD_KIND, &kind,
				       err);
	if (rc == MOMUS_OK)
		rc = momus_import_word(row, "state", MOMUS_FIELD_STATE, &state,
				       err);
	if (rc == MOMUS_OK)
		rc = momus_row_count(row, "turn", 0, MOMUS_IMPORT_TURNS - 1,
				     &turn, err);
	if (rc == MOMUS_OK)
		rc = momus_row_count(
			row, momus_row_has(row, "branch") ? "branch" : "sample",
			0, MOMUS_IMPORT_SAMPLES - 1, &branch, err);
	if (rc == MOMUS_OK)
		rc = momus_row_count(row, "vote", 0, MOMUS_IMPORT_VOTES - 1,
				     &vote, err);
	if (rc == MOMUS_OK && kind == MOMUS_NODE_REWARD)
		rc = momus_row_fail(row, err,
				    "field \"kind\": expected solution, "
				    "critique, revision or attempt");
	if (rc == MOMUS_OK && (turn == 0) != (kind == MOMUS_NODE_SOLUTION) &&
	    kind != MOMUS_NODE_ATTEMPT)
		rc = momus_row_fail(row, err,
				    "field \"kind\": turn 0 has solutions, and "
				    "those behind it critiques and revisions");
	if (rc < 0)
		return rc;
	t = momus_import_add(b, (uint32_t)turn, kind, (uint32_t)branch, err);
	if (!t)
		return MOMUS_EPARSE;
	t->node.vote = (uint32_t)vote;
	t->node.state = state;
	rc = momus_import_output(b, row, t, err);
	if (rc == MOMUS_OK && kind == MOMUS_NODE_CRITIQUE &&
	    state == MOMUS_NODE_DONE)
		rc = momus_import_judgment(row, t, err);
	return rc;
}

const struct momus_import_form momus_import_nodes = {
	.name = "nodes",
	.summary = "one solution, critique or revision a row, as momus export "
		   "prints them",
	.grader = "recorded",
	.feedback = "",
	.task = "imported",
	.knows = knows_node,
	.read = read_node,
};

/* One trajectory a row. */

static bool knows_trajectory(const struct momus_row *row)
{
	return momus_row_has(row, "turns");
}

static int add_critique(struct momus_import_batch *b,
			const struct momus_row *turn, uint32_t number,
			uint32_t sample, uint32_t vote, struct momus_text text,
			struct momus_error *err)
{
	struct momus_told *t =
		momus_import_add(b, number, MOMUS_NODE_CRITIQUE, sample, err);

	if (!t)
		return MOMUS_EPARSE;
	t->node.vote = vote;
	t->node.response = momus_import_keep(b, text);
	return t->node.response.ptr ? momus_import_judgment(turn, t, err)
				    : MOMUS_ENOMEM;
}

/* The critique of a turn: a string, or a list of strings, which are votes. */
static int read_critiques(struct momus_import_batch *b,
			  const struct momus_row *turn, uint32_t number,
			  uint32_t sample, struct momus_error *err)
{
	struct momus_text raw, text;
	int rc;

	if (!momus_row_has(turn, "critique"))
		return MOMUS_OK;
	rc = momus_row_raw(turn, "critique", &raw, err);
	if (rc == MOMUS_OK && raw.ptr[0] != '[') {
		rc = momus_row_str(turn, "critique", &text, err);
		return rc < 0 ? rc
			      : add_critique(b, turn, number, sample, 0, text,
					     err);
	}
	for (uint32_t v = 0; rc == MOMUS_OK; v++) {
		rc = momus_row_item(turn, "critique", v, &text, err);
		if (rc == MOMUS_OK && v == MOMUS_IMPORT_VOTES)
			rc = momus_row_fail(turn, err,
					    "field \"critique\": more than %d "
					    "votes",
					    MOMUS_IMPORT_VOTES);
		if (rc == MOMUS_OK)
			rc = add_critique(b, turn, number, sample, v, text,
					  err);
	}
	return rc == MOMUS_END ? MOMUS_OK : rc;
}

static bool is_true(const struct momus_row *row, const char *key)
{
	struct momus_text raw;

	return momus_row_has(row, key) &&
	       momus_row_raw(row, key, &raw, NULL) == MOMUS_OK &&
	       momus_text_equal(raw, MOMUS_TEXT("true"));
}

static int read_turn(struct momus_import_batch *b, const struct momus_row *turn,
		     uint32_t number, uint32_t sample, struct momus_error *err)
{
	struct momus_told *t;
	int rc = MOMUS_OK;

	if (number)
		rc = read_critiques(b, turn, number, sample, err);
	else if (momus_row_has(turn, "critique"))
		rc = momus_row_fail(turn, err,
				    "field \"critique\": turn 0 is the first "
				    "solution, of which no critique was made");
	if (rc < 0)
		return rc;
	t = momus_import_add(b, number,
			     number ? MOMUS_NODE_REVISION : MOMUS_NODE_SOLUTION,
			     sample, err);
	if (!t)
		return MOMUS_EPARSE;
	if (is_true(turn, "stopped") && number) {
		t->node.state = MOMUS_NODE_SKIPPED;
		t->node.reason = MOMUS_TEXT(MOMUS_SKIPPED_STOPPED);
		return MOMUS_OK;
	}
	rc = momus_import_output(b, turn, t, err);
	if (rc == MOMUS_OK && momus_row_has(turn, "failed")) {
		momus_import_untold(&t->node);
		rc = momus_row_copy(turn, "failed", b->all->arena,
				    &t->node.reason, err);
	} else if (rc == MOMUS_OK && !momus_row_has(turn, "solution") &&
		   !momus_row_has(turn, "answer") &&
		   !momus_row_has(turn, "response")) {
		momus_import_untold(&t->node);
		momus_import_judge(&t->node, -1, MOMUS_RUN_NOT_RUN);
	}
	return rc;
}

/* Turn NUMBER, whose JSON is RAW, as a row of its own. */
static int read_inner_turn(struct momus_import_batch *b, struct momus_text raw,
			   uint32_t number, uint32_t sample,
			   struct momus_error *err)
{
	struct momus_row *turn;
	int rc;

	if (raw.ptr[0] != '{')
		return momus_row_fail(b->row, err,
				      "field \"turns\": entry %u: expected an "
				      "object, found %.*s",
				      number + 1,
				      (int)(raw.len > 40 ? 40 : raw.len),
				      raw.ptr);
	rc = momus_row_parse(&turn, raw, momus_row_origin(b->row),
			     momus_row_line(b->row), err);
	if (rc < 0)
		return rc;
	rc = read_turn(b, turn, number, sample, err);
	momus_row_free(turn);
	return rc;
}

static int read_trajectory(struct momus_import_batch *b,
			   struct momus_error *err)
{
	struct momus_text turns, key, raw;
	uint32_t number = 0, sample;
	int64_t told = -1;
	size_t at = 0;
	int rc = momus_import_problem(b, "id", err);

	if (rc == MOMUS_OK)
		rc = momus_row_raw(b->row, "turns", &turns, err);
	if (rc == MOMUS_OK && (turns.ptr[0] != '[' || !momus_json_count(turns)))
		rc = momus_row_fail(b->row, err,
				    "field \"turns\": expected a list with the "
				    "first solution and the turns behind it");
	if (rc == MOMUS_OK)
		rc = momus_row_count(b->row, "sample", 0,
				     MOMUS_IMPORT_SAMPLES - 1, &told, err);
	if (rc == MOMUS_OK)
		rc = momus_import_samples(b, 1, &sample, err);
	if (rc == MOMUS_OK && told >= 0) {
		sample = (uint32_t)told;
		b->claimed = 0;
	}
	while (rc == MOMUS_OK && momus_json_next(turns, &at, &key, &raw))
		rc = read_inner_turn(b, raw, number++, sample, err);
	return rc < 0 ? rc : momus_import_end(b, number - 1, sample, err);
}

const struct momus_import_form momus_import_trajectories = {
	.name = "trajectories",
	.summary = "one trajectory a row: id, turns, and what is known of each",
	.grader = "recorded",
	.feedback = "",
	.task = "imported",
	.knows = knows_trajectory,
	.read = read_trajectory,
};
