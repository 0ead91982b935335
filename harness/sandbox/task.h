/* task.h - one submitted job while it runs: its program and its referee */
#ifndef MOMUS_SANDBOX_TASK_H
#define MOMUS_SANDBOX_TASK_H

#include "momus/job.h"
#include "sandbox/build.h"
#include "sandbox/language.h"
#include "sandbox/process.h"

struct task;

typedef void task_done_fn(void *arg, struct task *task);

struct task {
	const struct momus_job *job; /* borrowed: the sandbox's copy */
	const struct language *language;
	struct momus_limits limits; /* the job's and the defaults */
	const struct build *build;  /* of a compiled language; borrowed */
	bool cold;
	task_done_fn *done;
	void *arg;
	struct process program, referee;
	bool has_referee, program_over, referee_over;
	struct momus_outcome outcome; /* borrows from the processes */
};

/* Starts TASK, whose first seven members are set; DONE(ARG, TASK) comes from the
 * loop, after which it must be released. */
int momus_task_start(struct task *task, struct room *room,
		     struct momus_error *err);

/* Ends what runs without a callback, frees what TASK holds. */
void momus_task_release(struct task *task);

#endif /* MOMUS_SANDBOX_TASK_H */
