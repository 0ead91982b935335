/* checker.c - the grading by a checker program, by testlib's conventions
 *
 * The answer runs once a test.  What it printed, the test's input and the
 * answer's reference then go to the checker, a Python program that runs in a jail
 * of its own as
 *
 *	checker input.txt output.txt answer.txt
 *
 * and ends with status 0 (right), 1, 2, 4 or 8 (wrong: answer, presentation,
 * dirt, end of file), 7 (points: the number behind "points" on standard error)
 * or 3 (its own failure).  Anything else is a failure of the checker's, too, and
 * no wrong answer: the solution could not be judged.
 */
#include "jsonl.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <momus/buffer.h>

enum { FILES_MAX = 256 << 20 };

/* Four blocks of bytes come on standard input, behind a line with their
 * lengths: the three files and the checker. */
static const char host[] =
	"import os, sys, traceback\n"
	"read = sys.stdin.buffer\n"
	"blocks = [read.read(int(n)) for n in read.readline().split()]\n"
	"names = ['input.txt', 'output.txt', 'answer.txt']\n"
	"for name, block in zip(names, blocks):\n"
	"    with open(name, 'wb') as f: f.write(block)\n"
	"sys.argv = ['checker.py'] + names\n"
	"try:\n"
	"    exec(compile(blocks[3], 'checker.py', 'exec'),\n"
	"         {'__name__': '__main__'})\n"
	"except SystemExit: raise\n"
	"except BaseException:\n"
	"    traceback.print_exc()\n"
	"    raise SystemExit(3)\n";

int jsonl_plan_answer(const struct jsonl *task, const struct jsonl_row *row,
		      struct momus_text answer, const char *language,
		      struct momus_plan *plan, struct momus_error *err)
{
	struct momus_job job = {
		.language = language,
		.source = answer,
		.expected_fd = -1,
		.record_fd = -1,
		.limits.cpu_s = task->options->cpu_s,
	};
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < row->cases.n; i++) {
		job.input = row->cases.tests[i].input;
		rc = momus_plan_add(plan, &job, err);
	}
	return rc;
}

/* Whether RUN, of the answer, printed something to be checked. */
static bool is_checked(const struct momus_outcome *run)
{
	return run->status == MOMUS_RUN_ACCEPTED &&
	       run->out_total == run->out.len;
}

static int plan_check(const struct jsonl_row *row, size_t i,
		      struct momus_text printed, struct momus_arena *arena,
		      struct momus_plan *plan, struct momus_error *err)
{
	const struct momus_case *test = &row->cases.tests[i];
	struct momus_job job = {
		.language = "python",
		.source = { host, sizeof host - 1 },
		.expected_fd = -1,
		.record_fd = -1,
	};
	struct momus_buffer b;
	int rc;

	momus_buffer_init(&b, FILES_MAX);
	momus_buffer_printf(&b, "%zu %zu %zu %zu\n", test->input.len,
			    printed.len, test->expected.len, row->script.len);
	momus_buffer_add(&b, test->input);
	momus_buffer_add(&b, printed);
	momus_buffer_add(&b, test->expected);
	momus_buffer_add(&b, row->script);
	rc = momus_buffer_check(&b, "what the checker reads", err);
	if (rc == MOMUS_OK) {
		job.input = momus_arena_copy(arena, momus_buffer_text(&b));
		rc = job.input.ptr ? momus_plan_add(plan, &job, err)
				   : momus_fail(err, MOMUS_ENOMEM,
						"jsonl: out of memory");
	}
	momus_buffer_release(&b);
	return rc;
}

/* The number behind "points" in what the checker said; NAN if there is none. */
static double points_in(struct momus_text said)
{
	size_t at = momus_text_find(said, MOMUS_TEXT("points"), 0);
	char number[32], *end;
	size_t n;
	double x;

	at = at == (size_t)-1 ? 0 : at + 6;
	while (at < said.len && strchr(" \t:=", said.ptr[at]))
		at++;
	n = said.len - at < sizeof number - 1 ? said.len - at
					      : sizeof number - 1;
	memcpy(number, said.ptr + at, n);
	number[n] = '\0';
	x = strtod(number, &end);
	return end == number || !isfinite(x) || x < 0 ? NAN : x;
}

