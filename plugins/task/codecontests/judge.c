/* judge.c - from outputs to verdicts: one program run a test */
#include "codecontests.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	FIRST_BATCH = 1, /* tests run at once if the first failure ends it: each
			  * batch doubles, and one is enough to find out that
			  * a program never ends */
	REFERENCE_TESTS = 10,	/* failing tests that a reference is tried on */
	SHOWN = 4096,		/* bytes of a text in a hint */
	OFFICIAL_PIPE = 131072, /* bytes of output that the official runner is
				 * sure to take: behind them it may hang */
};

/* Bytes that a program may print beyond twice what is expected: so much is wrong
 * whatever it says, and outputs of all tests are kept until the verdict. */
static const uint64_t output_spare = 1 << 20;

static const struct momus_verdict unjudged = { MOMUS_RUN_INTERNAL_ERROR, -1,
					       NAN };

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "codecontests: out of memory");
}

/* One run of PROGRAM on TEST. */
static int add_run(const struct codecontests *task,
		   const struct codecontests_row *row,
		   struct momus_text program,
		   const struct codecontests_test *test,
		   struct momus_plan *plan, struct momus_error *err)
{
	const struct codecontests_options *o = task->options;
	struct momus_job job = { .language = "python",
				 .source = program,
				 .input = test->input,
				 .expected_fd = -1,
				 .record_fd = -1,
				 .limits.cpu_s = o->time_limit };

	if (o->time_factor > 0 && row->time_s > 0)
		job.limits.cpu_s = o->time_factor * row->time_s;
	if (o->memory_factor > 0)
		job.limits.memory_bytes =
			(uint64_t)(o->memory_factor * row->memory_bytes);
	job.limits.output_bytes = output_spare + 2 * test->expected.len;
	if (momus_text_find(program, MOMUS_TEXT("numpy"), 0) != (size_t)-1)
		job.flags |= MOMUS_JOB_NUMPY;
	return momus_plan_add(plan, &job, err);
}

static int add_tests(const struct codecontests *task,
		     const struct momus_problem *problem,
		     struct momus_text program, size_t from, size_t to,
		     struct momus_plan *plan, struct momus_error *err)
{
	const struct codecontests_row *row = problem->data;
	int rc = MOMUS_OK;

	for (size_t i = from; i < to && rc == MOMUS_OK; i++)
		rc = add_run(task, row, program, &row->tests[i], plan, err);
	return rc;
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

int codecontests_plan(void *self, const struct momus_problem *problem,
		      struct momus_text answer, struct momus_grade *out,
		      struct momus_plan *plan, struct momus_error *err)
{
	const struct codecontests *task = self;
	const struct codecontests_row *row = problem->data;
	size_t n = row->n;

	(void)out;
	if (task->options->stop)
		n = smaller(n, FIRST_BATCH);
	return add_tests(task, problem, answer, 0, n, plan, err);
}

static enum momus_run_status official(const struct codecontests_test *t,
				      const struct momus_outcome *o)
{
	if (o->status != MOMUS_RUN_ACCEPTED)
		return o->status;
	return momus_check_lines(o->out, t->expected) ? MOMUS_RUN_ACCEPTED
						      : MOMUS_RUN_WRONG_ANSWER;
}

static enum momus_run_status careful(const struct codecontests_row *row,
				     const struct codecontests_test *t,
				     const struct momus_outcome *o)
{
	if (o->status != MOMUS_RUN_ACCEPTED)
		return o->status;
	return momus_check_tokens(o->out, t->expected, row->rule)
		       ? MOMUS_RUN_ACCEPTED
		       : MOMUS_RUN_WRONG_ANSWER;
}

/* What is being judged. */
struct judging {
	const struct codecontests *task;
	const struct momus_problem *problem;
	const struct codecontests_row *row;
	const struct momus_outcome *outcomes; /* (n): tests, then references */
	size_t n;
	size_t run;   /* tests that have run, or should next */
	size_t count; /* of these, how many count: up to the first failure */
	struct momus_grade *out;
};

static enum momus_run_status decides(const struct judging *j, size_t i)
{
	const struct codecontests_test *t = &j->row->tests[i];

