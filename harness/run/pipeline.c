/* pipeline.c - see pipeline.h: the loop over everything that may happen */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "momus/log.h"
#include "run/running.h"

#define SYNC_S 1.0
#define TELL_S 0.5

enum {
	LOCAL_AT_ONCE = 64, /* answers of local models between two looks at
			     * what else has happened */
	MESSAGE_LIMIT = 64 << 20, /* bytes of one message */
	REWARDING_AHEAD = 4096,	  /* rewards that wait for servers */
	GRADING_AHEAD = 4096, /* answers that wait for a place: enough to start
			       * the longest first */
};

double momus_running_now(const struct momus_running *run)
{
	return run->world->net.now(run->world->net.self);
}

void momus_running_fail(struct momus_running *run, int rc,
			const struct momus_error *err)
{
	if (run->rc < 0)
		return;
	run->rc = rc;
	run->why = *err;
}

/* Working. */

static void add_counts(const struct momus_desk *desk,
		       struct momus_pipeline_progress *p)
{
	struct momus_client_counts c;

	p->waiting += desk->n_waiting;
	if (!desk->client)
		return;
	momus_client_count(desk->client, &c);
	p->retries += c.retries;
	p->throttled += c.throttled;
	p->in_flight += c.in_flight;
	p->waiting += c.waiting;
}

static void add_reward_counts(const struct momus_running *run,
			      struct momus_pipeline_progress *p)
{
	struct momus_client_counts c = { .attempts = 0 };

	momus_rewards_count(run->setup->rewards, &c);
	p->retries += c.retries;
	p->throttled += c.throttled;
	p->in_flight += c.in_flight;
	p->waiting += c.waiting;
}

/* What is told of nodes is what is durable; of the rest, what is now. */
static void tell(struct momus_running *run)
{
	struct momus_pipeline_progress p = run->told;

	p.seconds = momus_running_now(run) - run->started;
	p.requests = run->now.requests;
	p.prompt_tokens = run->now.prompt_tokens;
	p.completion_tokens = run->now.completion_tokens;
	p.references = run->now.references;
	p.references_done = run->now.references_done;
	p.grading = run->grading;
	p.rewarding = run->rewarding;
	p.retries = p.throttled = p.in_flight = p.waiting = 0;
	for (int i = 0; i < 2; i++)
		add_counts(&run->desks[i], &p);
	add_reward_counts(run, &p);
	run->told = p;
	if (run->order->progress)
		run->order->progress(run->order->arg, &p);
}

static void sync_store(struct momus_running *run)
{
	struct momus_error err = { "" };
	int rc = run->dirty ? momus_store_sync(run->store, &err) : MOMUS_OK;

	if (rc < 0) {
		momus_running_fail(run, rc, &err);
		return;
	}
	run->dirty = false;
	run->told = run->now;
}

/* Whether the next first solution may begin; those that share a request begin
 * together. */
static bool has_room(const struct momus_running *run)
{
	const struct momus_desk *g = &run->desks[0];
	uint32_t n = g->model->samples;

	if (run->next_branch % n)
		return true;
	return run->grading < GRADING_AHEAD &&
	       run->rewarding < REWARDING_AHEAD &&
	       (g->n_waiting + n - 1) / n + g->n_asked < g->limit;
}

/* Begins first solutions while the generator has room for them. */
static void begin_roots(struct momus_running *run)
{
	struct momus_text none = { "", 0 };

	while (run->rc == 0 && !run->draining &&
	       run->next_problem < run->dataset->n && has_room(run)) {
		uint32_t problem = run->next_problem;
		uint32_t branch = run->next_branch++;

		if (run->next_branch == run->recipe->widths[0]) {
			run->next_branch = 0;
			run->next_problem++;
		}
		if (!momus_nodes_settled(run, problem, 0, branch))
			momus_branch_begin(run, NULL, problem, branch, none);
	}
}

static bool at_work(const struct momus_running *run)
{
	for (int i = 0; i < 2; i++)
		if (run->desks[i].n_waiting || run->desks[i].n_asked)
			return true;
	return run->grading > 0 || run->rewarding > 0;
}

/* Whether there is something to do without waiting for anybody. */
static bool has_more(const struct momus_running *run)
{
	for (int i = 0; i < 2; i++)
		if (run->desks[i].first &&
		    run->desks[i].n_asked < run->desks[i].limit)
			return true;
	return false;
}

static void drain(struct momus_running *run)
{
	if (!run->draining)
		momus_log(MOMUS_LOG_INFO, "run",
			  "finishing what is in flight; interrupt again to "
			  "stop at once");
	run->draining = true;
	for (int i = 0; i < 2; i++)
		momus_desk_drain(&run->desks[i]);
	momus_rewards_drain(run->setup->rewards, false);
}

