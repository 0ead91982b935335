/* session.c - see session.h */
#include "config.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/session.h"

void sim_session_calm(struct sim_session_plan *out)
{
	memset(out, 0, sizeof *out);
	out->calm = true;
	out->die_after = out->interrupts[0] = out->interrupts[1] = INFINITY;
	sim_weather_draw(&out->weather, true, 0, NULL);
}

static void draw_fault(struct sim_disk_fault *f, const struct sim_scale *scale,
		       struct momus_stream *s)
{
	static const int errors[] = { ENOSPC, EIO, EDQUOT };

	f->which = (enum sim_call)momus_stream_below(s, SIM_CALLS);
	f->at = 1 + momus_stream_below(s, scale->calls[f->which] + 1);
	f->for_good = momus_stream_u64(s) & 1;
	f->error = errors[momus_stream_below(s, 3)];
	if (f->which == SIM_OPEN)
		f->error = momus_stream_u64(s) & 1 ? EMFILE : EACCES;
	if (f->which == SIM_PREAD)
		f->error = EIO;
}

void sim_session_draw(const struct sim_story *story,
		      const struct sim_scale *scale,
		      struct sim_session_plan *out)
{
	struct momus_stream s;
	double seconds = scale->seconds;

	sim_session_calm(out);
	momus_stream_init(&s, story->seed, MOMUS_TEXT("plan"), story->shard,
			  story->session, "sim");
	out->calm = momus_stream_below(&s, 4) == 0;
	sim_weather_draw(&out->weather, out->calm, seconds, &s);
	seconds *= out->weather.latency_s;
	out->loss = (enum sim_loss)momus_stream_below(&s, SIM_LOSSES);
	if (momus_stream_below(&s, 4) == 0)
		out->disk.short_writes = momus_stream_real(&s) / 2;
	if (momus_stream_below(&s, 3))
		out->checkpoint = 1000 + momus_stream_below(&s, 100000);
	out->vary = momus_stream_below(&s, 3) == 0;
	switch (momus_stream_below(&s, 8)) {
	case 0:
	case 1:
		out->disk.die_at =
			1 + momus_stream_below(&s, scale->changes + 1);
		break;
	case 2:
	case 3:
		out->die_after = momus_stream_real(&s) * seconds;
		break;
	case 4:
		draw_fault(&out->disk.fault, scale, &s);
		break;
	case 5:
		out->interrupts[0] = momus_stream_real(&s) * seconds;
		break;
	case 6:
		out->interrupts[0] = momus_stream_real(&s) * seconds;
		out->interrupts[1] =
			out->interrupts[0] +
			momus_stream_real(&s) * 2 * out->weather.latency_s;
		break;
	default: /* it is left in peace, but for the weather */
		break;
	}
	if (momus_stream_below(&s, 8) == 0)
		out->interrupt_at =
			1 + momus_stream_below(&s, scale->requests + 1);
}

static void tell(struct sim_world *w, const struct sim_session_plan *plan)
{
	const struct sim_disk_fault *f = &plan->disk.fault;

	sim_weather_tell(&plan->weather, &w->trace);
	if (f->at)
		sim_trace(&w->trace, "plan: %s number %llu fails%s",
			  sim_call_names[f->which], (unsigned long long)f->at,
			  f->for_good ? ", and all that follow" : "");
	if (plan->disk.die_at)
		sim_trace(&w->trace, "plan: death at change %llu, it %s",
			  (unsigned long long)plan->disk.die_at,
			  sim_loss_names[plan->loss]);
	if (isfinite(plan->die_after))
		sim_trace(&w->trace, "plan: death after %.6f s, it %s",
			  plan->die_after, sim_loss_names[plan->loss]);
	if (plan->interrupt_at)
		sim_trace(&w->trace, "plan: interrupt at attempt %llu",
			  (unsigned long long)plan->interrupt_at);
	for (size_t i = 0; i < 2; i++)
		if (isfinite(plan->interrupts[i]))
			sim_trace(&w->trace, "plan: interrupt after %.6f s",
				  plan->interrupts[i]);
}

