/* cases.c - see momus/cases.h */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "momus/cases.h"
#include "sandbox/language.h"

enum {
	FIRST_BATCH =
		1,     /* one run is enough to see that a program never ends */
	DISPUTED = 10, /* failing tests that a reference is tried on */
	SHOWN = 4096,  /* bytes of a text in a hint */
	NOTE = 200,
};

static const uint64_t output_spare = 1 << 20;

static const struct momus_verdict unjudged = { MOMUS_RUN_INTERNAL_ERROR, -1,
					       NAN };

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "grading by tests: out of memory");
}

static bool asks_for_numpy(const struct momus_case_program *program)
{
	return program->language && strcmp(program->language, "python") == 0 &&
	       momus_text_find(program->text, MOMUS_TEXT("numpy"), 0) !=
		       (size_t)-1;
}

static bool is_compiled(const char *language)
{
	const struct language *l = momus_language_find(language);

	return l && l->compiler;
}

static int add_run(const struct momus_cases *cases,
		   const struct momus_case_program *program,
		   const struct momus_case *test, struct momus_plan *plan,
		   struct momus_error *err)
{
	struct momus_job job = {
		.language = program->language,
		.source = program->text,
		.input = test->input,
		.expected_fd = -1,
		.record_fd = -1,
		.limits = cases->limits,
		.flags = asks_for_numpy(program) ? MOMUS_JOB_NUMPY : 0,
	};

	if (cases->compiled_cpu_s > 0 && is_compiled(program->language))
		job.limits.cpu_s = cases->compiled_cpu_s;
	if (!job.limits.output_bytes)
		job.limits.output_bytes = output_spare + 2 * test->expected.len;
	return momus_plan_add(plan, &job, err);
}

static int add_tests(const struct momus_cases *cases,
		     const struct momus_case_program *program, size_t from,
		     size_t to, struct momus_plan *plan,
		     struct momus_error *err)
{
	int rc = MOMUS_OK;

