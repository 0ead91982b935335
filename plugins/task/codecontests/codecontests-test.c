/* codecontests-test.c - tests of rows, and of verdicts on made outputs */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codecontests.h"
#include "core/row.h"
#include "run/plan.h"
#include "tap.h"

static const struct momus_task_ops *ops;
static struct codecontests_options options;
static struct momus_arena *arena;
static void *task;

static void close_all(void)
{
	if (ops)
		ops->close(task);
	momus_arena_free(arena);
	task = arena = NULL;
}

static void open_task(const char *grader, const char *group)
{
	static const char *groups[] = { "public", "private", "generated",
					NULL };
	static const char *one[2];

	close_all();
	ops = momus_plugin_entry()->ops.task;
	one[0] = group;
	options = (struct codecontests_options){ .grader = grader,
						 .tests = group ? one : groups,
						 .time_limit = 20 };
	arena = momus_arena_create(1 << 20);
	CHECK(arena);
	CHECK_INT(ops->open(&task, &options, NULL), MOMUS_OK);
}

static struct momus_row *parse(struct momus_text line)
{
	struct momus_row *row = NULL;
	struct momus_error err = { "" };

	if (momus_row_parse(&row, line, "d.jsonl", 7, &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	return row;
}

static const char *str(const struct momus_row *row, const char *key)
{
	struct momus_text out = { "", 0 };

	if (momus_row_has(row, key))
		CHECK_INT(momus_row_str(row, key, &out, NULL), MOMUS_OK);
	return momus_arena_copy(arena, out).ptr;
}

static double real(const struct momus_row *row, const char *key)
{
	double x = 0;

	momus_row_real(row, key, &x, NULL);
	return x;
}

static void expect(const struct momus_row *c, const struct momus_problem *p)
{
	const struct codecontests_row *r = p->data;

	CHECK_INT((long long)r->n, (long long)real(c, "n"));
	if (momus_row_has(c, "time"))
		CHECK_NEAR(r->time_s, real(c, "time"), 1e-12);
	if (momus_row_has(c, "memory"))
		CHECK_NEAR(r->memory_bytes, real(c, "memory"), 0.5);
	CHECK_NEAR(r->rule.tolerance, real(c, "tolerance"), 1e-12);
	CHECK_INT(r->rule.any_case, (int)real(c, "any_case"));
	CHECK(momus_text_equal(p->right, momus_text_of(str(c, "right"))));
	CHECK(momus_text_equal(p->wrong, momus_text_of(str(c, "wrong"))));
	CHECK(momus_text_equal(p->id, MOMUS_TEXT("P. Sum")));
}

static void check_case(const struct momus_row *c)
{
	struct momus_problem p = { .reference_fd = -1 };
	struct momus_error err = { "" };
	struct momus_text raw, grader, group = { NULL, 0 };
	struct momus_row *row;
	char names[2][40];
	int rc;

	CHECK_INT(momus_row_str(c, "grader", &grader, NULL), MOMUS_OK);
	momus_row_str(c, "groups", &group, NULL);
	snprintf(names[0], sizeof *names, "%.*s", (int)grader.len, grader.ptr);
	snprintf(names[1], sizeof *names, "%.*s", (int)group.len,
		 group.len ? group.ptr : "");
	open_task(names[0], group.len ? names[1] : NULL);
	CHECK_INT(momus_row_raw(c, "row", &raw, NULL), MOMUS_OK);
	row = parse(raw);
	rc = ops->problem(task, row, arena, &p, &err);
	momus_row_free(row);
	if (momus_row_has(c, "said")) {
		CHECK_INT(rc, MOMUS_EPARSE);
		CHECK_STR(err.text + strlen("d.jsonl:7: "), str(c, "said"));
	} else if (momus_row_has(c, "skipped")) {
		CHECK_INT(rc, MOMUS_END);
	} else {
		CHECK_STR(err.text, "");
		CHECK_INT(rc, MOMUS_OK);
		expect(c, &p);
	}
}

TEST(a_row_becomes_a_problem_or_is_refused_with_its_field)
{
	const char *top = getenv("top_srcdir");
	char line[8192];
	FILE *f;
	int n = 0;

	snprintf(line, sizeof line, "%s/plugins/task/codecontests/rows.jsonl",
		 top ? top : ".");
	f = fopen(line, "r");
	CHECK(f);
	for (; fgets(line, sizeof line, f); n++) {
		struct momus_row *row = parse(momus_text_of(line));

		check_case(row);
		momus_row_free(row);
	}
	CHECK(n > 25);
	fclose(f);
	close_all();
}

TEST(an_unknown_group_of_tests_is_refused)
{
	static const char *groups[] = { "public", "hidden", NULL };
	struct momus_error err = { "" };
	void *self = NULL;

	ops = momus_plugin_entry()->ops.task;
	options = (struct codecontests_options){ .grader = "strict",
						 .tests = groups };
	CHECK_INT(ops->open(&self, &options, &err), MOMUS_EINVAL);
	CHECK_STR(err.text, "option tests: there is no group \"hidden\"; "
			    "expected public, private or generated");
	CHECK(!self);
}

static const struct {
	const char *row;
	int rc;
	bool extracted;
	const char *said; /* the text, or the refusal */
} answers[] = {
	{ "{\"name\":\"P\",\"code\":\"c\",\"language\":3}", MOMUS_OK, true,
	  "c" },
	{ "{\"name\":\"P\",\"code\":\"c\"}", MOMUS_OK, true, "c" },
	{ "{\"name\":\"P\",\"code\":\"c\",\"language\":\"PYTHON3\"}", MOMUS_OK,
	  true, "c" },
	{ "{\"name\":\"P\",\"response\":\"r\",\"language\":null}", MOMUS_OK,
	  false, "r" },
	{ "{\"name\":\"P\",\"code\":\"c\",\"language\":2}", MOMUS_EPARSE, true,
	  "d.jsonl:7: field \"language\" is 2, and only Python 3 (3) is run; "
	  "leave such rows out" },
	{ "{\"name\":\"P\"}", MOMUS_EPARSE, true,
	  "d.jsonl:7: no field \"response\"" },
	{ "{\"code\":\"c\"}", MOMUS_EPARSE, true,
	  "d.jsonl:7: no field \"name\"" },
};

TEST(a_solution_is_a_program_or_a_response)
{
	open_task("common-oj", NULL);
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		struct momus_row *row = parse(momus_text_of(answers[i].row));
		struct momus_answer a = { .extracted = false };
		struct momus_error err = { "" };

		CHECK_INT(ops->answer(task, row, 0, arena, &a, &err),
			  answers[i].rc);
		if (answers[i].rc < 0) {
			CHECK_STR(err.text, answers[i].said);
		} else {
			CHECK(momus_text_equal(a.id, MOMUS_TEXT("P")));
			CHECK(momus_text_equal(a.text,
					       momus_text_of(answers[i].said)));
			CHECK_INT(a.extracted, answers[i].extracted);
			CHECK_INT(ops->answer(task, row, 1, arena, &a, NULL),
				  MOMUS_END);
		}
		momus_row_free(row);
	}
	close_all();
}

TEST(a_program_is_cut_out_of_a_response_as_sandboxfusion_does_it)
{
	const struct momus_problem p = { .language = "python" };
	struct momus_text got;

	open_task("strict", NULL);
	CHECK_INT(ops->extract(task, &p,
			       MOMUS_TEXT("```cpp\na\n```\n```py\nb\n```"),
			       arena, &got, NULL),
		  MOMUS_OK);
	CHECK(momus_text_equal(got, MOMUS_TEXT("b")));
	CHECK_INT(ops->extract(task, &p, MOMUS_TEXT("print(1)"), arena, &got,
			       NULL),
		  MOMUS_OK);
	CHECK_INT((long long)got.len, 0);
	close_all();
}

/* One judgment: tests expect 1, 2, 3, …; OUTPUTS are what a program printed,
 * behind them what the reference did.  "!" fails, "~" is out of time. */
struct judged {
	struct momus_grade grade;
	char parity[32], strict[32];
	size_t programs; /* that were run */
};

static void say(struct momus_outcome *o, const char *output)
{
	*o = (struct momus_outcome){ .cpu_s = 0.5 };
	if (output[0] == '!')
		o->status = MOMUS_RUN_RUNTIME_ERROR;
	else if (output[0] == '~')
		o->status = MOMUS_RUN_TIME_LIMIT;
	else
		o->out = momus_text_of(output);
	o->out_total = o->out.len;
	if (strcmp(output, "long") == 0)
		o->out_total = 200000;
}

static struct judged judge(size_t n, const char *right,
			   const char *const *outputs)
{
	static const char *const expected[] = { "1", "2", "3", "4",
						"5", "6", "7", "8" };
	struct codecontests_test tests[8] = { { { "", 0 } } };
	struct codecontests_row row = { .tests = tests, .n = n };
	struct momus_problem p = { .data = &row,
				   .right = momus_text_of(right) };
	struct momus_outcome outcomes[32];
	struct judged j = { .grade.arena = arena };
	struct momus_plan plan;
	size_t told = 0;

	for (size_t i = 0; i < n; i++) {
		tests[i].expected = momus_text_of(expected[i]);
		tests[i].group = i > 0;
	}
	momus_plan_init(&plan);
	CHECK_INT(ops->plan(task, &p, MOMUS_TEXT("x"), &j.grade, &plan, NULL),
		  MOMUS_OK);
	do {
		for (size_t i = 0; i < plan.n; i++, told++) {
			CHECK(outputs[told]);
			say(&outcomes[told], outputs[told]);
		}
		momus_plan_release(&plan);
		momus_plan_init(&plan);
		CHECK_INT(ops->judge(task, &p, MOMUS_TEXT("x"), outcomes, told,
				     &j.grade, &plan, NULL),
			  MOMUS_OK);
	} while (plan.n);
	momus_plan_release(&plan);
	CHECK(!outputs[told]);
	for (size_t i = 0; i < j.grade.n_tests; i++) {
		j.parity[i] = momus_run_letter(j.grade.tests[i].status);
		j.strict[i] = momus_run_letter(j.grade.strict_tests[i].status);
	}
	j.programs = told;
	return j;
}

#define OUTPUTS(...) ((const char *const[]){ __VA_ARGS__, NULL })

TEST(every_test_is_run_and_both_judges_speak)
{
	struct judged j;

	open_task("common-oj", NULL);
	j = judge(4, "", OUTPUTS("1\n", "2.000001", "x", "!"));
	CHECK_STR(j.parity, "AAWR");
	CHECK_STR(j.strict, "AWWR");
	CHECK_INT(j.grade.parity.passed, 0);
	CHECK_INT(j.grade.parity.status, MOMUS_RUN_WRONG_ANSWER);
	CHECK_NEAR(j.grade.parity.score, 0.5, 1e-12);
	CHECK_NEAR(j.grade.strict.score, 0.25, 1e-12);
	CHECK_INT((long long)j.grade.n_parts, 3);
	CHECK_INT(j.grade.parts[0].passed, 1);
	CHECK_INT(j.grade.parts[1].passed, 0);
	CHECK_INT(j.grade.parts[2].passed, -1);
	CHECK(momus_text_equal(j.grade.tests[2].actual, MOMUS_TEXT("x")));
	CHECK(momus_text_equal(j.grade.tests[2].expected, MOMUS_TEXT("3")));
	j = judge(2, "", OUTPUTS("1", "2.000001"));
	CHECK_INT(j.grade.parity.passed, 1);
	CHECK_INT(j.grade.strict.passed, 0);
	close_all();
}

TEST(the_strict_grader_decides_by_tokens)
{
	struct judged j;

	open_task("strict", NULL);
	j = judge(2, "", OUTPUTS("1", "2.000001"));
	CHECK_STR(j.parity, "AW");
	CHECK_INT(j.grade.parity.passed, 0);
	close_all();
}

TEST(without_tests_commonoj_accepts_and_a_careful_judge_does_not_tell)
{
	struct judged j;

	open_task("common-oj", NULL);
	j = judge(0, "", (const char *const[]){ NULL });
	CHECK_INT(j.grade.parity.passed, 1);
	CHECK_INT(j.grade.strict.passed, -1);
	CHECK(j.grade.note.len);
	open_task("strict", NULL);
	j = judge(0, "", (const char *const[]){ NULL });
	CHECK_INT(j.grade.parity.passed, -1);
	close_all();
}

TEST(with_stop_nothing_counts_behind_the_first_failure)
{
	struct judged j;

	open_task("common-oj", NULL);
	options.stop = true;
	j = judge(8, "", OUTPUTS("1", "~"));
	CHECK_STR(j.parity, "AT------");
	CHECK_STR(j.strict, "AT------");
	CHECK_INT(j.grade.parts[1].passed, 0);
	CHECK_INT((long long)j.programs, 2);
	j = judge(8, "", OUTPUTS("1", "2", "3", "4", "5", "6", "!", "8"));
	CHECK_STR(j.parity, "AAAAAAR-");
	CHECK_NEAR(j.grade.parity.score, 0.75, 1e-12);
	j = judge(8, "", OUTPUTS("!"));
	CHECK_INT(j.grade.parts[0].passed, 0);
	CHECK_INT(j.grade.parts[1].passed, -1);
	j = judge(3, "", OUTPUTS("1", "2", "3"));
	CHECK_INT(j.grade.parity.passed, 1);
	close_all();
}

TEST(where_the_datas_own_solution_fails_too_strict_gives_no_verdict)
{
	struct judged j;

	open_task("common-oj", NULL);
	j = judge(3, "r",
		  OUTPUTS("x", "2", "y", /* then the reference: */ "1", "z"));
	CHECK_STR(j.strict, "WAW");
	CHECK_INT(j.grade.parity.passed, 0);
	CHECK_INT(j.grade.strict.passed, -1);
	CHECK(momus_text_find(j.grade.note, MOMUS_TEXT("fails test 3 too"),
			      0) != (size_t)-1);
	j = judge(3, "r", OUTPUTS("x", "2", "3", "1"));
	CHECK_INT(j.grade.strict.passed, 0);
	j = judge(3, "r", OUTPUTS("x", "2", "3", "~"));
	CHECK_INT(j.grade.strict.passed, 0);
	j = judge(3, "r", OUTPUTS("x", "2", "!"));
	CHECK_INT(j.grade.strict.passed, 0);
	j = judge(3, "r", OUTPUTS("1", "2", "3"));
	CHECK_INT(j.grade.strict.passed, 1);
	options.stop = true;
	j = judge(8, "r", OUTPUTS("1", "x", "y"));
	CHECK_INT(j.grade.strict.passed, -1);
	CHECK_STR(j.parity, "AW------");
	close_all();
}

TEST(outputs_that_hang_the_official_runner_are_named)
{
	struct judged j;

	open_task("common-oj", NULL);
	j = judge(2, "", OUTPUTS("1", "long"));
	CHECK(momus_text_find(j.grade.note, MOMUS_TEXT("parity unknown: 1"),
			      0) == 0);
	close_all();
}

TAP_MAIN
