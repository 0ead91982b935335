/* grader.c - the grader in a world that a script answers */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/grader.h"
#include "run/plan.h"
#include "tap.h"

enum { JOBS = 1024, PROBLEMS = 300, DONE = 1024 };

/* The task: an answer is a list of rounds, "2,1" runs two programs and then one
 * more; "!" in front makes plan() fail.  A program's source is the answer. */
static int plan_jobs(struct momus_plan *plan, size_t n,
		     struct momus_text source, double expect_s,
		     struct momus_error *err)
{
	struct momus_job job = { .language = "python",
				 .source = source,
				 .expected_fd = -1,
				 .record_fd = -1,
				 .expect_s = expect_s };
	int rc = MOMUS_OK;

	for (size_t i = 0; i < n && rc == MOMUS_OK; i++)
		rc = momus_plan_add(plan, &job, err);
	return rc;
}

static int task_plan(void *self, const struct momus_problem *p,
		     struct momus_text answer, struct momus_grade *out,
		     struct momus_plan *plan, struct momus_error *err)
{
	(void)self;
	(void)out;
	if (answer.ptr[0] == '!')
		return momus_fail(err, MOMUS_EPARSE, "no plan for %c",
				  answer.ptr[1]);
	return plan_jobs(plan, (size_t)(answer.ptr[0] - '0'), answer, p->index,
			 err);
}

static int task_judge(void *self, const struct momus_problem *p,
		      struct momus_text answer,
		      const struct momus_outcome *outcomes, size_t n,
		      struct momus_grade *out, struct momus_plan *more,
		      struct momus_error *err)
{
	size_t planned = 0, right = 0;

	(void)self;
	for (size_t i = 0; i < answer.len; i += 2) {
		planned += (size_t)(answer.ptr[i] - '0');
		if (planned > n)
			return plan_jobs(more, planned - n, answer, p->index,
					 err);
	}
	if (answer.ptr[answer.len - 1] == '*') /* never satisfied */
		return plan_jobs(more, 1, answer, 0, err);
	out->tests =
		momus_arena_alloc(out->arena, (n + 1) * sizeof *out->tests);
	for (size_t i = 0; i < n; i++) {
		out->tests[i] =
			(struct momus_test){ .status = outcomes[i].status,
					     .cpu_s = 0.5 };
		right += outcomes[i].status == MOMUS_RUN_ACCEPTED;
	}
	out->n_tests = n;
	out->parity = out->strict = (struct momus_verdict){
		right == n ? MOMUS_RUN_ACCEPTED : MOMUS_RUN_WRONG_ANSWER,
		right == n, n ? (double)right / (double)n : 1
	};
	out->parts[0] = (struct momus_part){ "all", right == n };
	out->parts[1] = (struct momus_part){ "unknown", -1 };
	out->n_parts = 2;
	out->note = n ? outcomes[n - 1].out : momus_text_of(out->language);
	return MOMUS_OK;
}

static int task_reference(void *self, const struct momus_problem *p,
			  struct momus_plan *plan, struct momus_error *err)
{
	(void)self;
	return plan_jobs(plan, 1, p->id, 0, err);
}

static const struct momus_task_ops plain = { .size = sizeof plain,
					     .plan = task_plan,
					     .judge = task_judge };
static const struct momus_task_ops referring = { .size = sizeof referring,
						 .reference = task_reference,
						 .plan = task_plan,
						 .judge = task_judge };

/* The world. */
struct submitted {
	struct momus_job job; /* copied: only its texts live on */
	double priority;
	momus_sandbox_done_fn *done;
	void *arg;
	bool over;
};

static struct {
	double now;
	struct {
		momus_loop_timer_fn *fn;
		void *arg;
	} timer;
	struct submitted jobs[JOBS];
	size_t n, withdrawn;
	bool refuses;
	enum momus_run_status status; /* of the next programs */
	const char *record;	      /* what references write */
} world;

static double now(void *self)
{
	(void)self;
	return world.now;
}

static uint64_t timer(void *self, double at, momus_loop_timer_fn *fn, void *arg)
{
	(void)self;
	CHECK_NEAR(at, world.now, 0);
	CHECK(!world.timer.fn);
	world.timer.fn = fn;
	world.timer.arg = arg;
	return 7;
}

static void timer_cancel(void *self, uint64_t id)
{
	(void)self;
	CHECK_INT(id, 7);
	world.timer.fn = NULL;
}

