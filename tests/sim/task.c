/* task.c - task "sim": a benchmark whose verdicts are a function of the answer
 *
 * Built twice: "sim-reference" (SIM_REFERENCE) has reference outputs besides,
 * which must be made before a program can be compared with them.
 *
 * Row: {"id": "p7", "statement": "…"}.  An answer is graded by up to three
 * programs, some of them planned only after the first have ended, some by none
 * at all; what they print says how its tests went. */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "momus/plugin.h"

enum { TESTS = 3 }; /* a program */

static int problem(void *self, const struct momus_row *row,
		   struct momus_arena *arena, struct momus_problem *out,
		   struct momus_error *err)
{
	int rc;

	(void)self;
	if ((rc = momus_row_str(row, "id", &out->id, err)) < 0 ||
	    (rc = momus_row_str(row, "statement", &out->statement, err)) < 0)
		return rc;
	out->id = momus_arena_copy(arena, out->id);
	out->statement = momus_arena_copy(arena, out->statement);
	out->language = "python";
	out->right = MOMUS_TEXT("right");
	out->wrong = MOMUS_TEXT("wrong");
	return MOMUS_OK;
}

/* FNV-1a: how an answer is to be graded. */
static unsigned kind_of(struct momus_text answer)
{
	unsigned h = 2166136261u;

	for (size_t i = 0; i < answer.len; i++)
		h = (h ^ (unsigned char)answer.ptr[i]) * 16777619u;
	return h >> 12;
}

static unsigned programs_at_first(struct momus_text answer)
{
	unsigned kind = kind_of(answer) % 8;

	return answer.len == 0 || kind == 0 ? 0 : kind < 6 ? 1 : 2;
}

static bool has_second_round(struct momus_text answer)
{
	return kind_of(answer) / 8 % 4 == 0;
}

static int add(const struct momus_problem *p, struct momus_text answer,
	       unsigned number, struct momus_plan *plan,
	       struct momus_error *err)
{
	static const char *const inputs[] = { "0", "1", "2" };
	struct momus_job job = {
		.language = "python",
		.source = answer,
		.input = momus_text_of(inputs[number]),
		.expected_fd = p->reference_fd,
		.record_fd = -1,
		.limits = { .cpu_s = 1 },
		.expect_s = number,
	};

	return momus_plan_add(plan, &job, err);
}

static int plan(void *self, const struct momus_problem *p,
		struct momus_text answer, struct momus_grade *out,
		struct momus_plan *jobs, struct momus_error *err)
{
	unsigned n = programs_at_first(answer);
	int rc = MOMUS_OK;

	(void)self, (void)out;
	for (unsigned i = 0; rc == MOMUS_OK && i < n; i++)
		rc = add(p, answer, i, jobs, err);
	return rc;
}

/* Test I of a program: its own letter of what the program printed. */
static void read_test(const struct momus_outcome *o, size_t i, bool strict,
		      struct momus_arena *arena, struct momus_test *out)
{
	bool right = i < o->out.len && o->out.ptr[i] != (strict ? '7' : 'f');

	out->status = o->status != MOMUS_RUN_ACCEPTED ? o->status
		      : right			      ? MOMUS_RUN_ACCEPTED
						      : MOMUS_RUN_WRONG_ANSWER;
	out->cpu_s = o->cpu_s;
	out->input = MOMUS_TEXT("f(1)");
	out->expected = MOMUS_TEXT("2");
	out->actual = momus_arena_copy(arena, o->out);
	if (out->status == MOMUS_RUN_RUNTIME_ERROR)
		out->error = MOMUS_TEXT("x = 1\nNameError: no such name");
}

static struct momus_verdict sum(const struct momus_test *tests, size_t n)
{
	struct momus_verdict v = { MOMUS_RUN_ACCEPTED, 1, 1 };
	size_t passed = 0;

