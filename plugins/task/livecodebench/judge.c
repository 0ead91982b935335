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
#include "livecodebench.h"

#include <math.h>
#include <signal.h>
#include <string.h>

#include <momus/json.h>

static const struct momus_verdict unjudged = { MOMUS_RUN_INTERNAL_ERROR, -1,
					       NAN };
static const double script_s = 6;

struct report { /* of the referee; letters (n) are in the grade's arena */
	struct momus_text raw;
	const struct momus_outcome *outcome;
	struct momus_text parity, strict;
	bool ended, loaded, odd, live, violation;
};

struct judging {
	const struct livecodebench *task;
	const struct livecodebench_row *row;
	struct momus_text answer;
	const struct momus_outcome *outcomes; /* (n) */
	size_t n, used;
	const struct momus_case *tests;
	struct momus_grade *out;
	struct momus_plan *more;
	struct momus_error *err;
};

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "livecodebench: out of memory");
}

static int note(struct judging *j, const char *text)
{
	j->out->note = momus_arena_copy(j->out->arena, momus_text_of(text));
	return j->out->note.ptr ? MOMUS_OK : no_memory(j->err);
}

static bool is_true(struct momus_text object, const char *key)
{
	return momus_text_equal(momus_json_member(object, key),
				MOMUS_TEXT("true"));
}

static struct momus_text word(struct momus_text object, const char *key,
			      struct momus_arena *arena)
{
	struct momus_text raw = momus_json_member(object, key);

	if (!raw.len || raw.ptr[0] != '"')
		return (struct momus_text){ "", 0 };
	return momus_json_copy(raw, arena);
}

/* Reads O's report on N tests; false if it is none. */
static bool read_report(const struct momus_outcome *o, size_t n,
			struct momus_arena *arena, struct report *out)
{
	*out = (struct report){ .outcome = o, .raw = o->report };
	if (o->status == MOMUS_RUN_INTERNAL_ERROR ||
	    !momus_json_valid(o->report, NULL))
		return false;
	out->parity = word(o->report, "parity", arena);
	out->strict = word(o->report, "strict", arena);
	out->ended = is_true(o->report, "ended");
	out->loaded = is_true(o->report, "loaded");
	out->odd = is_true(o->report, "odd");
	out->live = is_true(o->report, "live");
	out->violation = word(o->report, "violation", arena).len > 0;
	return out->parity.ptr && out->parity.len == n &&
	       (out->strict.len == n || !out->strict.len);
}

/* How a program ended that did not come back from a test. */
static enum momus_run_status end_of(const struct report *r)
{
	if (r->violation)
		return MOMUS_RUN_SANDBOX_VIOLATION;
	if (r->outcome->signal == SIGXCPU)
		return MOMUS_RUN_TIME_LIMIT;
	/* It ended by itself without a result: that is no way to end. */
	return r->outcome->status == MOMUS_RUN_ACCEPTED
		       ? MOMUS_RUN_RUNTIME_ERROR
		       : r->outcome->status;
}

static enum momus_run_status status_of(char letter, const struct report *r)
{
	for (int s = MOMUS_RUN_ACCEPTED; s <= MOMUS_RUN_NOT_RUN; s++)
		if (letter == momus_run_letter(s))
			return s;
	return end_of(r);
}

/* Whether SandboxFusion's script ended with status 0 before it was done: it is
 * accepted then, whatever was printed. */
static bool accepted_by_exit(const struct judging *j, const struct report *r)
{
	return j->task->grader == LIVECODEBENCH_SANDBOXFUSION && !r->ended &&
	       !r->violation && r->outcome->status == MOMUS_RUN_ACCEPTED;
}

static int fill_words(struct judging *j, const struct report *r)
{
	struct momus_text key, one, list;
	size_t at = 0;

	list = momus_json_member(r->raw, "failures");
	while (momus_json_next(list, &at, &key, &one)) {
		double number = -1;
		struct momus_test *t;
		size_t i;

		if (!momus_text_float(momus_json_member(one, "test"),
				      &number) ||
		    !(number >= 0 && number < (double)j->row->n))
			continue;
		i = (size_t)number;
		t = &j->out->strict_tests[i];
		t->input = momus_text_shown(j->tests[i].input);
		t->expected = momus_text_shown(j->tests[i].expected);
		t->actual = word(one, "actual", j->out->arena);
		t->error = word(one, "error", j->out->arena);
		if (!t->actual.ptr || !t->error.ptr)
			return no_memory(j->err);
	}
	return MOMUS_OK;
}

/* The tests as R has them; PARITY's letters are the grader's. */
static int fill_tests(struct judging *j, const struct report *r,
		      const struct report *parity)
{
	struct momus_grade *g = j->out;
	size_t n = j->row->n, size = (n + 1) * sizeof(*g->tests), at = 0, i;
	struct momus_text key, cpu, list = momus_json_member(r->raw, "cpu");
	bool by_exit = false;
	int rc;

	g->tests = momus_arena_alloc(g->arena, size);
	g->strict_tests = momus_arena_alloc(g->arena, size);
	if (!g->tests || !g->strict_tests)
		return no_memory(j->err);
	g->n_tests = n;
	for (i = 0; i < n; i++)
		g->strict_tests[i] = (struct momus_test){
			.status = status_of(r->strict.ptr[i], r),
			.cpu_s = NAN,
			.part = j->tests[i].part,
		};
	for (i = 0; i < n && momus_json_next(list, &at, &key, &cpu); i++)
		momus_text_float(cpu, &g->strict_tests[i].cpu_s);
	rc = fill_words(j, r);
	for (i = 0; i < n; i++) {
		char letter = parity->parity.ptr[i];

		g->tests[i] = g->strict_tests[i];
		by_exit |= letter == '?' && accepted_by_exit(j, parity);
		g->tests[i].status = by_exit ? MOMUS_RUN_ACCEPTED
					     : status_of(letter, parity);
	}
	return rc;
}

