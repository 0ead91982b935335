/* checker-says.c - what a checker's end means, by testlib's conventions
 *
 * Status 0: right; 1, 2, 4, 8: wrong (answer, presentation, dirt, end of file); 7:
 * points, the number behind "points" on standard error; 3: its own failure.
 * Points in the older way, "partially correct (N)" on standard error, end with
 * status N, or 50 + N under TESTSYS, whatever that means otherwise: the words come
 * first.  Anything else is a failure of the checker's, too, and no wrong answer: the
 * solution could not be judged, and the note says why.
 */
#include "jsonl.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <momus/buffer.h>

enum { WHY_BYTES = 400, SAID_BYTES = 200 };

bool jsonl_is_checked(const struct momus_outcome *run)
{
	return run->status == MOMUS_RUN_ACCEPTED &&
	       run->out_total == run->out.len;
}

/* The first line of SAID that holds "error:", else its last one with anything in
 * it; cut. */
static struct momus_text telling(struct momus_text said)
{
	struct momus_text line, best = { "", 0 };

	while (momus_text_line(&said, &line)) {
		line = momus_text_strip(line);
		if (line.len)
			best = line;
		if (momus_text_find(line, MOMUS_TEXT("error:"), 0) !=
		    (size_t)-1)
			break;
	}
	if (best.len > SAID_BYTES)
		best.len = SAID_BYTES;
	return best;
}

/* Why RUN, of the checker, judged nothing. */
static void say_why(const struct momus_outcome *run, char why[WHY_BYTES])
{
	struct momus_text said = telling(run->err);
	const char *colon = said.len ? ": " : "";

	if (run->status == MOMUS_RUN_COMPILE_ERROR)
		snprintf(why, WHY_BYTES, "the checker does not compile%s%.*s",
			 colon, (int)said.len, said.ptr);
	else if (run->status != MOMUS_RUN_ACCEPTED &&
		 run->status != MOMUS_RUN_RUNTIME_ERROR)
		snprintf(why, WHY_BYTES, "the checker was stopped: %s%s%s",
			 momus_run_name(run->status),
			 run->message[0] ? ", " : "", run->message);
	else if (run->signal)
		snprintf(why, WHY_BYTES,
			 "the checker was ended by signal %d%s%.*s",
			 run->signal, colon, (int)said.len, said.ptr);
	else
		snprintf(why, WHY_BYTES,
			 "the checker failed with status %d%s%.*s",
			 run->exit_code, colon, (int)said.len, said.ptr);
}

/* The number behind WORD in what the checker said, or at its beginning; NAN if
 * there is none. */
static double number_behind(struct momus_text said, struct momus_text word)
{
	size_t at = momus_text_find(said, word, 0);
	char number[32], *end;
	size_t n;
	double x;

	at = at == (size_t)-1 ? 0 : at + word.len;
	while (at < said.len && strchr(" \t:=", said.ptr[at]))
		at++;
	n = said.len - at < sizeof number - 1 ? said.len - at
					      : sizeof number - 1;
	memcpy(number, said.ptr + at, n);
	number[n] = '\0';
	x = strtod(number, &end);
	return end == number || !isfinite(x) || x < 0 ? NAN : x;
}

/* Whether RUN, of the checker, ends as partially correct; *X is how much. */
static bool is_partial(const struct momus_outcome *run, double *x)
{
	const struct momus_text words = MOMUS_TEXT("partially correct (");

	if (momus_text_find(run->err, words, 0) != 0)
		return false;
	*x = number_behind(run->err, words);
	return *x <= 200 &&
	       (run->exit_code == (int)*x || run->exit_code == 50 + (int)*x);
}

/* The share that X of TASK's points are; NAN: none, because of WHY. */
static double share_of_points(const struct jsonl *task, double x,
			      char why[WHY_BYTES])
{
	double most = task->options->points;

	snprintf(why, WHY_BYTES, "%s",
		 most > 0 ? "the checker gave no number of points"
			  : "the checker gives points; say with task.points "
			    "how many are all");
	return most > 0 && !isnan(x) ? fmin(1, x / most) : NAN;
}

/* What RUN, of the checker, says of a test: its share in [0,1]; NAN: nothing,
 * because of WHY. */
