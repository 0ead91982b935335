/* task.c - see task.h */
#include "config.h"

#include "sandbox/task.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const double referee_cpu_s = 60, referee_wall_s = 60;
static const uint64_t referee_memory = 4ull << 30, referee_report = 64u << 20;
enum { REFEREE_PIPE = 1 << 18 };

/* What a failing referee says of the program whose values it compared: too much
 * of them is the program's doing, all else is ours. */
static void add_referee(struct task *t)
{
	const struct momus_outcome *r = &t->referee.outcome;
	struct momus_outcome *o = &t->outcome;

	if (r->status == MOMUS_RUN_ACCEPTED) {
		o->report = r->out;
		return;
	}
	if (r->status == MOMUS_RUN_TIME_LIMIT ||
	    r->status == MOMUS_RUN_MEMORY_LIMIT ||
	    r->status == MOMUS_RUN_OUTPUT_LIMIT) {
		o->status = r->status;
		snprintf(o->message, sizeof o->message,
			 "comparing its results took too much (%s)",
			 momus_run_name(r->status));
		return;
	}
	o->status = MOMUS_RUN_INTERNAL_ERROR;
	o->starved = r->starved;
	if (r->status == MOMUS_RUN_INTERNAL_ERROR)
		memcpy(o->message, r->message, sizeof o->message);
	else
		snprintf(o->message, sizeof o->message,
			 "the referee failed: %.*s",
			 (int)(r->err.len > 150 ? 150 : r->err.len),
			 r->err.len > 150 ? r->err.ptr + r->err.len - 150
			 : r->err.ptr	  ? r->err.ptr
					  : "");
}

static void check_end(struct task *t)
{
	if (!t->program_over || (t->has_referee && !t->referee_over))
		return;
	t->outcome = t->program.outcome;
	if (t->has_referee && t->outcome.status != MOMUS_RUN_INTERNAL_ERROR)
		add_referee(t);
	t->done(t->arg, t);
}

static void program_over(void *arg, struct process *p)
{
	struct task *t = arg;

	t->program_over = true;
	if (p->outcome.status == MOMUS_RUN_INTERNAL_ERROR && t->has_referee &&
	    !t->referee_over)
		momus_process_stop(&t->referee);
	else
		check_end(t);
}

static void referee_over(void *arg, struct process *p)
{
	struct task *t = arg;

	(void)p;
	t->referee_over = true;
	check_end(t);
}

static uint32_t common_flags(const struct task *t)
{
	uint32_t flags = 0;

	if (t->job->flags & MOMUS_JOB_NUMPY)
		flags |= JAIL_NUMPY;
	if (t->cold || t->job->flags & MOMUS_JOB_COLD || !t->language->warm)
		flags |= JAIL_COLD;
	return flags;
}

static int start_referee(struct task *t, struct room *room, int pipe_fd,
			 struct momus_error *err)
{
	const struct momus_job *job = t->job;
	struct process_order o = {
		/* Trusted, so it need not be fresh. */
		.flags = JAIL_REFEREE | (common_flags(t) & JAIL_NUMPY),
		.entry = job->referee,
		.payload = job->rules,
		.pipe_fd = pipe_fd,
		.expected_fd = job->expected_fd,
		.record_fd = job->record_fd,
		.data_fd = -1,
		.limits = t->limits,
	};

	o.limits.cpu_s += referee_cpu_s;
	o.limits.wall_s += 3 * o.limits.cpu_s + referee_wall_s;
	o.limits.memory_bytes = referee_memory;
	o.limits.output_bytes = referee_report;
	if (job->record_fd >= 0 && (ftruncate(job->record_fd, 0) < 0 ||
				    lseek(job->record_fd, 0, SEEK_SET) < 0))
		return momus_fail(err, MOMUS_EIO, "the record file: %m");
	return momus_process_start(&t->referee, room, &o, referee_over, t, err);
}

static int start_program(struct task *t, struct room *room, int pipe_fd,
			 struct momus_error *err)
{
	const struct momus_job *job = t->job;
	bool inside = job->flags & MOMUS_JOB_IN_PROCESS;
	struct process_order o = {
		.flags = common_flags(t) |
			 (job->driver ? JAIL_DRIVER : JAIL_SCRIPT),
		.entry = job->driver,
		.input = job->driver ? MOMUS_TEXT("") : job->input,
		.source = job->source,
		.payload = job->payload,
		.pipe_fd = pipe_fd,
		.expected_fd = inside ? job->expected_fd : -1,
		.record_fd = -1,
		.data_fd = -1,
		.limits = t->limits,
		.seed = job->seed,
	};

	if (t->build)
		momus_build_run(t->build, &o, &t->limits);
	return momus_process_start(&t->program, room, &o, program_over, t, err);
}

int momus_task_start(struct task *t, struct room *room, struct momus_error *err)
{
	int ends[2] = { -1, -1 }, rc = MOMUS_OK;

	t->has_referee = t->job->driver != NULL;
	t->program_over = t->referee_over = false;
	memset(&t->outcome, 0, sizeof t->outcome);
	if (t->has_referee) {
		if (pipe2(ends, O_CLOEXEC) < 0)
			return momus_fail(err, MOMUS_EIO, "pipe2: %m");
		fcntl(ends[1], F_SETPIPE_SZ, REFEREE_PIPE);
		rc = start_referee(t, room, ends[0], err);
		if (rc < 0)
			t->has_referee = false;
	}
	if (rc == MOMUS_OK)
		rc = start_program(t, room, ends[1], err);
	for (int i = 0; i < 2; i++)
		if (ends[i] >= 0)
			close(ends[i]);
	if (rc < 0 && t->has_referee) {
		momus_process_release(&t->referee);
		t->has_referee = false;
	}
	return rc;
}

void momus_task_release(struct task *t)
{
	momus_process_release(&t->program);
	if (t->has_referee)
		momus_process_release(&t->referee);
	t->has_referee = false;
}