static int submit(void *self, const struct momus_job *job, double priority,
		  momus_sandbox_done_fn *done, void *arg, uint64_t *ticket,
		  struct momus_error *err)
{
	(void)self;
	if (world.refuses)
		return momus_fail(err, MOMUS_ENOTSUP, "this host has no walls");
	CHECK(world.n < JOBS);
	world.jobs[world.n] =
		(struct submitted){ *job, priority, done, arg, false };
	*ticket = ++world.n;
	return MOMUS_OK;
}

static void withdraw(void *self, uint64_t ticket)
{
	(void)self;
	CHECK(!world.jobs[ticket - 1].over);
	world.jobs[ticket - 1].over = true;
	world.withdrawn++;
}

/* Runs what the timer asks for. */
static void tick(void)
{
	momus_loop_timer_fn *fn = world.timer.fn;

	world.timer.fn = NULL;
	if (fn)
		fn(world.timer.arg);
}

static void answer(struct submitted *s)
{
	struct momus_outcome o = { .status = world.status,
				   .cpu_s = 0.25,
				   .wall_s = 0.5,
				   .peak_bytes = 1000,
				   .out = s->job.source };

	if (world.status == MOMUS_RUN_INTERNAL_ERROR)
		snprintf(o.message, sizeof o.message, "the jail fell in");
	if (s->job.record_fd >= 0 && world.record)
		CHECK(write(s->job.record_fd, world.record,
			    strlen(world.record)) > 0);
	s->over = true;
	s->done(s->arg, &o);
}

static size_t left(void)
{
	size_t n = 0;

	for (size_t i = 0; i < world.n; i++)
		n += !world.jobs[i].over;
	return n;
}

/* Answers everything until nothing is left. */
static void settle(void)
{
	size_t i = 0;

	while (i < world.n || world.timer.fn) {
		tick();
		if (i < world.n && !world.jobs[i].over)
			answer(&world.jobs[i]);
		i += i < world.n;
	}
}

/* What was graded. */
static struct {
	struct momus_verdict parity;
	uint32_t programs;
	double cpu_s;
	size_t n_tests;
	char note[200];
} graded[DONE];
static size_t n_graded;
static struct momus_grader *grader;

static void done(void *arg, const struct momus_graded *g)
{
	size_t i = n_graded++;

	(void)arg;
	graded[i].parity = g->grade->parity;
	graded[i].programs = g->programs;
	graded[i].cpu_s = g->cpu_s;
	graded[i].n_tests = g->grade->n_tests;
	snprintf(graded[i].note, sizeof graded[i].note, "%.*s",
		 (int)g->grade->note.len,
		 g->grade->note.ptr ? g->grade->note.ptr : "");
}

static struct momus_problem problems[PROBLEMS];
static char ids[PROBLEMS][16];
static struct momus_dataset dataset;
static struct momus_plugin plugin;
static char folder[64];

static void begin(const struct momus_task_ops *ops)
{
	static struct momus_world w;
	struct momus_grader_setup setup = { .task = &plugin,
					    .dataset = &dataset,
					    .world = &w };

	memset(&world, 0, sizeof world);
	world.record = "outputs";
	n_graded = 0;
	plugin = (struct momus_plugin){ MOMUS_PLUGIN_HEAD(MOMUS_KIND_TASK),
					.name = "list", .version = "1",
					.ops.task = ops };
	for (uint32_t i = 0; i < PROBLEMS; i++) {
		snprintf(ids[i], sizeof ids[i], "List/%u", i);
		problems[i] =
			(struct momus_problem){ .id = momus_text_of(ids[i]),
						.index = i,
						.reference_fd = -1 };
	}
	dataset = (struct momus_dataset){ .problems = problems,
					  .n = PROBLEMS,
					  .sha256 = "da7a" };
	w = (struct momus_world){ .net = { .now = now,
					   .timer = timer,
					   .timer_cancel = timer_cancel },
				  .submit = submit,
				  .withdraw = withdraw };
	if (!folder[0]) {
		snprintf(folder, sizeof folder, "/tmp/momus-grader-XXXXXX");
		CHECK(mkdtemp(folder));
	}
	setup.cache = folder;
	CHECK_INT(momus_grader_create(&grader, &setup, NULL), MOMUS_OK);
}

static uint64_t give_in(uint32_t problem, const char *text,
			const char *language)
{
	const struct momus_grader_item item = { problem, momus_text_of(text),
						language, 99 };
	uint64_t ticket;

	CHECK_INT(momus_grader_submit(grader, &item, done, NULL, &ticket, NULL),
		  MOMUS_OK);
	CHECK(ticket > 0);
	return ticket;
}

