/* grader.c - see grader.h: what waits, and what starts when
 *
 * Answers queue by problem.  As many as the window holds are planned and handed
 * to the world, those of the longest problems first; the world keeps that
 * order.  So memory and descriptors are bounded by the window, and the last
 * program to end is no long one that started late.
 */
#include "config.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/grader-parts.h"

enum { WINDOW = 128 }; /* answers planned at once */

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "grader: out of memory");
}

static const char *name_of(const struct momus_grader_setup *setup)
{
	const struct momus_task_ops *ops = setup->task->ops.task;

	if (setup->name)
		return setup->name;
	return ops->graders && ops->graders[0] ? ops->graders[0]
					       : setup->task->name;
}

int momus_grader_create(struct momus_grader **out,
			const struct momus_grader_setup *setup,
			struct momus_error *err)
{
	struct momus_grader *g = calloc(1, sizeof *g);
	size_t n = setup->dataset->n;
	int rc = MOMUS_OK;

	if (!g)
		return no_memory(err);
	g->setup = *setup;
	g->ops = setup->task->ops.task;
	g->name = name_of(setup);
	g->problems = calloc(n ? n : 1, sizeof *g->problems);
	if (!g->problems || !momus_longest_init(&g->queue, n)) {
		rc = no_memory(err);
		goto out;
	}
	for (size_t i = 0; i < n; i++)
		g->problems[i] = (struct grader_problem){ .grader = g,
							  .index = (uint32_t)i,
							  .record_fd = -1 };
	if (g->ops->reference) {
		struct momus_refcache_key key = {
			setup->cache, setup->dataset->sha256, setup->task->name,
			setup->task->version, g->name
		};

		rc = momus_refcache_open(&g->cache, &key, err);
	}
	if (rc < 0)
		goto out;
	*out = g;
	g = NULL;
out:
	momus_grader_free(g);
	return rc;
}

void momus_grader_free(struct momus_grader *g)
{
	if (!g)
		return;
	for (size_t i = 0; i < g->room; i++)
		if (g->answers[i])
			grader_answer_free(g->answers[i]);
	for (size_t i = 0; g->problems && i < g->setup.dataset->n; i++) {
		struct momus_problem *p = &g->setup.dataset->problems[i];

		grader_batch_release(g, &g->problems[i].batch);
		if (g->problems[i].record_fd >= 0)
			close(g->problems[i].record_fd);
		if (p->reference_fd >= 0)
			close(p->reference_fd);
		p->reference_fd = -1;
	}
	if (g->timer)
		g->setup.world->net.timer_cancel(g->setup.world->net.self,
						 g->timer);
	momus_longest_release(&g->queue);
	momus_refcache_close(g->cache);
	free(g->problems);
	free(g->answers);
	free(g->turns);
	free(g);
}

static bool widen(struct momus_grader *g)
{
	size_t room = g->room ? 2 * g->room : 64;
	struct grader_answer **answers;
	uint32_t *turns;

	if (room > UINT32_MAX)
		return false;
	answers = realloc(g->answers, room * sizeof *answers);
	if (answers)
		g->answers = answers;
	turns = realloc(g->turns, room * sizeof *turns);
	if (turns)
		g->turns = turns;
	if (!answers || !turns)
		return false;
	memset(answers + g->room, 0, (room - g->room) * sizeof *answers);
	memset(turns + g->room, 0, (room - g->room) * sizeof *turns);
	g->free_slot = (uint32_t)g->room;
	g->room = room;
	return true;
}

/* Gives A a slot, and the ticket that names slot and turn. */
static bool enter(struct momus_grader *g, struct grader_answer *a)
{
	if (g->pending == g->room && !widen(g))
		return false;
	while (g->answers[g->free_slot])
		g->free_slot = (uint32_t)((g->free_slot + 1) % g->room);
	g->answers[g->free_slot] = a;
	g->turns[g->free_slot]++;
	a->ticket = (uint64_t)g->turns[g->free_slot] << 32 | g->free_slot;
	g->pending++;
	return true;
}

static void leave(struct grader_answer *a)
{
	struct momus_grader *g = a->grader;
	struct grader_problem *p = &g->problems[a->problem];

	g->free_slot = (uint32_t)a->ticket;
	g->answers[g->free_slot] = NULL;
	g->pending--;
	if (a->state == ANSWER_QUEUED)
		return;
	g->active--;
	p->active--;
	grader_reference_leave(p);
}

void grader_finish(struct grader_answer *a)
{
	struct momus_grader *g = a->grader;

	/* Whatever the task made of a refusal, the arena knows of it. */
	if (!a->arena ||
	    momus_arena_refusal(a->arena) == MOMUS_ARENA_REFUSED_BY_HOST)
		grader_answer_starve(a);
	a->costs.grade = &a->grade;
	a->costs.failures = g->setup.failures;
	leave(a);
	a->done(a->arg, &a->costs);
	grader_answer_free(a);
	grader_wake(g);
}

static void start(struct momus_grader *g, struct grader_problem *p)
{
	struct grader_answer *a = p->first;

	p->first = a->next;
	if (!p->first) {
		p->last = NULL;
		momus_longest_remove(&g->queue, p->index);
	}
	a->next = NULL;
	a->state = ANSWER_REFERENCE;
	g->active++;
	p->active++;
	if (grader_reference_find(p)) {
		grader_answer_start(a);
		return;
	}
	if (p->reference == REFERENCE_FAILED) {
		grader_answer_give_up(a, p->why);
		return;
	}
	a->next = p->waiting;
	p->waiting = a;
	if (p->reference == REFERENCE_NONE)
		grader_reference_make(p);
}

