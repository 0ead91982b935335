/* ifeval.c - any bytes as a prompt of IFEval, and as an answer to it
 *
 * The first byte chooses the grader; the row ends at the first LF, the answer is what
 * follows.  Where the models of sentences and languages are not at hand, what needs
 * them fails with a sentence.
 */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../plugins/task/ifeval/ifeval.h"
#include "core/row.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The task with the grader of BYTE: its models are read once. */
static void *task(const struct momus_task_ops *ops, uint8_t byte)
{
	static const char *const graders[] = { "official", "official-loose" };
	static void *tasks[2];
	const struct {
		const char *grader;
	} options = { graders[byte & 1] };

	if (!tasks[byte & 1] && ops->open(&tasks[byte & 1], &options, NULL) < 0)
		abort();
	return tasks[byte & 1];
}

static void check(const struct momus_grade *g, const struct ifeval_problem *p)
{
	const struct momus_verdict *v = &g->parity;

	assert(v->passed >= -1 && v->passed <= 1);
	assert(isnan(v->score) || (v->score >= 0 && v->score <= 1));
	assert(v->passed <= 0 || v->score >= 1);
	assert(g->n_tests == p->n && g->n_parts <= MOMUS_PARTS_MAX);
	/* What follows as it stands follows as one of eight texts. */
	for (size_t i = 0; i + 1 < g->n_parts; i += 2)
		assert(g->parts[i].passed <= 0 || g->parts[i + 1].passed > 0);
	for (size_t i = 0; i < g->n_parts; i++)
		for (size_t k = 0; k < i; k++)
			assert(strcmp(g->parts[i].name, g->parts[k].name));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct momus_task_ops *ops = momus_plugin_entry()->ops.task;
	struct momus_problem problem = { .index = 0 };
	struct momus_error err = { "" };
	struct momus_grade grade = { .grader = NULL };
	struct momus_text rest, line;
	struct momus_row *row = NULL;
	void *self;

	if (!size || size > 4096)
		return 0;
	self = task(ops, data[0]);
	grade.arena = momus_arena_create(64 << 20);
	rest = (struct momus_text){ (const char *)data + 1, size - 1 };
	if (!momus_text_line(&rest, &line) ||
	    momus_row_parse(&row, line, "rows", 1, NULL) < 0)
		goto out;
	if (ops->problem(self, row, grade.arena, &problem, &err) < 0)
		assert(strncmp(err.text, "rows:1: ", 8) == 0);
	else if (ops->judge(self, &problem, rest, NULL, 0, &grade, NULL, &err) <
		 0)
		assert(*err.text);
	else
		check(&grade, problem.data);
	/* Names of earlier rows lie in their arenas. */
	memset(((struct ifeval_task *)self)->names, 0,
	       sizeof((struct ifeval_task *)self)->names);
out:
	momus_row_free(row);
	momus_arena_free(grade.arena);
	return 0;
}
