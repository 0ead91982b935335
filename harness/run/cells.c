/* cells.c - see cells.h: the loop over everything that may happen
 *
 *	look ─▶ (kin) ─▶ load ─▶ steps ─▶ end ─▶ free
 *
 * All cells are looked at before anything begins, so that what is wrong with one
 * is said at once, and what is complete costs nothing more.
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "momus/log.h"
#include "run/cells.h"
#include "run/running.h"
#include "run/spent.h"

#define SYNC_S 1.0
#define TELL_S 0.5

enum { AT_ONCE = 64 }; /* cells at work: each has files open, and syncs */

struct cell {
	struct momus_running *run; /* owned; NULL: freed */
	struct momus_kin *kin;	   /* borrowed; NULL: none like it */
	bool loaded, ended;
};

struct momus_cells {
	const struct momus_cells_order *order; /* borrowed */
	struct momus_cell_result *results;     /* borrowed */
	struct momus_pool own, *pool;	       /* pool: borrowed, or .own */
	struct cell *cells;		       /* owned, (order->n) */
	struct momus_kin *kins;		       /* owned, (n_kins) */
	struct momus_elders elders;
	size_t n_kins, n_loaded, n_ended;
	size_t first; /* cell that begins the next step */
	bool draining, hushed;
	enum momus_spent spent;
	struct momus_spent_so_far before; /* this process */
	double started, sync_at, tell_at;
	int begun; /* how momus_cells_begin() ended */
	int rc;	   /* the first failure, which ends all */
	struct momus_error why;
};

static double now(const struct momus_cells *l)
{
	return l->order->world->net.now(l->order->world->net.self);
}

static void fail(struct momus_cells *l, int rc, const struct momus_error *err)
{
	if (l->rc < 0)
		return;
	l->rc = rc;
	l->why = *err;
}

/* Whether cell I has begun and not ended. */
static bool is_open(const struct momus_cells *l, size_t i)
{
	return l->cells[i].loaded && !l->cells[i].ended;
}

/* Telling. */

void momus_pipeline_add(struct momus_pipeline_progress *sum,
			const struct momus_pipeline_progress *p)
{
	sum->nodes += p->nodes;
	sum->nodes_done += p->nodes_done;
	sum->nodes_failed += p->nodes_failed;
	sum->nodes_skipped += p->nodes_skipped;
	sum->nodes_stopped += p->nodes_stopped;
	sum->nodes_before += p->nodes_before;
	sum->nodes_shared += p->nodes_shared;
	sum->requests += p->requests;
	sum->retries += p->retries;
	sum->throttled += p->throttled;
	sum->in_flight += p->in_flight;
	sum->waiting += p->waiting;
	sum->cut += p->cut;
	sum->refused += p->refused;
	sum->unparsed += p->unparsed;
	sum->answers_graded += p->answers_graded;
	sum->answers_passed += p->answers_passed;
	sum->answers_unjudged += p->answers_unjudged;
	sum->grading += p->grading;
	sum->rewards += p->rewards;
	sum->rewards_unjudged += p->rewards_unjudged;
	sum->rewards_failed += p->rewards_failed;
	sum->rewarding += p->rewarding;
	sum->prompt_tokens += p->prompt_tokens;
	sum->completion_tokens += p->completion_tokens;
	sum->cost += p->cost;
	if (!sum->first_failure[0])
		memcpy(sum->first_failure, p->first_failure,
		       sizeof sum->first_failure);
}

