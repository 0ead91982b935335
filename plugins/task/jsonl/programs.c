/* programs.c - the gradings that run the answer: io and script
 *
 * io: the program is run once a test and what it prints is compared outside
 * its jail.  script: the test script stands behind the program, in one process,
 * so a program that means to can end it with status 0 or read the script.
 * Strict therefore wants a line that is printed behind the script, too: a
 * program that ends early never comes to it.  Against forgery it is no help.
 */
#include "jsonl.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <momus/buffer.h>

enum { PROGRAM_MAX = 64 << 20, SHOWN_MAX = 4096 };

/* Of the bytes of SCRIPT, which a model has not seen (FNV-1a). */
static uint64_t digest(struct momus_text script)
{
	uint64_t h = 0xcbf29ce484222325;

	for (size_t i = 0; i < script.len; i++)
		h = (h ^ (unsigned char)script.ptr[i]) * 0x100000001b3;
	return h;
}

/* The line that a whole script ends with, without its LF. */
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
	int rc;

	last_words(script, words);
	momus_buffer_init(&b, PROGRAM_MAX);
	momus_buffer_add(&b, answer);
	momus_buffer_putc(&b, '\n');
	momus_buffer_add(&b, script);
	momus_buffer_printf(&b, "\n__import__('os').write(1, b'\\n%s\\n')\n",
			    words);
	rc = momus_buffer_check(&b, "a program with its test script", err);
	if (rc == MOMUS_OK) {
		*out = momus_arena_copy(arena, momus_buffer_text(&b));
		if (!out->ptr)
			rc = momus_fail(err, MOMUS_ENOMEM,
					"jsonl: out of memory");
	}
	momus_buffer_release(&b);
	return rc;
}

int jsonl_plan_programs(const struct jsonl *task, const struct jsonl_row *row,
			struct momus_text answer, struct momus_grade *out,
			struct momus_plan *plan, struct momus_error *err)
{
	struct momus_job job = {
		.language = task->options->language,
		.source = answer,
		.expected_fd = -1,
		.record_fd = -1,
		.limits.cpu_s = task->options->cpu_s,
	};
	int rc = MOMUS_OK;

	if (task->grader == JSONL_SCRIPT) {
		rc = with_script(answer, row->script, out->arena, &job.source,
				 err);
		return rc < 0 ? rc : momus_plan_add(plan, &job, err);
	}
	for (size_t i = 0; i < row->n_tests && rc == MOMUS_OK; i++) {
		job.input = row->tests[i].input;
		/* Enough to see that there is too much. */
		job.limits.output_bytes =
			(4u << 20) + 2 * row->tests[i].output.len;
		rc = momus_plan_add(plan, &job, err);
	}
	return rc;
}

/* The next token of T at *AT or later, and how many line ends lie before it. */
static struct momus_text token(struct momus_text t, size_t *at, size_t *lines)
{
	size_t from;

	for (*lines = 0;
	     *at < t.len && strchr(" \t\r\n\f\v", t.ptr[*at]) && t.ptr[*at];
	     ++*at)
		*lines += t.ptr[*at] == '\n';
	from = *at;
	while (*at < t.len &&
	       (!t.ptr[*at] || !strchr(" \t\r\n\f\v", t.ptr[*at])))
		++*at;
	return (struct momus_text){ t.ptr + from, *at - from };
}

bool jsonl_same_output(struct momus_text a, struct momus_text b, bool lines)
{
	size_t i = 0, j = 0, m, n;
	struct momus_text x, y;

	for (bool first = true;; first = false) {
		x = token(a, &i, &m);
		y = token(b, &j, &n);
		if (!momus_text_equal(x, y))
			return false;
		if (!x.len)
			return true;
		if (lines && !first && !m != !n)
			return false;
	}
}

static struct momus_text shown(struct momus_text t)
{
	if (t.len > SHOWN_MAX)
		t.len = SHOWN_MAX;
	return t;
}

static void judge_io(const struct jsonl_options *o, const struct jsonl_test *t,
		     const struct momus_outcome *run, struct momus_test *parity,
		     struct momus_test *strict)
{
	bool exact = strcmp(o->compare, "exact") == 0;
	bool whole = run->out_total == run->out.len;

	*parity = (struct momus_test){ .status = run->status,
				       .cpu_s = run->cpu_s,
				       .input = shown(t->input),
				       .expected = shown(t->output),
				       .actual = shown(run->out),
				       .error = shown(run->err) };
	*strict = *parity;
	if (run->status != MOMUS_RUN_ACCEPTED)
		return;
	if (!whole || !(exact ? momus_text_equal(run->out, t->output)
			      : jsonl_same_output(run->out, t->output, false)))
		parity->status = MOMUS_RUN_WRONG_ANSWER;
	if (!whole || !jsonl_same_output(run->out, t->output, true))
		strict->status = MOMUS_RUN_WRONG_ANSWER;
	if (exact)
		strict->status = parity->status;
}

static void judge_script(const struct jsonl_row *row,
			 const struct momus_outcome *run,
			 struct momus_grade *out)
{
	struct momus_text words, end = { run->out.ptr, run->out.len };
	char bytes[40], line[48];

	last_words(row->script, bytes);
	snprintf(line, sizeof line, "\n%s\n", bytes);
	words = momus_text_of(line);
	if (end.len >= words.len) {
		end.ptr += end.len - words.len;
		end.len = words.len;
	}
	out->tests[0] = (struct momus_test){ .status = run->status,
					     .cpu_s = run->cpu_s,
					     .actual = shown(run->out),
					     .error = shown(run->err) };
	out->strict_tests[0] = out->tests[0];
	if (run->status != MOMUS_RUN_ACCEPTED ||
	    run->out_total != run->out.len || momus_text_equal(end, words))
		return;
	out->strict_tests[0].status = MOMUS_RUN_WRONG_ANSWER;
	out->note = MOMUS_TEXT("the program ended with status 0 before the "
			       "test script was done");
}

static struct momus_verdict sum(const struct momus_test *tests, size_t n)
{
	struct momus_verdict v = { MOMUS_RUN_ACCEPTED, 1, 0 };
	size_t good = 0;

	for (size_t i = 0; i < n; i++) {
		good += tests[i].status == MOMUS_RUN_ACCEPTED;
		if (v.passed && tests[i].status != MOMUS_RUN_ACCEPTED)
			v = (struct momus_verdict){ tests[i].status, 0, 0 };
	}
	v.score = (double)good / (double)n;
	return v;
}

int jsonl_judge_programs(const struct jsonl *task, const struct jsonl_row *row,
			 const struct momus_outcome *outcomes, size_t n,
			 struct momus_grade *out, struct momus_error *err)
{
	out->tests = momus_arena_alloc(out->arena, n * sizeof *out->tests);
	out->strict_tests =
		momus_arena_alloc(out->arena, n * sizeof *out->tests);
	if (!out->tests || !out->strict_tests)
		return momus_fail(err, MOMUS_ENOMEM, "jsonl: out of memory");
	out->n_tests = n;
	if (task->grader == JSONL_SCRIPT)
		judge_script(row, outcomes, out);
	for (size_t i = 0; task->grader == JSONL_IO && i < n; i++)
		judge_io(task->options, &row->tests[i], &outcomes[i],
			 &out->tests[i], &out->strict_tests[i]);
	out->parity = sum(out->tests, n);
	out->strict = sum(out->strict_tests, n);
	return MOMUS_OK;
}
