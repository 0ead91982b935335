/* options.c - what a recipe may say of a file of problems */
#include "jsonl.h"

#include <string.h>

#include "pattern.h"

const char *const jsonl_graders[] = {
	[JSONL_EXACT] = "exact",     [JSONL_NORMALISED] = "normalised",
	[JSONL_NUMBER] = "number",   [JSONL_PATTERN] = "pattern",
	[JSONL_CHOICE] = "choice",   [JSONL_SIMILARITY] = "similarity",
	[JSONL_IO] = "io",	     [JSONL_SCRIPT] = "script",
	[JSONL_CHECKER] = "checker", NULL,
};

int jsonl_check_options(struct jsonl *task, struct momus_error *err)
{
	const struct jsonl_options *o = task->options;
	struct momus_error why = { "" };

	if (task->grader == JSONL_SCRIPT && strcmp(o->language, "python") != 0)
		return momus_fail(err, MOMUS_EINVAL,
				  "task.language is \"%s\": a test script can "
				  "only stand behind a \"python\" program",
				  o->language);
	if (task->grader == JSONL_CHECKER) {
		int rc = jsonl_checker_open(task, err);

		if (rc < 0)
			return rc;
	}
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

#define FIELD(name_) offsetof(struct jsonl_options, name_)
#define STR(name_, help_)                                                      \
	{                                                                      \
		.type = MOMUS_OPT_STR, .name = #name_, .offset = FIELD(name_), \
		.help = help_                                                  \
	}

const struct momus_option jsonl_option_table[] = {
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
	  .help = "field of the checker: a program, called with the files "
		  "of input, output and answer, that ends with 0 if the "
		  "output is right, 1 or 2 if not, 7 with points" },
	{ .type = MOMUS_OPT_ENUM,
	  .name = "checker_language",
	  .value = "python",
	  .offset = FIELD(checker_language),
	  .choices = "python|cpp|c",
	  .help = "of the checkers" },
	{ .type = MOMUS_OPT_FILE,
	  .name = "checker_files",
	  .offset = FIELD(checker_files),
	  .help = "a file, or a folder of files, that checkers in cpp or c "
		  "include: testlib.h" },
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
	  .help = "io, script, checker: CPU seconds of one program, also of "
		  "a checker" },
	{ .type = MOMUS_OPT_REAL,
	  .name = "points",
	  .value = "0",
	  .offset = FIELD(points),
	  .max = 1e9,
	  .help = "checker: the points that are all of them; less are their "
		  "share; 0: it gives none" },
	MOMUS_OPTION_END,
};