	for (size_t i = from; i < to && rc == MOMUS_OK; i++)
		rc = add_run(cases, program, &cases->tests[i], plan, err);
	return rc;
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t first_batch(const struct momus_cases *cases)
{
	size_t n = cases->stop ? FIRST_BATCH : cases->give_up;

	return n ? smaller(cases->n, n) : cases->n;
}

int momus_cases_plan(const struct momus_cases *cases,
		     const struct momus_case_program *program,
		     struct momus_plan *plan, struct momus_error *err)
{
	return add_tests(cases, program, 0, first_batch(cases), plan, err);
}

/* What is being judged. */
struct judging {
	const struct momus_cases *cases;
	const struct momus_outcome *outcomes; /* (n): tests, then references */
	size_t n;
	size_t run;   /* tests that have run, or should next */
	size_t count; /* of these, how many count: up to the first failure */
	struct momus_grade *out;
};

static bool agrees(const struct momus_cases *c, bool parity,
		   struct momus_text actual, struct momus_text expected)
{
	if (parity && c->parity)
		return c->parity(actual, expected);
	if (c->strict)
		return c->strict(actual, expected);
	return momus_check_tokens(actual, expected, c->rule);
}

static enum momus_run_status status(const struct judging *j, size_t test,
				    const struct momus_outcome *o, bool parity)
{
	bool whole = o->out.len == o->out_total;

	if (o->status != MOMUS_RUN_ACCEPTED)
		return o->status;
	return whole && agrees(j->cases, parity, o->out,
			       j->cases->tests[test].expected)
		       ? MOMUS_RUN_ACCEPTED
		       : MOMUS_RUN_WRONG_ANSWER;
}

/* Finds .run and .count: the same each time, for the same outcomes. */
static void find_run(struct judging *j)
{
	const struct momus_cases *c = j->cases;
	size_t slow = 0, i = 0;

	for (j->run = first_batch(c);;
	     j->run += smaller(j->run, c->n - j->run)) {
		j->count = j->run;
		if (j->run > j->n)
			return;
		for (; i < j->run; i++) {
			slow += j->outcomes[i].status == MOMUS_RUN_TIME_LIMIT;
			if (c->stop && status(j, i, &j->outcomes[i], true) !=
					       MOMUS_RUN_ACCEPTED) {
				j->count = i + 1;
				return;
			}
		}
		if (j->run == c->n || (c->give_up && slow >= c->give_up))
			return;
	}
}

struct momus_text momus_text_shown(struct momus_text t)
{
	if (t.len <= SHOWN)
		return t;
	t.len = SHOWN;
	while (t.len && ((unsigned char)t.ptr[t.len] & 0xc0) == 0x80)
		t.len--;
	return t;
}

static struct momus_test test_of(const struct momus_case *t,
				 const struct momus_outcome *o,
				 enum momus_run_status status)
{
	return (struct momus_test){
		.status = status,
		.cpu_s = o->cpu_s,
		.part = t->part,
		.input = momus_text_shown(t->input),
		.expected = momus_text_shown(t->expected),
		.actual = momus_text_shown(o->out),
		.error = momus_text_shown(o->err),
	};
}

static int fill_tests(struct judging *j, struct momus_error *err)
{
	struct momus_grade *g = j->out;
	size_t n = j->cases->n, size = (n + 1) * sizeof *g->tests;

	g->tests = momus_arena_alloc(g->arena, size);
	g->strict_tests = momus_arena_alloc(g->arena, size);
	if (!g->tests || !g->strict_tests)
		return no_memory(err);
	g->n_tests = n;
	for (size_t i = 0; i < n; i++) {
		const struct momus_case *t = &j->cases->tests[i];
		const struct momus_outcome *o = &j->outcomes[i];

		if (i < j->count) {
			g->tests[i] = test_of(t, o, status(j, i, o, true));
			g->strict_tests[i] =
				test_of(t, o, status(j, i, o, false));
			continue;
		}
		g->tests[i] = (struct momus_test){ .status = MOMUS_RUN_NOT_RUN,
						   .cpu_s = NAN,
						   .part = t->part };
		g->strict_tests[i] = g->tests[i];
	}
	return MOMUS_OK;
}

/* A part without tests, or with some that were not run and none that failed, is
 * not known to pass. */
static void fill_parts(struct judging *j)
{
	struct momus_grade *g = j->out;
	size_t seen[MOMUS_PARTS_MAX] = { 0 };

	g->n_parts = j->cases->n_parts;
	for (size_t p = 0; p < g->n_parts; p++)
		g->parts[p] = (struct momus_part){ j->cases->parts[p], 1 };
	for (size_t i = 0; g->n_parts && i < g->n_tests; i++) {
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

struct momus_verdict momus_verdict_of_tests(const struct momus_test *tests,
					    size_t n)
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

/* Tests that strict calls wrong answers, at most DISPUTED of them; none if
 * another failure decides. */
static size_t wrong_tests(const struct judging *j, size_t *wrong)
{
	size_t n = 0;

	for (size_t i = 0; i < j->count; i++) {
		enum momus_run_status s = status(j, i, &j->outcomes[i], false);

		if (s == MOMUS_RUN_WRONG_ANSWER && n < DISPUTED)
			wrong[n++] = i;
		else if (s != MOMUS_RUN_ACCEPTED && s != MOMUS_RUN_WRONG_ANSWER)
			return 0;
	}
	return n;
}

/* The first of WRONG (N) that the reference whose runs begin at FIRST fails too,
 * although it ends well; N if it prints what is expected. */
static size_t disputed(const struct judging *j, const size_t *wrong, size_t n,
		       size_t first)
{
	size_t i = 0;

	while (i < n && status(j, wrong[i], &j->outcomes[first + i], false) !=
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
	const struct momus_cases *c = j->cases;
	char text[NOTE];
	size_t n = 0;

	for (size_t i = 0; i < j->count; i++)
		n += j->outcomes[i].out_total > c->unsure_output;
	if (!n || !c->parity || !c->unsure_output)
		return MOMUS_OK;
	snprintf(text, sizeof text,
		 "parity unknown: %zu tests print more than %llu KiB, where "
		 "the official runner may hang",
		 n, (unsigned long long)c->unsure_output / 1024);
	return note(j, text, err);
}

/* Why a careful judge cannot tell; TEXT is empty if he can.  AT: of WRONG (N),
 * the test that a reference failed, or N. */
static void find_doubt(const struct judging *j, const size_t *wrong, size_t n,
		       size_t at, char text[NOTE])
{
	text[0] = '\0';
	if (!j->cases->n)
		snprintf(text, NOTE,
			 "there is no test: a careful judge cannot tell");
	else if (at < n)
		snprintf(text, NOTE,
			 "the data's own solution fails test %zu too: there "
			 "are several right answers, and a careful judge "
			 "cannot tell",
			 wrong[at] + 1);
	else if (n && j->cases->any_answer)
		snprintf(text, NOTE,
			 "any of several answers is asked for, and test %zu "
			 "has another than the expected one: a careful judge "
			 "cannot tell",
			 wrong[0] + 1);
}

/* Everything has run. */
static int conclude(struct judging *j, const size_t *wrong, size_t n, size_t at,
		    struct momus_error *err)
{
	struct momus_grade *g = j->out;
	char doubt[NOTE];
	int rc = fill_tests(j, err);

	if (rc < 0)
		return rc;
	fill_parts(j);
	g->parity = momus_verdict_of_tests(g->tests, g->n_tests);
	g->strict = momus_verdict_of_tests(g->strict_tests, g->n_tests);
	find_doubt(j, wrong, n, at, doubt);
	if (doubt[0]) {
		g->strict = unjudged;
		rc = note(j, doubt, err);
	} else {
		rc = note_long_outputs(j, err);
	}
	if (!j->cases->parity)
		g->parity = g->strict;
	return rc;
}

int momus_cases_judge(const struct momus_cases *cases,
		      const struct momus_case_program *program,
		      const struct momus_outcome *outcomes, size_t n,
		      struct momus_grade *out, struct momus_plan *more,
		      struct momus_error *err)
{
	struct judging j = {
		.cases = cases, .outcomes = outcomes, .n = n, .out = out
	};
	size_t wrong[DISPUTED], n_wrong, done, at;
	int rc = MOMUS_OK;

	find_run(&j);
	if (n < j.run)
		return add_tests(cases, program, n, j.run, more, err);
	n_wrong = wrong_tests(&j, wrong);
	done = n_wrong ? (n - j.run) / n_wrong : cases->n_references;
	at = n_wrong;
	if (n_wrong && done)
		at = disputed(&j, wrong, n_wrong, n - n_wrong);
	if (at < n_wrong || done >= cases->n_references)
		return conclude(&j, wrong, n_wrong, at, err);
	for (size_t i = 0; i < n_wrong && rc == MOMUS_OK; i++)
		rc = add_run(cases, &cases->references[done],
			     &cases->tests[wrong[i]], more, err);
	return rc;
}

int momus_cases_op_plan(void *self, const struct momus_problem *problem,
			struct momus_text answer, struct momus_grade *out,
			struct momus_plan *plan, struct momus_error *err)
{
	const struct momus_case_program program = { answer, out->language };

	const struct momus_cases *cases = problem->data;

	(void)self;
	if (!cases->stop)
		out->programs = cases->n;
	return momus_cases_plan(cases, &program, plan, err);
}

int momus_cases_op_judge(void *self, const struct momus_problem *problem,
			 struct momus_text answer,
			 const struct momus_outcome *outcomes, size_t n,
			 struct momus_grade *out, struct momus_plan *more,
			 struct momus_error *err)
{
	const struct momus_case_program program = { answer, out->language };

	(void)self;
	return momus_cases_judge(problem->data, &program, outcomes, n, out,
				 more, err);
}

int momus_cases_op_tests(void *self, const struct momus_problem *problem,
			 struct momus_arena *arena, struct momus_tests *out,
			 struct momus_error *err)
{
	const struct momus_cases *cases = problem->data;

	(void)self;
	(void)arena;
	(void)err;
	out->list = cases->tests;
	out->n = cases->n;
	return MOMUS_OK;
}
