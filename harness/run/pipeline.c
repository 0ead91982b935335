/* pipeline.c - see pipeline.h: one run's part in the loop over all runs */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "run/cells.h"
#include "run/running.h"

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

bool momus_running_has(const struct momus_running *run, uint32_t problem,
		       uint16_t turn, uint64_t branch)
{
	const struct momus_pipeline_part *part = run->order->part;

	for (; part && turn; turn--)
		branch /= run->recipe->widths[turn];
	return !part ||
	       part->wanted[(size_t)problem * run->recipe->widths[0] + branch];
}

void momus_running_fail(struct momus_running *run, int rc,
			const struct momus_error *err)
{
	if (run->rc < 0)
		return;
	run->rc = rc;
	run->why = *err;
}

/* Beginning. */

int momus_running_look(struct momus_running **out,
		       const struct momus_pipeline_order *order,
		       struct momus_pool *pool, bool *finished,
		       struct momus_error *err)
{
	struct momus_running *run = calloc(1, sizeof *run);
	int rc = MOMUS_OK;

	*out = run;
	*finished = false;
	if (!run)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	run->order = order;
	run->recipe = order->recipe;
	run->world = order->world;
	momus_buffer_init(&run->text, MESSAGE_LIMIT);
	momus_buffer_init(&run->part, MESSAGE_LIMIT);
	run->started = momus_running_now(run);
	if (!order->resume)
		rc = momus_begin_new(run, err);
	if (rc == MOMUS_OK)
		rc = momus_setup_open(&run->setup, run->recipe, order->registry,
				      pool, err);
	if (rc == MOMUS_OK && order->resume)
		rc = momus_begin_resume(run, finished, err);
	run->ended = *finished;
	return rc;
}

int momus_running_load(struct momus_running *run, struct momus_error *err)
{
	int rc = momus_begin_load(run, err);

	if (rc < 0)
		return rc;
	if (run->order->checkpoint)
		momus_store_set_checkpoint(run->store, run->order->checkpoint);
	momus_nodes_count(run);
	return run->kin ? momus_kin_load(run->kin, run->dataset->n, err)
			: MOMUS_OK;
}

/* Working. */

/* Whether the next first solution may begin; those that share a request begin
 * together, and those that are there already with the first critique: who waits
 * for revisions does not keep critics waiting. */
static bool has_room(const struct momus_running *run)
{
	const struct momus_desk *g = &run->desks[0];
	const struct momus_desk *c = &run->desks[1];
	uint32_t n = g->model->samples;

	if (run->order->part && c->model)
		return momus_desk_has_room(c, c->n_waiting);
	if (run->next_branch % n)
		return true;
	return run->grading < GRADING_AHEAD && run->awaiting < GRADING_AHEAD &&
	       run->rewarding < REWARDING_AHEAD &&
	       momus_desk_has_room(g, (g->n_waiting + n - 1) / n);
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
		if (momus_running_has(run, problem, 0, branch) &&
		    !momus_nodes_settled(run, problem, 0, branch))
			momus_branch_begin(run, NULL, problem, branch, none);
	}
}

void momus_running_step(struct momus_running *run)
{
	begin_roots(run);
	for (int i = 0; i < 2; i++)
		momus_desk_work(run, &run->desks[i], LOCAL_AT_ONCE);
	for (int i = 0; i < 2; i++)
		momus_desk_advance(run, &run->desks[i]);
}

bool momus_running_at_work(const struct momus_running *run)
{
	for (int i = 0; i < 2; i++)
		if (run->desks[i].n_waiting || run->desks[i].n_asked)
			return true;
	return run->grading > 0 || run->rewarding > 0 ||
	       (run->awaiting > 0 && !run->draining);
}

bool momus_running_has_more(const struct momus_running *run)
{
	for (int i = 0; i < 2; i++)
		if (momus_desk_is_batching(&run->desks[i]) ||
		    (run->desks[i].first &&
		     momus_desk_has_room(&run->desks[i], 0)))
			return true;
	return false;
}