static void sum_up(struct momus_cells *l, struct momus_pipeline_progress *sum)
{
	struct momus_client_counts c = { .attempts = 0 };
	const struct momus_pool_benchmark *b;

	*sum = (struct momus_pipeline_progress){ .spent = l->spent };
	for (size_t i = 0; i < l->order->n; i++) {
		struct momus_pipeline_progress *p = &l->results[i].totals;

		if (is_open(l, i))
			momus_running_tell(l->cells[i].run, p);
		momus_pipeline_add(sum, p);
	}
	for (size_t i = 0; i < l->pool->n_benchmarks; i++) {
		b = l->pool->benchmarks[i];
		sum->references_done += b->references_done;
		sum->references += b->references;
	}
	momus_pool_count(l->pool, &c);
	momus_pipeline_count(sum, &c);
	sum->seconds = now(l) - l->started;
	sum->runs = (uint32_t)l->order->n;
	sum->runs_ended = (uint32_t)l->n_ended;
}

static void tell(struct momus_cells *l)
{
	struct momus_pipeline_progress sum;

	if (l->order->progress && !l->hushed) {
		sum_up(l, &sum);
		l->order->progress(l->order->arg, &sum);
	}
	l->tell_at = now(l) + TELL_S;
}

/* Beginning. */

static int look(struct momus_cells *l, struct momus_error *err)
{
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < l->order->n; i++) {
		struct cell *c = &l->cells[i];
		bool finished = false;

		rc = momus_running_look(&c->run, l->order->cells[i].order,
					l->pool, &finished, err);
		l->results[i].end = finished ? MOMUS_PIPELINE_COMPLETE
					     : MOMUS_PIPELINE_STOPPED;
		l->results[i].was_complete = c->ended = finished;
		l->n_ended += finished;
	}
	return rc;
}

/* Makes room in K for what its elders have. */
static void widen(struct momus_kin *k)
{
	for (size_t i = 0; i < k->elders->n; i++) {
		const struct momus_elder *e = &k->elders->list[i];

		if (strcmp(e->first_key, k->members[0]->setup->first_key) ==
			    0 &&
		    e->order->recipe->widths[0] > k->width)
			k->width = e->order->recipe->widths[0];
	}
}

/* Puts each cell among those with the same first solutions. */
static int gather_kin(struct momus_cells *l, struct momus_error *err)
{
	size_t n = l->order->n;
	int rc = momus_elders_gather(&l->elders, l->order, l->pool, err);

	if (rc < 0)
		return rc;
	l->kins = calloc(n, sizeof *l->kins);
	if (!l->kins)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t i = 0; n + l->elders.n > 1 && i < n; i++) {
		struct momus_running *run = l->cells[i].run;
		struct momus_kin *k = l->kins;

		for (; k < l->kins + l->n_kins; k++)
			if (strcmp(k->members[0]->setup->first_key,
				   run->setup->first_key) == 0)
				break;
		if (k == l->kins + l->n_kins) {
			l->n_kins++;
			k->elders = &l->elders;
			k->members = calloc(n, sizeof *k->members);
		}
		if (!k->members)
			return momus_fail(err, MOMUS_ENOMEM, "out of memory");
		k->members[k->n++] = run;
		k->left += !l->cells[i].ended;
		if (run->recipe->widths[0] > k->width)
			k->width = run->recipe->widths[0];
		l->cells[i].kin = run->kin = k;
	}
	for (size_t i = 0; i < l->n_kins; i++)
		widen(&l->kins[i]);
	return MOMUS_OK;
}

/* Adds what elder I spent, if it is of the shard at work.  FIRSTS has one for each
 * kin, and then one for each elder whose like is not at work. */
static int look_back_at(struct momus_cells *l, size_t i,
			struct momus_spent_firsts *firsts,
			struct momus_error *err)
{
	const struct momus_pipeline_order *at_work = l->order->cells->order;
	const struct momus_elder *e = &l->elders.list[i], *like = e;
	size_t k = 0, width = 1;

