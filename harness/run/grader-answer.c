/* grader-answer.c - an answer's programs, from plan() to the last judge() */
#include "config.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/grader-parts.h"

enum { ROUNDS_MAX = 64 }; /* of judge() for one answer */

/* What was begun is ended before anything else begins, unless it is slow: then
 * answers are done one after the other, and few of them hold memory. */
static const double begun_s = 1e6;

/* What tasks tell drivers and what programs say of one answer. */
static const size_t arena_limit = (size_t)2 << 30;

void grader_answer_starve(struct grader_answer *a)
{
	struct momus_grader *g = a->grader;
	struct momus_text id = g->setup.dataset->problems[a->problem].id;

	a->costs.starved = true;
	if (!g->broken)
		g->broken =
			momus_fail(&g->why, MOMUS_ENOMEM,
				   "%.*s: no memory to judge an answer "
				   "with; it is judged when the work goes "
				   "on: free some, or let fewer programs "
				   "run at once with limits.programs",
				   (int)(id.len > 200 ? 200 : id.len), id.ptr);
}

/* Takes note of RC.  An answer that fills its arena to the limit is at fault
 * itself. */
static int heed(struct grader_answer *a, int rc)
{
	if (rc == MOMUS_ENOMEM &&
	    momus_arena_refusal(a->arena) != MOMUS_ARENA_REFUSED_BY_LIMIT)
		grader_answer_starve(a);
	return rc;
}

int grader_batch_start(struct momus_grader *g, struct grader_batch *batch,
		       momus_sandbox_done_fn *finished, void *owner,
		       struct momus_error *err)
{
	const struct momus_world *w = g->setup.world;
	size_t n = batch->plan.n;
	int rc = MOMUS_OK;

	batch->jobs = calloc(n, sizeof *batch->jobs);
	if (!batch->jobs)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t i = 0; i < n && rc == MOMUS_OK; i++) {
		const struct momus_job *job = &batch->plan.jobs[i];
		struct grader_job *j = &batch->jobs[i];

		*j = (struct grader_job){ .owner = owner, .index = i };
		rc = w->submit(w->self, job, job->expect_s, finished, j,
			       &j->ticket, err);
		j->running = rc == MOMUS_OK;
	}
	batch->left = n;
	if (rc < 0 && rc != MOMUS_ENOMEM && !g->broken) {
		g->broken = rc;
		if (err)
			g->why = *err;
	}
	return rc;
}

void grader_batch_release(struct momus_grader *g, struct grader_batch *batch)
{
	const struct momus_world *w = g->setup.world;

	for (size_t i = 0; batch->jobs && i < batch->plan.n; i++)
		if (batch->jobs[i].running)
			w->withdraw(w->self, batch->jobs[i].ticket);
	free(batch->jobs);
	batch->jobs = NULL;
	batch->left = 0;
	momus_plan_release(&batch->plan);
}

void grader_answer_free(struct grader_answer *a)
{
	grader_batch_release(a->grader, &a->batch);
	momus_arena_free(a->arena);
	free(a->outcomes);
	free(a);
}

static void unjudged(struct grader_answer *a, const char *why)
{
	struct momus_grade *g = &a->grade;

	g->parity = g->strict =
		(struct momus_verdict){ MOMUS_RUN_INTERNAL_ERROR, -1, NAN };
	g->tests = g->strict_tests = NULL;
	g->n_tests = g->n_parts = 0;
	if (a->arena)
		g->note = momus_arena_copy(a->arena, momus_text_of(why));
	if (!g->note.ptr)
		g->note = MOMUS_TEXT("out of memory");
}

void grader_answer_give_up(struct grader_answer *a, const char *why)
{
	if (!a->arena)
		a->arena = momus_arena_create(arena_limit);
	unjudged(a, why);
	grader_finish(a);
}

/* A failure of ours is never a wrong answer, whatever the task made of it. */
static void respect_internal_errors(struct grader_answer *a)
{
	for (size_t i = 0; i < a->n_outcomes; i++) {
		const struct momus_outcome *o = &a->outcomes[i];

		if (o->status != MOMUS_RUN_INTERNAL_ERROR)
			continue;
		unjudged(a, o->message[0] ? o->message
					  : "a program could not be run");
		return;
	}
}

static struct momus_text copy(struct momus_arena *arena, struct momus_text t,
			      bool *bad)
{
	struct momus_text c = { "", 0 };

	if (t.len)
		c = momus_arena_copy(arena, t);
	*bad |= !c.ptr;
	return c;
}

static void keep_outcome(struct grader_answer *a, size_t index,
			 const struct momus_outcome *o)
{
	struct momus_outcome *own = &a->outcomes[index];
	bool bad = false;

	*own = *o;
	own->out = copy(a->arena, o->out, &bad);
	own->err = copy(a->arena, o->err, &bad);
	own->report = copy(a->arena, o->report, &bad);
	if (o->starved)
		grader_answer_starve(a);
	if (bad) {
		own->status = MOMUS_RUN_INTERNAL_ERROR;
		own->out = own->err = own->report =
			(struct momus_text){ "", 0 };
		snprintf(own->message, sizeof own->message,
			 "no memory for what a program said");
	}
	a->costs.programs++;
	a->costs.cpu_s += o->cpu_s;
	a->costs.wall_s += o->wall_s;
	a->costs.compiled += o->compile_cpu_s > 0;
	a->costs.compile_cpu_s += o->compile_cpu_s;
	if (o->peak_bytes > a->costs.peak_bytes)
		a->costs.peak_bytes = o->peak_bytes;
}