	return j->task->strict ? careful(j->row, t, &j->outcomes[i])
			       : official(t, &j->outcomes[i]);
}

/* Finds .run and .count: the same each time, for the same outcomes. */
static void find_run(struct judging *j)
{
	size_t i = 0;

	if (!j->task->options->stop) {
		j->run = j->count = j->row->n;
		return;
	}
	j->run = smaller(j->row->n, FIRST_BATCH);
	for (; i < j->run && j->run <= j->n; i++) {
		if (decides(j, i) != MOMUS_RUN_ACCEPTED) {
			j->count = i + 1;
			return;
		}
		if (i + 1 == j->run)
			j->run += smaller(j->run, j->row->n - j->run);
	}
	j->count = j->run;
}

static struct momus_text shown(struct momus_text t)
{
	if (t.len <= SHOWN)
		return t;
	t.len = SHOWN;
	while (t.len && ((unsigned char)t.ptr[t.len] & 0xc0) == 0x80)
		t.len--;
	return t;
}

static int fill_tests(struct judging *j, struct momus_error *err)
{
	struct momus_grade *g = j->out;
	size_t size = (j->row->n + 1) * sizeof(*g->tests);

	g->tests = momus_arena_alloc(g->arena, size);
	g->strict_tests = momus_arena_alloc(g->arena, size);
	if (!g->tests || !g->strict_tests)
		return no_memory(err);
	g->n_tests = j->row->n;
	for (size_t i = 0; i < j->row->n; i++) {
		const struct codecontests_test *t = &j->row->tests[i];
		const struct momus_outcome *o = &j->outcomes[i];
		struct momus_test test = { .status = MOMUS_RUN_NOT_RUN,
					   .cpu_s = NAN,
					   .part = t->group };

		if (i < j->count) {
			test = (struct momus_test){ careful(j->row, t, o),
						    o->cpu_s,
						    t->group,
						    shown(t->input),
						    shown(t->expected),
						    shown(o->out),
						    shown(o->err) };
		}
		g->tests[i] = g->strict_tests[i] = test;
		if (i < j->count)
			g->tests[i].status = decides(j, i);
	}
	return MOMUS_OK;
}

/* A group without tests, or with some that were not run and none that failed, is
 * not known to pass. */
static void fill_parts(struct judging *j)
{
	size_t seen[CODECONTESTS_GROUPS] = { 0 };
	struct momus_grade *g = j->out;

	g->n_parts = CODECONTESTS_GROUPS;
	for (size_t p = 0; p < g->n_parts; p++)
		g->parts[p] = (struct momus_part){ codecontests_groups[p], 1 };
	for (size_t i = 0; i < g->n_tests; i++) {
		int *passed = &g->parts[g->tests[i].part].passed;

		seen[g->tests[i].part]++;
		if (g->tests[i].status == MOMUS_RUN_NOT_RUN)
			*passed = *passed ? -1 : 0;
		else if (g->tests[i].status != MOMUS_RUN_ACCEPTED)
			*passed = 0;
	}
	for (size_t p = 0; p < g->n_parts; p++)
		if (!seen[p])
			g->parts[p].passed = -1;
}

/* What TESTS come to; CommonOJ accepts where there is none. */
static struct momus_verdict verdict_of(const struct momus_test *tests, size_t n)
{
	struct momus_verdict v = { MOMUS_RUN_ACCEPTED, 1, NAN };
	size_t passed = 0;