/* Asks the task, before the first programs start, which problems take long:
 * where references are in the cache they hold the times. */
static void survey(struct momus_grader *g)
{
	g->unsurveyed = false;
	for (size_t i = 0; i < g->setup.dataset->n; i++) {
		struct grader_problem *p = &g->problems[i];

		if (!p->first || p->surveyed || !isinf(g->queue.key[i]))
			continue;
		p->surveyed = true;
		if (!grader_reference_find(p))
			continue;
		momus_longest_set(&g->queue, (uint32_t)i,
				  grader_answer_expect(p->first));
		grader_reference_leave(p);
	}
}

static void pump(void *arg)
{
	struct momus_grader *g = arg;

	g->timer = 0;
	if (g->pumping)
		return;
	g->pumping = true;
	/* What fits the window is handed over at once, and sorted there. */
	if (g->pending > WINDOW && g->unsurveyed)
		survey(g);
	while (g->queue.n && g->active < WINDOW)
		start(g, &g->problems[momus_longest_first(&g->queue)]);
	g->pumping = false;
}

void grader_wake(struct momus_grader *g)
{
	const struct momus_client_world *net = &g->setup.world->net;

	if (g->timer || !g->queue.n || g->active >= WINDOW)
		return;
	g->timer = net->timer(net->self, net->now(net->self), pump, g);
	if (!g->timer)
		pump(g); /* out of memory: no order is better than a halt */
}

int momus_grader_submit(struct momus_grader *g,
			const struct momus_grader_item *item,
			momus_grader_done_fn *done, void *arg, uint64_t *ticket,
			struct momus_error *err)
{
	const struct momus_client_world *net = &g->setup.world->net;
	struct grader_problem *p = &g->problems[item->problem];
	struct grader_answer *a = calloc(1, sizeof *a);
	const char *usual;

	assert(item->problem < g->setup.dataset->n);
	usual = g->setup.dataset->problems[item->problem].language;
	if (!a)
		return no_memory(err);
	*a = (struct grader_answer){ .grader = g,
				     .problem = item->problem,
				     .text = item->answer,
				     .language = item->language ? item->language
								: usual,
				     .seed = item->seed,
				     .done = done,
				     .arg = arg };
	if (!g->timer)
		g->timer = net->timer(net->self, net->now(net->self), pump, g);
	if (!g->timer || !enter(g, a)) {
		free(a);
		return no_memory(err);
	}
	if (p->last)
		p->last->next = a;
	else
		p->first = a;
	p->last = a;
	momus_longest_add(&g->queue, item->problem);
	g->unsurveyed = g->unsurveyed || !p->surveyed;
	if (ticket)
		*ticket = a->ticket;
	return MOMUS_OK;
}

/* Takes A out of LIST; LAST, if not NULL, is its end. */
static void unlink_from(struct grader_answer **list,
			struct grader_answer **last, struct grader_answer *a)
{
	struct grader_answer *before = NULL;

	for (; *list && *list != a; list = &(*list)->next)
		before = *list;
	if (!*list)
		return;
	*list = a->next;
	if (last && *last == a)
		*last = before;
}

void momus_grader_cancel(struct momus_grader *g, uint64_t ticket)
{
	uint32_t slot = (uint32_t)ticket;
	struct grader_answer *a = slot < g->room ? g->answers[slot] : NULL;
	struct grader_problem *p;

	if (!a || a->ticket != ticket)
		return;
	p = &g->problems[a->problem];
	unlink_from(&p->first, &p->last, a);
	unlink_from(&p->waiting, NULL, a);
	if (!p->first)
		momus_longest_remove(&g->queue, a->problem);
	grader_batch_release(g, &a->batch);
	leave(a);
	grader_answer_free(a);
	grader_wake(g);
}

size_t momus_grader_pending(const struct momus_grader *g)
{
	return g->pending;
}

static double share_done(const struct grader_answer *a)
{
	size_t done = a->n_outcomes - a->batch.left, all = a->n_outcomes;

	if (all < a->grade.programs)
		all = a->grade.programs;
	return all ? (double)done / (double)all : 0;
}

double momus_grader_work(const struct momus_grader *g)
{
	double sum = 0;

	for (size_t i = 0; i < g->room; i++) {
		const struct grader_answer *a = g->answers[i];

		if (a)
			sum += share_done(a);
	}
	return sum;
}

double momus_grader_slow(const struct momus_grader *g, double *ran)
{
	double sum = 0;

	*ran = 0;
	for (size_t i = 0; i < g->room; i++) {
		const struct grader_answer *a = g->answers[i];

		if (!a)
			continue;
		*ran += a->costs.wall_s;
		if (a->slow)
			sum += (double)a->batch.left * a->costs.wall_s /
			       (double)a->costs.programs;
	}
	return sum;
}

int momus_grader_broken(const struct momus_grader *g, struct momus_error *err)
{
	return g->broken ? momus_fail(err, g->broken, "%s", g->why.text)
			 : MOMUS_OK;
}
