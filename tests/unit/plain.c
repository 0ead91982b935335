/* plain.c - the ops of tasks whose answers are compared and not run */
#include <math.h>
#include <string.h>

#include "momus/plain.h"
#include "run/plan.h"
#include "tap.h"

TEST(a_model_is_asked_what_the_statement_says)
{
	struct momus_problem p = { .statement = MOMUS_TEXT("Why?") };
	struct momus_buffer b;

	momus_buffer_init(&b, 100);
	CHECK_INT(momus_plain_op_prompt(NULL, &p, &b, NULL), MOMUS_OK);
	CHECK(momus_text_equal(momus_buffer_text(&b), p.statement));
	momus_buffer_release(&b);
}

TEST(the_whole_response_is_the_answer_and_nothing_is_run)
{
	struct momus_text response = MOMUS_TEXT(" all\n"), answer;
	struct momus_plan plan;

	momus_plan_init(&plan);
	CHECK_INT(momus_plain_op_extract(NULL, NULL, response, NULL, &answer,
					 NULL),
		  MOMUS_OK);
	CHECK(momus_text_equal(answer, response));
	CHECK_INT(momus_plain_op_plan(NULL, NULL, answer, NULL, &plan, NULL),
		  MOMUS_OK);
	CHECK_INT(plan.n, 0);
	momus_plan_release(&plan);
}

TEST(each_verdict_has_one_test_with_what_it_found)
{
	struct momus_arena *arena = momus_arena_create(1 << 16);
	struct momus_grade g = {
		.arena = arena,
		.parity = { MOMUS_RUN_ACCEPTED, 1, 1 },
		.strict = { MOMUS_RUN_WRONG_ANSWER, 0, 0 },
	};

	CHECK_INT(momus_plain_tests(&g, MOMUS_TEXT("a"), MOMUS_TEXT("b"),
				    MOMUS_TEXT("c"), NULL),
		  MOMUS_OK);
	CHECK_INT(g.n_tests, 1);
	CHECK_INT(g.tests->status, MOMUS_RUN_ACCEPTED);
	CHECK_INT(g.strict_tests->status, MOMUS_RUN_WRONG_ANSWER);
	CHECK(momus_text_equal(g.tests->expected, MOMUS_TEXT("a")));
	CHECK(momus_text_equal(g.tests->actual, MOMUS_TEXT("b")));
	CHECK(momus_text_equal(g.strict_tests->actual, MOMUS_TEXT("c")));
	CHECK(isnan(g.tests->cpu_s));
	momus_arena_free(arena);
	g.arena = momus_arena_create(1);
	CHECK_INT(momus_plain_tests(&g, MOMUS_TEXT("a"), MOMUS_TEXT("b"),
				    MOMUS_TEXT("c"), NULL),
		  MOMUS_ENOMEM);
	momus_arena_free(g.arena);
}

TAP_MAIN
