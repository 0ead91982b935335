/* world.c - see world.h */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"
#include "sim/world.h"

/* Turns that a pipeline may take with nothing to wait for, or after it was told
 * to end at once; and while time stands still. */
enum { PATIENCE = 5000, STANDSTILL = 200000 };

void sim_world_blame(struct sim_world *w, const char *fmt, ...)
{
	va_list ap;

	if (w->wrong[0])
		return;
	va_start(ap, fmt);
	vsnprintf(w->wrong, sizeof w->wrong, fmt, ap);
	va_end(ap);
	sim_trace(&w->trace, "WRONG: %s", w->wrong);
}

static double now(void *self)
{
	return ((struct sim_world *)self)->clock.now;
}

static uint64_t timer(void *self, double at, momus_loop_timer_fn *fn, void *arg)
{
	return sim_clock_set(&((struct sim_world *)self)->clock, at, fn, arg);
}

static void timer_cancel(void *self, uint64_t id)
{
	sim_clock_cancel(&((struct sim_world *)self)->clock, id);
}

/* A signal, within a turn or between two. */
static void on_interrupt(void *arg)
{
	struct sim_world *w = arg;

	w->unseen = !w->in_turn;
	w->stop = w->stop == MOMUS_PIPELINE_GO ? MOMUS_PIPELINE_DRAIN
					       : MOMUS_PIPELINE_NOW;
	sim_trace(&w->trace, "the user interrupts: %s",
		  w->stop == MOMUS_PIPELINE_DRAIN ? "first time"
						  : "second time");
}

static int start(void *self, const struct momus_http_post *post,
		 momus_http_done_fn *done, void *arg, uint64_t *ticket,
		 struct momus_error *err)
{
	struct sim_world *w = self;
	int rc;

	if (w->draining)
		sim_world_blame(w, "it starts a request after it was told to "
				   "finish what is under way");
	if (w->purse.spent >= w->purse.tokens || w->purse.at >= w->purse.until)
		sim_world_blame(w,
				"it starts a request though its budget was "
				"spent before: %.0f of %.0f tokens at %.6f, "
				"its time is over at %.6f",
				w->purse.spent, w->purse.tokens, w->purse.at,
				w->purse.until);
	if (w->servers.started + 1 == w->plan.interrupt_at)
		on_interrupt(w);
	sim_memory_pause();
	rc = sim_servers_start(&w->servers, post, done, arg, ticket, err);
	sim_memory_resume();
	return rc;
}

static void cancel(void *self, uint64_t ticket)
{
	sim_servers_cancel(&((struct sim_world *)self)->servers, ticket);
}

static int submit(void *self, const struct momus_job *job, double priority,
		  momus_sandbox_done_fn *done, void *arg, uint64_t *ticket,
		  struct momus_error *err)
{
	struct sim_world *w = self;

	return sim_programs_submit(&w->programs, job, priority, done, arg,
				   ticket, err);
}

static void withdraw(void *self, uint64_t ticket)
{
	sim_programs_withdraw(&((struct sim_world *)self)->programs, ticket);
}

/* Whether the pipeline takes too long over ending, or waits for nothing. */
static void watch(struct sim_world *w, bool nothing)
{
	bool ending = w->disk.dead || w->stop == MOMUS_PIPELINE_NOW;

	w->idle = nothing ? w->idle + 1 : 0;
	w->turns_after += ending;
	w->draining = w->stop == MOMUS_PIPELINE_DRAIN && !w->unseen;
	w->unseen = false;
	if (w->turns_after == 2)
		sim_world_blame(w, "it goes on though it was told to end at "
				   "once");
	w->still = w->clock.now > w->purse.at ? 0 : w->still + 1;
	if (w->idle < PATIENCE && w->turns_after < PATIENCE &&
	    w->still < STANDSTILL)
		return;
	fprintf(stderr, "sim: the pipeline %s\n",
		ending ? "goes on though it was told to end at once"
		: w->still < STANDSTILL ? "waits, and nothing will ever happen"
					: "turns, and time stands still");
	abort();
}