/* What RUN, of the checker, says of a test: its share in [0,1]; NAN: nothing,
 * because of *WHY. */
static double share_of(const struct jsonl *task,
		       const struct momus_outcome *run, const char **why)
{
	double most = task->options->points, x;

	*why = "the checker failed";
	if (run->signal || (run->status != MOMUS_RUN_ACCEPTED &&
			    run->status != MOMUS_RUN_RUNTIME_ERROR))
		return NAN;
	switch (run->exit_code) {
	case 0:
		return 1;
	case 1:
	case 2:
	case 4:
	case 8:
		return 0;
	case 7:
		x = points_in(run->err);
		*why = most > 0 ? "the checker gave no number of points"
				: "the checker gives points; say with "
				  "task.points how many are all";
		return most > 0 && !isnan(x) ? fmin(1, x / most) : NAN;
	default:
		return NAN;
	}
}

/* Fills test I of OUT from RUN and, unless it is NULL, from CHECK; adds its share
 * to *SUM.  Returns whether it could be judged. */
static bool fill(const struct jsonl *task, const struct jsonl_row *row,
		 size_t i, const struct momus_outcome *run,
		 const struct momus_outcome *check, struct momus_grade *out,
		 double *sum)
{
	const struct momus_case *test = &row->cases.tests[i];
	struct momus_test *t = &out->tests[i];
	const char *why;
	double share;

	*t = (struct momus_test){ .status = run->status,
				  .cpu_s = run->cpu_s,
				  .input = momus_text_shown(test->input),
				  .expected = momus_text_shown(test->expected),
				  .actual = momus_text_shown(run->out),
				  .error = momus_text_shown(run->err) };
	if (!check) {
		if (run->status == MOMUS_RUN_ACCEPTED)
			t->status = MOMUS_RUN_OUTPUT_LIMIT;
		return true;
	}
	share = share_of(task, check, &why);
	t->error = momus_text_shown(check->err);
	if (isnan(share)) {
		t->status = MOMUS_RUN_INTERNAL_ERROR;
		out->note = momus_text_of(why);
		return false;
	}
	t->status = share >= 1 ? MOMUS_RUN_ACCEPTED : MOMUS_RUN_WRONG_ANSWER;
	*sum += share;
	return true;
}

int jsonl_judge_checked(const struct jsonl *task, const struct jsonl_row *row,
			const struct momus_outcome *outcomes, size_t n,
			struct momus_grade *out, struct momus_plan *more,
			struct momus_error *err)
{
	size_t tests = row->cases.n, next = tests;
	double sum = 0;
	bool judged = true, any = false;
	int rc = MOMUS_OK;

	if (n == tests)
		for (size_t i = 0; rc == MOMUS_OK && i < tests; i++)
			if (is_checked(&outcomes[i])) {
				any = true;
				rc = plan_check(row, i, outcomes[i].out,
						out->arena, more, err);
			}
	if (rc < 0 || any)
		return rc;
	out->tests = momus_arena_alloc(out->arena, tests * sizeof *out->tests);
	if (!out->tests)
		return momus_fail(err, MOMUS_ENOMEM, "jsonl: out of memory");
	out->n_tests = tests;
	for (size_t i = 0; i < tests; i++)
		judged &= fill(task, row, i, &outcomes[i],
			       is_checked(&outcomes[i]) ? &outcomes[next++]
							: NULL,
			       out, &sum);
	out->parity = momus_verdict_of_tests(out->tests, tests);
	out->parity.score = sum / (double)tests;
	if (!judged)
		out->parity = (struct momus_verdict){ MOMUS_RUN_INTERNAL_ERROR,
						      -1, NAN };
	out->strict = out->parity;
	return MOMUS_OK;
}
