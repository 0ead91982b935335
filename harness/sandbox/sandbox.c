/* sandbox.c - see sandbox.h */
#include "config.h"

#include "sandbox/sandbox.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sandbox/plan.h"
#include "sandbox/task.h"
#include "sandbox/walls.h"

enum { TRIES = 2 };

struct entry { /* one submitted job */
	struct task task;
	struct momus_job job;
	double priority;
	uint64_t ticket;
	momus_sandbox_done_fn *done;
	void *arg;
	struct momus_sandbox *sandbox;
	unsigned tries;
	struct entry *next; /* of those that run */
};

struct momus_sandbox {
	struct momus_loop *loop; /* borrowed */
	struct momus_sandbox_config config;
	char *python; /* owned */
	struct room room;
	struct entry **queue; /* owned, a heap of (n_queue of queue_room) */
	size_t n_queue, queue_room;
	struct entry *running; /* owned */
	unsigned n_running;
	uint64_t tickets, kick;
};

static const struct momus_limits defaults = {
	.cpu_s = 10,
	.memory_bytes = 1u << 30,
	.output_bytes = 4u << 20,
	.file_bytes = 64u << 20,
	.processes = 64,
	.open_files = 256,
};

static void pump(void *arg);

int momus_sandbox_create(struct momus_sandbox **out, struct momus_loop *loop,
			 const struct momus_sandbox_config *config,
			 struct momus_error *err)
{
	struct momus_sandbox *s;
	uint32_t walls;
	int rc = momus_sandbox_plan(config, &walls, err);

	*out = NULL;
	if (rc < 0)
		return rc;
	s = calloc(1, sizeof *s);
	if (s)
		s->python = strdup(config->python ? config->python
						  : MOMUS_PYTHON_PATH);
	if (!s || !s->python) {
		free(s);
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	}
	s->loop = loop;
	s->config = *config;
	s->config.python = s->python;
	s->config.off = NULL;
	if (!s->config.programs) {
		long n = sysconf(_SC_NPROCESSORS_ONLN);

		s->config.programs = n > 0 ? (unsigned)n : 1;
	}
	momus_room_init(&s->room, loop, s->python, walls);
	*out = s;
	return MOMUS_OK;
}

void momus_sandbox_free(struct momus_sandbox *s)
{
	if (!s)
		return;
	momus_loop_cancel(s->loop, s->kick);
	while (s->running) {
		struct entry *e = s->running;

		s->running = e->next;
		momus_task_release(&e->task);
		free(e);
	}
	for (size_t i = 0; i < s->n_queue; i++)
		free(s->queue[i]);
	free(s->queue);
	momus_room_close(&s->room);
	free(s->python);
	free(s);
}

static bool comes_before(const struct entry *a, const struct entry *b)
{
	if (a->priority != b->priority)
		return a->priority > b->priority;
	return a->ticket < b->ticket;
}

static void swap(struct entry **q, size_t i, size_t j)
{
	struct entry *e = q[i];

	q[i] = q[j];
	q[j] = e;
}

static void sift_up(struct momus_sandbox *s, size_t i)
{
	while (i > 0 && comes_before(s->queue[i], s->queue[(i - 1) / 2])) {
		swap(s->queue, i, (i - 1) / 2);
		i = (i - 1) / 2;
	}
}

static void sift_down(struct momus_sandbox *s, size_t i)
{
	for (;;) {
		size_t first = i;

		for (size_t k = 2 * i + 1; k <= 2 * i + 2; k++)
			if (k < s->n_queue &&
			    comes_before(s->queue[k], s->queue[first]))
				first = k;
		if (first == i)
			return;
		swap(s->queue, i, first);
		i = first;
	}
}

static int push(struct momus_sandbox *s, struct entry *e)
{
	if (s->n_queue == s->queue_room) {
		size_t room = s->queue_room ? 2 * s->queue_room : 64;
		struct entry **q = realloc(s->queue, room * sizeof *q);

		if (!q)
			return -1;
		s->queue = q;
		s->queue_room = room;
	}
	s->queue[s->n_queue++] = e;
	sift_up(s, s->n_queue - 1);
	return 0;
}

static struct entry *take(struct momus_sandbox *s, size_t i)
{
	struct entry *e = s->queue[i];

