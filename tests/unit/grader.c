/* grader.c - the grader in a world that a script answers */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tap.h"
#include "unit/script.h"

TEST(an_answer_without_programs_is_judged_outside_submit)
{
	script_begin(&script_plain);
	script_problems[3].language = "python";
	script_give(3, "0");
	CHECK_INT(script_n_graded, 0);
	script_settle();
	CHECK_INT(script_n_graded, 1);
	CHECK_INT(script_graded[0].parity.passed, 1);
	CHECK_INT(script_graded[0].programs, 0);
	CHECK_STR(script_graded[0].note, "python");
	CHECK_INT(momus_grader_pending(script_grader), 0);
	script_give_in(3, "0", "cpp"); /* an answer's own language */
	script_settle();
	CHECK_STR(script_graded[1].note, "cpp");
	script_problems[3].language = NULL;
	script_end();
}

TEST(judge_is_called_until_it_plans_no_more)
{
	script_begin(&script_plain);
	script_give(3, "2,1,3");
	script_settle();
	CHECK_INT(script_n_graded, 1);
	CHECK_INT(script_graded[0].programs, 6);
	CHECK_INT(script_graded[0].n_tests, 6);
	CHECK_NEAR(script_graded[0].cpu_s, 1.5, 1e-12);
	CHECK_STR(script_graded[0].note, "2,1,3");
	CHECK_INT(script.jobs[0].job.seed, 99);
	script_end();
}

TEST(what_was_begun_goes_on_before_anything_begins)
{
	script_begin(&script_plain);
	script_give(0, "1,2");
	script_give(1, "2");
	script_tick();
	CHECK_INT(script.n, 3);
	CHECK_NEAR(momus_grader_work(script_grader), 0, 0);
	script_answer(&script.jobs[0]);
	CHECK_INT(script.n, 5);
	CHECK(script.jobs[3].priority > 1000 + script.jobs[1].priority);
	script_answer(&script.jobs[1]);
	CHECK_NEAR(momus_grader_work(script_grader), 1. / 3 + 1. / 2, 1e-12);
	script_end();
}

TEST(what_is_slow_lets_others_go_on)
{
	double ran;

	script_begin(&script_plain);
	script_give(0, "1,3,1");
	script_give(1, "2");
	script_tick();
	script_answer(&script.jobs[0]);
	CHECK_INT(script.n, 6);
	CHECK_NEAR(momus_grader_slow(script_grader, &ran), 0, 0);
	script.status = MOMUS_RUN_TIME_LIMIT;
	script_answer(&script.jobs[3]);
	CHECK_INT(script.postponed, 2);
	CHECK(script.jobs[4].priority < 1000 && script.jobs[5].priority < 1000);
	CHECK_NEAR(momus_grader_slow(script_grader, &ran), 2 * 0.5, 1e-12);
	CHECK_NEAR(ran, 2 * 0.5, 1e-12);
	script.status = MOMUS_RUN_ACCEPTED;
	script_answer(&script.jobs[4]);
	script_answer(&script.jobs[5]);
	CHECK_INT(script.n, 7);
	CHECK(script.jobs[6].priority < 1000);
	script_settle();
	CHECK_INT(script_n_graded, 2);
	CHECK_INT(script.postponed, 2);
	script_end();
}

TEST(a_task_that_plans_for_ever_is_stopped)
{
	script_begin(&script_plain);
	script_give(3, "1*");
	script_settle();
	CHECK_INT(script_graded[0].parity.passed, -1);
	CHECK(strstr(script_graded[0].note, "without a verdict"));
	script_end();
}

TEST(an_internal_error_is_never_a_wrong_answer)
{
	script_begin(&script_plain);
	script_give(3, "2");
	script.status = MOMUS_RUN_INTERNAL_ERROR;
	script_settle();
	CHECK_INT(script_graded[0].parity.passed, -1);
	CHECK(isnan(script_graded[0].parity.score));
	CHECK_STR(script_graded[0].note, "the jail fell in");
	script_end();
}

TEST(a_plan_that_fails_is_an_answer_that_cannot_be_judged)
{
	script_begin(&script_plain);
	script_give(3, "!x");
	script_give(4, "1");
	script_settle();
	CHECK_INT(script_n_graded, 2);
	CHECK_INT(script_graded[0].parity.passed, -1);
	CHECK_STR(script_graded[0].note, "no plan for x");
	CHECK_INT(script_graded[1].parity.passed, 1);
	script_end();
}

TEST(a_world_that_runs_nothing_is_told_apart)
{
	struct momus_error err = { "" };

	script_begin(&script_plain);
	script_give(3, "1");
	script.refuses = MOMUS_ENOTSUP;
	script_settle();
	CHECK_INT(script_graded[0].parity.passed, -1);
	CHECK_INT(momus_grader_broken(script_grader, &err), MOMUS_ENOTSUP);
	CHECK_STR(err.text, "this host has no walls");
	CHECK(!script_graded[0].starved);
	script_end();
}

TEST(programs_of_long_problems_start_first)
{
	script_begin(&script_plain);
	for (uint32_t i = 0; i < SCRIPT_PROBLEMS; i++)
		script_give(i, "1");
	script_tick();
	/* Not all fit; those that do are the longest. */
	CHECK(script.n < SCRIPT_PROBLEMS);
	for (size_t i = 0; i < script.n; i++)
		CHECK_NEAR(script.jobs[i].priority,
			   (double)(SCRIPT_PROBLEMS - 1 - i), 0);
	script_settle();
	CHECK_INT(script_n_graded, SCRIPT_PROBLEMS);
	script_end();
}

