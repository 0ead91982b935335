/* recorded.c - official output rows: what judges said of pairs */
#include "judgebench.h"

/* The value under KEY of the object JSON; empty: none, or null. */
static struct momus_text member(struct momus_text json, const char *key)
{
	struct momus_text v = momus_json_member(json, key);

	return momus_text_equal(v, MOMUS_TEXT("null")) ? MOMUS_TEXT("") : v;
}

/* A row's judge must be the one whose words are read. */
static int check_judge(const struct judgebench_options *o,
		       const struct momus_row *row, struct momus_error *err)
{
	struct momus_text name;
	const char *ours = judgebench_forms[judgebench_judge_of(o)].row;
	int rc;

	if (!momus_row_has(row, "judge_name"))
		return MOMUS_OK;
	rc = momus_row_str(row, "judge_name", &name, err);
	if (rc < 0 || momus_text_equal(name, momus_text_of(ours)))
		return rc;
	for (int i = 0; i < JUDGEBENCH_JUDGES; i++)
		if (momus_text_equal(name,
				     momus_text_of(judgebench_forms[i].row)))
			return momus_row_fail(row, err,
					      "field \"judge_name\": \"%s\" "
					      "judged, but words of \"%s\" are "
					      "read; give --set task.judge=%s",
					      judgebench_forms[i].row, o->judge,
					      judgebench_forms[i].name);
	return MOMUS_OK; /* one that is read as this one */
}

/* Judgment JSON of an official output row: its text or scores, to be read anew;
 * if they are not there, its decision; nothing if judging failed. */
static int read_judgment(struct momus_text json, struct momus_arena *arena,
			 struct momus_answer *out, struct momus_error *err)
{
	const struct momus_text said = member(json, "judgment");
	struct momus_text text = member(said, "scores");

	out->text = MOMUS_TEXT("");
	out->extracted = false;
	if (!text.len)
		text = member(said, "response");
	if (!text.len) {
		text = member(json, "decision");
		out->extracted = true;
	}
	if (!text.len)
		return MOMUS_OK;
	out->text =
		text.ptr[0] == '"' ? momus_json_unescape(text, arena) : text;
	if (out->text.ptr)
		out->text = momus_arena_copy(arena, out->text);
	return out->text.ptr ? MOMUS_OK : judgebench_no_memory(err);
}

/* Official output rows: a judgment for each order that was asked. */
int judgebench_answer(void *self, const struct momus_row *row, size_t i,
		      struct momus_arena *arena, struct momus_answer *out,
		      struct momus_error *err)
{
	struct momus_text id, list, key, value = { NULL, 0 };
	size_t at = 0, n = 0;
	int rc = check_judge(self, row, err);

	if (rc == MOMUS_OK)
		rc = momus_row_str(row, "pair_id", &id, err);
	if (rc == MOMUS_OK)
		rc = momus_row_raw(row, "judgments", &list, err);
	if (rc == MOMUS_OK && list.ptr[0] != '[')
		rc = momus_row_fail(row, err,
				    "field \"judgments\": expected a list, one "
				    "entry an order");
	if (rc < 0)
		return rc;
	while (n <= i && momus_json_next(list, &at, &key, &value))
		n++;
	if (n <= i)
		return MOMUS_END;
	if (i > 1)
		return momus_row_fail(row, err,
				      "field \"judgments\": a pair has two "
				      "orders, found more");
	rc = judgebench_name(id, i ? "/2" : "/1", arena, &out->id, err);
	return rc < 0 ? rc : read_judgment(value, arena, out, err);
}
