/* judgebench.c - any bytes as a pair, as a judge's words, and as official output
 *
 * The first byte chooses mode and judge; the row ends at the first LF, what a
 * judge said is what follows.
 */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "../../plugins/task/judgebench/judgebench.h"
#include "core/row.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct options { /* as in judgebench.c */
	const char *grader, *mode, *judge;
};

static void check_verdict(const struct momus_verdict *v)
{
	assert(v->passed == 0 || v->passed == 1);
	assert(v->passed == (v->score == 1.0));
	assert(isnan(v->score) || v->score == 0.0 || v->score == 0.5 ||
	       v->score == 1.0);
}

static void grade(const struct momus_task_ops *ops, void *o,
		  const struct momus_problem *problem, struct momus_text said,
		  struct momus_arena *arena)
{
	struct momus_grade g = { .arena = arena };
	struct momus_text answer = { "", 0 };
	struct momus_buffer more;
	int rc;

	momus_buffer_init(&more, 1 << 16);
	assert(ops->extract(o, problem, said, arena, &answer, NULL) ==
	       MOMUS_OK);
	assert(answer.len <= said.len + 1 || answer.len == 3);
	rc = ops->ask_on(o, problem, said, 1, &more, NULL);
	assert(rc == MOMUS_OK || rc == MOMUS_END);
	assert((rc == MOMUS_OK) == (more.len > 0));
	assert(ops->judge(o, problem, answer, NULL, 0, &g, NULL, NULL) ==
	       MOMUS_OK);
	check_verdict(&g.parity);
	check_verdict(&g.strict);
	/* what was said is graded as it is, too */
	assert(ops->judge(o, problem, said, NULL, 0, &g, NULL, NULL) ==
	       MOMUS_OK);
	check_verdict(&g.parity);
	momus_buffer_release(&more);
}

static void read_problems(const struct momus_task_ops *ops, void *o,
			  const struct momus_row *row, struct momus_text said,
			  struct momus_arena *arena)
{
	struct momus_problem p = { .reference_fd = -1 };
	struct momus_error err = { "" };
	int rc = ops->problem(o, row, arena, &p, &err);

	for (size_t i = 1; rc == MOMUS_OK; i++) {
		assert(i < 3 && p.id.len > 2 && p.group.len == p.id.len - 2);
		grade(ops, o, &p, said, arena);
		p = (struct momus_problem){ .reference_fd = -1 };
		rc = ops->more(o, row, i, arena, &p, &err);
	}
	assert(rc == MOMUS_END || strncmp(err.text, "rows:1: ", 8) == 0);
}

static void read_answers(const struct momus_task_ops *ops, void *o,
			 const struct momus_row *row, struct momus_arena *arena)
{
	struct momus_error err = { "" };
	struct momus_answer a;
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK; i++) {
		memset(&a, 0, sizeof a);
		rc = ops->answer(o, row, i, arena, &a, &err);
		if (rc == MOMUS_OK)
			assert(i < 2 && a.id.len > 1 && a.text.ptr);
	}
	assert(rc == MOMUS_END || strncmp(err.text, "rows:1: ", 8) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const modes[] = { "pairs", "one-order",
					     "responses" };
	const struct momus_task_ops *ops = momus_plugin_entry()->ops.task;
	struct options o = { .grader = "official" };
	struct momus_arena *arena;
	struct momus_text rest, line;
	struct momus_row *row = NULL;

	if (!size || size > 65536)
		return 0;
	o.judge = judgebench_forms[data[0] % JUDGEBENCH_JUDGES].name;
	o.mode = modes[data[0] / JUDGEBENCH_JUDGES % 3];
	arena = momus_arena_create(16 << 20);
	rest = (struct momus_text){ (const char *)data + 1, size - 1 };
	if (momus_text_line(&rest, &line) &&
	    momus_row_parse(&row, line, "rows", 1, NULL) == MOMUS_OK) {
		read_problems(ops, &o, row, rest, arena);
		read_answers(ops, &o, row, arena);
	}
	momus_row_free(row);
	momus_arena_free(arena);
	return 0;
}