static double share_of(const struct jsonl *task,
		       const struct momus_outcome *run, char why[WHY_BYTES])
{
	bool ended = !run->signal && (run->status == MOMUS_RUN_ACCEPTED ||
				      run->status == MOMUS_RUN_RUNTIME_ERROR);
	double x;

	if (ended && is_partial(run, &x))
		return share_of_points(task, x, why);
	switch (ended ? run->exit_code : -1) {
	case 0:
		return 1;
	case 1:
	case 2:
	case 4:
	case 8:
		return 0;
	case 7:
		x = number_behind(run->err, MOMUS_TEXT("points"));
		return share_of_points(task, x, why);
	default:
		say_why(run, why);
		return NAN;
	}
}

static void add_note(struct momus_grade *out, const char *note)
{
	out->note = momus_arena_copy(out->arena, momus_text_of(note));
}

struct judging {
	const struct jsonl *task;
	const struct jsonl_row *row;
	struct momus_grade *out;
	double sum;  /* of the tests' shares */
	bool failed; /* some checker did */
};

/* What CHECK, the checker's run, says of test I. */
static void take_check(struct judging *j, size_t i,
		       const struct momus_outcome *check)
{
	struct momus_test *t = &j->out->tests[i];
	char why[WHY_BYTES];
	double share = share_of(j->task, check, why);
	struct momus_text said;

	t->error = momus_text_shown(check->err);
	if (isnan(share)) {
		t->status = MOMUS_RUN_INTERNAL_ERROR;
		if (!j->failed)
			add_note(j->out, why);
		j->failed = true;
		return;
	}
	t->status = share >= 1 ? MOMUS_RUN_ACCEPTED : MOMUS_RUN_WRONG_ANSWER;
	j->sum += share;
	said = telling(check->err);
	if (share >= 1 || !said.len || j->out->note.len)
		return;
	snprintf(why, sizeof why, "test %zu, by the checker: %.*s", i + 1,
		 (int)said.len, said.ptr);
	add_note(j->out, why);
}

/* Fills test I from RUN of the answer and, unless it is NULL, CHECK. */
static void fill(struct judging *j, size_t i, const struct momus_outcome *run,
		 const struct momus_outcome *check)
{
	const struct momus_case *test = &j->row->cases.tests[i];
	struct momus_test *t = &j->out->tests[i];

	*t = (struct momus_test){ .status = run->status,
				  .cpu_s = run->cpu_s,
				  .input = momus_text_shown(test->input),
				  .expected = momus_text_shown(test->expected),
				  .actual = momus_text_shown(run->out),
				  .error = momus_text_shown(run->err) };
	if (check)
		take_check(j, i, check);
	else if (run->status == MOMUS_RUN_ACCEPTED)
		t->status = MOMUS_RUN_OUTPUT_LIMIT;
}

int jsonl_judge_checked(const struct jsonl *task, const struct jsonl_row *row,
			const struct momus_outcome *outcomes, size_t n,
			struct momus_grade *out, struct momus_plan *more,
			struct momus_error *err)
{
	size_t tests = row->cases.n, next = tests;
	struct judging j = { task, row, out, 0, false };
	bool any = false;

	for (size_t i = 0; i < tests; i++)
		any |= jsonl_is_checked(&outcomes[i]);
	if (n == tests && any)
		return jsonl_plan_checks(task, row, outcomes, out->arena, more,
					 err);
	out->tests = momus_arena_alloc(out->arena, tests * sizeof *out->tests);
	if (!out->tests)
		return momus_fail(err, MOMUS_ENOMEM, "jsonl: out of memory");
	out->n_tests = tests;
	for (size_t i = 0; i < tests; i++) {
		bool checked = jsonl_is_checked(&outcomes[i]);

		fill(&j, i, &outcomes[i], checked ? &outcomes[next++] : NULL);
	}
	out->parity = momus_verdict_of_tests(out->tests, tests);
	out->parity.score = j.sum / (double)tests;
	if (j.failed)
		out->parity = (struct momus_verdict){ MOMUS_RUN_INTERNAL_ERROR,
						      -1, NAN };
	out->strict = out->parity;
	return MOMUS_OK;
}
