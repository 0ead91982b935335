/* jsonl.c - a benchmark that is a file of problems and a recipe
 *
 * Row:    {"id": "7", "prompt": "What is 6 times 7?", "answer": "42"}
 * Recipe: "task": {"plugin": "jsonl", "data": "sums.jsonl", "grader": "number"}
 *
 * The grader says how: texts.c for answers that are compared, programs.c for
 * answers that are run, each with what parity and strict mean.
 */
#include "jsonl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <momus/plain.h>

#include "pattern.h"

static void close_task(void *self)
{
	struct jsonl *task = self;

	if (task) {
		pattern_free(task->pattern);
		jsonl_checker_close(task);
	}
	free(task);
}

static int open_task(void **self, const void *options, struct momus_error *err)
{
	struct jsonl *task = calloc(1, sizeof *task);
	int rc;

	*self = NULL;
	if (!task)
		return momus_fail(err, MOMUS_ENOMEM, "jsonl: out of memory");
	task->options = options;
	for (int i = 0; jsonl_graders[i]; i++)
		if (strcmp(jsonl_graders[i], task->options->grader) == 0)
			task->grader = i;
	rc = jsonl_check_options(task, err);
	if (rc == MOMUS_OK)
		*self = task;
	else
		close_task(task);
	return rc;
}

/* A problem is asked as it stands; a program has to know its surroundings. */
static int prompt(void *self, const struct momus_problem *problem,
		  struct momus_buffer *out, struct momus_error *err)
{
	const struct jsonl *task = self;

	(void)err;
	momus_buffer_add(out, problem->statement);
	if (task->grader < JSONL_IO)
		return MOMUS_OK;
	momus_buffer_puts(out, "\n\nGive the whole program in a single "
			       "Markdown code block that starts with ```");
	momus_buffer_puts(out, task->options->language);
	momus_buffer_puts(out, task->grader != JSONL_SCRIPT
				       ? ". It reads standard input and writes "
					 "to standard output."
				       : ".");
	return MOMUS_OK;
}

static int plan(void *self, const struct momus_problem *problem,
		struct momus_text answer, struct momus_grade *out,
		struct momus_plan *plan, struct momus_error *err)
{
	const struct jsonl *task = self;

	if (task->grader < JSONL_IO || jsonl_is_given_up(answer))
		return MOMUS_OK;
	return jsonl_plan_programs(task, problem->data, answer, out, plan, err);
}

static struct momus_verdict verdict(int passed, double score)
{
	return (struct momus_verdict){
		passed < 0 ? MOMUS_RUN_NOT_RUN
		: passed   ? MOMUS_RUN_ACCEPTED
			   : MOMUS_RUN_WRONG_ANSWER,
		passed,
		passed < 0 ? NAN : score,
	};
}

static int judge_text(const struct jsonl *task, const struct jsonl_row *row,
		      struct momus_text answer, struct momus_grade *out,
		      struct momus_error *err)
{
	bool alike = task->grader == JSONL_SIMILARITY;
	struct jsonl_verdict v;
	int rc = jsonl_grade_text(task, row, answer, &v, err);

	if (rc < 0)
		return rc;
	out->parity = verdict(v.parity, v.score);
	out->strict = verdict(v.strict, alike ? v.score : v.strict);
	out->note = momus_text_of(v.note);
	return momus_plain_tests(out, row->right[0], answer, answer, err);
}

static int judge(void *self, const struct momus_problem *problem,
		 struct momus_text answer, const struct momus_outcome *outcomes,
		 size_t n, struct momus_grade *out, struct momus_plan *more,
		 struct momus_error *err)
{
	const struct jsonl *task = self;

	out->grader = jsonl_graders[task->grader];
	if (jsonl_is_given_up(answer)) {
		out->parity = out->strict = verdict(-1, NAN);
		out->note = MOMUS_TEXT("the search for the answer took too "
				       "many steps");
		return MOMUS_OK;
	}
	if (task->grader < JSONL_IO)
		return judge_text(task, problem->data, answer, out, err);
	return jsonl_judge_programs(task, problem->data, answer, outcomes, n,
				    out, more, err);
}

/* The right answers to a question count as what its tests expect. */
static int tests(void *self, const struct momus_problem *problem,
		 struct momus_arena *arena, struct momus_tests *out,
		 struct momus_error *err)
{
	const struct jsonl_row *row = problem->data;
	struct momus_case *list;

	(void)self;
	out->list = row->cases.tests;
	out->n = row->cases.n;
	if (out->n || !row->n_right)
		return out->n ? MOMUS_OK : MOMUS_END;
	list = momus_arena_alloc(arena, row->n_right * sizeof *list);
	if (!list)
		return momus_fail(err, MOMUS_ENOMEM, "jsonl: out of memory");
	for (size_t i = 0; i < row->n_right; i++)
		list[i].expected = row->right[i];
	out->list = list;
	out->n = row->n_right;
	return MOMUS_OK;
}

static const struct momus_task_ops ops = {
	.size = sizeof ops,
	.open = open_task,
	.close = close_task,
	.problem = jsonl_problem,
	.prompt = prompt,
	.extract = jsonl_extract,
	.plan = plan,
	.judge = judge,
	.graders = jsonl_graders,
	.tests = tests,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_TASK),
	.name = "jsonl",
	.version = "1.0.0",
	.summary = "your own problems: a file of them, graded by name",
	.options = jsonl_option_table,
	.options_size = sizeof(struct jsonl_options),
	.ops.task = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
