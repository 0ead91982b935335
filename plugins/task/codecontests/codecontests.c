/* codecontests.c - CodeContests: programs that read and print
 *
 * Three graders: common-oj (SandboxFusion's CommonOJ judge on every test),
 * common-oj-10 (on the first ten, as critic-rl asks it) and strict.  The strict
 * verdict is given with each of them: the same outputs compared token by token.
 */
#include "codecontests.h"

#include <stdlib.h>
#include <string.h>

#include <momus/extract.h>

/* Bytes of output that the official runner is sure to take. */
static const uint64_t official_pipe = 131072;

const char *const codecontests_groups[CODECONTESTS_GROUPS] = { "public",
							       "private",
							       "generated" };

static int choose_groups(struct codecontests *task, struct momus_error *err)
{
	const char **name = task->options->tests;

	for (; name && *name; name++) {
		size_t g = 0;

		while (g < CODECONTESTS_GROUPS &&
		       strcmp(*name, codecontests_groups[g]) != 0)
			g++;
		if (g == CODECONTESTS_GROUPS)
			return momus_fail(
				err, MOMUS_EINVAL,
				"option tests: there is no group "
				"\"%.100s\"; expected public, private "
				"or generated",
				*name);
		task->use[g] = true;
	}
	return MOMUS_OK;
}

static int open_task(void **self, const void *options, struct momus_error *err)
{
	struct codecontests *task = calloc(1, sizeof(*task));
	int rc;

	if (!task)
		return momus_fail(err, MOMUS_ENOMEM,
				  "codecontests: out of memory");
	task->options = options;
	task->strict = strcmp(task->options->grader, "strict") == 0;
	if (strcmp(task->options->grader, "common-oj-10") == 0)
		task->most = 10;
	rc = choose_groups(task, err);
	if (rc < 0) {
		free(task);
		return rc;
	}
	*self = task;
	return MOMUS_OK;
}

static void close_task(void *self)
{
	free(self);
}

void codecontests_rules(const struct codecontests *task,
			struct momus_text statement, struct momus_cases *out)
{
	out->parts = codecontests_groups;
	out->n_parts = CODECONTESTS_GROUPS;
	out->stop = task->options->stop;
	out->parity = task->strict ? NULL : momus_check_lines;
	out->rule = momus_token_rule_of(statement);
	out->any_answer = momus_statement_wants_any(statement);
	out->unsure_output = official_pipe;
}

static int extract(void *self, const struct momus_problem *problem,
		   struct momus_text response, struct momus_arena *arena,
		   struct momus_text *out, struct momus_error *err)
{
	(void)self;
	return momus_extract(MOMUS_EXTRACT_SANDBOXFUSION, problem->language,
			     response, arena, out, err);
}

static int plan(void *self, const struct momus_problem *problem,
		struct momus_text answer, struct momus_grade *out,
		struct momus_plan *plan, struct momus_error *err)
{
	const struct momus_case_program program = { answer, out->language };

	(void)self;
	return momus_cases_plan(problem->data, &program, plan, err);
}

static int judge(void *self, const struct momus_problem *problem,
		 struct momus_text answer, const struct momus_outcome *outcomes,
		 size_t n, struct momus_grade *out, struct momus_plan *more,
		 struct momus_error *err)
{
	const struct momus_case_program program = { answer, out->language };

	(void)self;
	return momus_cases_judge(problem->data, &program, outcomes, n, out,
				 more, err);
}

#define FIELD(name_) offsetof(struct codecontests_options, name_)

static const struct momus_option options[] = {
	{ .type = MOMUS_OPT_ENUM,
	  .name = "grader",
	  .value = "common-oj",
	  .offset = FIELD(grader),
	  .choices = "common-oj|common-oj-10|strict",
	  .help = "whose rules decide; common-oj-10 runs the first ten tests" },
	{ .type = MOMUS_OPT_ENUM,
	  .name = "language",
	  .value = "python",
	  .offset = FIELD(language),
	  .choices = "python|cpp|c",
	  .help = "of models' answers, and of recorded ones that name none" },
	{ .type = MOMUS_OPT_LIST,
	  .name = "tests",
	  .value = "[\"public\",\"private\",\"generated\"]",
	  .offset = FIELD(tests),
	  .help = "groups of tests that count, in the data's order" },
	{ .type = MOMUS_OPT_BOOL,
	  .name = "stop",
	  .value = "false",
	  .offset = FIELD(stop),
	  .help = "run no tests behind the first that fails" },
	{ .type = MOMUS_OPT_REAL,
	  .name = "time_limit",
	  .value = "20",
	  .offset = FIELD(time_limit),
	  .min = 0.01,
	  .max = 3600,
	  .help = "CPU seconds a test; 20 is SandboxFusion's" },
	{ .type = MOMUS_OPT_REAL,
	  .name = "time_factor",
	  .value = "0",
	  .offset = FIELD(time_factor),
	  .max = 1000,
	  .help = "above 0: the problem's own time limit times this, where it "
		  "states one" },
	{ .type = MOMUS_OPT_REAL,
	  .name = "memory_factor",
	  .value = "0",
	  .offset = FIELD(memory_factor),
	  .max = 1000,
	  .help = "above 0: the problem's own memory limit times this; else "
		  "the sandbox's" },
	MOMUS_OPTION_END,
};

static const char *const graders[] = { "common-oj", "common-oj-10", "strict",
				       NULL };

static const struct momus_task_ops ops = {
	.size = sizeof(ops),
	.open = open_task,
	.close = close_task,
	.problem = codecontests_problem,
	.extract = extract,
	.plan = plan,
	.judge = judge,
	.answer = codecontests_answer,
	.graders = graders,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_TASK),
	.name = "codecontests",
	.version = "1.0.0",
	.summary = "CodeContests: programs that read input and print output",
	.options = options,
	.options_size = sizeof(struct codecontests_options),
	.ops.task = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