	for (size_t i = 0; i < n; i++) {
		passed += tests[i].status == MOMUS_RUN_ACCEPTED;
		if (tests[i].status == MOMUS_RUN_ACCEPTED ||
		    tests[i].status == MOMUS_RUN_NOT_RUN || !v.passed)
			continue;
		v.status = tests[i].status;
		v.passed = 0;
	}
	if (n)
		v.score = (double)passed / (double)n;
	return v;
}

/* Tests that strict calls wrong answers, at most REFERENCE_TESTS of them; none
 * if another failure decides. */
static size_t wrong_tests(const struct judging *j, size_t *wrong)
{
	size_t n = 0;

	for (size_t i = 0; i < j->count; i++) {
		enum momus_run_status s =
			careful(j->row, &j->row->tests[i], &j->outcomes[i]);

		if (s == MOMUS_RUN_WRONG_ANSWER && n < REFERENCE_TESTS)
			wrong[n++] = i;
		else if (s != MOMUS_RUN_ACCEPTED && s != MOMUS_RUN_WRONG_ANSWER)
			return 0;
	}
	return n;
}

/* The first of WRONG (N) that the data's own solution fails too, although it
 * ends well; N if it prints what is expected. */
static size_t disputed(const struct judging *j, const size_t *wrong, size_t n)
{
	const struct momus_outcome *o = j->outcomes + j->run;
	size_t i = 0;

	while (i < n && careful(j->row, &j->row->tests[wrong[i]], &o[i]) !=
				MOMUS_RUN_WRONG_ANSWER)
		i++;
	return i;
}

static int note(struct judging *j, const char *text, struct momus_error *err)
{
	j->out->note = momus_arena_copy(j->out->arena, momus_text_of(text));
	return j->out->note.ptr ? MOMUS_OK : no_memory(err);
}

static int note_long_outputs(struct judging *j, struct momus_error *err)
{
	char text[160];
	size_t n = 0;

	for (size_t i = 0; i < j->count; i++)
		n += j->outcomes[i].out_total > OFFICIAL_PIPE;
	if (!n || j->task->strict)
		return MOMUS_OK;
	snprintf(text, sizeof(text),
		 "parity unknown: %zu tests print more than 128 KiB, where the "
		 "official runner may hang",
		 n);
	return note(j, text, err);
}

/* Everything has run. */
static int conclude(struct judging *j, const size_t *wrong, size_t n_wrong,
		    struct momus_error *err)
{
	struct momus_grade *g = j->out;
	size_t at = n_wrong;
	char text[160];
	int rc = fill_tests(j, err);

	if (rc < 0)
		return rc;
	fill_parts(j);
	g->parity = verdict_of(g->tests, g->n_tests);
	g->strict = verdict_of(g->strict_tests, g->n_tests);
	rc = note_long_outputs(j, err);
	if (!g->n_tests) {
		g->strict = unjudged;
		rc = note(j, "there is no test: a careful judge cannot tell",
			  err);
	} else if (j->n > j->run) {
		at = disputed(j, wrong, n_wrong);
	}
	if (at < n_wrong) {
		g->strict = unjudged;
		snprintf(
			text, sizeof(text),
			"the data's own solution fails test %zu too: there are "
			"several right answers, and a careful judge cannot "
			"tell",
			wrong[at] + 1);
		rc = note(j, text, err);
	}
	if (j->task->strict)
		g->parity = g->strict;
	return rc;
}

int codecontests_judge(void *self, const struct momus_problem *problem,
		       struct momus_text answer,
		       const struct momus_outcome *outcomes, size_t n,
		       struct momus_grade *out, struct momus_plan *more,
		       struct momus_error *err)
{
	struct judging j = { .task = self,
			     .problem = problem,
			     .row = problem->data,
			     .outcomes = outcomes,
			     .n = n,
			     .out = out };
	size_t wrong[REFERENCE_TESTS], n_wrong;
	int rc = MOMUS_OK;

	find_run(&j);
	if (n < j.run)
		return add_tests(self, problem, answer, n, j.run, more, err);
	n_wrong = problem->right.len ? wrong_tests(&j, wrong) : 0;
	if (n > j.run || !n_wrong)
		return conclude(&j, wrong, n_wrong, err);
	for (size_t i = 0; i < n_wrong && rc == MOMUS_OK; i++)
		rc = add_run(self, j.row, problem->right,
			     &j.row->tests[wrong[i]], more, err);
	return rc;
}