TEST(a_cancelled_answer_is_withdrawn_without_a_callback)
{
	uint64_t running, queued;

	script_begin(&script_plain);
	running = script_give(3, "2");
	script_tick();
	CHECK_INT(script_left(), 2);
	queued = script_give(4, "1");
	momus_grader_cancel(script_grader, running);
	momus_grader_cancel(script_grader, queued);
	momus_grader_cancel(script_grader, queued);
	CHECK_INT(script.withdrawn, 2);
	script_settle();
	CHECK_INT(script_n_graded, 0);
	CHECK_INT(momus_grader_pending(script_grader), 0);
	script_end();
}

TEST(freeing_withdraws_what_runs)
{
	script_begin(&script_referring);
	script_give(200, "2");
	script_tick();
	CHECK_INT(script_left(), 1);
	script_end();
	CHECK_INT(script.withdrawn, 1);
	CHECK_INT(script_n_graded, 0);
}

TEST(a_reference_is_made_once_and_kept)
{
	char text[16] = "";

	script_begin(&script_referring);
	script_give(7, "1");
	script_give(7, "1");
	script_tick();
	CHECK_INT(script.n, 1);
	CHECK(script.jobs[0].priority > 1e8);
	CHECK(script.jobs[0].job.record_fd >= 0);
	script_answer(&script.jobs[0]);
	CHECK_INT(script.n, 3);
	CHECK_INT(pread(script_problems[7].reference_fd, text, 15, 0), 7);
	CHECK_STR(text, "outputs");
	script_settle();
	CHECK_INT(script_n_graded, 2);
	script_end();

	script_begin(&script_referring);
	script.record = NULL;
	script_give(7, "1");
	script_settle();
	CHECK_INT(script.n, 1);
	CHECK_INT(script_graded[0].parity.passed, 1);
	script_end();
}

/* The one file that is no link below FOLDER/references. */
static void path_of_reference(char *out, size_t room)
{
	FILE *f;
	char command[128];

	snprintf(command, sizeof command,
		 "find %s/references -type f | sort | head -1", script_folder);
	f = popen(command, "r");
	CHECK(f && fgets(out, (int)room, f));
	pclose(f);
	out[strcspn(out, "\n")] = '\0';
}

static void remove_references(void)
{
	char command[128];

	snprintf(command, sizeof command, "rm -rf %s/references",
		 script_folder);
	CHECK_INT(system(command), 0);
}

TEST(a_damaged_reference_is_made_anew)
{
	char path[512];
	FILE *f;

	script_begin(&script_referring);
	remove_references();
	script_end();
	script_begin(&script_referring);
	script_give(9, "1");
	script_settle();
	CHECK_INT(script.n, 2);
	script_end();
	path_of_reference(path, sizeof path);
	f = fopen(path, "r+");
	CHECK(f && fputc('X', f) == 'X' && fclose(f) == 0);

	script_begin(&script_referring);
	script_give(9, "1");
	script_settle();
	CHECK_INT(script.n, 2);
	CHECK_INT(script_graded[0].parity.passed, 1);
	script_end();
	script_begin(&script_referring);
	script_give(9, "1");
	script_settle();
	CHECK_INT(script.n, 1);
	script_end();
}

TEST(a_reference_program_that_fails_leaves_its_answers_unjudged)
{
	script_begin(&script_referring);
	script.status = MOMUS_RUN_RUNTIME_ERROR;
	script_give(11, "1");
	script_give(11, "1");
	script_settle();
	CHECK_INT(script.n, 1);
	CHECK_INT(script_n_graded, 2);
	CHECK_INT(script_graded[0].parity.passed, -1);
	CHECK(strstr(script_graded[1].note, "no reference outputs"));
	CHECK(strstr(script_graded[1].note, "runtime_error"));
	script_end();
}

TEST(a_reference_program_that_records_nothing_has_failed)
{
	script_begin(&script_referring);
	script.record = NULL;
	script_give(12, "1");
	script_settle();
	CHECK_INT(script_graded[0].parity.passed, -1);
	script_end();
}

TEST(without_a_cache_references_live_as_long_as_the_grader)
{
	char own[64];

	memcpy(own, script_folder, sizeof own);
	snprintf(script_folder, sizeof script_folder, "/proc/nothing");
	script_begin(&script_referring);
	script_give(13, "1");
	script_give(13, "1");
	script_settle();
	CHECK_INT(script.n, 3);
	CHECK_INT(script_graded[1].parity.passed, 1);
	script_end();
	memcpy(script_folder, own, sizeof own);
}

TEST(many_references_do_not_keep_many_files_open)
{
	size_t open_files = 0;

	script_begin(&script_referring);
	for (uint32_t i = 0; i < SCRIPT_PROBLEMS; i++)
		script_give(i, "1");
	script_settle();
	CHECK_INT(script_n_graded, SCRIPT_PROBLEMS);
	for (size_t i = 0; i < SCRIPT_PROBLEMS; i++)
		open_files += script_problems[i].reference_fd >= 0;
	CHECK(open_files <= 256);
	script_end();
	/* Now that times are known without a program, the order is right. */
	script_begin(&script_referring);
	for (uint32_t i = 0; i < SCRIPT_PROBLEMS; i++)
		script_give(i, "1");
	script_tick();
	CHECK_NEAR(script.jobs[0].priority, SCRIPT_PROBLEMS - 1, 0);
	script_settle();
	script_end();
	remove_references();
	CHECK_INT(rmdir(script_folder), 0);
	script_folder[0] = '\0';
}

TAP_MAIN