/* A program that does not end has many tests, as a rule, on which it does not end:
 * run one after the other they would keep all others waiting for minutes.  So
 * each that is out of time sends the rest behind what waits now. */
static void let_others_go_on(struct grader_answer *a)
{
	const struct momus_world *w = a->grader->setup.world;

	a->slow = true;
	for (size_t i = 0; w->postpone && i < a->batch.plan.n; i++) {
		struct momus_job *job = &a->batch.plan.jobs[i];

		if (!a->batch.jobs[i].running)
			continue;
		if (job->expect_s >= begun_s)
			job->expect_s -= begun_s;
		w->postpone(w->self, a->batch.jobs[i].ticket, job->expect_s);
	}
}

static void judge(struct grader_answer *a);

static void job_done(void *arg, const struct momus_outcome *outcome)
{
	struct grader_job *j = arg;
	struct grader_answer *a = j->owner;
	size_t first = a->n_outcomes - a->batch.plan.n;

	j->running = false;
	keep_outcome(a, first + j->index, outcome);
	if (outcome->status == MOMUS_RUN_TIME_LIMIT)
		let_others_go_on(a);
	if (--a->batch.left == 0)
		judge(a);
}

/* Starts the programs of PLAN, which it takes over. */
static int run(struct grader_answer *a, struct momus_plan *plan,
	       struct momus_error *err)
{
	size_t n = a->n_outcomes + plan->n;
	struct momus_outcome *o;

	grader_batch_release(a->grader, &a->batch);
	a->batch.plan = *plan;
	momus_plan_init(plan);
	for (size_t i = 0; i < a->batch.plan.n; i++) {
		a->batch.plan.jobs[i].seed = a->seed;
		if (a->n_outcomes && !a->slow)
			a->batch.plan.jobs[i].expect_s += begun_s;
	}
	o = realloc(a->outcomes, n * sizeof *o);
	if (!o)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	a->outcomes = o;
	a->n_outcomes = n;
	return grader_batch_start(a->grader, &a->batch, job_done, a, err);
}

static void judge(struct grader_answer *a)
{
	struct momus_grader *g = a->grader;
	struct momus_problem *p = &g->setup.dataset->problems[a->problem];
	struct momus_error err = { "" };
	struct momus_plan more;
	int rc;

	momus_plan_init(&more);
	rc = heed(a, g->ops->judge(g->setup.self, p, a->text, a->outcomes,
				   a->n_outcomes, &a->grade, &more, &err));
	if (rc == MOMUS_OK && more.n && ++a->rounds >= ROUNDS_MAX)
		rc = momus_fail(&err, MOMUS_EINVAL,
				"the task asked for programs %d times without "
				"a verdict",
				ROUNDS_MAX);
	if (rc == MOMUS_OK && more.n) {
		rc = heed(a, run(a, &more, &err));
		if (rc == MOMUS_OK) {
			momus_plan_release(&more);
			return;
		}
	}
	if (err.text[0])
		unjudged(a, err.text);
	else if (rc < 0)
		unjudged(a, momus_status_name(rc));
	else
		respect_internal_errors(a);
	momus_plan_release(&more);
	grader_finish(a);
}

void grader_answer_start(struct grader_answer *a)
{
	struct momus_grader *g = a->grader;
	struct momus_problem *p = &g->setup.dataset->problems[a->problem];
	struct momus_error err = { "" };
	struct momus_plan plan;
	double expect = 0;
	int rc;

	a->state = ANSWER_PROGRAMS;
	a->arena = momus_arena_create(arena_limit);
	if (!a->arena) {
		grader_answer_starve(a);
		grader_answer_give_up(a, "out of memory");
		return;
	}
	a->grade.arena = a->arena;
	a->grade.grader = g->name;
	a->grade.language = a->language;
	momus_plan_init(&plan);
	rc = heed(a, g->ops->plan(g->setup.self, p, a->text, &a->grade, &plan,
				  &err));
	if (rc < 0) {
		momus_plan_release(&plan);
		grader_answer_give_up(a, err.text);
		return;
	}
	for (size_t i = 0; i < plan.n; i++)
		expect += plan.jobs[i].expect_s;
	momus_longest_set(&g->queue, a->problem, expect);
	if (!plan.n) {
		judge(a);
		return;
	}
	if (heed(a, run(a, &plan, &err)) < 0)
		grader_answer_give_up(a, err.text);
}

double grader_answer_expect(const struct grader_answer *a)
{
	struct momus_grader *g = a->grader;
	struct momus_problem *p = &g->setup.dataset->problems[a->problem];
	struct momus_grade grade = { .grader = g->name,
				     .language = a->language };
	struct momus_plan plan;
	double expect = 0;

	grade.arena = momus_arena_create(arena_limit);
	momus_plan_init(&plan);
	if (!grade.arena ||
	    g->ops->plan(g->setup.self, p, a->text, &grade, &plan, NULL) < 0)
		expect = INFINITY;
	for (size_t i = 0; i < plan.n; i++)
		expect += plan.jobs[i].expect_s;
	momus_plan_release(&plan);
	momus_arena_free(grade.arena);
	return expect;
}
