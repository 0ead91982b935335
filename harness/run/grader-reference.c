/* grader-reference.c - a problem's reference file: from the cache, or made */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "momus/log.h"
#include "run/grader-parts.h"

enum { OPEN_MOST = 256 }; /* references kept open that nobody uses */

/* What waits for a reference starts before all that does not. */
static const double first_s = 1e9;

static struct momus_problem *problem_of(const struct grader_problem *p)
{
	return &p->grader->setup.dataset->problems[p->index];
}

static void told(const struct momus_grader *g)
{
	if (g->setup.computing)
		g->setup.computing(g->setup.arg, g->references_done,
				   g->references);
}

static void take(struct grader_problem *p, int fd, bool kept)
{
	problem_of(p)->reference_fd = fd;
	p->reference = REFERENCE_READY;
	p->kept = kept;
	p->grader->open_references++;
}

bool grader_reference_find(struct grader_problem *p)
{
	int fd;

	if (!p->grader->ops->reference)
		return true;
	if (p->reference != REFERENCE_NONE)
		return p->reference == REFERENCE_READY;
	fd = momus_refcache_find(p->grader->cache, problem_of(p)->id);
	if (fd >= 0)
		take(p, fd, true);
	return fd >= 0;
}

void grader_reference_leave(struct grader_problem *p)
{
	struct momus_problem *problem = problem_of(p);

	if (p->reference != REFERENCE_READY || p->active || !p->kept ||
	    p->grader->open_references <= OPEN_MOST)
		return;
	close(problem->reference_fd);
	problem->reference_fd = -1;
	p->reference = REFERENCE_NONE;
	p->grader->open_references--;
}

int momus_grader_reference(struct momus_grader *g, uint32_t problem)
{
	struct grader_problem *p = &g->problems[problem];

	return g->ops->reference && grader_reference_find(p)
		       ? problem_of(p)->reference_fd
		       : -1;
}

void momus_grader_reference_leave(struct momus_grader *g, uint32_t problem)
{
	grader_reference_leave(&g->problems[problem]);
}

/* Starts all that waited for P's reference, or gives it up.  A callback may
 * cancel others of them. */
static void release(struct grader_problem *p)
{
	bool starved = p->starved;
	struct grader_answer *a;

	while ((a = p->waiting) != NULL) {
		p->waiting = a->next;
		a->next = NULL;
		if (p->reference == REFERENCE_READY) {
			grader_answer_start(a);
			continue;
		}
		if (starved)
			grader_answer_starve(a);
		grader_answer_give_up(a, p->why);
	}
	grader_wake(p->grader);
}

static void failed(struct grader_problem *p, const char *why)
{
	struct momus_problem *problem = problem_of(p);

	snprintf(p->why, sizeof p->why, "no reference outputs: %s", why);
	if (!p->grader->broken && !p->starved)
		momus_log(MOMUS_LOG_ERROR, "grader",
			  "%.*s: %s; its answers cannot be judged",
			  (int)(problem->id.len > 200 ? 200 : problem->id.len),
			  problem->id.ptr, p->why);
	p->reference = p->starved ? REFERENCE_NONE : REFERENCE_FAILED;
	if (p->record_fd >= 0)
		close(p->record_fd);
	p->record_fd = -1;
}

static void settle(struct grader_problem *p)
{
	struct momus_grader *g = p->grader;
	struct stat st;
	bool kept;
	int fd;

	g->references_done++;
	grader_batch_release(g, &p->batch);
	if (p->why[0]) {
		char why[sizeof p->why];

		memcpy(why, p->why, sizeof why);
		failed(p, why);
	} else if (fstat(p->record_fd, &st) < 0 || !st.st_size) {
		failed(p, "the reference program recorded nothing");
	} else {
		fd = momus_refcache_publish(g->cache, problem_of(p)->id,
					    p->record_fd, &kept);
		p->record_fd = -1;
		take(p, fd, kept);
	}
	told(g);
	release(p);
}

/* One sentence of what OUTCOME says, for people. */
static void explain(const struct momus_outcome *o, char *out, size_t room)
{
	struct momus_text said = o->report.len ? o->report : o->err;
	size_t len = said.len;

	if (o->message[0]) {
		snprintf(out, room, "%s", o->message);
		return;
	}
	/* The end of what was said: an exception's last line. */
	if (!o->report.len && len > 120) {
		said.ptr += len - 120;
		len = 120;
	}
	snprintf(out, room, "the reference program %s%s%s%.*s",
		 o->status == MOMUS_RUN_ACCEPTED ? "recorded nothing"
						 : "ended with ",
		 o->status == MOMUS_RUN_ACCEPTED ? ""
						 : momus_run_name(o->status),
		 len ? ": " : "", (int)(len > 150 ? 150 : len),
		 len ? said.ptr : "");
}

static void reference_done(void *arg, const struct momus_outcome *outcome)
{
	struct grader_job *j = arg;
	struct grader_problem *p = j->owner;
	struct stat st;
	bool nothing = fstat(p->record_fd, &st) < 0 || !st.st_size;

	j->running = false;
	p->starved |= outcome->starved;
	if (!p->why[0] && (outcome->status != MOMUS_RUN_ACCEPTED || nothing))
		explain(outcome, p->why, sizeof p->why);
	if (--p->batch.left == 0)
		settle(p);
}

void grader_reference_make(struct grader_problem *p)
{
	struct momus_grader *g = p->grader;
	struct momus_error err = { "" };
	int rc;

	p->reference = REFERENCE_MAKING;
	p->why[0] = '\0';
	p->starved = false;
	momus_plan_init(&p->batch.plan);
	rc = momus_refcache_begin(g->cache, &p->record_fd, &err);
	if (rc == MOMUS_OK)
		rc = g->ops->reference(g->setup.self, problem_of(p),
				       &p->batch.plan, &err);
	for (size_t i = 0; i < p->batch.plan.n; i++) {
		p->batch.plan.jobs[i].record_fd = p->record_fd;
		p->batch.plan.jobs[i].expect_s += first_s;
	}
	if (rc == MOMUS_OK && !p->batch.plan.n)
		rc = momus_fail(&err, MOMUS_EINVAL,
				"the task plans no program for it");
	if (rc == MOMUS_OK)
		rc = grader_batch_start(g, &p->batch, reference_done, p, &err);
	if (rc == MOMUS_OK) {
		g->references++;
		told(g);
		return;
	}
	grader_batch_release(g, &p->batch);
	p->starved = rc == MOMUS_ENOMEM;
	failed(p, err.text);
	release(p);
}
