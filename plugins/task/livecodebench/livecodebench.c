/* livecodebench.c - LiveCodeBench: programs that read and print, or are called
 *
 * Three graders: lcb (lcb_runner's own rules, commit 28fef95), lcb-sandboxfusion
 * (SandboxFusion's copy of an older checker, commit 469de08, private tests only, as
 * critic-rl asks it) and strict.  The strict verdict is given with each of them:
 * a second look at what was printed or came back.
 */
#include "livecodebench.h"

#include <stdlib.h>
#include <string.h>

const char *const livecodebench_groups[LIVECODEBENCH_GROUPS] = { "public",
								 "private" };

/* Of all the tests of one row, while it is read. */
static const size_t scratch_max = (size_t)2 << 30;

static void choose_tests(struct livecodebench *task)
{
	const char *tests = task->options->tests;
	bool hidden_only = task->grader == LIVECODEBENCH_SANDBOXFUSION;

	if (strcmp(tests, "official") != 0)
		hidden_only = strcmp(tests, "private") == 0;
	task->use[LIVECODEBENCH_PUBLIC] = !hidden_only;
	task->use[LIVECODEBENCH_PRIVATE] = strcmp(tests, "public") != 0;
}

static void close_task(void *self)
{
	struct livecodebench *task = self;

	if (task)
		momus_arena_free(task->scratch);
	free(task);
}

static int open_task(void **self, const void *options, struct momus_error *err)
{
	struct livecodebench *task = calloc(1, sizeof(*task));
	int rc;

	if (task)
		task->scratch = momus_arena_create(scratch_max);
	if (!task || !task->scratch) {
		close_task(task);
		return momus_fail(err, MOMUS_ENOMEM,
				  "livecodebench: out of memory");
	}
	task->options = options;
	if (strcmp(task->options->grader, "lcb-sandboxfusion") == 0)
		task->grader = LIVECODEBENCH_SANDBOXFUSION;
	else if (strcmp(task->options->grader, "strict") == 0)
		task->grader = LIVECODEBENCH_STRICT;
	task->predict =
		strcmp(task->options->scenario, "testoutputprediction") == 0;
	choose_tests(task);
	rc = livecodebench_filters_read(task, err);
	if (rc == MOMUS_OK && task->predict &&
	    task->grader == LIVECODEBENCH_SANDBOXFUSION)
		rc = momus_fail(err, MOMUS_EINVAL,
				"grader lcb-sandboxfusion knows no test output "
				"prediction; use lcb or strict");
	if (rc < 0)
		close_task(task);
	else
		*self = task;
	return rc;
}

#define FIELD(name_) offsetof(struct livecodebench_options, name_)

static const struct momus_option options[] = {
	{ .type = MOMUS_OPT_ENUM,
	  .name = "grader",
	  .value = "lcb",
	  .offset = FIELD(grader),
	  .choices = "lcb|lcb-sandboxfusion|strict",
	  .help = "whose rules decide" },
	{ .type = MOMUS_OPT_ENUM,
	  .name = "scenario",
	  .value = "codegeneration",
	  .offset = FIELD(scenario),
	  .choices = "codegeneration|testoutputprediction",
	  .help = "write the program, or say what a test returns (a problem a "
		  "test); for self-repair see the recipes" },
	{ .type = MOMUS_OPT_ENUM,
	  .name = "tests",
	  .value = "official",
	  .offset = FIELD(tests),
	  .choices = "official|public|private|all",
	  .help = "which tests; official: all, but lcb-sandboxfusion takes the "
		  "private ones" },
	{ .type = MOMUS_OPT_STR,
	  .name = "since",
	  .offset = FIELD(since),
	  .help = "earliest contest_date, itself included; a date is its "
		  "midnight, as lcb_runner has it" },
	{ .type = MOMUS_OPT_STR,
	  .name = "until",
	  .offset = FIELD(until),
	  .help = "latest contest_date, itself included; a date is its "
		  "midnight" },
	{ .type = MOMUS_OPT_STR,
	  .name = "release",
	  .offset = FIELD(release),
	  .help = "release_vN (up to N), vN or vN_vM; rows need the field "
		  "release" },
	{ .type = MOMUS_OPT_LIST,
	  .name = "platforms",
	  .value = "[]",
	  .offset = FIELD(platforms),
	  .choices = "atcoder|codeforces|leetcode",
	  .help = "only problems from these; none: all" },
	{ .type = MOMUS_OPT_LIST,
	  .name = "difficulties",
	  .value = "[]",
	  .offset = FIELD(difficulties),
	  .choices = "easy|medium|hard",
	  .help = "only problems of these; none: all" },
	{ .type = MOMUS_OPT_REAL,
	  .name = "time_limit",
	  .value = "0",
	  .offset = FIELD(time_limit),
	  .max = 3600,
	  .help = "CPU seconds a test; 0: the grader's, 6, or 30 for "
		  "lcb-sandboxfusion as critic-rl sets it" },
	{ .type = MOMUS_OPT_REAL,
	  .name = "memory_limit",
	  .value = "4096",
	  .offset = FIELD(memory_limit),
	  .min = 16,
	  .max = 1048576,
	  .help = "MiB of a program" },
	{ .type = MOMUS_OPT_BOOL,
	  .name = "stop",
	  .value = "true",
	  .offset = FIELD(stop),
	  .help = "end a program at its first failing test, as the official "
		  "graders do" },
	MOMUS_OPTION_END,
};

static const char *const graders[] = { "lcb", "lcb-sandboxfusion", "strict",
				       NULL };

static int tests(void *self, const struct momus_problem *problem,
		 struct momus_arena *arena, struct momus_tests *out,
		 struct momus_error *err)
{
	const struct livecodebench_row *row = problem->data;

	out->n = row->n;
	out->first_hidden = LIVECODEBENCH_PRIVATE;
	return livecodebench_tests(self, row, arena, &out->list, err);
}

static const struct momus_task_ops ops = {
	.size = sizeof(ops),
	.open = open_task,
	.close = close_task,
	.problem = livecodebench_problem,
	.prompt = livecodebench_prompt,
	.extract = livecodebench_extract,
	.plan = livecodebench_plan,
	.judge = livecodebench_judge,
	.answer = livecodebench_answer,
	.graders = graders,
	.more = livecodebench_more,
	.tests = tests,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_TASK),
	.name = "livecodebench",
	.version = "1.0.0",
	.summary = "LiveCodeBench: contest problems by date, Python programs "
		   "and functions",
	.options = options,
	.options_size = sizeof(struct livecodebench_options),
	.ops.task = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