static int turn(void *self, double until)
{
	struct sim_world *w = self;
	bool nothing = !isfinite(sim_clock_next(&w->clock));
	int n = 0;

	w->turns++;
	watch(w, nothing);
	w->in_turn = true;
	if (!w->disk.dead)
		n = sim_clock_turn(&w->clock, until);
	w->in_turn = false;
	w->purse.spent = (double)w->servers.billed;
	w->purse.at = w->clock.now;
	return n < 0 ? 0 : n;
}

/* Signals and deaths. */

static void on_death(void *arg)
{
	sim_disk_die(&((struct sim_world *)arg)->disk);
}

static void died(void *arg)
{
	struct sim_world *w = arg;

	w->died = w->clock.now;
	w->stop = MOMUS_PIPELINE_NOW;
}

int sim_world_init(struct sim_world *w, bool keeps)
{
	memset(w, 0, sizeof *w);
	sim_clock_init(&w->clock, 1000);
	w->trace.clock = &w->clock;
	w->trace.digest = UINT64_C(0xcbf29ce484222325);
	if (sim_disk_init(&w->disk, keeps, &w->trace))
		return -1;
	w->disk.died = died;
	w->disk.arg = w;
	sim_servers_init(&w->servers, &w->clock, &w->trace);
	sim_programs_init(&w->programs, &w->clock, &w->trace);
	w->world = (struct momus_world){
		.self = w,
		.net = { w, now, timer, timer_cancel, start, cancel },
		.submit = submit,
		.withdraw = withdraw,
		.turn = turn,
		.files = &w->disk.files,
	};
	return 0;
}

void sim_world_release(struct sim_world *w)
{
	sim_disk_release(&w->disk);
	sim_clock_release(&w->clock);
	free(w->samples);
}

static struct momus_stream stream(uint64_t seed, uint32_t shard,
				  uint32_t session, const char *purpose)
{
	struct momus_stream s;

	momus_stream_init(&s, seed, MOMUS_TEXT("session"), shard, session,
			  purpose);
	return s;
}

void sim_world_session(struct sim_world *w, const struct sim_session_plan *plan,
		       uint64_t seed, uint32_t shard, uint32_t session,
		       uint32_t places)
{
	w->plan = *plan;
	w->begun = w->clock.now;
	w->ended = w->died = INFINITY;
	w->stop = MOMUS_PIPELINE_GO;
	w->turns = w->turns_after = w->idle = 0;
	w->draining = w->unseen = w->in_turn = false;
	w->n_samples = 0;
	w->purse = (struct sim_purse){ INFINITY, INFINITY, 0, w->begun };
	sim_disk_session(&w->disk, &plan->disk,
			 stream(seed, shard, session, "disk"));
	sim_servers_session(&w->servers, &w->plan.weather,
			    stream(seed, shard, session, "servers"));
	sim_programs_session(&w->programs, &w->plan.weather, places,
			     stream(seed, shard, session, "programs"));
	for (size_t i = 0; i < 2; i++)
		if (isfinite(plan->interrupts[i]))
			sim_clock_set(&w->clock, w->begun + plan->interrupts[i],
				      on_interrupt, w);
	if (isfinite(plan->die_after))
		sim_clock_set(&w->clock, w->begun + plan->die_after, on_death,
			      w);
}

void sim_world_end(struct sim_world *w)
{
	double at = w->ended = w->clock.now;

	if (w->servers.flying)
		sim_world_blame(w, "it ended with HTTP attempts under way");
	if (w->programs.jobs)
		sim_world_blame(w, "it ended with programs under way");
	/* What is left may only be our own interrupts and death. */
	for (uint32_t i = 0; i < w->clock.n_heap; i++) {
		const struct sim_event *e = &w->clock.events[w->clock.heap[i]];

		if (e->fn != on_interrupt && e->fn != on_death)
			sim_world_blame(w, "it ended with a timer set");
	}
	sim_clock_release(&w->clock);
	sim_clock_init(&w->clock, at + 60);
}

void sim_world_progress(void *arg, const struct momus_pipeline_progress *p)
{
	struct sim_world *w = arg;

	if (w->disk.dead)
		return;
	if (w->n_samples == w->room) {
		w->room = w->room ? 2 * w->room : 256;
		w->samples = realloc(w->samples, w->room * sizeof *w->samples);
		if (!w->samples)
			abort();
	}
	w->samples[w->n_samples++] =
		(struct sim_sample){ w->clock.now,
				     p->nodes_before + p->nodes_done };
}
