/* sandbox.c - tests of harness/sandbox/sandbox.c and what is below it */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sandbox/sandbox.h"
#include "tap.h"

static const double patience_s = 120;

struct told {		/* what came of the jobs of one test */
	char order[64]; /* the letters of the jobs, as they ended */
	unsigned n;
	enum momus_run_status status;
	char out[256], report[256], message[200];
	bool idle;
	double peak_mib;
};

struct ticket { /* one job's argument */
	struct told *told;
	char letter;
};

static struct momus_loop *loop;

static void copy(char *to, size_t room, struct momus_text t)
{
	snprintf(to, room, "%.*s", (int)t.len, t.ptr ? t.ptr : "");
}

static void on_done(void *arg, const struct momus_outcome *o)
{
	struct ticket *t = arg;
	struct told *told = t->told;

	if (told->n < sizeof told->order - 1)
		told->order[told->n] = t->letter;
	told->n++;
	told->status = o->status;
	told->idle = o->idle;
	told->peak_mib = (double)o->peak_bytes / (1 << 20);
	copy(told->out, sizeof told->out, o->out);
	copy(told->report, sizeof told->report, o->report);
	copy(told->message, sizeof told->message, momus_text_of(o->message));
}

static struct momus_sandbox *new_sandbox(unsigned programs)
{
	struct momus_sandbox_config config = { .programs = programs,
					       .best_effort = true };
	struct momus_sandbox *sandbox = NULL;
	struct momus_error err = { "" };