	if (e->order->shard != at_work->shard ||
	    e->order->shards != at_work->shards)
		return MOMUS_OK;
	while (k < l->n_kins && strcmp(l->kins[k].members[0]->setup->first_key,
				       e->first_key) != 0)
		k++;
	if (k < l->n_kins)
		return momus_spent_add(&l->before, &firsts[k], l->kins[k].width,
				       e->order->path, err);
	for (size_t j = l->elders.n; j-- > 0;) {
		if (strcmp(l->elders.list[j].first_key, e->first_key) != 0)
			continue;
		like = &l->elders.list[j];
		if (like->order->recipe->widths[0] > width)
			width = like->order->recipe->widths[0];
	}
	return momus_spent_add(
		&l->before,
		&firsts[l->n_kins + 1 + (size_t)(like - l->elders.list)], width,
		e->order->path, err);
}

/* Sums up what was spent before, where a budget asks for it. */
static int look_back(struct momus_cells *l, struct momus_error *err)
{
	const struct momus_cells_order *o = l->order;
	struct momus_spent_firsts *firsts;
	int rc = MOMUS_OK;

	if (o->budget.tokens <= 0 && o->budget.cost <= 0)
		return MOMUS_OK;
	firsts = calloc(l->n_kins + l->elders.n + 1, sizeof *firsts);
	if (!firsts)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t i = 0; rc == MOMUS_OK && i < o->n; i++) {
		const struct momus_pipeline_order *cell = o->cells[i].order;
		const struct momus_kin *k = l->cells[i].kin;

		if (cell->resume)
			rc = momus_spent_add(
				&l->before, &firsts[k ? k - l->kins : 0],
				k ? k->width : cell->recipe->widths[0],
				cell->path, err);
	}
	for (size_t i = 0; rc == MOMUS_OK && i < l->elders.n; i++)
		rc = look_back_at(l, i, firsts, err);
	for (size_t i = 0; i <= l->n_kins + l->elders.n; i++)
		momus_spent_firsts_release(&firsts[i]);
	free(firsts);
	return rc;
}

/* Frees those of kin K, all of whom have ended; NULL: cell ONE alone. */
static void let_go(struct momus_cells *l, struct momus_kin *k, struct cell *one)
{
	for (size_t i = 0; i < l->order->n; i++) {
		struct cell *c = &l->cells[i];

		if (k ? c->kin != k : c != one)
			continue;
		momus_running_free(c->run);
		c->run = NULL;
	}
}

static bool may_load(const struct momus_cells *l, size_t i)
{
	const struct cell *c = &l->cells[i];
	int after = l->order->cells[i].after;

	return !c->loaded && !c->ended && (after < 0 || l->cells[after].ended);
}

/* Loads cells, in their order, while there is room for more. */
static void load(struct momus_cells *l)
{
	struct momus_error err = { "" };

	for (size_t i = 0; i < l->order->n && l->rc == 0 && !l->draining &&
			   l->n_loaded < AT_ONCE;
	     i++) {
		int rc;

		if (!may_load(l, i))
			continue;
		rc = momus_running_load(l->cells[i].run, &err);
		l->cells[i].loaded = l->results[i].begun = rc == MOMUS_OK;
		l->n_loaded += rc == MOMUS_OK;
		if (rc < 0)
			fail(l, rc, &err);
	}
}

/* Ending. */

static void end(struct momus_cells *l, size_t i)
{
	struct cell *c = &l->cells[i];
	struct momus_cell_result *r = &l->results[i];
	struct momus_error err = { "" };
	int rc;

	if (c->run->rc == 0 && c->loaded)
		momus_running_sync(c->run);
	if (c->run->rc < 0)
		fail(l, c->run->rc, &c->run->why);
	if (c->loaded)
		momus_running_tell(c->run, &r->totals);
	rc = momus_running_end(c->run, &r->end, &err);
	if (rc < 0)
		fail(l, rc, &err);
	c->ended = true;
	l->n_loaded -= c->loaded;
	l->n_ended++;
	if (!c->kin || --c->kin->left == 0)
		let_go(l, c->kin, c);
}

/* Ends the cells that have nothing to do any more, or failed; those that drain
 * may still be given a relative's solution. */
