/* cases.c - tests of momus/cases.h: verdicts on made outputs, and tests as files
 * hold them
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/row.h"
#include "momus/cases.h"
#include "run/plan.h"
#include "tap.h"

static struct momus_arena *arena;
static struct momus_cases cases;

static void begin(momus_compare_fn *parity)
{
	static const char *const parts[] = { "first", "others", "none" };

	momus_arena_free(arena);
	arena = momus_arena_create(1 << 20);
	cases = (struct momus_cases){ .parity = parity,
				      .parts = parts,
				      .n_parts = 3,
				      .unsure_output = 131072 };
}

static void end(void)
{
	momus_arena_free(arena);
	arena = NULL;
}

/* One judgment: tests expect 1, 2, 3, …; OUTPUTS are what a program printed,
 * behind them what the reference did.  "!" fails, "~" is out of time, "_" prints
 * 2 and much white space, "<" more than was kept. */
struct judged {
	struct momus_grade grade;
	char parity[32], strict[32];
	char languages[32]; /* a letter each, of the programs that were run */
	size_t programs;
};

static char blank[131073]; /* two, and white space */

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
	if (output[0] == '_') {
		o->out = (struct momus_text){ blank, sizeof blank };
		o->out_total = sizeof blank;
	} else if (output[0] == '<') {
		o->out_total++;
	}
}

/* RIGHT: how many references there are. */
static struct judged judge(size_t n, size_t right, const char *const *outputs)
{
	static const char *const expected[] = { "1", "2", "3", "4",
						"5", "6", "7", "8" };
	static const struct momus_case_program program = { { "x", 1 },
							   "python" };
	static const struct momus_case_program references[] = {
		{ { "r", 1 }, "python" }, { { "s", 1 }, "cpp" }
	};
	static struct momus_case tests[8];
	static struct momus_outcome outcomes[32];
	struct judged j = { .grade.arena = arena };
	struct momus_plan plan;
	size_t told = 0;

