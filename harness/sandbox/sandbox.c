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
#include "sandbox/tools.h"
#include "sandbox/walls.h"

enum { TRIES = 2 };

struct entry { /* one submitted job */
	struct task task;
	struct momus_job job;
	double priority;
	uint64_t ticket;
	uint64_t turn; /* among equal priorities */
	momus_sandbox_done_fn *done;
	void *arg;
	struct momus_sandbox *sandbox;
	unsigned tries;
	struct build *build; /* held while it runs, awaited while it waits */
	struct entry *next;  /* of those that run, or wait for a build */
};

struct momus_sandbox {
	struct momus_loop *loop; /* borrowed */
	struct momus_sandbox_config config;
	char *python; /* owned */
	struct room room, native;
	struct momus_buffer nothing; /* the root of compiled programs */
	struct tools tools[LANGUAGE_COUNT];
	struct builds builds;
	struct entry **queue; /* owned, a heap of (n_queue of queue_room) */
	size_t n_queue, queue_room;
	struct entry *running; /* owned */
	struct entry *waiting; /* owned: for their builds */
	size_t n_waiting;
	unsigned n_running, n_compiling;
	uint64_t tickets, turns, kick;
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
	momus_buffer_init(&s->nothing, 0);
	momus_room_init_native(&s->native, &s->room, 1, &s->nothing);
	*out = s;
	return MOMUS_OK;
}

static void free_list(struct entry *e)
{
	while (e) {
		struct entry *next = e->next;

		momus_task_release(&e->task);
		free(e);
		e = next;
	}
}

void momus_sandbox_free(struct momus_sandbox *s)
{
	if (!s)
		return;
	momus_loop_cancel(s->loop, s->kick);
	free_list(s->running);
	free_list(s->waiting);
	for (size_t i = 0; i < s->n_queue; i++)
		free(s->queue[i]);
	free(s->queue);
	momus_builds_release(&s->builds);
	for (size_t i = 0; i < LANGUAGE_COUNT; i++)
		momus_tools_close(&s->tools[i]);
	momus_room_close(&s->native);
	momus_room_close(&s->room);
	free(s->python);
	free(s);
}

