/* judge.c - what the reports of the programs say of an answer
 *
 * Programs come in this order: what runs the answer as the grader does, on every
 * test in one process; if its verdict hangs on live objects, what compares them
 * there; last, as scripts of their own, runs on the tests that a careful judge
 * looks at again: from the first that failed there, since a program may be right
 * and not get along with the streams that it is given, or all, where it read them
 * as no file can be read.  For the grader strict, programs that print are run as
 * scripts alone.
 */
#include <math.h>
#include <string.h>

#include "judging.h"

static const struct momus_verdict unjudged = { MOMUS_RUN_INTERNAL_ERROR, -1,
					       NAN };

/* What TESTS come to; that a test was not run is no reason to pass. */
static struct momus_verdict verdict_of(const struct momus_test *tests, size_t n)
{
	struct momus_verdict v = momus_verdict_of_tests(tests, n);

	for (size_t i = 0; v.passed > 0 && i < n; i++)
		if (tests[i].status != MOMUS_RUN_ACCEPTED)
			return unjudged;
	return v;
}

static int conclude(struct judging *j, const struct report *r,
		    const struct report *parity, bool doubtful)
{
	struct momus_grade *g = j->out;

	judging_fill_parts(j);
	g->parity = verdict_of(g->tests, g->n_tests);
	g->strict = verdict_of(g->strict_tests, g->n_tests);
	if (doubtful)
		g->strict = unjudged;
	if (!g->n_tests) {
		/* There, all of no tests pass, if only the program loads. */
		if (!(parity->ended && parity->loaded) &&
		    !judging_accepted_by_exit(j, parity)) {
			g->parity.passed = 0;
			g->parity.status = parity->ended
						   ? MOMUS_RUN_RUNTIME_ERROR
						   : report_end(r);
		}
		g->strict = unjudged;
		if (judging_note(
			    j,
			    "there is no test: a careful judge cannot tell") <
		    0)
			return MOMUS_ENOMEM;
	}
	if (j->row->malformed.len) {
		g->strict = unjudged;
		g->note = j->row->malformed;
	}
	if (j->task->grader == LIVECODEBENCH_STRICT) {
		g->parity = g->strict;
		g->tests = g->strict_tests;
		judging_fill_parts(j);
	}
	return MOMUS_OK;
}

/* R is the answer's report, and PARITY where the grader's letters are. */
static int judge_tests(struct judging *j, const struct report *r,
		       const struct report *parity)
{
	size_t from = judging_look_from(j, r), n = j->row->n;
	struct momus_grade done = { .arena = NULL };
	bool doubtful = false;
	int rc = MOMUS_OK;

	if (from < n) {
		rc = judging_run_scripts(j, from, &done);
		if (rc < 0 || !done.n_tests)
			return rc;
		doubtful = done.strict.passed < 0;
	}
	rc = judging_fill_tests(j, r, parity);
	for (size_t i = 0; rc == MOMUS_OK && i < done.n_tests; i++)
		j->out->strict_tests[from + i] = done.strict_tests[i];
	if (doubtful)
		j->out->note = done.note;
	return rc < 0 ? rc : conclude(j, r, parity, doubtful);
}

static int give_up(struct judging *j, const struct momus_outcome *o)
{
	j->out->parity = j->out->strict = unjudged;
	j->out->n_tests = j->out->n_parts = 0;
	return judging_note(j, o->message[0] ? o->message
					     : "the referee gave no report");
}

static int judge_run(struct judging *j)
{
	struct report r, live, *parity = &r;

	if (!report_read(&j->outcomes[0], j->row->n, j->out->arena, &r) ||
	    r.strict.len != j->row->n)
		return give_up(j, &j->outcomes[0]);
	j->used = 1;
	if (r.live && j->task->grader != LIVECODEBENCH_STRICT) {
		if (j->n == 1)
			return livecodebench_add_run(j->task, j->row, true,
						     j->answer, j->out->arena,
						     j->more, j->err);
		if (!report_read(&j->outcomes[1], j->row->n, j->out->arena,
				 &live))
			return give_up(j, &j->outcomes[1]);
		parity = &live;
		j->used = 2;
	}
	return judge_tests(j, &r, parity);
}

static bool as_scripts(const struct livecodebench *task,
		       const struct livecodebench_row *row)
{
	return task->grader == LIVECODEBENCH_STRICT && !row->function.len &&
	       row->n;
}

int livecodebench_plan(void *self, const struct momus_problem *problem,
		       struct momus_text answer, struct momus_grade *out,
		       struct momus_plan *plan, struct momus_error *err)
{
	struct judging j = { .task = self,
			     .row = problem->data,
			     .answer = answer,
			     .out = out,
			     .more = plan,
			     .err = err };
	struct momus_grade none;
	int rc;

	if (j.row->unreadable.len)
		return MOMUS_OK;
	if (out->language && strcmp(out->language, "python") != 0)
		return momus_fail(err, MOMUS_EINVAL,
				  "the answer is in %s, and LiveCodeBench runs "
				  "Python alone",
				  out->language);
	if (!as_scripts(j.task, j.row))
		return livecodebench_add_run(j.task, j.row, false, answer,
					     out->arena, plan, err);
	rc = livecodebench_tests(j.task, j.row, out->arena, &j.tests, err);
	return rc < 0 ? rc : judging_run_scripts(&j, 0, &none);
}

int livecodebench_judge(void *self, const struct momus_problem *problem,
			struct momus_text answer,
			const struct momus_outcome *outcomes, size_t n,
			struct momus_grade *out, struct momus_plan *more,
			struct momus_error *err)
{
	struct judging j = { .task = self,
			     .row = problem->data,
			     .answer = answer,
			     .outcomes = outcomes,
			     .n = n,
			     .out = out,
			     .more = more,
			     .err = err };
	struct momus_grade done;
	int rc;

	if (j.row->unreadable.len) {
		out->parity = out->strict = unjudged;
		out->note = j.row->unreadable;
		return MOMUS_OK;
	}
	rc = livecodebench_tests(j.task, j.row, out->arena, &j.tests, err);
	if (rc < 0)
		return rc;
	if (!as_scripts(j.task, j.row))
		return judge_run(&j);
	rc = judging_run_scripts(&j, 0, &done);
	if (rc < 0 || !done.n_tests)
		return rc;
	done.arena = out->arena;
	*out = done;
	judging_fill_parts(&j);
	return MOMUS_OK;
}