static void fill_parts(struct judging *j)
{
	struct momus_grade *g = j->out;

	for (size_t p = 0; p < LIVECODEBENCH_GROUPS; p++) {
		struct momus_part *part = &g->parts[p];
		size_t seen = 0;

		*part = (struct momus_part){ livecodebench_groups[p], 1 };
		for (size_t i = 0; i < g->n_tests; i++) {
			if (g->tests[i].part != p)
				continue;
			seen++;
			if (g->tests[i].status == MOMUS_RUN_NOT_RUN)
				part->passed = part->passed ? -1 : 0;
			else if (g->tests[i].status != MOMUS_RUN_ACCEPTED)
				part->passed = 0;
		}
		if (!seen)
			part->passed = -1;
	}
	g->n_parts = LIVECODEBENCH_GROUPS;
}

/* The tests from FROM on, each a run of its own. */
static struct momus_cases scripts(const struct judging *j, size_t from)
{
	const struct livecodebench_options *o = j->task->options;

	return (struct momus_cases){
		.tests = j->tests + from,
		.n = j->row->n - from,
		.limits.cpu_s = o->time_limit > 0 ? o->time_limit : script_s,
		.limits.memory_bytes = (uint64_t)(o->memory_limit * (1 << 20)),
		.stop = o->stop,
		.rule = j->row->rule,
		.any_answer = j->row->any_answer,
	};
}

/* The runs that are still wanted of the tests from FROM on, or *DONE. */
static int run_scripts(struct judging *j, size_t from, struct momus_grade *done)
{
	const struct momus_cases cases = scripts(j, from);
	struct momus_case_program program = { .language = "python" };
	int rc = livecodebench_script(j->answer, j->out->arena, &program.text,
				      j->err);

	if (rc < 0)
		return rc;
	*done = (struct momus_grade){ .arena = j->out->arena,
				      .grader = j->out->grader };
	if (j->n == j->used && cases.n)
		return momus_cases_plan(&cases, &program, j->more, j->err);
	return momus_cases_judge(&cases, &program, j->outcomes + j->used,
				 j->n - j->used, done, j->more, j->err);
}

/* The test from which a careful judge looks again; n if there is none.  What
 * had no time or no memory has none as a script either. */
static size_t look_from(const struct judging *j, const struct report *r)
{
	size_t i = 0;

	if (j->row->function.len)
		return j->row->n;
	while (i < j->row->n && r->strict.ptr[i] == 'A')
		i++;
	if (i < j->row->n) {
		enum momus_run_status s = status_of(r->strict.ptr[i], r);

		if (s == MOMUS_RUN_TIME_LIMIT || s == MOMUS_RUN_MEMORY_LIMIT ||
		    s == MOMUS_RUN_SANDBOX_VIOLATION)
			return j->row->n;
	}
	return r->odd ? 0 : i;
}

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

	fill_parts(j);
	g->parity = verdict_of(g->tests, g->n_tests);
	g->strict = verdict_of(g->strict_tests, g->n_tests);
	if (doubtful)
		g->strict = unjudged;
	if (!g->n_tests) {
		/* There, all of no tests pass, if only the program loads. */
		if (!(parity->ended && parity->loaded) &&
		    !accepted_by_exit(j, parity)) {
			g->parity.passed = 0;
			g->parity.status = parity->ended
						   ? MOMUS_RUN_RUNTIME_ERROR
						   : end_of(r);
		}
		g->strict = unjudged;
		if (note(j, "there is no test: a careful judge cannot tell") <
		    0)
			return MOMUS_ENOMEM;
	}
	if (j->task->grader == LIVECODEBENCH_STRICT) {
		g->parity = g->strict;
		g->tests = g->strict_tests;
		fill_parts(j);
	}
	return MOMUS_OK;
}

/* R is the answer's report, and PARITY where the grader's letters are. */
static int judge_tests(struct judging *j, const struct report *r,
		       const struct report *parity)
{
	size_t from = look_from(j, r), n = j->row->n;
	struct momus_grade done = { .arena = NULL };
	bool doubtful = false;
	int rc = MOMUS_OK;

	if (from < n) {
		rc = run_scripts(j, from, &done);
		if (rc < 0 || !done.n_tests)
			return rc;
		doubtful = done.strict.passed < 0;
	}
	rc = fill_tests(j, r, parity);
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
	return note(j,
		    o->message[0] ? o->message : "the referee gave no report");
}

static int judge_run(struct judging *j)
{
	struct report r, live, *parity = &r;

	if (!read_report(&j->outcomes[0], j->row->n, j->out->arena, &r) ||
	    r.strict.len != j->row->n)
		return give_up(j, &j->outcomes[0]);
	j->used = 1;
	if (r.live && j->task->grader != LIVECODEBENCH_STRICT) {
		if (j->n == 1)
			return livecodebench_add_run(j->task, j->row, true,
						     j->answer, j->out->arena,
						     j->more, j->err);
		if (!read_report(&j->outcomes[1], j->row->n, j->out->arena,
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
	return rc < 0 ? rc : run_scripts(&j, 0, &none);
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
	rc = run_scripts(&j, 0, &done);
	if (rc < 0 || !done.n_tests)
		return rc;
	done.arena = out->arena;
	*out = done;
	fill_parts(&j);
	return MOMUS_OK;
}