	for (size_t i = 0; i < n; i++)
		tests[i] = (struct momus_case){
			.expected = momus_text_of(expected[i]), .part = i > 0
		};
	cases.tests = tests;
	cases.n = n;
	cases.references = references;
	cases.n_references = right;
	momus_plan_init(&plan);
	CHECK_INT(momus_cases_plan(&cases, &program, &plan, NULL), MOMUS_OK);
	do {
		for (size_t i = 0; i < plan.n; i++, told++) {
			CHECK(outputs[told]);
			say(&outcomes[told], outputs[told]);
			j.languages[told] = plan.jobs[i].language[0];
		}
		momus_plan_release(&plan);
		momus_plan_init(&plan);
		CHECK_INT(momus_cases_judge(&cases, &program, outcomes, told,
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

	begin(momus_check_lines);
	j = judge(4, 0, OUTPUTS("1\n", "2.000001", "x", "!"));
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
	j = judge(2, 0, OUTPUTS("1", "2.000001"));
	CHECK_INT(j.grade.parity.passed, 1);
	CHECK_INT(j.grade.strict.passed, 0);
	end();
}

TEST(the_strict_grader_decides_by_tokens)
{
	struct judged j;

	begin(NULL);
	j = judge(2, 0, OUTPUTS("1", "2.000001"));
	CHECK_STR(j.parity, "AW");
	CHECK_INT(j.grade.parity.passed, 0);
	end();
}

TEST(without_tests_commonoj_accepts_and_a_careful_judge_does_not_tell)
{
	struct judged j;

	begin(momus_check_lines);
	j = judge(0, 0, (const char *const[]){ NULL });
	CHECK_INT(j.grade.parity.passed, 1);
	CHECK_INT(j.grade.strict.passed, -1);
	CHECK(j.grade.note.len);
	begin(NULL);
	j = judge(0, 0, (const char *const[]){ NULL });
	CHECK_INT(j.grade.parity.passed, -1);
	end();
}

TEST(with_stop_nothing_counts_behind_the_first_failure)
{
	struct judged j;

	begin(momus_check_lines);
	cases.stop = true;
	j = judge(8, 0, OUTPUTS("1", "~"));
	CHECK_STR(j.parity, "AT------");
	CHECK_STR(j.strict, "AT------");
	CHECK_INT(j.grade.parts[1].passed, 0);
	CHECK_INT((long long)j.programs, 2);
	j = judge(8, 0, OUTPUTS("1", "2", "3", "4", "5", "6", "!", "8"));
	CHECK_STR(j.parity, "AAAAAAR-");
	CHECK_NEAR(j.grade.parity.score, 0.75, 1e-12);
	j = judge(8, 0, OUTPUTS("!"));
	CHECK_INT(j.grade.parts[0].passed, 0);
	CHECK_INT(j.grade.parts[1].passed, -1);
	j = judge(3, 0, OUTPUTS("1", "2", "3"));
	CHECK_INT(j.grade.parity.passed, 1);
	end();
}

TEST(after_so_many_tests_out_of_time_the_rest_is_not_run)
{
	struct judged j;

	begin(momus_check_lines);
	cases.give_up = 2;
	j = judge(8, 0, OUTPUTS("~", "~"));
	CHECK_STR(j.parity, "TT------");
	CHECK_INT(j.grade.parity.passed, 0);
	CHECK_INT(j.grade.parity.status, MOMUS_RUN_TIME_LIMIT);
	CHECK_INT(j.grade.parts[1].passed, 0);
	j = judge(8, 0, OUTPUTS("~", "2", "~", "4"));
	CHECK_STR(j.parity, "TATA----");
	CHECK_NEAR(j.grade.parity.score, 0.25, 1e-12);
	j = judge(8, 0, OUTPUTS("!", "2", "~", "x", "5", "6", "7", "8"));
	CHECK_STR(j.parity, "RATWAAAA");
	j = judge(8, 1, OUTPUTS("1", "2", "3", "x", "5", "6", "7", "8", "4"));
	CHECK_STR(j.parity, "AAAWAAAA");
	CHECK_INT(j.grade.strict.passed, 0);
	cases.stop = true;
	j = judge(8, 0, OUTPUTS("~"));
	CHECK_STR(j.parity, "T-------");
	end();
}

TEST(a_compiled_program_may_have_a_limit_of_its_own)
{
	const struct momus_case_program programs[] = { { { "x", 1 }, "python" },
						       { { "x", 1 }, "cpp" } };
	static const struct momus_case test;
	const double want[] = { 20, 10 };
	struct momus_plan plan;

	begin(NULL);
	cases.tests = &test;
	cases.n = 1;
	cases.limits.cpu_s = 20;
	cases.compiled_cpu_s = 10;
	for (size_t i = 0; i < 2; i++) {
		momus_plan_init(&plan);
		CHECK_INT(momus_cases_plan(&cases, &programs[i], &plan, NULL),
			  MOMUS_OK);
		CHECK_NEAR(plan.jobs[0].limits.cpu_s, want[i], 0);
		momus_plan_release(&plan);
	}
	end();
}

TEST(where_the_datas_own_solution_fails_too_strict_gives_no_verdict)
{
	struct judged j;

	begin(momus_check_lines);
	j = judge(3, 1,
		  OUTPUTS("x", "2", "y", /* then the reference: */ "1", "z"));
	CHECK_STR(j.strict, "WAW");
	CHECK_INT(j.grade.parity.passed, 0);
	CHECK_INT(j.grade.strict.passed, -1);
	CHECK(momus_text_find(j.grade.note, MOMUS_TEXT("fails test 3 too"),
			      0) != (size_t)-1);
	j = judge(3, 1, OUTPUTS("x", "2", "3", "1"));
	CHECK_INT(j.grade.strict.passed, 0);
	j = judge(3, 1, OUTPUTS("x", "2", "3", "~"));
	CHECK_INT(j.grade.strict.passed, 0);
	j = judge(3, 1, OUTPUTS("x", "2", "!"));
	CHECK_INT(j.grade.strict.passed, 0);
	j = judge(3, 1, OUTPUTS("1", "2", "3"));
	CHECK_INT(j.grade.strict.passed, 1);
	cases.stop = true;
	j = judge(8, 1, OUTPUTS("1", "x", "y"));
	CHECK_INT(j.grade.strict.passed, -1);
	CHECK_STR(j.parity, "AW------");
	end();
}

TEST(each_reference_may_fail_a_test)
{
	struct judged j;

	begin(momus_check_lines);
	j = judge(2, 2,
		  OUTPUTS("x", "y", /* r: */ "1", "2", /* s: */ "z", "2"));
	CHECK_INT(j.grade.strict.passed, -1);
	CHECK(momus_text_find(j.grade.note, MOMUS_TEXT("fails test 1 too"),
			      0) != (size_t)-1);
	CHECK_STR(j.languages, "ppppcc");
	j = judge(2, 2, OUTPUTS("x", "y", "1", "z"));
	CHECK_INT(j.grade.strict.passed, -1);
	j = judge(2, 2, OUTPUTS("x", "y", "1", "!", "1", "~"));
	CHECK_INT(j.grade.strict.passed, 0);
	CHECK_INT((long long)j.grade.note.len, 0);
	end();
}

TEST(where_any_answer_will_do_another_than_the_expected_is_not_wrong)
{
	struct judged j;

	begin(momus_check_lines);
	cases.any_answer = true;
	j = judge(2, 1, OUTPUTS("1", "y", "2"));
	CHECK_INT(j.grade.parity.passed, 0);
	CHECK_INT(j.grade.strict.passed, -1);
	CHECK(momus_text_find(j.grade.note, MOMUS_TEXT("test 2 has another"),
			      0) != (size_t)-1);
	CHECK_STR(j.strict, "AW");
	j = judge(2, 0, OUTPUTS("y", "!"));
	CHECK_INT(j.grade.strict.passed, 0);
	j = judge(2, 0, OUTPUTS("1", "2"));
	CHECK_INT(j.grade.strict.passed, 1);
	end();
}

TEST(a_task_brings_its_own_comparisons)
{
	struct judged j;

	begin(momus_check_lines);
	cases.strict = momus_compare_named("exact");
	j = judge(2, 0, OUTPUTS("1", "2\n"));
	CHECK_STR(j.parity, "AA");
	CHECK_STR(j.strict, "AW");
	cases.strict = NULL;
	cases.rule.tolerance = 1e-3;
	j = judge(2, 0, OUTPUTS("1", "2.0001"));
	CHECK_STR(j.strict, "AA");
	end();
}

TEST(what_is_not_known_to_the_end_is_no_answer)
{
	struct judged j;

	begin(momus_check_lines);
	j = judge(1, 0, OUTPUTS("<"));
	CHECK_STR(j.parity, "W");
	end();
}

TEST(outputs_that_hang_the_official_runner_are_named)
{
	struct judged j;

	begin(momus_check_lines);
	memset(blank, ' ', sizeof blank);
	blank[0] = '2';
	j = judge(2, 0, OUTPUTS("1", "_"));
	CHECK_STR(j.parity, "AA");
	CHECK(momus_text_find(j.grade.note,
			      MOMUS_TEXT("parity unknown: 1 tests print more "
					 "than 128 KiB"),
			      0) == 0);
	CHECK_INT((long long)j.grade.tests[1].actual.len, 4096);
	begin(NULL);
	j = judge(2, 0, OUTPUTS("1", "_"));
	CHECK_INT((long long)j.grade.note.len, 0);
	end();
}

TEST(a_text_that_is_shown_ends_with_a_whole_character)
{
	static char long_text[5000];
	struct momus_text t = { long_text, sizeof long_text };

	memset(long_text, 'a', sizeof long_text);
	memcpy(long_text + 4094, "\xe2\x82\xac", 3);
	CHECK_INT((long long)momus_text_shown(t).len, 4094);
	t.len = 4097;
	t.ptr++;
	CHECK_INT((long long)momus_text_shown(t).len, 4096);
}

static const struct {
	bool objects;
	const char *raw;
	int rc;
	size_t most, n;	  /* of the tests that are read */
	const char *said; /* the last test, or the refusal */
} files[] = {
	{ false, "{\"in\":[\"1\",\"2\"],\"out\":[\"3\",\"4\\n\"]}", MOMUS_OK, 0,
	  2, "2>4\n" },
	{ false, "{\"in\":[\"1\",\"2\"],\"out\":[\"3\",\"4\"]}", MOMUS_OK, 1, 1,
	  "1>3" },
	{ false, "{\"in\":[],\"out\":[],\"x\":1}", MOMUS_OK, 0, 0, "" },
	{ false, "{\"in\":[\"1\",\"2\"],\"out\":[\"3\"]}", MOMUS_EPARSE, 0, 0,
	  "field \"t\" has 2 inputs and 1 outputs; they must be pairs" },
	{ false, "{\"in\":[\"1\",\"2\"],\"out\":[\"3\",4]}", MOMUS_EPARSE, 0, 0,
	  "field \"t\": test 1 is no pair of strings" },
	{ false, "{\"in\":\"1\",\"out\":[\"3\"]}", MOMUS_EPARSE, 0, 0,
	  "field \"t\": expected an object of two lists, in and out" },
	{ false, "7", MOMUS_EPARSE, 0, 0,
	  "field \"t\": expected an object of two lists, in and out" },
	{ true, "[{\"in\":\"1\",\"out\":\"2\"},{\"out\":4.50,\"in\":\"\"}]",
	  MOMUS_OK, 0, 2, ">4.50" },
	{ true, "[{\"in\":\"1\",\"out\":\"2\"},7]", MOMUS_OK, 1, 1, "1>2" },
	{ true, "[]", MOMUS_OK, 0, 0, "" },
	{ true, "[7]", MOMUS_EPARSE, 0, 0,
	  "field \"t\": test 0 is no {\"in\": …, \"out\": …} of texts" },
	{ true, "[{\"in\":\"1\"}]", MOMUS_EPARSE, 0, 0,
	  "field \"t\": test 0 is no {\"in\": …, \"out\": …} of texts" },
	{ true, "[{\"in\":null,\"out\":\"\"}]", MOMUS_EPARSE, 0, 0,
	  "field \"t\": test 0 is no {\"in\": …, \"out\": …} of texts" },
	{ true, "{\"in\":[],\"out\":[]}", MOMUS_EPARSE, 0, 0,
	  "field \"t\": expected a list of {\"in\": …, \"out\": …}" },
};

static void read_file(size_t i)
{
	static const struct momus_case_names names = { "in", "out" };
	struct momus_case_list list = { arena, files[i].most, NULL, 0, 0 };
	struct momus_text raw = momus_text_of(files[i].raw);
	struct momus_error err = { "" };
	struct momus_row *row;
	char said[100] = "";
	int rc;

	CHECK_INT(momus_row_parse(&row, MOMUS_TEXT("{}"), "d", 3, NULL),
		  MOMUS_OK);
	rc = files[i].objects ? momus_cases_read_objects(row, "t", raw, names,
							 4, &list, &err)
			      : momus_cases_read_lists(row, "t", raw, names, 4,
						       &list, &err);
	if (rc == MOMUS_OK && list.n) {
		const struct momus_case *t = &list.tests[list.n - 1];

		CHECK_INT(t->part, 4);
		snprintf(said, sizeof said, "%s>%s", t->input.ptr,
			 t->expected.ptr);
	}
	if (rc != files[i].rc || (!rc && list.n != files[i].n) ||
	    strcmp(rc ? err.text + strlen("d:3: ") : said, files[i].said) != 0)
		tap_fail(__FILE__, __LINE__, "case %zu: %d, %zu, %s%s", i, rc,
			 list.n, err.text, said);
	momus_row_free(row);
}

TEST(tests_are_read_from_lists_and_from_objects)
{
	begin(NULL);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		read_file(i);
	end();
}

TEST(several_fields_fill_one_list)
{
	static const struct momus_case_names names = { "i", "o" };
	static const struct momus_text one = { "{\"i\":[\"1\"],\"o\":[\"2\"]}",
					       21 };
	struct momus_case_list list;

	begin(NULL);
	list = (struct momus_case_list){ arena, 3, NULL, 0, 0 };
	for (uint32_t i = 0; i < 5; i++)
		CHECK_INT(momus_cases_read_lists(NULL, "t", one, names, i,
						 &list, NULL),
			  MOMUS_OK);
	CHECK_INT((long long)list.n, 3);
	CHECK_INT(list.tests[2].part, 2);
	end();
}

TAP_MAIN
