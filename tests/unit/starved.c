/* starved.c - what memory that is lacking makes of grades */
#include <string.h>

#include "tap.h"
#include "unit/script.h"

/* That GIVEN, and nothing before or after it, is starved. */
static void check_starved(const char *given)
{
	struct momus_error err = { "" };

	script_begin(&script_plain);
	script_give(3, "1");
	script_settle();
	CHECK_INT(momus_grader_broken(script_grader, NULL), MOMUS_OK);
	script.refuses = *given == 'r' ? MOMUS_ENOMEM : 0;
	script.starved = *given == 's';
	script.status =
		script.starved ? MOMUS_RUN_INTERNAL_ERROR : MOMUS_RUN_ACCEPTED;
	script_give(4, *given == '?' ? "?" : "2");
	script_settle();
	script.refuses = 0;
	script.starved = false;
	script.status = MOMUS_RUN_ACCEPTED;
	script_give(5, "1");
	script_settle();
	CHECK_INT(script_n_graded, 3);
	CHECK(!script_graded[0].starved);
	CHECK(script_graded[1].starved);
	CHECK_INT(script_graded[1].parity.passed, -1);
	CHECK(!script_graded[2].starved);
	CHECK_INT(script_graded[2].parity.passed, 1);
	CHECK_INT(momus_grader_broken(script_grader, &err), MOMUS_ENOMEM);
	CHECK(strstr(err.text, "List/4: no memory to judge an answer with"));
	script_end();
}

TEST(an_answer_that_memory_lacked_for_has_no_verdict)
{
	check_starved("?");	  /* the task's */
	check_starved("refused"); /* the world's, when it is to start */
	check_starved("starved"); /* and while a program runs */
}

TEST(an_answer_that_needs_more_than_any_may_is_at_fault_itself)
{
	script_begin(&script_plain);
	script_give(3, "+");
	script_settle();
	CHECK_INT(script_graded[0].parity.passed, -1);
	CHECK(!script_graded[0].starved);
	CHECK_INT(momus_grader_broken(script_grader, NULL), MOMUS_OK);
	script_end();
}

TEST(a_reference_that_memory_lacked_for_is_made_another_time)
{
	script_begin(&script_referring);
	script_problems[9].id = MOMUS_TEXT("List/starved");
	script.starved = true;
	script.status = MOMUS_RUN_INTERNAL_ERROR;
	script_give(9, "1");
	script_give(9, "2");
	script_settle();
	CHECK_INT(script_n_graded, 2);
	CHECK(script_graded[0].starved && script_graded[1].starved);
	script.starved = false;
	script.status = MOMUS_RUN_ACCEPTED;
	script_give(9, "1");
	script_settle();
	CHECK_INT(script_graded[2].parity.passed, 1);
	CHECK(!script_graded[2].starved);
	script.refuses = MOMUS_ENOMEM;
	script_problems[8].id = MOMUS_TEXT("List/refused");
	script_give(8, "1");
	script_settle();
	CHECK(script_graded[3].starved);
	script.refuses = 0;
	script_give(8, "1");
	script_settle();
	CHECK_INT(script_graded[4].parity.passed, 1);
	script_end();
}

TAP_MAIN
