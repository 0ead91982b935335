/* jsonl.c - any bytes as a problem of one's own and a response to it
 *
 * The first byte chooses grader and extraction; the row ends at the first LF, the
 * response is what follows.
 */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../plugins/task/jsonl/jsonl.h"
#include "core/row.h"
#include "run/plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { GRADERS = JSONL_SCRIPT + 1 };

/* RESPONSE is also what every program prints. */
static void run(const struct momus_plan *plan, struct momus_text response,
		struct momus_outcome **runs, size_t *n)
{
	*runs = realloc(*runs, (*n + plan->n + 1) * sizeof **runs);
	assert(*runs);
	for (size_t i = 0; i < plan->n; i++)
		(*runs)[(*n)++] =
			(struct momus_outcome){ .out = response,
						.err = MOMUS_TEXT(""),
						.out_total = response.len };
}

static void grade(const struct momus_task_ops *ops, void *self,
		  const struct momus_problem *problem,
		  struct momus_text response, struct momus_arena *arena)
{
	struct momus_grade g = { .arena = arena,
				 .language = problem->language };
	struct momus_text answer = { "", 0 };
	struct momus_outcome *runs = NULL;
	struct momus_plan plan;
	size_t n = 0;

	momus_plan_init(&plan);
	assert(ops->extract(self, problem, response, arena, &answer, NULL) ==
	       MOMUS_OK);
	assert(ops->plan(self, problem, answer, &g, &plan, NULL) == MOMUS_OK);
	do {
		run(&plan, response, &runs, &n);
		momus_plan_release(&plan);
		assert(ops->judge(self, problem, answer, runs, n, &g, &plan,
				  NULL) == MOMUS_OK);
	} while (plan.n);
	assert(g.parity.passed >= -1 && g.parity.passed <= 1);
	assert(g.parity.passed < 0 ||
	       (g.parity.score >= 0 && g.parity.score <= 1));
	assert(g.strict.passed <= g.parity.passed);
	free(runs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const extracts[] = { "usual",      "whole",
						"last-fence", "last-line",
						"after",      "pattern" };
	const struct momus_task_ops *ops = momus_plugin_entry()->ops.task;
	struct jsonl_options o = { .marker = "Answer:",
				   .pattern = "x*([0-9]+)|$",
				   .measure = "rouge-l",
				   .threshold = 0.5,
				   .language = "python",
				   .compare = "tokens",
				   .cpu_s = 1 };
	struct momus_problem problem = { .index = 0 };
	struct momus_arena *arena = momus_arena_create(64 << 20);
	struct momus_error err = { "" };
	struct momus_text rest, line;
	struct momus_row *row = NULL;
	void *self = NULL;

	if (!size || size > 4096)
		goto out;
	o.grader = jsonl_graders[data[0] % GRADERS];
	o.extract = extracts[data[0] / GRADERS % 6];
	rest = (struct momus_text){ (const char *)data + 1, size - 1 };
	if (!momus_text_line(&rest, &line) ||
	    momus_row_parse(&row, line, "rows", 1, NULL) < 0)
		goto out;
	assert(ops->open(&self, &o, &err) == MOMUS_OK);
	if (ops->problem(self, row, arena, &problem, &err) == MOMUS_OK)
		grade(ops, self, &problem, rest, arena);
	else
		assert(strncmp(err.text, "rows:1: ", 8) == 0);
out:
	if (self)
		ops->close(self);
	momus_row_free(row);
	momus_arena_free(arena);
	return 0;
}
