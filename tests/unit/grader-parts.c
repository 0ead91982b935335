/* grader-parts.c - the order of problems, and a grade as rows of a node */
#include "config.h"

#include <math.h>

#include "run/grader.h"
#include "run/longest.h"
#include "store/node.h"
#include "tap.h"

TEST(a_grade_becomes_rows_of_a_node)
{
	struct momus_arena *arena = momus_arena_create(1 << 20);
	struct momus_test tests[2] = {
		{ .status = MOMUS_RUN_ACCEPTED, .cpu_s = 0.5 },
		{ .status = MOMUS_RUN_TIME_LIMIT, .cpu_s = NAN, .part = 1 }
	};
	struct momus_test strict[2] = {
		{ .status = MOMUS_RUN_WRONG_ANSWER, .cpu_s = 0.5 }, tests[1]
	};
	struct momus_grade g = {
		.parity = { MOMUS_RUN_TIME_LIMIT, 0, 0.5 },
		.strict = { MOMUS_RUN_WRONG_ANSWER, 0, 0 },
		.tests = tests,
		.strict_tests = strict,
		.n_tests = 2,
		.parts = { { "base", 1 }, { "plus", 0 }, { "new", -1 } },
		.n_parts = 3,
		.note = MOMUS_TEXT("slow"),
	};
	struct momus_graded all = { &g, 1, 2, 3, 4, .failures = { 2, 5 } };
	struct momus_node node = { .turn = 0 };

	CHECK_INT(momus_grade_to_node(&all, arena, &node, NULL), MOMUS_OK);
	CHECK_INT(node.parity.status, MOMUS_RUN_TIME_LIMIT);
	CHECK_INT(node.strict.status, MOMUS_RUN_WRONG_ANSWER);
	CHECK_INT(node.n_tests, 2);
	CHECK_INT(node.tests[0].parity, MOMUS_RUN_ACCEPTED);
	CHECK_INT(node.tests[0].strict, MOMUS_RUN_WRONG_ANSWER);
	CHECK_INT(node.tests[1].part, 1);
	CHECK_STR(node.parts.ptr,
		  "{\"base\":true,\"plus\":false,\"new\":null}");
	CHECK_STR(node.note.ptr, "slow");
	CHECK_NEAR(node.grade_wall_s, 2, 0);
	CHECK_INT(node.peak_bytes, 3);
	momus_arena_free(arena);
}

TEST(of_tests_that_failed_so_many_are_kept_and_so_much)
{
	struct momus_arena *arena = momus_arena_create(1 << 20);
	struct momus_test tests[5] = {
		{ .status = MOMUS_RUN_ACCEPTED, .input = MOMUS_TEXT("0") },
		{ .status = MOMUS_RUN_WRONG_ANSWER,
		  .input = MOMUS_TEXT("\"abcd\303\244"),
		  .expected = MOMUS_TEXT("1") },
		{ .status = MOMUS_RUN_NOT_RUN },
		{ .status = MOMUS_RUN_RUNTIME_ERROR,
		  .error = MOMUS_TEXT("abcd\303\244") },
		{ .status = MOMUS_RUN_WRONG_ANSWER, .actual = MOMUS_TEXT("2") }
	};
	struct momus_grade g = { .tests = tests, .n_tests = 5 };
	struct momus_graded all = { &g, 1, 2, 3, 4, .failures = { 2, 5 } };
	struct momus_node node = { .turn = 0 };

	CHECK_INT(momus_grade_to_node(&all, arena, &node, NULL), MOMUS_OK);
	CHECK_STR(node.failures.ptr,
		  "[{\"test\":1,\"input\":\"\\\"abcd…\",\"expected\":\"1\"},"
		  "{\"test\":3,\"error\":\"abcd…\"}]");
	all.failures.tests = 0;
	CHECK_INT(momus_grade_to_node(&all, arena, &node, NULL), MOMUS_OK);
	CHECK_INT(node.failures.len, 0);
	momus_arena_free(arena);
}

TEST(the_longest_problem_is_first_however_keys_change)
{
	struct momus_longest q;
	double keys[50];

	CHECK(momus_longest_init(&q, 50));
	for (uint32_t i = 0; i < 50; i++) {
		momus_longest_add(&q, i);
		momus_longest_add(&q, i);
	}
	CHECK_INT(momus_longest_first(&q), 0);
	for (uint32_t i = 0; i < 50; i++) {
		keys[i] = (double)(i * 37 % 50);
		momus_longest_set(&q, i, keys[i]);
	}
	for (double want = 49; q.n; want--) {
		uint32_t i = momus_longest_first(&q);

		CHECK_NEAR(keys[i], want, 0);
		momus_longest_remove(&q, i);
		momus_longest_remove(&q, i);
	}
	momus_longest_release(&q);
}

TAP_MAIN