/* Answers that are durable must not be asked for again. */
static void asked(void *arg, uint64_t number)
{
	struct sim_story *s = arg;

	if (sim_numbers_has(&s->known, number))
		sim_world_blame(s->w,
				"request %016llx is made again, though its "
				"answer is in the store",
				(unsigned long long)number);
}

static void learn(struct sim_story *s, const struct sim_nodes *run)
{
	for (size_t i = 0; i < run->n; i++) {
		uint64_t n = sim_node_number(run->lines[i]);

		if (n && sim_node_is_done(run->lines[i]))
			sim_numbers_add(&s->known, n);
	}
}

static void read_synced(struct sim_story *s, struct sim_nodes *out)
{
	char folder[300], path[400];
	const char *base = strrchr(s->path, '/') + 1;

	snprintf(folder, sizeof folder, "%s-XXXXXX", s->w->disk.folder);
	if (!mkdtemp(folder))
		abort();
	sim_shadow_write(&s->w->disk.shadow, folder);
	snprintf(path, sizeof path, "%s/%s", folder, base);
	sim_nodes_read(out, path, s->w);
	sim_folder_remove(folder);
}

static size_t count_finished(const struct sim_nodes *run)
{
	size_t n = 0;

	for (size_t i = 0; i < run->n; i++)
		n += momus_text_find(run->lines[i],
				     MOMUS_TEXT("\"state\":\"failed\""),
				     0) == (size_t)-1;
	return n;
}

/* What the progress line had counted must be on the platter. */
static void check_told(struct sim_story *s, const struct sim_nodes *synced)
{
	const struct sim_world *w = s->w;
	size_t n = count_finished(synced);

	for (size_t i = 0; i < w->n_samples; i++)
		if (w->samples[i].done > n)
			sim_world_blame(s->w,
					"%llu nodes were told of at %.6f, but "
					"only %zu are durable at the death "
					"at %.6f",
					(unsigned long long)w->samples[i].done,
					w->samples[i].at, n, w->died);
}

/* The machine is up again after a death: nothing safe may be lost. */
static void bury(struct sim_story *s)
{
	struct sim_nodes synced, after;

	read_synced(s, &synced);
	check_told(s, &synced);
	sim_disk_lose(&s->w->disk, s->w->plan.loss);
	sim_nodes_read(&after, s->path, s->w);
	sim_check_kept(s->w, &synced, &after);
	sim_trace(&s->w->trace, "%zu nodes were durable, %zu are there",
		  synced.n, after.n);
	learn(s, &synced);
	sim_nodes_release(&synced);
	sim_nodes_release(&after);
}

static void check_end(struct sim_story *s, const struct momus_error *err)
{
	struct sim_world *w = s->w;
	bool failed = s->totals.nodes_failed > 0;

	if (s->rc < 0 && !w->disk.struck)
		sim_world_blame(w, "it failed without cause: %s", err->text);
	if (s->rc < 0)
		return;
	if (s->end == MOMUS_PIPELINE_STOPPED && w->stop == MOMUS_PIPELINE_GO)
		sim_world_blame(w, "it says that it was stopped, but nobody "
				   "stopped it");
	if (s->end == MOMUS_PIPELINE_PARTIAL && !failed)
		sim_world_blame(w, "it ended in part, but nothing failed");
	if (s->end == MOMUS_PIPELINE_COMPLETE && failed)
		sim_world_blame(w, "it is complete, but %llu nodes failed",
				(unsigned long long)s->totals.nodes_failed);
	if (w->plan.calm && w->stop == MOMUS_PIPELINE_GO && !w->disk.struck &&
	    s->end != MOMUS_PIPELINE_COMPLETE)
		sim_world_blame(w, "nothing went wrong, but it is not "
				   "complete");
}