	for (size_t i = 0; i < n; i++) {
		passed += tests[i].status == MOMUS_RUN_ACCEPTED;
		if (v.status == MOMUS_RUN_ACCEPTED)
			v.status = tests[i].status;
	}
	if (n)
		v.score = (double)passed / (double)n;
	v.passed = v.status == MOMUS_RUN_INTERNAL_ERROR ? -1 : passed == n;
	return v;
}

/* Without a program: right or wrong by its bytes. */
static void judge_at_sight(struct momus_text answer, struct momus_grade *out)
{
	bool right = answer.len && kind_of(answer) / 32 % 2;

	out->parity.status =
		right ? MOMUS_RUN_ACCEPTED : MOMUS_RUN_WRONG_ANSWER;
	out->parity.passed = right;
	out->parity.score = right;
	out->strict = out->parity;
	if (!answer.len)
		out->note = MOMUS_TEXT("there is no answer");
}

static int judge(void *self, const struct momus_problem *p,
		 struct momus_text answer, const struct momus_outcome *outcomes,
		 size_t n, struct momus_grade *out, struct momus_plan *more,
		 struct momus_error *err)
{
	struct momus_test *parity, *strict;

	(void)self;
	out->grader = "sim";
	if (n == 0) {
		judge_at_sight(answer, out);
		return MOMUS_OK;
	}
	if (n == programs_at_first(answer) && has_second_round(answer))
		return add(p, answer, 2, more, err);
	parity = momus_arena_alloc(out->arena, n * TESTS * sizeof *parity);
	strict = momus_arena_alloc(out->arena, n * TESTS * sizeof *strict);
	if (!parity || !strict)
		return momus_fail(err, MOMUS_ENOMEM, "sim: out of memory");
	memset(parity, 0, n * TESTS * sizeof *parity);
	memset(strict, 0, n * TESTS * sizeof *strict);
	for (size_t i = 0; i < n * TESTS; i++) {
		read_test(&outcomes[i / TESTS], i % TESTS, false, out->arena,
			  &parity[i]);
		read_test(&outcomes[i / TESTS], i % TESTS, true, out->arena,
			  &strict[i]);
		parity[i].part = strict[i].part = i >= TESTS;
	}
	out->tests = parity;
	out->strict_tests = strict;
	out->n_tests = n * TESTS;
	out->parity = sum(parity, n * TESTS);
	out->strict = sum(strict, n * TESTS);
	out->n_parts = 1 + (n > 1);
	out->parts[0] =
		(struct momus_part){ "base", sum(parity, TESTS).passed };
	if (n > 1)
		out->parts[1] = (struct momus_part){
			"plus", sum(parity + TESTS, (n - 1) * TESTS).passed
		};
	return MOMUS_OK;
}

/* Some replies call for a second, and some of these for a third. */
static int ask_on(void *self, const struct momus_problem *p,
		  struct momus_text response, unsigned n,
		  struct momus_buffer *out, struct momus_error *err)
{
	(void)self, (void)p, (void)err;
	if (n > 2 || kind_of(response) / 128 % 6)
		return MOMUS_END;
	momus_buffer_puts(out, "And?");
	return MOMUS_OK;
}

#ifdef SIM_REFERENCE
#define NAME "sim-reference"

static int reference(void *self, const struct momus_problem *p,
		     struct momus_plan *plan, struct momus_error *err)
{
	struct momus_job job = {
		.language = "python",
		.source = p->statement,
		.payload = MOMUS_TEXT("reference"),
		.expected_fd = -1,
		.record_fd = -1,
	};

	(void)self;
	return momus_plan_add(plan, &job, err);
}
#else
#define NAME "sim"
#endif

static const struct momus_task_ops ops = {
	.size = sizeof ops,
	.problem = problem,
#ifdef SIM_REFERENCE
	.reference = reference,
#endif
	.plan = plan,
	.judge = judge,
	.ask_on = ask_on,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_TASK),
	.name = NAME,
	.version = "1",
	.summary = "answers whose verdicts follow from their bytes",
	.ops.task = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
