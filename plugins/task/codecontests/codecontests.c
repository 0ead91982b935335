/* codecontests.c - CodeContests: programs that read and print
 *
 * Three graders: common-oj (SandboxFusion's CommonOJ judge on every test),
 * common-oj-10 (on the first ten, as critic-rl asks it) and strict.  The strict
 * verdict is given with each of them: the same outputs compared token by token.
 */
#include "codecontests.h"

#define FIELD(name_) offsetof(struct codecontests_options, name_)

static const struct momus_option options[] = {
	{ .type = MOMUS_OPT_ENUM,
	  .name = "grader",
	  .value = "common-oj",
	  .offset = FIELD(grader),
	  .choices = "common-oj|common-oj-10|strict",
	  .help = "whose rules decide; common-oj-10 runs the first ten tests" },
	MOMUS_CASE_ROWS(
		struct codecontests_options, programs,
		"of models' answers, and of recorded ones that name none"),
	{ .type = MOMUS_OPT_LIST,
	  .name = "tests",
	  .value = "[\"public\",\"private\",\"generated\"]",
	  .offset = FIELD(tests),
	  .choices = "public|private|generated",
	  .help = "groups of tests that count, in the data's order" },
	{ .type = MOMUS_OPT_REAL,
	  .name = "time_limit",
	  .value = "0",
	  .offset = FIELD(time_limit),
	  .max = 3600,
	  .help = "CPU seconds a test; 0: SandboxFusion's, 20, and 10 if "
		  "compiled" },
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
	.problem = codecontests_problem,
	.plan = momus_cases_op_plan,
	.judge = momus_cases_op_judge,
	.answer = codecontests_answer,
	.graders = graders,
	.tests = codecontests_tests,
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
