/* mbppplus.c - MBPP+ and HumanEval+: programs against inputs and outputs
 *
 * Three graders: evalplus (EvalPlus's own rules, commit 26d6d00), mbpp-script
 * (the Hugging Face rows' test script run behind the answer: exit status 0
 * passes, and so does an answer that ends itself with it) and strict.  The strict
 * verdict is given with each of them: a second look at the values that the
 * program returned.
 */
#include "mbppplus.h"

#include <stdlib.h>
#include <string.h>

static int open_task(void **self, const void *options, struct momus_error *err)
{
	struct mbppplus *task = calloc(1, sizeof(*task));

	if (!task)
		return momus_fail(err, MOMUS_ENOMEM, "mbppplus: out of memory");
	task->options = options;
	if (strcmp(task->options->grader, "mbpp-script") == 0)
		task->grader = MBPPPLUS_SCRIPT;
	else if (strcmp(task->options->grader, "strict") == 0)
		task->grader = MBPPPLUS_STRICT;
	*self = task;
	return MOMUS_OK;
}

static void close_task(void *self)
{
	struct mbppplus *task = self;

	if (task)
		free(task->prompts);
	free(task);
}

static int reference(void *self, const struct momus_problem *problem,
		     struct momus_plan *plan, struct momus_error *err)
{
	(void)self;
	return mbppplus_add_record(problem, plan, err);
}

#define FIELD(name_) offsetof(struct mbppplus_options, name_)

static const struct momus_option options[] = {
	{ .type = MOMUS_OPT_ENUM,
	  .name = "grader",
	  .value = "evalplus",
	  .offset = FIELD(grader),
	  .choices = "evalplus|mbpp-script|strict",
	  .help = "whose rules decide; mbpp-script wants Hugging Face rows" },
	{ .type = MOMUS_OPT_BOOL,
	  .name = "sanitize",
	  .value = "false",
	  .offset = FIELD(sanitize),
	  .help = "cut the program out of the answer as EvalPlus's sanitizer "
		  "does" },
	{ .type = MOMUS_OPT_BOOL,
	  .name = "stop",
	  .value = "false",
	  .offset = FIELD(stop),
	  .help = "end a program at its first failing test" },
	MOMUS_OPTION_END,
};

static const char *const graders[] = { "evalplus", "mbpp-script", "strict",
				       NULL };

static const struct momus_task_ops ops = {
	.size = sizeof(ops),
	.open = open_task,
	.close = close_task,
	.problem = mbppplus_problem,
	.extract = mbppplus_extract,
	.reference = reference,
	.plan = mbppplus_plan,
	.judge = mbppplus_judge,
	.answer = mbppplus_answer,
	.graders = graders,
	.tests = mbppplus_tests,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_TASK),
	.name = "mbppplus",
	.version = "1.1.0",
	.summary = "MBPP+ and HumanEval+: Python functions, many tests each",
	.options = options,
	.options_size = sizeof(struct mbppplus_options),
	.ops.task = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