static bool comes_before(const struct entry *a, const struct entry *b)
{
	if (a->priority != b->priority)
		return a->priority > b->priority;
	return a->turn < b->turn;
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

/* Makes room for one entry more, wherever those that are here may be. */
static int reserve(struct momus_sandbox *s)
{
	size_t n = s->n_queue + s->n_waiting + s->n_running + 1;
	struct entry **q;

	if (n <= s->queue_room)
		return 0;
	n = n < 64 ? 64 : 2 * n;
	q = realloc(s->queue, n * sizeof *q);
	if (!q)
		return -1;
	s->queue = q;
	s->queue_room = n;
	return 0;
}

static void push(struct momus_sandbox *s, struct entry *e)
{
	s->queue[s->n_queue++] = e;
	sift_up(s, s->n_queue - 1);
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

/* Takes E from LIST; false if it is not there. */
static bool unlink_entry(struct entry **list, const struct entry *e)
{
	while (*list && *list != e)
		list = &(*list)->next;
	if (!*list)
		return false;
	*list = e->next;
	return true;
}

static void leave_build(struct entry *e)
{
	if (e->build)
		e->build->users--;
	e->build = NULL;
	e->task.build = NULL;
}

static void entry_free(struct entry *e)
{
	momus_task_release(&e->task);
	leave_build(e);
	free(e);
}

/* E has an outcome: it is told, or tried once more. */
static void settle(struct entry *e, const struct momus_outcome *outcome)
{
	struct momus_sandbox *s = e->sandbox;

	s->n_running -= unlink_entry(&s->running, e);
	kick(s);
	if (outcome->status == MOMUS_RUN_INTERNAL_ERROR && e->tries < TRIES) {
		momus_task_release(&e->task);
		leave_build(e);
		push(s, e);
		return;
	}
	e->done(e->arg, outcome);
	entry_free(e);
}

static void settle_failed(struct entry *e, int rc, const char *why)
{
	struct momus_outcome o = { .status = MOMUS_RUN_INTERNAL_ERROR,
				   .exit_code = -1,
				   .starved = rc == MOMUS_ENOMEM };

	snprintf(o.message, sizeof o.message, "%.190s", why);
	settle(e, &o);
}

/* The compiler's time, told once. */
static double take_cost(struct build *b)
{
	double cost = b ? b->cpu_s : 0;

	if (b)
		b->cpu_s = 0;
	return cost;
}

static void task_done(void *arg, struct task *task)
{
	struct entry *e = arg;

	task->outcome.compile_cpu_s = take_cost(e->build);
	settle(e, &task->outcome);
}

static void start(struct momus_sandbox *s, struct entry *e)
{
	struct momus_error err = { "" };
	int rc;

	e->next = s->running;
	s->running = e;
	s->n_running++;
	e->tries++;
	e->task.build = e->build;
	rc = momus_task_start(&e->task, e->build ? &s->native : &s->room, &err);
	if (rc < 0)
		settle_failed(e, rc, err.text);
}

/* The compiler's words, instead of a program's. */
static void settle_refused(struct entry *e)
{
	struct momus_outcome o = {
		.status = MOMUS_RUN_COMPILE_ERROR,
		.exit_code = 1,
		.err = momus_buffer_text(&e->build->said),
		.err_total = e->build->said_total,
		.compile_cpu_s = take_cost(e->build),
	};

	if (o.err_total < o.err.len)
		o.err_total = o.err.len;
	settle(e, &o);
}

/* B is ready, refused or failed: those that waited for it go on. */
static void build_done(void *arg, struct build *b)
{
	struct momus_sandbox *s = arg;
	struct entry *e = s->waiting;

	s->n_compiling--;
	kick(s);
	while (e) {
		if (e->build != b) {
			e = e->next;
			continue;
		}
		unlink_entry(&s->waiting, e);
		s->n_waiting--;
		if (b->state == BUILD_FAILED) {
			e->tries++;
			settle_failed(
				e, b->said.starved ? MOMUS_ENOMEM : MOMUS_EIO,
				momus_buffer_text(&b->said).ptr);
		} else {
			push(s, e);
		}
		e = s->waiting; /* what was told may have changed the list */
	}
	if (b->state == BUILD_FAILED)
		momus_builds_drop(&s->builds, b);
}

/* Whether the program of E is there.  If not, E waits for it, or is settled. */
static bool is_built(struct momus_sandbox *s, struct entry *e)
{
	struct tools *tools =
		&s->tools[momus_language_number(e->task.language)];
	struct momus_error err = { "" };
	int rc;

	if (!e->task.language->compiler)
		return true;
	if (!e->build) {
		rc = momus_builds_get(&s->builds, tools->chain.key,
				      e->job.source, &e->build, &err);
		if (rc < 0) {
			e->build = NULL;
			e->tries++;
			settle_failed(e, rc, err.text);
			return false;
		}
		e->build->users++;
	}
	if (e->build->state == BUILD_READY)
		return true;
	if (e->build->state == BUILD_REFUSED) {
		settle_refused(e);
		return false;
	}
	e->next = s->waiting;
	s->waiting = e;
	s->n_waiting++;
	if (e->build->state == BUILD_NEW) {
		s->n_compiling++;
		s->builds.made++;
		momus_tools_compile(tools, e->build);
	}
	return false;
}

/* Starts what there is room for. */
static void pump(void *arg)
{
	struct momus_sandbox *s = arg;

	s->kick = 0;
	while (s->n_queue > 0 &&
	       s->n_running + s->n_compiling < s->config.programs) {
		struct entry *e = take(s, 0);

		if (is_built(s, e))
			start(s, e);
	}
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

/* The row of JOB's language, whose compiler is at hand. */
static int find_language(struct momus_sandbox *s, const struct momus_job *job,
			 const struct language **out, struct momus_error *err)
{
	const struct language *l = momus_language_find(job->language);
	size_t number;

	*out = l;
	if (!l)
		return momus_fail(err, MOMUS_ENOTFOUND,
				  "there is no language \"%s\"; there are "
				  "python, cpp and c",
				  job->language ? job->language : "");
	number = momus_language_number(l);
	if (!l->compiler || s->tools[number].language)
		return MOMUS_OK;
	return momus_tools_init(&s->tools[number], l, s->python, &s->room,
				2 + (unsigned)number, build_done, s, err);
}

int momus_sandbox_submit(struct momus_sandbox *s, const struct momus_job *job,
			 double priority, momus_sandbox_done_fn *done,
			 void *arg, uint64_t *ticket, struct momus_error *err)
{
	const struct language *language;
	struct entry *e;
	int rc = find_language(s, job, &language, err);

	if (rc < 0)
		return rc;
	if (language->compiler && job->driver)
		return momus_fail(err, MOMUS_EINVAL,
				  "a job in %s names the driver %s, which runs "
				  "programs in python only",
				  language->name, job->driver);
	e = reserve(s) < 0 ? NULL : calloc(1, sizeof *e);
	if (!e)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	e->job = *job;
	e->sandbox = s;
	e->done = done;
	e->arg = arg;
	e->priority = priority;
	e->ticket = ++s->tickets;
	e->turn = ++s->turns;
	e->task.job = &e->job;
	e->task.language = language;
	e->task.cold = s->config.cold;
	e->task.done = task_done;
	e->task.arg = e;
	set_limits(&e->task.limits, &job->limits, &s->config.limits);
	push(s, e);
	if (ticket)
		*ticket = e->ticket;
	kick(s);
	return MOMUS_OK;
}

/* The one of LIST with TICKET, taken out; NULL if there is none. */
static struct entry *take_ticket(struct entry **list, uint64_t ticket)
{
	struct entry *e = *list;

	while (e && e->ticket != ticket)
		e = e->next;
	if (e)
		unlink_entry(list, e);
	return e;
}

/* The queued one with TICKET, taken out; NULL if there is none. */
static struct entry *take_queued(struct momus_sandbox *s, uint64_t ticket)
{
	for (size_t i = 0; i < s->n_queue; i++)
		if (s->queue[i]->ticket == ticket)
			return take(s, i);
	return NULL;
}

void momus_sandbox_postpone(struct momus_sandbox *s, uint64_t ticket,
			    double priority)
{
	struct entry *e = take_queued(s, ticket);

	if (!e)
		return;
	e->priority = priority;
	e->turn = ++s->turns;
	push(s, e);
}

void momus_sandbox_cancel(struct momus_sandbox *s, uint64_t ticket)
{
	struct entry *e = take_queued(s, ticket);

	if (e) {
		entry_free(e);
		return;
	}
	e = take_ticket(&s->waiting, ticket);
	if (e) {
		s->n_waiting--;
		entry_free(e);
		return;
	}
	e = take_ticket(&s->running, ticket);
	if (!e)
		return;
	s->n_running--;
	entry_free(e);
	kick(s);
}

size_t momus_sandbox_pending(const struct momus_sandbox *s)
{
	return s->n_queue + s->n_waiting + s->n_running;
}

size_t momus_sandbox_compiled(const struct momus_sandbox *s)
{
	return s->builds.made;
}