	s->queue[i] = s->queue[--s->n_queue];
	if (i < s->n_queue) {
		sift_down(s, i);
		sift_up(s, i);
	}
	return e;
}

static void kick(struct momus_sandbox *s)
{
	if (!s->kick)
		s->kick = momus_loop_timer(s->loop, 0, pump, s);
}

static void unlink_running(struct momus_sandbox *s, struct entry *e)
{
	struct entry **p = &s->running;

	while (*p && *p != e)
		p = &(*p)->next;
	if (*p) {
		*p = e->next;
		s->n_running--;
	}
}

/* E has an outcome: it is told, or tried once more. */
static void settle(struct entry *e, const struct momus_outcome *outcome)
{
	struct momus_sandbox *s = e->sandbox;

	unlink_running(s, e);
	kick(s);
	if (outcome->status == MOMUS_RUN_INTERNAL_ERROR && e->tries < TRIES &&
	    s->n_queue < s->queue_room) {
		momus_task_release(&e->task);
		push(s, e); /* there is room: it cannot fail */
		return;
	}
	e->done(e->arg, outcome);
	momus_task_release(&e->task);
	free(e);
}

static void task_done(void *arg, struct task *task)
{
	settle(arg, &task->outcome);
}

static void start(struct momus_sandbox *s, struct entry *e)
{
	struct momus_error err = { "" };

	e->next = s->running;
	s->running = e;
	s->n_running++;
	e->tries++;
	if (momus_task_start(&e->task, &s->room, &err) < 0) {
		struct momus_outcome o = { .status = MOMUS_RUN_INTERNAL_ERROR,
					   .exit_code = -1 };

		snprintf(o.message, sizeof o.message, "%.190s", err.text);
		settle(e, &o);
	}
}

/* Starts what there is room for. */
static void pump(void *arg)
{
	struct momus_sandbox *s = arg;

	s->kick = 0;
	while (s->n_queue > 0 && s->n_running < s->config.programs)
		start(s, take(s, 0));
}

static void set_limits(struct momus_limits *l, const struct momus_limits *own,
		       const struct momus_limits *less)
{
#define SET(member)                               \
	l->member = own->member	   ? own->member  \
		    : less->member ? less->member \
				   : defaults.member
	SET(cpu_s);
	SET(wall_s);
	SET(memory_bytes);
	SET(output_bytes);
	SET(file_bytes);
	SET(processes);
	SET(open_files);
#undef SET
	if (l->wall_s <= 0)
		l->wall_s = 3 * l->cpu_s + 5;
}

int momus_sandbox_submit(struct momus_sandbox *s, const struct momus_job *job,
			 double priority, momus_sandbox_done_fn *done,
			 void *arg, uint64_t *ticket, struct momus_error *err)
{
	const struct language *language = momus_language_find(job->language);
	struct entry *e;

	if (!language)
		return momus_fail(
			err, MOMUS_ENOTFOUND,
			"there is no language \"%s\"; there is python",
			job->language ? job->language : "");
	e = calloc(1, sizeof *e);
	if (!e)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	e->job = *job;
	e->sandbox = s;
	e->done = done;
	e->arg = arg;
	e->priority = priority;
	e->ticket = ++s->tickets;
	e->task.job = &e->job;
	e->task.language = language;
	e->task.cold = s->config.cold;
	e->task.done = task_done;
	e->task.arg = e;
	set_limits(&e->task.limits, &job->limits, &s->config.limits);
	if (push(s, e) < 0) {
		free(e);
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	}
	if (ticket)
		*ticket = e->ticket;
	kick(s);
	return MOMUS_OK;
}

void momus_sandbox_cancel(struct momus_sandbox *s, uint64_t ticket)
{
	struct entry *e = NULL;

	for (size_t i = 0; i < s->n_queue; i++)
		if (s->queue[i]->ticket == ticket) {
			free(take(s, i));
			return;
		}
	for (e = s->running; e && e->ticket != ticket;)
		e = e->next;
	if (!e)
		return;
	unlink_running(s, e);
	momus_task_release(&e->task);
	free(e);
	kick(s);
}

size_t momus_sandbox_pending(const struct momus_sandbox *s)
{
	return s->n_queue + s->n_running;
}
