/* programs.c - the gradings that run the answer: io and script
 *
 * io: the program is run once a test and what it prints is compared outside
 * its jail.  script: the test script stands behind the program, in one process,
 * so a program that means to can end it with status 0 or read the script.
 * Strict therefore wants a line that is printed behind the script, too: a
 * program that ends early never comes to it.  Against forgery it is no help.  Where
 * both together do not compile, the script is compiled alone: if it does not either,
 * the fault is the problem's, and no answer to it is judged.
 */
#include "jsonl.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <momus/buffer.h>

enum { PROGRAM_MAX = 64 << 20, SAID_BYTES = 200 };

/* Of the bytes of SCRIPT, which a model has not seen (FNV-1a). */
static uint64_t digest(struct momus_text script)
{
	uint64_t h = 0xcbf29ce484222325;

	for (size_t i = 0; i < script.len; i++)
		h = (h ^ (unsigned char)script.ptr[i]) * 0x100000001b3;
	return h;
}

/* The line that a whole script ends with, without its LF.  What the program printed
 * may come behind it, since Python writes that at its end. */
static void last_words(struct momus_text script, char out[40])
{
	snprintf(out, 40, "momus %016" PRIx64, digest(script));
}

static int with_script(struct momus_text answer, struct momus_text script,
		       struct momus_arena *arena, struct momus_text *out,
		       struct momus_error *err)
{
	struct momus_buffer b;
	char words[40];

	last_words(script, words);
	momus_buffer_init(&b, PROGRAM_MAX);
	momus_buffer_add(&b, answer);
	momus_buffer_putc(&b, '\n');
	momus_buffer_add(&b, script);
	momus_buffer_printf(&b, "\n__import__('os').write(1, b'\\n%s\\n')\n",
			    words);
	return momus_buffer_keep(&b, "a program with its test script", arena,
				 out, err);
}

void jsonl_io_rules(const struct jsonl *task, struct momus_text statement,
		    struct momus_cases *out)
{
	const char *compare = task->options->compare;

	out->limits.cpu_s = task->options->cpu_s;
	out->parity = momus_compare_named(compare);
	out->strict = momus_check_token_lines;
	if (strcmp(compare, "exact") == 0)
		out->strict = out->parity;
	out->any_answer = momus_statement_wants_any(statement);
}

int jsonl_plan_programs(const struct jsonl *task, const struct jsonl_row *row,
			struct momus_text answer, struct momus_grade *out,
			struct momus_plan *plan, struct momus_error *err)
{
	const struct momus_case_program program = { answer, out->language };
	struct momus_job job = {
		.language = "python",
		.expected_fd = -1,
		.record_fd = -1,
		.limits.cpu_s = task->options->cpu_s,
	};
	int rc;

	if (task->grader == JSONL_IO)
		return momus_cases_plan(&row->cases, &program, plan, err);
	if (task->grader == JSONL_CHECKER)
		return jsonl_plan_answer(
			task, row, answer,
			out->language ? out->language : task->options->language,
			plan, err);
	rc = with_script(answer, row->script, out->arena, &job.source, err);
	return rc < 0 ? rc : momus_plan_add(plan, &job, err);
}

/* A program that does nothing but compile SCRIPT. */
static int plan_compiling(const struct jsonl *task, struct momus_text script,
			  struct momus_arena *arena, struct momus_plan *plan,
			  struct momus_error *err)
{
	struct momus_job job = {
		.language = "python",
		.expected_fd = -1,
		.record_fd = -1,
		.limits.cpu_s = task->options->cpu_s,
	};
	struct momus_buffer b;
	int rc;

	momus_buffer_init(&b, PROGRAM_MAX);
	momus_buffer_puts(&b, "compile(");
	momus_buffer_json(&b, script); /* is a literal of Python's, too */
	momus_buffer_puts(&b, ", 'tests', 'exec')\n");
	rc = momus_buffer_keep(&b, "a test script", arena, &job.source, err);
	return rc < 0 ? rc : momus_plan_add(plan, &job, err);
}

/* RUN compiled the script alone, and failed: no verdict. */
static int refuse_script(const struct momus_outcome *run,
			 struct momus_grade *out, struct momus_error *err)
{
	static const struct momus_verdict none = { MOMUS_RUN_INTERNAL_ERROR, -1,
						   NAN };
	struct momus_text said = run->err, line, last = { "", 0 };
	struct momus_buffer b;

	while (momus_text_line(&said, &line)) {
		line = momus_text_strip(line);
		if (line.len)
			last = line;
	}
	if (last.len > SAID_BYTES)
		last.len = SAID_BYTES;
	out->tests[0].status = MOMUS_RUN_INTERNAL_ERROR;
	out->strict_tests[0].status = MOMUS_RUN_INTERNAL_ERROR;
	out->parity = out->strict = none;
	momus_buffer_init(&b, 4096);
	momus_buffer_puts(&b, "the test script does not compile: ");
	momus_buffer_add(&b, last);
	return momus_buffer_keep(&b, "a note", out->arena, &out->note, err);
}

static void judge_script(const struct jsonl_row *row,
			 const struct momus_outcome *run,
			 struct momus_grade *out)
{
	char bytes[40], line[48];

	last_words(row->script, bytes);
	snprintf(line, sizeof line, "\n%s\n", bytes);
	out->tests[0] =
		(struct momus_test){ .status = run->status,
				     .cpu_s = run->cpu_s,
				     .actual = momus_text_shown(run->out),
				     .error = momus_text_shown(run->err) };
	out->strict_tests[0] = out->tests[0];
	if (run->status != MOMUS_RUN_ACCEPTED ||
	    run->out_total != run->out.len ||
	    momus_text_find(run->out, momus_text_of(line), 0) != (size_t)-1)
		return;
	out->strict_tests[0].status = MOMUS_RUN_WRONG_ANSWER;
	out->note = MOMUS_TEXT("the program ended with status 0 before the "
			       "test script was done");
}

int jsonl_judge_programs(const struct jsonl *task, const struct jsonl_row *row,
			 struct momus_text answer,
			 const struct momus_outcome *outcomes, size_t n,
			 struct momus_grade *out, struct momus_plan *more,
			 struct momus_error *err)
{
	const struct momus_case_program program = { answer, out->language };

	if (task->grader == JSONL_IO)
		return momus_cases_judge(&row->cases, &program, outcomes, n,
					 out, more, err);
	if (task->grader == JSONL_CHECKER)
		return jsonl_judge_checked(task, row, outcomes, n, out, more,
					   err);
	if (n == 1 && outcomes->status == MOMUS_RUN_COMPILE_ERROR)
		return plan_compiling(task, row->script, out->arena, more, err);
	out->tests = momus_arena_alloc(out->arena, 2 * sizeof *out->tests);
	if (!out->tests)
		return momus_fail(err, MOMUS_ENOMEM, "jsonl: out of memory");
	out->strict_tests = out->tests + 1;
	out->n_tests = 1;
	judge_script(row, outcomes, out);
	out->parity = momus_verdict_of_tests(out->tests, 1);
	out->strict = momus_verdict_of_tests(out->strict_tests, 1);
	return n > 1 && outcomes[1].status == MOMUS_RUN_RUNTIME_ERROR
		       ? refuse_script(&outcomes[1], out, err)
		       : MOMUS_OK;
}