static void end_some(struct momus_cells *l)
{
	for (size_t i = 0; i < l->order->n && l->rc == 0; i++) {
		struct cell *c = &l->cells[i];

		if (!is_open(l, i))
			continue;
		if (c->run->rc < 0)
			fail(l, c->run->rc, &c->run->why);
		else if (!l->draining && momus_running_is_over(c->run))
			end(l, i);
	}
}

/* Working. */

/* Again and again: what was in flight may have come to wait for another try. */
static void drain(struct momus_cells *l)
{
	if (!l->draining)
		momus_log(MOMUS_LOG_INFO, "run",
			  "%sfinishing what is in flight; interrupt %sto stop "
			  "at once",
			  l->spent ? "the budget is spent; " : "",
			  l->spent ? "" : "again ");
	l->draining = true;
	for (size_t i = 0; i < l->order->n; i++)
		if (is_open(l, i))
			momus_running_drain(l->cells[i].run);
}

/* The same sum wherever it is compared: a difference may round to less. */
static double time_is_up(const struct momus_cells *l)
{
	return l->started + l->order->budget.seconds;
}

static enum momus_spent what_is_spent(struct momus_cells *l)
{
	const struct momus_budget *b = &l->order->budget;
	struct momus_pipeline_progress p;

	if (b->seconds > 0 && now(l) >= time_is_up(l))
		return MOMUS_SPENT_TIME;
	if (b->tokens <= 0 && b->cost <= 0)
		return MOMUS_SPENT_NOTHING;
	sum_up(l, &p);
	if (b->tokens > 0 && l->before.tokens + (double)p.prompt_tokens +
					     (double)p.completion_tokens >=
				     b->tokens)
		return MOMUS_SPENT_TOKENS;
	return b->cost > 0 && l->before.cost + p.cost >= b->cost
		       ? MOMUS_SPENT_COST
		       : MOMUS_SPENT_NOTHING;
}

static int stop_wanted(const struct momus_cells *l)
{
	/* Whose signal it is may be another thread's. */
	return l->order->stop
		       ? __atomic_load_n(l->order->stop, __ATOMIC_RELAXED)
		       : MOMUS_PIPELINE_GO;
}

static void heed(struct momus_cells *l)
{
	if (stop_wanted(l) == MOMUS_PIPELINE_GO && !l->draining)
		l->spent = what_is_spent(l);
	if (stop_wanted(l) == MOMUS_PIPELINE_DRAIN || l->spent)
		drain(l);
}

/* Who interrupts what drains already does not want to wait. */
static bool is_cut_short(const struct momus_cells *l)
{
	return stop_wanted(l) >=
	       (l->spent ? MOMUS_PIPELINE_DRAIN : MOMUS_PIPELINE_NOW);
}

static bool any(const struct momus_cells *l,
		bool (*what)(const struct momus_running *))
{
	for (size_t i = 0; i < l->order->n; i++)
		if (is_open(l, i) && what(l->cells[i].run))
			return true;
	return false;
}

static bool is_dirty(const struct momus_running *run)
{
	return run->dirty;
}

/* Until when nothing needs to be done if nothing happens. */
static double idle_until(const struct momus_cells *l)
{
	double until = l->tell_at;

	if (any(l, momus_running_has_more))
		return now(l);
	if (any(l, is_dirty))
		until = fmin(until, l->sync_at);
	if (l->order->budget.seconds > 0 && !l->draining)
		until = fmin(until, time_is_up(l));
	return until;
}

/* Many stores on a slow disk take long to sync: at most a tenth of the time is
 * spent on it. */
static void sync_all(struct momus_cells *l)
{
	double begun = now(l), done;

	for (size_t i = 0; i < l->order->n; i++)
		if (is_open(l, i))
			momus_running_sync(l->cells[i].run);
	done = now(l);
	l->sync_at = done + fmax(SYNC_S, 9 * (done - begun));
}