/* The process ended by itself: what it says must be so. */
static void take_stock(struct sim_story *s, const struct momus_error *err)
{
	struct sim_nodes run, synced;

	sim_nodes_read(&run, s->path, s->w);
	if (s->w->disk.keeps)
		read_synced(s, &synced);
	else
		sim_nodes_read(&synced, s->path, s->w);
	check_end(s, err);
	if (s->rc == MOMUS_OK)
		sim_check_kept(s->w, &run, &synced);
	if (s->rc == MOMUS_OK &&
	    run.complete != (s->end == MOMUS_PIPELINE_COMPLETE))
		sim_world_blame(s->w,
				"the store says complete: %d, the "
				"pipeline's end is %d",
				run.complete, s->end);
	learn(s, &synced);
	sim_nodes_release(&run);
	sim_nodes_release(&synced);
}

static uint64_t attempts(struct sim_story *s)
{
	struct sim_nodes run;
	uint64_t n;

	sim_nodes_read(&run, s->path, s->w);
	n = run.attempts;
	sim_nodes_release(&run);
	return n;
}

/* What a dry run foretells is what an undisturbed session asks for; but nobody
 * foretells which replies call for another, and where one of BEFORE did already
 * its node, and those behind it, travel apart from their family. */
static void check_forecast(struct sim_story *s,
			   const struct momus_pipeline_forecast *f,
			   uint64_t before)
{
	const struct sim_world *w = s->w;
	uint64_t asked = w->servers.started, least;

	if (!w->plan.calm || w->disk.struck || w->disk.dead ||
	    w->stop != MOMUS_PIPELINE_GO)
		return;
	least = f->requests + attempts(s) - before;
	if (asked > least + 2 * before ||
	    (asked < least && !s->recipe->leaves_out))
		sim_world_blame(
			s->w, "%llu requests were made, %llu were foretold",
			(unsigned long long)asked, (unsigned long long)least);
}

int sim_session_process(struct sim_story *s,
			const struct sim_session_plan *plan,
			struct momus_error *err)
{
	struct sim_world *w = s->w;
	struct momus_pipeline_order order = {
		.recipe = s->recipe->recipe,
		.registry = s->registry,
		.world = &w->world,
		.path = s->path,
		.resume = access(s->path, F_OK) == 0,
		.checkpoint = plan->checkpoint,
		.shard = s->shard,
		.shards = s->shards,
		.stop = &w->stop,
		.progress = sim_world_progress,
		.arg = w,
	};
	struct momus_pipeline_forecast forecast;
	uint64_t before = order.resume ? attempts(s) : 0;
	struct momus_error own = { "" };

	if (plan->vary)
		sim_recipe_vary(s->recipe, s->shard, s->session);
	setenv("MOMUS_CACHE", s->w->disk.cache, 1);
	if (momus_pipeline_forecast(&order, &forecast, &own) < 0)
		sim_world_blame(w, "no forecast: %s", own.text);
	sim_world_session(w, plan, s->seed, s->shard, s->session,
			  s->recipe->programs);
	w->programs.sure = s->recipe->sure;
	w->servers.key = s->recipe->key;
	w->servers.asked = asked;
	w->servers.arg = s;
	sim_trace(&w->trace, "session %u of shard %u of %u %s", s->session,
		  s->shard, s->shards, order.resume ? "resumes" : "starts");
	tell(w, plan);
	memset(&s->totals, 0, sizeof s->totals);
	s->rc = momus_pipeline_run(&order, &s->end, &s->totals, err);
	check_forecast(s, &forecast, before);
	return s->rc;
}

void sim_session_run(struct sim_story *s, const struct sim_session_plan *plan)
{
	static const char *const ends[] = { "complete", "partial", "stopped" };
	struct momus_error err = { "" };
	struct sim_world *w = s->w;

	sim_session_process(s, plan, &err);
	sim_trace(&w->trace, "session ends: %s, %llu attempts, %llu changes",
		  w->disk.dead ? "dead"
		  : s->rc < 0  ? momus_status_name(s->rc)
			       : ends[s->end],
		  (unsigned long long)w->servers.started,
		  (unsigned long long)w->disk.changes);
	if (w->trace.show && err.text[0]) /* it names a folder of this time */
		printf("# %s\n", err.text);
	sim_world_end(w);
	if (w->disk.dead)
		bury(s);
	else
		take_stock(s, &err);
	s->session++;
}
