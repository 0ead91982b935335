/* codecontests.c - any bytes as a problem of CodeContests and as an answer to it
 *
 * The first byte chooses options; the problem's row ends at the first LF, the
 * answer's row is what follows.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "../../plugins/task/codecontests/codecontests.h"
#include "core/row.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_problem(const struct momus_problem *p,
			  const struct codecontests_options *o)
{
	const struct momus_cases *c = p->data;

	assert(p->id.ptr && p->statement.ptr);
	assert(c->limits.cpu_s > 0 && c->n_references <= 3);
	assert(strcmp(o->grader, "common-oj-10") || c->n <= 10);
	for (size_t i = 0; i < c->n; i++) {
		assert(c->tests[i].input.ptr && c->tests[i].expected.ptr);
		assert(c->tests[i].part < c->n_parts);
	}
}

/* What is refused is refused by its line. */
static void check_error(const struct momus_error *err)
{
	assert(strncmp(err->text, "rows:", 5) == 0);
	assert(!strchr(err->text, '\n'));
}

static void read_one(const struct momus_task_ops *ops,
		     struct codecontests_options *o, struct momus_text line,
		     size_t n, struct momus_arena *arena)
{
	struct momus_problem problem = { .index = 0 };
	struct momus_answer answer = { .language = NULL };
	struct momus_error err = { "" };
	struct momus_row *row;
	int rc;

	if (momus_row_parse(&row, line, "rows", n, NULL) < 0)
		return;
	if (n == 1) {
		rc = ops->problem(o, row, arena, &problem, &err);
		if (rc == MOMUS_OK)
			check_problem(&problem, o);
	} else {
		rc = ops->answer(o, row, 0, arena, &answer, &err);
		assert(rc != MOMUS_OK || (answer.id.ptr && answer.text.ptr));
	}
	if (rc < 0 && rc != MOMUS_END)
		check_error(&err);
	momus_row_free(row);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const graders[] = { "common-oj", "common-oj-10",
					       "strict", "strict" };
	static const char *all[] = { "public", "private", "generated", NULL };
	static const char *some[] = { "private", NULL };
	struct codecontests_options o = { .programs = { .language =
								"python" } };
	struct momus_text rest, line;
	struct momus_arena *arena;

	if (!size || size > 65536)
		return 0;
	o.grader = graders[data[0] & 3];
	o.tests = data[0] & 4 ? some : all;
	o.time_factor = data[0] & 8 ? 2 : 0;
	o.memory_factor = data[0] & 16 ? 1 : 0;
	if (data[0] & 32)
		o.programs.language = "cpp";
	arena = momus_arena_create(64 << 20);
	assert(arena);
	rest = (struct momus_text){ (const char *)data + 1, size - 1 };
	for (size_t n = 1; n < 3 && momus_text_line(&rest, &line); n++)
		read_one(momus_plugin_entry()->ops.task, &o, line, n, arena);
	momus_arena_free(arena);
	return 0;
}
