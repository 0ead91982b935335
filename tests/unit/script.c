/* script.c - see script.h */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/plan.h"
#include "tap.h"
#include "unit/script.h"

/* The task. */
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
	if (answer.ptr[0] == '!')
		return momus_fail(err, MOMUS_EPARSE, "no plan for %c",
				  answer.ptr[1]);
	if (answer.ptr[0] == '+' &&
	    !momus_arena_alloc(out->arena, SIZE_MAX)) /* past any limit */
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	if (answer.ptr[0] == '?')
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
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

const struct momus_task_ops script_plain = { .size = sizeof script_plain,
					     .plan = task_plan,
					     .judge = task_judge };
const struct momus_task_ops script_referring = {
	.size = sizeof script_referring,
	.reference = task_reference,
	.plan = task_plan,
	.judge = task_judge
};

/* The world. */
struct script script;

static double now(void *self)
{
	(void)self;
	return script.now;
}

static uint64_t timer(void *self, double at, momus_loop_timer_fn *fn, void *arg)
{
	(void)self;
	CHECK_NEAR(at, script.now, 0);
	CHECK(!script.timer.fn);
	script.timer.fn = fn;
	script.timer.arg = arg;
	return 7;
}

static void timer_cancel(void *self, uint64_t id)
{
	(void)self;
	CHECK_INT(id, 7);
	script.timer.fn = NULL;
}

static int submit(void *self, const struct momus_job *job, double priority,
		  momus_sandbox_done_fn *done, void *arg, uint64_t *ticket,
		  struct momus_error *err)
{
	(void)self;
	if (script.refuses)
		return momus_fail(err, script.refuses,
				  "this host has no walls");
	CHECK(script.n < SCRIPT_JOBS);
	script.jobs[script.n] =
		(struct script_job){ *job, priority, done, arg, false };
	*ticket = ++script.n;
	return MOMUS_OK;
}

static void withdraw(void *self, uint64_t ticket)
{
	(void)self;
	CHECK(!script.jobs[ticket - 1].over);
	script.jobs[ticket - 1].over = true;
	script.withdrawn++;
}

static void postpone(void *self, uint64_t ticket, double priority)
{
	(void)self;
	CHECK(!script.jobs[ticket - 1].over);
	script.jobs[ticket - 1].priority = priority;
	script.postponed++;
}

/* Runs what the timer asks for. */
void script_tick(void)
{
	momus_loop_timer_fn *fn = script.timer.fn;

	script.timer.fn = NULL;
	if (fn)
		fn(script.timer.arg);
}

void script_answer(struct script_job *s)
{
	struct momus_outcome o = { .status = script.status,
				   .starved = script.starved,
				   .cpu_s = 0.25,
				   .wall_s = 0.5,
				   .peak_bytes = 1000,
				   .out = s->job.source };

	if (script.status == MOMUS_RUN_INTERNAL_ERROR)
		snprintf(o.message, sizeof o.message, "the jail fell in");
	if (s->job.record_fd >= 0 && script.record)
		CHECK(write(s->job.record_fd, script.record,
			    strlen(script.record)) > 0);
	s->over = true;
	s->done(s->arg, &o);
}

size_t script_left(void)
{
	size_t n = 0;

	for (size_t i = 0; i < script.n; i++)
		n += !script.jobs[i].over;
	return n;
}

/* Answers everything until nothing is left. */
void script_settle(void)
{
	size_t i = 0;

	while (i < script.n || script.timer.fn) {
		script_tick();
		if (i < script.n && !script.jobs[i].over)
			script_answer(&script.jobs[i]);
		i += i < script.n;
	}
}

/* What was graded. */
struct script_grade script_graded[SCRIPT_GRADES];
size_t script_n_graded;
struct momus_grader *script_grader;

static void done(void *arg, const struct momus_graded *g)
{
	size_t i = script_n_graded++;

	(void)arg;
	script_graded[i].parity = g->grade->parity;
	script_graded[i].programs = g->programs;
	script_graded[i].cpu_s = g->cpu_s;
	script_graded[i].n_tests = g->grade->n_tests;
	script_graded[i].starved = g->starved;
	snprintf(script_graded[i].note, sizeof script_graded[i].note, "%.*s",
		 (int)g->grade->note.len,
		 g->grade->note.ptr ? g->grade->note.ptr : "");
}

struct momus_problem script_problems[SCRIPT_PROBLEMS];
static char ids[SCRIPT_PROBLEMS][16];
static struct momus_dataset dataset;
static struct momus_plugin plugin;
char script_folder[64];

void script_begin(const struct momus_task_ops *ops)
{
	static struct momus_world w;
	struct momus_grader_setup setup = { .task = &plugin,
					    .dataset = &dataset,
					    .world = &w };

	memset(&script, 0, sizeof script);
	script.record = "outputs";
	script_n_graded = 0;
	plugin = (struct momus_plugin){ MOMUS_PLUGIN_HEAD(MOMUS_KIND_TASK),
					.name = "list", .version = "1",
					.ops.task = ops };
	for (uint32_t i = 0; i < SCRIPT_PROBLEMS; i++) {
		snprintf(ids[i], sizeof ids[i], "List/%u", i);
		script_problems[i] =
			(struct momus_problem){ .id = momus_text_of(ids[i]),
						.index = i,
						.reference_fd = -1 };
	}
	dataset = (struct momus_dataset){ .problems = script_problems,
					  .n = SCRIPT_PROBLEMS,
					  .sha256 = "da7a" };
	w = (struct momus_world){ .net = { .now = now,
					   .timer = timer,
					   .timer_cancel = timer_cancel },
				  .submit = submit,
				  .withdraw = withdraw,
				  .postpone = postpone };
	if (!script_folder[0]) {
		snprintf(script_folder, sizeof script_folder,
			 "/tmp/momus-grader-XXXXXX");
		CHECK(mkdtemp(script_folder));
	}
	setup.cache = script_folder;
	CHECK_INT(momus_grader_create(&script_grader, &setup, NULL), MOMUS_OK);
}

uint64_t script_give_in(uint32_t problem, const char *text,
			const char *language)
{
	const struct momus_grader_item item = { problem, momus_text_of(text),
						language, 99 };
	uint64_t ticket;

	CHECK_INT(momus_grader_submit(script_grader, &item, done, NULL, &ticket,
				      NULL),
		  MOMUS_OK);
	CHECK(ticket > 0);
	return ticket;
}

uint64_t script_give(uint32_t problem, const char *text)
{
	return script_give_in(problem, text, NULL);
}

void script_end(void)
{
	momus_grader_free(script_grader);
	script_grader = NULL;
	CHECK(!script.timer.fn);
	for (size_t i = 0; i < SCRIPT_PROBLEMS; i++)
		CHECK_INT(script_problems[i].reference_fd, -1);
}