static uint64_t give(uint32_t problem, const char *text)
{
	return give_in(problem, text, NULL);
}

static void end(void)
{
	momus_grader_free(grader);
	grader = NULL;
	CHECK(!world.timer.fn);
	for (size_t i = 0; i < PROBLEMS; i++)
		CHECK_INT(problems[i].reference_fd, -1);
}

TEST(an_answer_without_programs_is_judged_outside_submit)
{
	begin(&plain);
	problems[3].language = "python";
	give(3, "0");
	CHECK_INT(n_graded, 0);
	settle();
	CHECK_INT(n_graded, 1);
	CHECK_INT(graded[0].parity.passed, 1);
	CHECK_INT(graded[0].programs, 0);
	CHECK_STR(graded[0].note, "python");
	CHECK_INT(momus_grader_pending(grader), 0);
	give_in(3, "0", "cpp"); /* an answer's own language */
	settle();
	CHECK_STR(graded[1].note, "cpp");
	problems[3].language = NULL;
	end();
}

TEST(judge_is_called_until_it_plans_no_more)
{
	begin(&plain);
	give(3, "2,1,3");
	settle();
	CHECK_INT(n_graded, 1);
	CHECK_INT(graded[0].programs, 6);
	CHECK_INT(graded[0].n_tests, 6);
	CHECK_NEAR(graded[0].cpu_s, 1.5, 1e-12);
	CHECK_STR(graded[0].note, "2,1,3");
	CHECK_INT(world.jobs[0].job.seed, 99);
	end();
}

TEST(what_was_begun_goes_on_before_anything_begins)
{
	begin(&plain);
	give(0, "1,2");
	give(1, "2");
	tick();
	CHECK_INT(world.n, 3);
	CHECK_NEAR(momus_grader_work(grader), 0, 0);
	answer(&world.jobs[0]);
	CHECK_INT(world.n, 5);
	CHECK(world.jobs[3].priority > 1000 + world.jobs[1].priority);
	answer(&world.jobs[1]);
	CHECK_NEAR(momus_grader_work(grader), 1. / 3 + 1. / 2, 1e-12);
	end();
}

TEST(a_task_that_plans_for_ever_is_stopped)
{
	begin(&plain);
	give(3, "1*");
	settle();
	CHECK_INT(graded[0].parity.passed, -1);
	CHECK(strstr(graded[0].note, "without a verdict"));
	end();
}

TEST(an_internal_error_is_never_a_wrong_answer)
{
	begin(&plain);
	give(3, "2");
	world.status = MOMUS_RUN_INTERNAL_ERROR;
	settle();
	CHECK_INT(graded[0].parity.passed, -1);
	CHECK(isnan(graded[0].parity.score));
	CHECK_STR(graded[0].note, "the jail fell in");
	end();
}

TEST(a_plan_that_fails_is_an_answer_that_cannot_be_judged)
{
	begin(&plain);
	give(3, "!x");
	give(4, "1");
	settle();
	CHECK_INT(n_graded, 2);
	CHECK_INT(graded[0].parity.passed, -1);
	CHECK_STR(graded[0].note, "no plan for x");
	CHECK_INT(graded[1].parity.passed, 1);
	end();
}

TEST(a_world_that_runs_nothing_is_told_apart)
{
	struct momus_error err = { "" };

	begin(&plain);
	give(3, "1");
	world.refuses = true;
	settle();
	CHECK_INT(graded[0].parity.passed, -1);
	CHECK_INT(momus_grader_broken(grader, &err), MOMUS_ENOTSUP);
	CHECK_STR(err.text, "this host has no walls");
	end();
}

TEST(programs_of_long_problems_start_first)
{
	begin(&plain);
	for (uint32_t i = 0; i < PROBLEMS; i++)
		give(i, "1");
	tick();
	/* Not all fit; those that do are the longest. */
	CHECK(world.n < PROBLEMS);
	for (size_t i = 0; i < world.n; i++)
		CHECK_NEAR(world.jobs[i].priority, (double)(PROBLEMS - 1 - i),
			   0);
	settle();
	CHECK_INT(n_graded, PROBLEMS);
	end();
}

TEST(a_cancelled_answer_is_withdrawn_without_a_callback)
{
	uint64_t running, queued;

	begin(&plain);
	running = give(3, "2");
	tick();
	CHECK_INT(left(), 2);
	queued = give(4, "1");
	momus_grader_cancel(grader, running);
	momus_grader_cancel(grader, queued);
	momus_grader_cancel(grader, queued);
	CHECK_INT(world.withdrawn, 2);
	settle();
	CHECK_INT(n_graded, 0);
	CHECK_INT(momus_grader_pending(grader), 0);
	end();
}

