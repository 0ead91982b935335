/* row.c - one row of a file of recorded answers
 *
 *	id or problem	which problem; or, in place of all five, key
 *	purpose or kind	generate (solution), critique, revise (revision), attempt
 *	turn		0 for a first solution, else 1
 *	branch, vote	which of several; without them rows count up; of an
 *			attempt vote is its place in the dialogue, from 0
 *	response	the text, or a list of texts: several samples
 *	reason		why there is none
 *	finish, prompt_tokens, completion_tokens
 *
 * These are the fields of `momus export`, whose rows are taken as they are.
 */
#include <limits.h>
#include <string.h>

#include "row.h"

struct word {
	const char *name;
	int value;
};

static const struct word purposes[] = {
	{ "generate", MOMUS_PURPOSE_GENERATE },
	{ "critique", MOMUS_PURPOSE_CRITIQUE },
	{ "revise", MOMUS_PURPOSE_REVISE },
	{ "solution", MOMUS_PURPOSE_GENERATE },
	{ "revision", MOMUS_PURPOSE_REVISE },
	{ "attempt", ANSWER_ATTEMPT },
	{ NULL, 0 },
};

static const struct word finishes[] = {
	{ "stop", MOMUS_FINISH_STOP },	   { "length", MOMUS_FINISH_LENGTH },
	{ "filter", MOMUS_FINISH_FILTER }, { "other", MOMUS_FINISH_OTHER },
	{ "failed", MOMUS_FINISH_FAILED }, { NULL, 0 },
};

/* *OUT becomes what the word under KEY means; unchanged if there is none. */
static int take_word(const struct momus_row *row, const char *key,
		     const struct word *words, const char *expected, int *out,
		     struct momus_error *err)
{
	struct momus_text t;
	int rc;

	if (!momus_row_has(row, key))
		return MOMUS_OK;
	rc = momus_row_str(row, key, &t, err);
	if (rc < 0)
		return rc;
	for (; words->name; words++) {
		if (momus_text_equal(t, momus_text_of(words->name))) {
			*out = words->value;
			return MOMUS_OK;
		}
	}
	return momus_row_fail(row, err,
			      "field \"%s\": expected %s, found \"%.*s\"", key,
			      expected, t.len > 40 ? 40 : (int)t.len, t.ptr);
}

static int copy_str(const struct momus_row *row, const char *key,
		    struct momus_arena *arena, struct momus_text *out,
		    struct momus_error *err)
{
	int rc = momus_row_str(row, key, out, err);

	if (rc < 0)
		return rc;
	*out = momus_arena_copy(arena, *out);
	return out->ptr ? MOMUS_OK
			: momus_fail(err, MOMUS_ENOMEM,
				     "%s: more than %zu bytes of answers",
				     momus_row_origin(row),
				     momus_arena_used(arena));
}

static int read_key(const struct momus_row *row, struct momus_arena *arena,
		    struct momus_text *out, struct momus_error *err)
{
	int rc = copy_str(row, "key", arena, out, err);

	if (rc < 0)
		return rc;
	for (size_t i = 0; i < out->len; i++)
		if (!strchr("0123456789abcdef", out->ptr[i]) || out->len != 64)
			out->len = 0;
	return out->len
		       ? MOMUS_OK
		       : momus_row_fail(row, err,
					"field \"key\": expected 64 hex digits "
					"in lower case");
}

/* Which node the answer is of. */
static int read_name(const struct momus_row *row, struct momus_arena *arena,
		     struct answer *out, struct momus_error *err)
{
	const char *id = momus_row_has(row, "id") ? "id" : "problem";
	int purpose = MOMUS_PURPOSE_GENERATE;
	static const char words[] = "generate, critique, revise or attempt";
	int rc;

	if ((rc = copy_str(row, id, arena, &out->id, err)) < 0 ||
	    (rc = take_word(row, "kind", purposes, words, &purpose, err)) < 0 ||
	    (rc = take_word(row, "purpose", purposes, words, &purpose, err)) <
		    0)
		return rc;
	out->purpose = (enum momus_purpose)purpose;
	out->turn =
		purpose != MOMUS_PURPOSE_GENERATE && purpose != ANSWER_ATTEMPT;
	if ((rc = momus_row_count(row, "turn", 0, UINT16_MAX, &out->turn,
				  err)) < 0 ||
	    (rc = momus_row_count(row, "branch", 0, UINT32_MAX, &out->branch,
				  err)) < 0 ||
	    (rc = momus_row_count(row, "vote", 0, UINT32_MAX, &out->vote,
				  err)) < 0)
		return rc;
	if (purpose != ANSWER_ATTEMPT &&
	    (out->turn > 0) != (purpose != MOMUS_PURPOSE_GENERATE))
		return momus_row_fail(
			row, err,
			"a first solution belongs to turn 0, a critique or "
			"revision to a later one; found turn %lld and purpose "
			"%s",
			(long long)out->turn, purposes[purpose].name);
	if (!out->id.len)
		return momus_row_fail(row, err, "field \"%s\" is empty", id);
	return MOMUS_OK;
}