static int stop_wanted(const struct momus_running *run)
{
	return run->order->stop ? *run->order->stop : MOMUS_PIPELINE_GO;
}

/* Until when nothing needs to be done if nothing happens. */
static double idle_until(const struct momus_running *run)
{
	if (has_more(run))
		return momus_running_now(run);
	return run->dirty ? fmin(run->sync_at, run->tell_at) : run->tell_at;
}

static void step(struct momus_running *run)
{
	double now;

	begin_roots(run);
	for (int i = 0; i < 2; i++)
		momus_desk_work(run, &run->desks[i], LOCAL_AT_ONCE);
	if (at_work(run))
		run->world->turn(run->world->self, idle_until(run));
	now = momus_running_now(run);
	if (now >= run->sync_at) {
		sync_store(run);
		run->sync_at = now + SYNC_S;
	}
	if (now >= run->tell_at) {
		tell(run);
		run->tell_at = now + TELL_S;
	}
}

static void work(struct momus_running *run)
{
	run->sync_at = momus_running_now(run) + SYNC_S;
	run->tell_at = momus_running_now(run) + TELL_S;
	while (run->rc == 0 && stop_wanted(run) < MOMUS_PIPELINE_NOW) {
		if (stop_wanted(run) == MOMUS_PIPELINE_DRAIN)
			drain(run);
		if (!at_work(run) &&
		    (run->draining || run->next_problem == run->dataset->n))
			break;
		step(run);
	}
	if (run->rc == 0)
		sync_store(run);
	tell(run);
}

/* Ending. */

static enum momus_pipeline_end how_it_ended(const struct momus_running *run)
{
	bool all_begun = run->next_problem == run->dataset->n;

	if (!all_begun || at_work(run) || run->branches || run->unrewarded)
		return MOMUS_PIPELINE_STOPPED;
	return run->now.nodes_failed || run->now.rewards_failed
		       ? MOMUS_PIPELINE_PARTIAL
		       : MOMUS_PIPELINE_COMPLETE;
}

/* What was made before a failure is saved too. */
static int close_store(struct momus_running *run, bool complete,
		       struct momus_error *err)
{
	struct momus_error own = { "" };
	int rc = MOMUS_OK;

	if (run->store)
		rc = momus_store_close(run->store, complete, &own);
	run->store = NULL;
	if (rc < 0)
		momus_fail(err, rc, "%s", own.text);
	return rc;
}

static void release(struct momus_running *run)
{
	for (int i = 0; i < 2; i++)
		momus_desk_release(&run->desks[i]);
	momus_grader_free(run->grader);
	if (run->setup)
		momus_rewards_drain(run->setup->rewards, true);
	momus_branches_free(run);
	momus_setup_close(run->setup);
	momus_buffer_release(&run->text);
	momus_buffer_release(&run->part);
}

static int carry_out(struct momus_running *run, enum momus_pipeline_end *end,
		     struct momus_error *err)
{
	bool finished = false;
	int rc;

	*end = MOMUS_PIPELINE_COMPLETE;
	if (!run->order->resume)
		rc = momus_begin_new(run, err);
	else
		rc = MOMUS_OK;
	if (rc == MOMUS_OK)
		rc = momus_setup_open(&run->setup, run->recipe,
				      run->order->registry, err);
	if (rc == MOMUS_OK && run->order->resume)
		rc = momus_begin_resume(run, &finished, err);
	if (rc < 0 || finished)
		return rc;
	rc = momus_begin_load(run, err);
	if (rc < 0)
		return rc;
	if (run->order->checkpoint)
		momus_store_set_checkpoint(run->store, run->order->checkpoint);
	momus_nodes_count(run);
	work(run);
	*end = how_it_ended(run);
	if (run->rc < 0)
		momus_fail(err, run->rc, "%s", run->why.text);
	return run->rc;
}

int momus_pipeline_run(const struct momus_pipeline_order *order,
		       enum momus_pipeline_end *end,
		       struct momus_pipeline_progress *totals,
		       struct momus_error *err)
{
	struct momus_running *run = calloc(1, sizeof *run);
	int rc, closed;

	if (!run)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	run->order = order;
	run->recipe = order->recipe;
	run->world = order->world;
	momus_buffer_init(&run->text, MESSAGE_LIMIT);
	momus_buffer_init(&run->part, MESSAGE_LIMIT);
	run->started = momus_running_now(run);
	rc = carry_out(run, end, err);
	closed = close_store(
		run, rc == MOMUS_OK && *end == MOMUS_PIPELINE_COMPLETE, err);
	if (totals)
		*totals = run->told;
	release(run);
	free(run);
	return rc < 0 ? rc : closed;
}
