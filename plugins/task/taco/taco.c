/* taco.c - TACO and APPS: programs that read and print, and functions to call
 *
 * Two graders: common-oj (SandboxFusion's CommonOJ judge for programs, the rule of
 * its checker of calls for functions) and strict.  The strict verdict is given with
 * both.  Used for training sets: see clean.c for the rows that are left out.
 */
#include "taco.h"

#include <stdlib.h>
#include <string.h>

#include <momus/rowfile.h>

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "taco: out of memory");
}

/* Marks the row of index IDX. */
static int mark(struct taco *t, const struct momus_row *row,
		struct momus_error *err)
{
	struct momus_text flag;
	int64_t index = -1;
	bool *special;
	size_t n;
	int rc = momus_row_count(row, "idx", 0, 1e7, &index, err);

	if (rc == MOMUS_OK && index < 0)
		rc = momus_row_fail(row, err, "no field \"idx\"");
	if (rc == MOMUS_OK)
		rc = momus_row_raw(row, "special_judge", &flag, err);
	if (rc < 0)
		return rc;
	n = (size_t)index + 1;
	if (n > t->n_special) {
		special = realloc(t->special, n);
		if (!special)
			return no_memory(err);
		memset(special + t->n_special, 0, n - t->n_special);
		t->special = special;
		t->n_special = n;
	}
	t->special[n - 1] = momus_text_equal(flag, MOMUS_TEXT("true"));
	return MOMUS_OK;
}

static int read_special(struct taco *t, struct momus_error *err)
{
	struct momus_row_file *rows;
	const struct momus_row *row;
	int rc = momus_row_file_open(&rows, t->options->special_judge, err);

	if (rc < 0)
		return rc;
	while ((rc = momus_row_file_next(rows, &row, err)) == MOMUS_OK &&
	       (rc = mark(t, row, err)) == MOMUS_OK)
		;
	momus_row_file_close(rows);
	return rc == MOMUS_END ? MOMUS_OK : rc;
}

static void close_task(void *self)
{
	struct taco *t = self;

	if (!t)
		return;
	taco_seen_free(t->seen);
	free(t->special);
	free(t);
}

static int open_task(void **self, const void *options, struct momus_error *err)
{
	struct taco *t = calloc(1, sizeof(*t));
	int rc = MOMUS_OK;

	if (!t)
		return no_memory(err);
	t->options = options;
	t->strict = strcmp(t->options->grader, "strict") == 0;
	if (t->options->special_judge)
		rc = read_special(t, err);
	if (rc < 0) {
		close_task(t);
		return rc;
	}
	*self = t;
	return MOMUS_OK;
}

/* ANSWER as it is run. */
static int program_of(const struct momus_problem *problem,
		      struct momus_text answer, struct momus_grade *out,
		      struct momus_case_program *program,
		      struct momus_error *err)
{
	const struct taco_problem *p = problem->data;

	*program = (struct momus_case_program){ answer, out->language };
	if (!p->function.len)
		return MOMUS_OK;
	program->language = "python";
	return taco_call(answer, p->function, out->arena, &program->text, err);
}

static int plan(void *self, const struct momus_problem *problem,
		struct momus_text answer, struct momus_grade *out,
		struct momus_plan *plan, struct momus_error *err)
{
	const struct taco_problem *p = problem->data;
	struct momus_case_program program;
	int rc = program_of(problem, answer, out, &program, err);

	(void)self;
	return rc < 0 ? rc : momus_cases_plan(&p->cases, &program, plan, err);
}

static int judge(void *self, const struct momus_problem *problem,
		 struct momus_text answer, const struct momus_outcome *outcomes,
		 size_t n, struct momus_grade *out, struct momus_plan *more,
		 struct momus_error *err)
{
	const struct taco_problem *p = problem->data;
	struct momus_case_program program;
	int rc = program_of(problem, answer, out, &program, err);

	(void)self;
	return rc < 0 ? rc
		      : momus_cases_judge(&p->cases, &program, outcomes, n, out,
					  more, err);
}

#define FIELD(name_) offsetof(struct taco_options, name_)

static const struct momus_option options[] = {
	{ .type = MOMUS_OPT_ENUM,
	  .name = "grader",
	  .value = "common-oj",
	  .offset = FIELD(grader),
	  .choices = "common-oj|strict",
	  .help = "whose rules decide" },
	MOMUS_CASE_ROWS(
		struct taco_options, programs,
		"of models' answers; functions are called in Python alone"),
	{ .type = MOMUS_OPT_BOOL,
	  .name = "clean",
	  .value = "true",
	  .offset = FIELD(clean),
	  .help = "leave out rows that are no good training problems: see the "
		  "card" },
	{ .type = MOMUS_OPT_INT,
	  .name = "min_tokens",
	  .value = "64",
	  .offset = FIELD(min_tokens),
	  .max = 1e9,
	  .help = "clean: a text has more; 0: any" },
	{ .type = MOMUS_OPT_INT,
	  .name = "max_tokens",
	  .value = "2048",
	  .offset = FIELD(max_tokens),
	  .max = 1e9,
	  .help = "clean: a text has fewer; 0: any" },
	{ .type = MOMUS_OPT_REAL,
	  .name = "time_limit",
	  .value = "0",
	  .offset = FIELD(time_limit),
	  .max = 3600,
	  .help = "CPU seconds a test; 0: the problem's, 10 where it has "
		  "none" },
	{ .type = MOMUS_OPT_REAL,
	  .name = "time_factor",
	  .value = "1",
	  .offset = FIELD(time_factor),
	  .min = 0.001,
	  .max = 1000,
	  .help = "the problem's limit times this" },
	{ .type = MOMUS_OPT_FILE,
	  .name = "special_judge",
	  .offset = FIELD(special_judge),
	  .help = "rows {idx, special_judge}: where it is true there are "
		  "several right answers" },
	MOMUS_OPTION_END,
};

static const char *const graders[] = { "common-oj", "strict", NULL };

static const struct momus_task_ops ops = {
	.size = sizeof(ops),
	.open = open_task,
	.close = close_task,
	.problem = taco_problem,
	.plan = plan,
	.judge = judge,
	.answer = taco_answer,
	.graders = graders,
	.tests = momus_cases_op_tests,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_TASK),
	.name = "taco",
	.version = "1.0.0",
	.summary = "TACO and APPS: programs that print, functions to call",
	.options = options,
	.options_size = sizeof(struct taco_options),
	.ops.task = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