/* How the answer ended; a row with a reason and no response is a failure. */
static int read_end(const struct momus_row *row, struct momus_arena *arena,
		    struct answer *out, struct momus_error *err)
{
	bool answered = momus_row_has(row, "response");
	bool reasoned = momus_row_has(row, "reason");
	int finish =
		answered || !reasoned ? MOMUS_FINISH_STOP : MOMUS_FINISH_FAILED;
	int rc = take_word(row, "finish", finishes,
			   "stop, length, filter, other or failed", &finish,
			   err);

	if (rc == MOMUS_OK && reasoned)
		rc = copy_str(row, "reason", arena, &out->reason, err);
	if (rc == MOMUS_OK)
		rc = momus_row_count(row, "prompt_tokens", -1, 1e15,
				     &out->prompt_tokens, err);
	if (rc == MOMUS_OK)
		rc = momus_row_count(row, "completion_tokens", -1, 1e15,
				     &out->completion_tokens, err);
	if (rc < 0)
		return rc;
	out->finish = (enum momus_finish)finish;
	if (finish == MOMUS_FINISH_FAILED && (answered || !out->reason.len))
		return momus_row_fail(row, err,
				      "a failed answer has a reason and no "
				      "response");
	/* An empty answer is an answer: export leaves its field out. */
	if (!answered && !reasoned && !momus_row_has(row, "finish"))
		return momus_row_fail(row, err,
				      "neither a response nor a reason why "
				      "there is none");
	return MOMUS_OK;
}

/* A node of an export that was never asked for. */
static int skipped(const struct momus_row *row, bool *out,
		   struct momus_error *err)
{
	struct momus_text state = { "", 0 };
	int rc = MOMUS_OK;

	if (momus_row_has(row, "state"))
		rc = momus_row_str(row, "state", &state, err);
	*out = momus_text_equal(state, MOMUS_TEXT("skipped"));
	return rc;
}

int row_read(const struct momus_row *row, struct momus_arena *arena,
	     bool by_key, struct answer *out, struct momus_error *err)
{
	bool has_key = momus_row_has(row, "key"), skip;
	bool has_id = momus_row_has(row, "id") || momus_row_has(row, "problem");
	int rc = skipped(row, &skip, err);

	*out = (struct answer){ .turn = 0,
				.branch = -1,
				.vote = -1,
				.prompt_tokens = -1,
				.completion_tokens = -1,
				.line = momus_row_line(row) };
	if (rc < 0 || skip)
		return rc < 0 ? rc : MOMUS_END;
	if (!has_id && !has_key)
		return momus_row_fail(
			row, err,
			"neither \"id\" nor \"key\": which request "
			"does it answer?");
	if (has_key && (by_key || !has_id)) {
		out->branch = out->vote = 0;
		rc = read_key(row, arena, &out->key, err);
	} else {
		rc = read_name(row, arena, out, err);
	}
	return rc < 0 ? rc : read_end(row, arena, out, err);
}

int row_text(const struct momus_row *row, size_t i, struct momus_arena *arena,
	     struct momus_text *out, struct momus_error *err)
{
	struct momus_text raw = { "", 0 };
	int rc = MOMUS_OK;

	*out = raw;
	if (momus_row_has(row, "response"))
		rc = momus_row_raw(row, "response", &raw, err);
	if (rc < 0)
		return rc;
	if (raw.len && raw.ptr[0] == '[') {
		rc = momus_row_item(row, "response", i, out, err);
		if (rc == MOMUS_OK)
			*out = momus_arena_copy(arena, *out);
		return rc < 0 || out->ptr
			       ? rc
			       : momus_fail(
					 err, MOMUS_ENOMEM,
					 "%s: more than %zu bytes of answers",
					 momus_row_origin(row),
					 momus_arena_used(arena));
	}
	if (i)
		return MOMUS_END;
	return raw.len ? copy_str(row, "response", arena, out, err) : MOMUS_OK;
}