static void step(struct momus_cells *l)
{
	const struct momus_world *world = l->order->world;

	for (size_t k = 0; k < l->order->n; k++) {
		size_t i = (l->first + k) % l->order->n;

		if (is_open(l, i))
			momus_running_step(l->cells[i].run);
	}
	l->first = (l->first + 1) % l->order->n;
	if (any(l, momus_running_at_work))
		world->turn(world->self, idle_until(l));
	if (now(l) >= l->sync_at)
		sync_all(l);
	if (now(l) >= l->tell_at)
		tell(l);
}

bool momus_cells_turn(struct momus_cells *l)
{
	if (l->begun < 0 || l->rc < 0 || l->n_ended == l->order->n ||
	    is_cut_short(l))
		return false;
	heed(l);
	load(l);
	if (l->rc < 0 || !l->n_loaded ||
	    (l->draining && !any(l, momus_running_at_work)))
		return false;
	end_some(l);
	step(l);
	return true;
}

void momus_cells_hush(struct momus_cells *l, bool hushed)
{
	l->hushed = hushed;
}

static int prepare(struct momus_cells *l, struct momus_error *err)
{
	int rc = look(l, err);

	if (rc < 0 || l->n_ended == l->order->n)
		return rc;
	rc = gather_kin(l, err);
	if (rc < 0)
		return rc;
	l->sync_at = now(l) + SYNC_S;
	l->tell_at = now(l) + TELL_S;
	return look_back(l, err);
}

static void end_rest(struct momus_cells *l)
{
	for (size_t i = 0; i < l->order->n; i++)
		if (is_open(l, i))
			momus_running_drain(l->cells[i].run);
	for (size_t i = 0; i < l->order->n; i++)
		if (l->cells[i].run && !l->cells[i].ended)
			end(l, i);
}

static void release(struct momus_cells *l)
{
	for (size_t i = 0; i < l->order->n; i++)
		momus_running_free(l->cells[i].run);
	for (size_t i = 0; i < l->n_kins; i++)
		momus_kin_release(&l->kins[i]);
	momus_elders_release(&l->elders);
	momus_pool_release(&l->own);
	free(l->kins);
	free(l->cells);
}

int momus_cells_begin(struct momus_cells **out,
		      const struct momus_cells_order *order,
		      struct momus_cell_result *results,
		      struct momus_error *err)
{
	struct momus_cells *l = calloc(1, sizeof *l);

	*out = NULL;
	memset(results, 0, order->n * sizeof *results);
	if (l)
		l->cells = calloc(order->n + 1, sizeof *l->cells);
	if (!l || !l->cells) {
		free(l);
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	}
	l->order = order;
	l->results = results;
	l->pool = order->pool ? order->pool : &l->own;
	l->started = now(l);
	l->begun = prepare(l, err);
	*out = l;
	return l->begun;
}

int momus_cells_end(struct momus_cells *l,
		    struct momus_pipeline_progress *totals,
		    struct momus_error *err)
{
	int rc;

	*totals = (struct momus_pipeline_progress){ .nodes = 0 };
	if (!l)
		return MOMUS_ENOMEM;
	rc = l->begun;
	end_rest(l);
	if (rc == MOMUS_OK)
		tell(l);
	sum_up(l, totals);
	if (rc == MOMUS_OK && l->rc < 0)
		rc = momus_fail(err, l->rc, "%s", l->why.text);
	release(l);
	free(l);
	return rc;
}

int momus_cells_run(const struct momus_cells_order *order,
		    struct momus_cell_result *results,
		    struct momus_pipeline_progress *totals,
		    struct momus_error *err)
{
	struct momus_cells *l;

	if (momus_cells_begin(&l, order, results, err) == MOMUS_OK)
		while (momus_cells_turn(l))
			;
	return momus_cells_end(l, totals, err);
}