	if (!loop)
		CHECK_INT(momus_loop_create(&loop, NULL), MOMUS_OK);
	if (momus_sandbox_create(&sandbox, loop, &config, &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	return sandbox;
}

static struct momus_job script(const char *source)
{
	struct momus_job job = { .language = "python",
				 .source = momus_text_of(source),
				 .expected_fd = -1,
				 .record_fd = -1 };
	return job;
}

static struct momus_job driven(const char *source)
{
	struct momus_job job = script(source);
	const char *top = getenv("top_srcdir");
	char path[4096];

	snprintf(path, sizeof path, "%s/tests/data", top ? top : ".");
	setenv("MOMUS_RESOURCE_PATH", path, 1);
	job.driver = "sandbox/driver.py";
	job.referee = "sandbox/referee.py";
	job.payload = MOMUS_TEXT("payload");
	job.rules = MOMUS_TEXT("rules");
	return job;
}

static void submit(struct momus_sandbox *sandbox, const struct momus_job *job,
		   double priority, struct ticket *arg, uint64_t *ticket)
{
	struct momus_error err = { "" };

	if (momus_sandbox_submit(sandbox, job, priority, on_done, arg, ticket,
				 &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
}

/* Until N jobs have ended. */
static void run_until(const struct told *told, unsigned n)
{
	double end = momus_loop_now() + patience_s;

	while (told->n < n && momus_loop_now() < end)
		momus_loop_run(loop, end);
	CHECK_INT(told->n, n);
}

static void run_one(const struct momus_job *job, struct told *told)
{
	struct momus_sandbox *sandbox = new_sandbox(1);
	struct ticket t = { told, 'a' };

	memset(told, 0, sizeof *told);
	submit(sandbox, job, 0, &t, NULL);
	run_until(told, 1);
	momus_sandbox_free(sandbox);
}

/* The first child of process PID, or 0. */
static pid_t child_of(pid_t pid)
{
	char path[64];
	int child = 0;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid,
		 (int)pid);
	f = fopen(path, "re");
	if (f) {
		if (fscanf(f, "%d", &child) != 1)
			child = 0;
		fclose(f);
	}
	return child;
}

TEST(a_program_runs_and_what_it_printed_comes_back)
{
	struct momus_job job = script("print(input() * 2)");
	struct told told;

	job.input = MOMUS_TEXT("ab\n");
	run_one(&job, &told);
	CHECK_STR(told.message, "");
	CHECK_INT(told.status, MOMUS_RUN_ACCEPTED);
	CHECK_STR(told.out, "abab\n");
}

TEST(submit_itself_calls_nothing)
{
	struct momus_sandbox *sandbox = new_sandbox(1);
	struct momus_job job = script("");
	struct told told = { "" };
	struct ticket t = { &told, 'a' };

	submit(sandbox, &job, 0, &t, NULL);
	CHECK_INT(told.n, 0);
	CHECK_INT(momus_sandbox_pending(sandbox), 1);
	run_until(&told, 1);
	CHECK_INT(momus_sandbox_pending(sandbox), 0);
	momus_sandbox_free(sandbox);
}

TEST(jobs_start_by_priority_then_in_order)
{
	static const struct {
		char letter;
		double priority;
	} all[] = {
		{ 'd', 0 }, { 'b', 2 }, { 'e', 0 }, { 'a', 3 }, { 'c', 2 }
	};
	struct momus_sandbox *sandbox = new_sandbox(1);
	struct momus_job job = script("");
	struct told told = { "" };
	struct ticket tickets[5];

	for (int i = 0; i < 5; i++) {
		tickets[i] = (struct ticket){ &told, all[i].letter };
		submit(sandbox, &job, all[i].priority, &tickets[i], NULL);
	}
	run_until(&told, 5);
	CHECK_STR(told.order, "abcde");
	momus_sandbox_free(sandbox);
}

TEST(a_postponed_job_waits_behind_those_that_wait)
{
	struct momus_sandbox *sandbox = new_sandbox(1);
	struct momus_job job = script("");
	struct told told = { "" };
	struct ticket tickets[4];
	uint64_t names[4];

	for (int i = 0; i < 4; i++) {
		tickets[i] = (struct ticket){ &told, (char)('a' + i) };
		submit(sandbox, &job, i == 0, &tickets[i], &names[i]);
	}
	momus_sandbox_postpone(sandbox, names[0], 0);
	momus_sandbox_postpone(sandbox, names[1], 0);
	momus_sandbox_postpone(sandbox, 99, 0);
	run_until(&told, 4);
	CHECK_STR(told.order, "cdab");
	momus_sandbox_postpone(sandbox, names[0], 0);
	CHECK_INT(momus_sandbox_pending(sandbox), 0);
	momus_sandbox_free(sandbox);
}

TEST(cancelled_jobs_end_without_a_word)
{
	struct momus_sandbox *sandbox = new_sandbox(1);
	struct momus_job slow = script("import time\ntime.sleep(600)");
	struct momus_job quick = script("");
	struct told told = { "" };
	struct ticket running = { &told, 'r' }, queued = { &told, 'q' },
		      other = { &told, 'o' };
	uint64_t first, second;
	double end = momus_loop_now() + 1;

	submit(sandbox, &slow, 1, &running, &first);
	submit(sandbox, &slow, 0, &queued, &second);
	while (momus_loop_now() < end)
		momus_loop_run(loop, end);
	CHECK_INT(momus_sandbox_pending(sandbox), 2);
	momus_sandbox_cancel(sandbox, second);
	CHECK_INT(momus_sandbox_pending(sandbox), 1);
	momus_sandbox_cancel(sandbox, first);
	CHECK_INT(momus_sandbox_pending(sandbox), 0);
	momus_sandbox_cancel(sandbox, first);
	submit(sandbox, &quick, 0, &other, NULL);
	run_until(&told, 1);
	CHECK_STR(told.order, "o");
	momus_sandbox_free(sandbox);
}

TEST(what_runs_when_the_sandbox_is_freed_ends)
{
	struct momus_sandbox *sandbox = new_sandbox(2);
	struct momus_job slow = script("import time\ntime.sleep(600)");
	struct told told = { "" };
	struct ticket t = { &told, 'a' };
	double end = momus_loop_now() + 1;

	for (int i = 0; i < 3; i++)
		submit(sandbox, &slow, 0, &t, NULL);
	while (momus_loop_now() < end)
		momus_loop_run(loop, end);
	momus_sandbox_free(sandbox);
	CHECK_INT(told.n, 0);
	CHECK_INT(child_of(getpid()), 0);
}

/* One worker runs them one after the other. */
TEST(the_largest_memory_of_a_program_is_its_own_and_not_an_earlier_ones)
{
	struct momus_sandbox *sandbox = new_sandbox(1);
	struct momus_job large = script("held = bytearray(b'x' * (96 << 20))");
	struct momus_job small = script("print(42)");
	struct told first = { "" }, second = { "" };
	struct ticket a = { &first, 'a' }, b = { &second, 'b' };

	submit(sandbox, &large, 0, &a, NULL);
	submit(sandbox, &small, 0, &b, NULL);
	run_until(&second, 1);
	CHECK_INT(first.status, MOMUS_RUN_ACCEPTED);
	CHECK(first.peak_mib >= 96 && first.peak_mib < 256);
	CHECK(second.peak_mib > 0 && second.peak_mib < 64);
	momus_sandbox_free(sandbox);
}

/* Whether a sandbox made now would have control groups. */
static bool has_groups(void)
{
	struct momus_mechanism rows[64];
	size_t n = momus_sandbox_probe(rows, 64);

	for (size_t i = 0; i < n && i < 64; i++)
		if (strcmp(rows[i].name, "cgroup") == 0)
			return rows[i].active;
	tap_fail(__FILE__, __LINE__, "no row of control groups");
}

TEST(a_second_sandbox_has_the_groups_that_the_first_has)
{
	bool had = has_groups();
	struct momus_sandbox *first = new_sandbox(1), *second;
	struct momus_job job = script("print(42)");
	struct told told = { "" };
	struct ticket t = { &told, 'a' };

	submit(first, &job, 0, &t, NULL);
	run_until(&told, 1);
	CHECK_INT(has_groups(), had);
	second = new_sandbox(1);
	submit(second, &job, 0, &t, NULL);
	run_until(&told, 2);
	CHECK_STR(told.message, "");
	CHECK_INT(told.status, MOMUS_RUN_ACCEPTED);
	momus_sandbox_free(second);
	momus_sandbox_free(first);
}

TEST(a_jail_that_dies_is_started_anew_and_its_jobs_judged_again)
{
	struct momus_sandbox *sandbox = new_sandbox(2);
	struct momus_job job = script("import time\ntime.sleep(1)\nprint(42)");
	struct told told = { "" };
	struct ticket t = { &told, 'a' };
	double end = momus_loop_now() + 30;

	for (int i = 0; i < 3; i++)
		submit(sandbox, &job, 0, &t, NULL);
	while (child_of(getpid()) == 0 && momus_loop_now() < end)
		momus_loop_run(loop, momus_loop_now() + 0.01);
	end = momus_loop_now() + 0.5;
	while (momus_loop_now() < end)
		momus_loop_run(loop, end);
	CHECK_INT(kill(child_of(getpid()), SIGKILL), 0);
	run_until(&told, 3);
	CHECK_STR(told.message, "");
	CHECK_INT(told.status, MOMUS_RUN_ACCEPTED);
	CHECK_STR(told.out, "42\n");
	momus_sandbox_free(sandbox);
}

TEST(a_driver_and_a_referee_speak_over_a_pipe)
{
	struct momus_job job = driven("answer = 'told'");
	struct told told;
	char text[64] = "";

	job.expected_fd = memfd_create("expected", 0);
	job.record_fd = memfd_create("record", 0);
	CHECK_INT(write(job.expected_fd, "expected", 8), 8);
	CHECK_INT(write(job.record_fd, "what was there", 14), 14);
	run_one(&job, &told);
	CHECK_STR(told.message, "");
	CHECK_INT(told.status, MOMUS_RUN_ACCEPTED);
	CHECK_STR(told.report, "told payload rules expected");
	CHECK_INT(pread(job.record_fd, text, sizeof text, 0), 12);
	CHECK_STR(text, "told payload");
	close(job.expected_fd);
	close(job.record_fd);
}

TEST(expected_values_enter_the_program_only_where_it_is_asked)
{
	struct momus_job job = driven("answer = repr(expected)");
	struct told told;

	job.expected_fd = memfd_create("expected", 0);
	CHECK_INT(write(job.expected_fd, "value", 5), 5);
	run_one(&job, &told);
	CHECK_STR(told.report, "b'' payload rules value");
	job.flags = MOMUS_JOB_IN_PROCESS;
	run_one(&job, &told);
	CHECK_STR(told.report, "b'value' payload rules value");
	close(job.expected_fd);
}

TEST(a_cold_driver_reports_the_same)
{
	struct momus_job job = driven("answer = 'told'");
	struct told told;

	job.flags = MOMUS_JOB_COLD;
	run_one(&job, &told);
	CHECK_STR(told.message, "");
	CHECK_STR(told.report, "told payload rules ");
}

TEST(the_referee_reports_on_a_program_that_was_ended)
{
	struct momus_job job =
		driven("import os\nos.write(fd, b'before ')\nwhile True: pass");
	struct told told;

	job.limits.cpu_s = 0.3;
	run_one(&job, &told);
	CHECK_INT(told.status, MOMUS_RUN_TIME_LIMIT);
	CHECK_STR(told.report, "before  rules ");
}

TEST(a_referee_that_fails_is_our_error)
{
	struct momus_job job = driven("answer = 'fail'");
	struct told told;

	run_one(&job, &told);
	CHECK_INT(told.status, MOMUS_RUN_INTERNAL_ERROR);
	CHECK(strstr(told.message, "told to fail") != NULL);
}

TEST(a_driver_that_is_not_there_is_named)
{
	struct momus_job job = driven("answer = ''");
	struct told told;

	job.driver = "sandbox/no-such.py";
	run_one(&job, &told);
	CHECK_INT(told.status, MOMUS_RUN_INTERNAL_ERROR);
	CHECK(strstr(told.message, "sandbox/no-such.py") != NULL);
}

TEST(an_unknown_language_is_refused)
{
	struct momus_sandbox *sandbox = new_sandbox(1);
	struct momus_job job = script("");
	struct momus_error err = { "" };

	job.language = "cobol";
	CHECK_INT(momus_sandbox_submit(sandbox, &job, 0, on_done, NULL, NULL,
				       &err),
		  MOMUS_ENOTFOUND);
	CHECK(strstr(err.text, "cobol") != NULL);
	momus_sandbox_free(sandbox);
}

TEST(an_unknown_mechanism_is_refused)
{
	struct momus_sandbox_config config = { .off = "seccomp,moat" };
	struct momus_sandbox *sandbox;
	struct momus_error err = { "" };

	if (!loop)
		CHECK_INT(momus_loop_create(&loop, NULL), MOMUS_OK);
	CHECK_INT(momus_sandbox_create(&sandbox, loop, &config, &err),
		  MOMUS_EINVAL);
	CHECK(strstr(err.text, "moat") != NULL);
}

TAP_MAIN
