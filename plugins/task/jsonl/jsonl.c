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

#include "pattern.h"

const char *const jsonl_graders[] = {
	[JSONL_EXACT] = "exact",     [JSONL_NORMALISED] = "normalised",
	[JSONL_NUMBER] = "number",   [JSONL_PATTERN] = "pattern",
	[JSONL_CHOICE] = "choice",   [JSONL_SIMILARITY] = "similarity",
	[JSONL_IO] = "io",	     [JSONL_SCRIPT] = "script",
	[JSONL_CHECKER] = "checker", NULL,
};

static void close_task(void *self)
{
	struct jsonl *task = self;

	if (task)
		pattern_free(task->pattern);
	free(task);
}

static int check_options(struct jsonl *task, struct momus_error *err)
{
	const struct jsonl_options *o = task->options;
	struct momus_error why = { "" };

	if (task->grader == JSONL_SCRIPT && strcmp(o->language, "python") != 0)
		return momus_fail(err, MOMUS_EINVAL,
				  "task.language is \"%s\": a test script can "
				  "only stand behind a \"python\" program",
				  o->language);
	if (strcmp(o->extract, "pattern") != 0)
		return MOMUS_OK;
	if (!o->pattern)
		return momus_fail(
			err, MOMUS_EINVAL,
			"task.pattern is missing; extract \"pattern\" "
			"needs one");
	if (pattern_create(&task->pattern, momus_text_of(o->pattern), &why) < 0)
		return momus_fail(err, MOMUS_EINVAL, "task.pattern: %s",
				  why.text);
	return MOMUS_OK;
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
	rc = check_options(task, err);
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
	out->tests = momus_arena_alloc(out->arena, 2 * sizeof *out->tests);
	if (!out->tests)
		return momus_fail(err, MOMUS_ENOMEM, "jsonl: out of memory");
	out->n_tests = 1;
	out->strict_tests = out->tests + 1;
	for (int i = 0; i < 2; i++)
		out->tests[i] = (struct momus_test){
			.status = i ? out->strict.status : out->parity.status,
			.cpu_s = NAN,
			.expected = momus_text_shown(row->right[0]),
			.actual = momus_text_shown(answer),
		};
	return MOMUS_OK;
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

#define FIELD(name_) offsetof(struct jsonl_options, name_)
#define STR(name_, help_)                                                      \
	{                                                                      \
		.type = MOMUS_OPT_STR, .name = #name_, .offset = FIELD(name_), \
		.help = help_                                                  \
	}

static const struct momus_option options[] = {
	{ .type = MOMUS_OPT_ENUM,
	  .name = "grader",
	  .value = "exact",
	  .offset = FIELD(grader),
	  .choices = "exact|normalised|number|pattern|choice|similarity|io|"
		     "script|checker",
	  .help = "how an answer is compared, or run (io, script, checker)" },
	STR(id, "field of the id; usually id or task_id, else the line"),
	STR(prompt, "field of what is asked; usually prompt, statement, "
		    "question or problem"),
	STR(answer, "field of the right answer, or of a list of them; usually "
		    "answer, reference or target"),
	STR(choices, "field of the list of choices; usually choices or "
		     "options"),
	STR(tests, "field of the tests of io and checker, or of the test "
		   "script; usually tests or test"),
	{ .type = MOMUS_OPT_STR,
	  .name = "checker",
	  .value = "checker",
	  .offset = FIELD(checker),
	  .help = "field of the checker: a Python program, called with the "
		  "files of input, output and answer, that ends with 0 if "
		  "the output is right, 1 or 2 if not, 7 with points" },
	STR(solution, "field of a reference solution; usually solution or "
		      "canonical_solution"),
	STR(wrong, "field of an answer known to be wrong, for simulated "
		   "models; usually wrong"),
	STR(after, "the right answer stands behind the last of this in its "
		   "field (GSM8K: ####)"),
	{ .type = MOMUS_OPT_ENUM,
	  .name = "extract",
	  .value = "usual",
	  .offset = FIELD(extract),
	  .choices = "usual|whole|first-fence|last-fence|last-line|after|"
		     "pattern",
	  .help = "which part of a response is the answer; usual: whole, for "
		  "programs first-fence" },
	{ .type = MOMUS_OPT_STR,
	  .name = "marker",
	  .value = "Answer:",
	  .offset = FIELD(marker),
	  .help = "extract after: the rest of the line behind the last of "
		  "this" },
	STR(pattern, "extract pattern: group 1 of its last match (PCRE2)"),
	{ .type = MOMUS_OPT_REAL,
	  .name = "absolute",
	  .value = "0",
	  .offset = FIELD(absolute),
	  .max = 1e300,
	  .help = "number: how far off it may be" },
	{ .type = MOMUS_OPT_REAL,
	  .name = "relative",
	  .value = "0",
	  .offset = FIELD(relative),
	  .max = 1,
	  .help = "number: the same, as a share of the right one" },
	{ .type = MOMUS_OPT_ENUM,
	  .name = "measure",
	  .value = "rouge-l",
	  .offset = FIELD(measure),
	  .choices = "bleu|rouge-1|rouge-2|rouge-l|chrf",
	  .help = "similarity: by which measure" },
	{ .type = MOMUS_OPT_REAL,
	  .name = "threshold",
	  .value = "0.5",
	  .offset = FIELD(threshold),
	  .max = 1,
	  .help = "similarity: from where on an answer passes" },
	{ .type = MOMUS_OPT_STR,
	  .name = "language",
	  .value = "python",
	  .offset = FIELD(language),
	  .help = "io, checker: of the programs; python, cpp or c" },
	{ .type = MOMUS_OPT_ENUM,
	  .name = "compare",
	  .value = "tokens",
	  .offset = FIELD(compare),
	  .choices = "tokens|lines|exact",
	  .help = "io: output word by word, line by line as CodeContests' "
		  "judge does it, or byte by byte" },
	{ .type = MOMUS_OPT_REAL,
	  .name = "cpu_s",
	  .value = "10",
	  .offset = FIELD(cpu_s),
	  .min = 0.1,
	  .max = 3600,
	  .help = "io, script, checker: CPU seconds of one program" },
	{ .type = MOMUS_OPT_REAL,
	  .name = "points",
	  .value = "0",
	  .offset = FIELD(points),
	  .max = 1e9,
	  .help = "checker: the points that are all of them; less are their "
		  "share; 0: it gives none" },
	MOMUS_OPTION_END,
};

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
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_TASK),
	.name = "jsonl",
	.version = "1.0.0",
	.summary = "your own problems: a file of them, graded by name",
	.options = options,
	.options_size = sizeof(struct jsonl_options),
	.ops.task = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