bool momus_running_is_over(const struct momus_running *run)
{
	return !momus_running_at_work(run) &&
	       (run->draining || run->next_problem == run->dataset->n);
}

void momus_running_drain(struct momus_running *run)
{
	run->draining = true;
	for (int i = 0; i < 2; i++)
		momus_desk_drain(&run->desks[i]);
	momus_rewards_drain(run->setup->rewards, false);
}

void momus_running_sync(struct momus_running *run)
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

/* Telling. */

void momus_pipeline_count(struct momus_pipeline_progress *sum,
			  const struct momus_client_counts *c)
{
	sum->retries += c->retries;
	sum->throttled += c->throttled;
	sum->in_flight += c->in_flight;
	sum->waiting += c->waiting;
}

/* What is told of nodes is what is durable; of the rest, what is now. */
void momus_running_tell(struct momus_running *run,
			struct momus_pipeline_progress *out)
{
	struct momus_client_counts c = { .attempts = 0 };

	*out = run->told;
	out->requests = run->now.requests;
	out->prompt_tokens = run->now.prompt_tokens;
	out->completion_tokens = run->now.completion_tokens;
	out->cost = run->now.cost;
	out->grading = run->grading;
	out->rewarding = run->rewarding;
	for (int i = 0; i < 2; i++)
		out->waiting += run->desks[i].n_waiting;
	if (run->setup)
		momus_rewards_count(run->setup->rewards, &c);
	momus_pipeline_count(out, &c);
}

/* Ending. */

static enum momus_pipeline_end how_it_ended(const struct momus_running *run)
{
	bool all_begun = run->dataset && run->next_problem == run->dataset->n;

	if (!all_begun || momus_running_at_work(run) || run->branches ||
	    run->unrewarded)
		return MOMUS_PIPELINE_STOPPED;
	return run->now.nodes_failed || run->now.rewards_failed
		       ? MOMUS_PIPELINE_PARTIAL
		       : MOMUS_PIPELINE_COMPLETE;
}

static void release_work(struct momus_running *run)
{
	for (int i = 0; i < 2; i++)
		momus_desk_release(&run->desks[i]);
	if (run->setup)
		momus_rewards_drain(run->setup->rewards, true);
	momus_branches_free(run);
}

/* What was made before a failure is saved too. */
int momus_running_end(struct momus_running *run, enum momus_pipeline_end *end,
		      struct momus_error *err)
{
	bool complete;
	int rc;

	*end = how_it_ended(run);
	complete = run->rc == 0 && *end == MOMUS_PIPELINE_COMPLETE;
	rc = run->store ? momus_store_close(run->store, complete, err)
			: MOMUS_OK;
	run->store = NULL;
	run->ended = true;
	release_work(run);
	return rc;
}

void momus_running_free(struct momus_running *run)
{
	struct momus_error ignored;

	if (!run)
		return;
	release_work(run);
	if (run->store)
		momus_store_close(run->store, momus_store_complete(run->store),
				  &ignored);
	momus_setup_close(run->setup);
	free(run->chosen.problems);
	momus_buffer_release(&run->text);
	momus_buffer_release(&run->part);
	free(run);
}

int momus_pipeline_run(const struct momus_pipeline_order *order,
		       enum momus_pipeline_end *end,
		       struct momus_pipeline_progress *totals,
		       struct momus_error *err)
{
	const struct momus_cells_order one = {
		.cells = &(const struct momus_cell){ order, -1 },
		.n = 1,
		.world = order->world,
		.stop = order->stop,
		.budget = order->budget,
		.progress = order->progress,
		.arg = order->arg,
	};
	struct momus_cell_result result = { .end = MOMUS_PIPELINE_COMPLETE };
	struct momus_pipeline_progress own;
	int rc = momus_cells_run(&one, &result, totals ? totals : &own, err);

	*end = result.end;
	return rc;
}