TEST(freeing_withdraws_what_runs)
{
	begin(&referring);
	give(200, "2");
	tick();
	CHECK_INT(left(), 1);
	end();
	CHECK_INT(world.withdrawn, 1);
	CHECK_INT(n_graded, 0);
}

TEST(a_reference_is_made_once_and_kept)
{
	char text[16] = "";

	begin(&referring);
	give(7, "1");
	give(7, "1");
	tick();
	CHECK_INT(world.n, 1);
	CHECK(world.jobs[0].priority > 1e8);
	CHECK(world.jobs[0].job.record_fd >= 0);
	answer(&world.jobs[0]);
	CHECK_INT(world.n, 3);
	CHECK_INT(pread(problems[7].reference_fd, text, 15, 0), 7);
	CHECK_STR(text, "outputs");
	settle();
	CHECK_INT(n_graded, 2);
	end();

	begin(&referring);
	world.record = NULL;
	give(7, "1");
	settle();
	CHECK_INT(world.n, 1);
	CHECK_INT(graded[0].parity.passed, 1);
	end();
}

/* The one file that is no link below FOLDER/references. */
static void path_of_reference(char *out, size_t room)
{
	FILE *f;
	char command[128];

	snprintf(command, sizeof command,
		 "find %s/references -type f | sort | head -1", folder);
	f = popen(command, "r");
	CHECK(f && fgets(out, (int)room, f));
	pclose(f);
	out[strcspn(out, "\n")] = '\0';
}

static void remove_references(void)
{
	char command[128];

	snprintf(command, sizeof command, "rm -rf %s/references", folder);
	CHECK_INT(system(command), 0);
}

TEST(a_damaged_reference_is_made_anew)
{
	char path[512];
	FILE *f;

	begin(&referring);
	remove_references();
	end();
	begin(&referring);
	give(9, "1");
	settle();
	CHECK_INT(world.n, 2);
	end();
	path_of_reference(path, sizeof path);
	f = fopen(path, "r+");
	CHECK(f && fputc('X', f) == 'X' && fclose(f) == 0);

	begin(&referring);
	give(9, "1");
	settle();
	CHECK_INT(world.n, 2);
	CHECK_INT(graded[0].parity.passed, 1);
	end();
	begin(&referring);
	give(9, "1");
	settle();
	CHECK_INT(world.n, 1);
	end();
}

TEST(a_reference_program_that_fails_leaves_its_answers_unjudged)
{
	begin(&referring);
	world.status = MOMUS_RUN_RUNTIME_ERROR;
	give(11, "1");
	give(11, "1");
	settle();
	CHECK_INT(world.n, 1);
	CHECK_INT(n_graded, 2);
	CHECK_INT(graded[0].parity.passed, -1);
	CHECK(strstr(graded[1].note, "no reference outputs"));
	CHECK(strstr(graded[1].note, "runtime_error"));
	end();
}

TEST(a_reference_program_that_records_nothing_has_failed)
{
	begin(&referring);
	world.record = NULL;
	give(12, "1");
	settle();
	CHECK_INT(graded[0].parity.passed, -1);
	end();
}

TEST(without_a_cache_references_live_as_long_as_the_grader)
{
	char own[64];

	memcpy(own, folder, sizeof own);
	snprintf(folder, sizeof folder, "/proc/nothing");
	begin(&referring);
	give(13, "1");
	give(13, "1");
	settle();
	CHECK_INT(world.n, 3);
	CHECK_INT(graded[1].parity.passed, 1);
	end();
	memcpy(folder, own, sizeof own);
}

TEST(many_references_do_not_keep_many_files_open)
{
	size_t open_files = 0;

	begin(&referring);
	for (uint32_t i = 0; i < PROBLEMS; i++)
		give(i, "1");
	settle();
	CHECK_INT(n_graded, PROBLEMS);
	for (size_t i = 0; i < PROBLEMS; i++)
		open_files += problems[i].reference_fd >= 0;
	CHECK(open_files <= 256);
	end();
	/* Now that times are known without a program, the order is right. */
	begin(&referring);
	for (uint32_t i = 0; i < PROBLEMS; i++)
		give(i, "1");
	tick();
	CHECK_NEAR(world.jobs[0].priority, PROBLEMS - 1, 0);
	settle();
	end();
	remove_references();
	CHECK_INT(rmdir(folder), 0);
	folder[0] = '\0';
}

TAP_MAIN
