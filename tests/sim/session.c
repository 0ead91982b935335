/* session.c - see session.h */
#include "config.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/memory.h"
#include "sim/session.h"

static void *sure(void *p)
{
	if (!p)
		abort();
	return p;
}

void sim_story_begin(struct sim_story *s, struct sim_world *w,
		     struct sim_recipe *recipe, uint64_t seed, uint32_t shard,
		     uint32_t shards)
{
	*s = (struct sim_story){ .w = w,
				 .recipe = recipe,
				 .seed = seed,
				 .shard = shard,
				 .shards = shards };
	s->runs = sure(calloc(recipe->n, sizeof *s->runs));
	s->results = sure(calloc(recipe->n, sizeof *s->results));
	for (size_t i = 0; i < recipe->n; i++)
		sim_story_path(s, i, s->runs[i].path);
}

void sim_story_release(struct sim_story *s)
{
	sim_ledger_release(&s->ledger);
	free(s->runs);
	free(s->results);
	memset(s, 0, sizeof *s);
}

void sim_story_path(const struct sim_story *s, size_t cell, char path[300])
{
	char suffix[32] = "";

	if (s->shards > 1)
		snprintf(suffix, sizeof suffix, "-%u-of-%u", s->shard,
			 s->shards);
	snprintf(path, 300, "%s/%s%s.h5", s->w->disk.folder,
		 s->recipe->cells[cell].name, suffix);
}

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

/* When it is to stop, and of what it dies. */
static void draw_end(const struct sim_scale *scale, double seconds,
		     struct momus_stream *s, struct sim_session_plan *out)
{
	switch (momus_stream_below(s, 8)) {
	case 0:
	case 1:
		out->disk.die_at =
			1 + momus_stream_below(s, scale->changes + 1);
		break;
	case 2:
	case 3:
		out->die_after = momus_stream_real(s) * seconds;
		break;
	case 4:
		draw_fault(&out->disk.fault, scale, s);
		break;
	case 5:
		out->interrupts[0] = momus_stream_real(s) * seconds;
		break;
	case 6:
		out->interrupts[0] = momus_stream_real(s) * seconds;
		out->interrupts[1] =
			out->interrupts[0] +
			momus_stream_real(s) * 2 * out->weather.latency_s;
		break;
	default: /* it is left in peace, but for the weather */
		break;
	}
	if (momus_stream_below(s, 8) == 0)
		out->interrupt_at =
			1 + momus_stream_below(s, scale->requests + 1);
}

static void draw_budget(const struct sim_scale *scale, double seconds,
			struct momus_stream *s, struct momus_budget *out)
{
	double part = momus_stream_real(s);

	switch (momus_stream_below(s, 12)) {
	case 0:
	case 1:
		out->tokens = 1 + floor(part * scale->tokens);
		break;
	case 2:
		out->cost = part * scale->cost;
		break;
	case 3:
		out->seconds = part * seconds;
		break;
	default:
		break;
	}
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
	draw_end(scale, seconds, &s, out);
	draw_budget(scale, seconds, &s, &out->budget);
	if (story->recipe->n > 1 && momus_stream_below(&s, 3) == 0)
		out->left_out = momus_stream_u64(&s);
	if (momus_stream_below(&s, 8) == 0)
		out->memory_at = 1 + momus_stream_below(&s, scale->memory + 1);
}

static void tell(struct sim_world *w, const struct sim_session_plan *plan)
{
	const struct sim_disk_fault *f = &plan->disk.fault;
	const struct momus_budget *b = &plan->budget;

	sim_weather_tell(&plan->weather, &w->trace);
	if (f->at)
		sim_trace(&w->trace, "plan: %s number %llu fails%s",
			  sim_call_names[f->which], (unsigned long long)f->at,
			  f->for_good ? ", and all that follow" : "");
	if (plan->disk.die_at)
		sim_trace(&w->trace, "plan: death at change %llu, it %s",
			  (unsigned long long)plan->disk.die_at,
			  sim_loss_names[plan->loss]);
	if (plan->memory_at)
		sim_trace(&w->trace, "plan: allocation %llu fails",
			  (unsigned long long)plan->memory_at);
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
	if (b->tokens > 0 || b->cost > 0 || b->seconds > 0)
		sim_trace(&w->trace,
			  "plan: a budget of %.0f tokens, $%.6f, %.6f s",
			  b->tokens, b->cost, b->seconds);
}

/* Answers that are durable must not be asked for again. */
static void asked(void *arg, uint64_t number)
{
	struct sim_story *s = arg;

	if (sim_ledger_is_had(&s->ledger, s->recipe, number))
		sim_world_blame(s->w,
				"request %016llx is made again, though its "
				"answer is in the store",
				(unsigned long long)number);
}

static void crowded(void *arg, const char *model)
{
	sim_world_blame(((struct sim_story *)arg)->w,
			"%s is asked more at once than its limit", model);
}

/* What a model may be asked at once: its own limit, or the recipe's. */
static void limit(struct sim_servers *to, const struct momus_recipe *r,
		  const struct momus_recipe_model *m)
{
	const cJSON *name = cJSON_GetObjectItem(m->object, "model");
	const cJSON *own = cJSON_GetObjectItem(m->object, "in_flight");
	struct sim_limit *l = &to->limits[to->n_limits];

	if (!cJSON_IsString(name))
		return;
	for (size_t i = 0; i < to->n_limits; i++)
		if (strcmp(to->limits[i].model, name->valuestring) == 0)
			return;
	if (to->n_limits == sizeof to->limits / sizeof *to->limits)
		abort();
	snprintf(l->model, sizeof l->model, "%s", name->valuestring);
	l->most = own && own->valueint > 0 ? (uint32_t)own->valueint
					   : (uint32_t)r->requests;
	to->n_limits++;
}

static void prepare_world(struct sim_story *s,
			  const struct sim_session_plan *plan)
{
	struct sim_world *w = s->w;

	sim_world_session(w, plan, s->seed, s->shard, s->session,
			  s->recipe->programs);
	w->programs.sure = s->recipe->sure;
	w->servers.key = s->recipe->key;
	w->servers.asked = asked;
	w->servers.crowded = crowded;
	w->servers.arg = s;
	w->servers.n_limits = 0;
	for (size_t i = 0; i < s->recipe->n; i++) {
		const struct momus_recipe *r = s->recipe->cells[i].recipe;

		limit(&w->servers, r, &r->generator);
		limit(&w->servers, r, &r->critic);
	}
	if (plan->budget.tokens > 0)
		w->purse.tokens = plan->budget.tokens - s->before.tokens;
	if (plan->budget.seconds > 0)
		w->purse.until = w->begun + plan->budget.seconds;
}

/* Chooses the cells to run: but for those left out, with what they read, and
 * never none. */
static void choose(struct sim_story *s, const struct sim_session_plan *plan)
{
	const struct sim_recipe *r = s->recipe;
	bool any = false;

	s->whole = true;
	for (size_t i = 0; i < r->n; i++) {
		s->runs[i].chosen = !(plan->left_out >> i & 1);
		any |= s->runs[i].chosen;
	}
	for (size_t i = 0; i < r->n; i++) {
		int after = r->cells[i].after;

		s->runs[i].chosen |= !any;
		if (after >= 0 && s->runs[i].chosen && !s->runs[after].print)
			s->runs[after].chosen = true;
	}
	for (size_t i = 0; i < r->n; i++)
		s->whole &= s->runs[i].chosen;
}

struct job { /* the cells that were chosen; owned, (n) */
	struct momus_pipeline_order *orders;
	struct momus_cell *cells;
	struct momus_cell_result *results;
	size_t *of, n; /* of: their places in the story */
	struct momus_pipeline_order
		*aside; /* owned, (n_aside): of the others */
	size_t n_aside;
};

static void put_aside(const struct sim_story *s, size_t cell, struct job *j)
{
	if (access(s->runs[cell].path, F_OK) == 0)
		j->aside[j->n_aside++] = (struct momus_pipeline_order){
			.recipe = s->recipe->cells[cell].recipe,
			.registry = s->registry,
			.path = s->runs[cell].path,
			.shard = s->shard,
			.shards = s->shards,
		};
}

static void make_job(struct sim_story *s, const struct sim_session_plan *plan,
		     struct job *j)
{
	const struct sim_recipe *r = s->recipe;

	j->orders = sure(calloc(r->n, sizeof *j->orders));
	j->cells = sure(calloc(r->n, sizeof *j->cells));
	j->results = sure(calloc(r->n, sizeof *j->results));
	j->of = sure(calloc(r->n, sizeof *j->of));
	j->aside = sure(calloc(r->n, sizeof *j->aside));
	j->n = j->n_aside = 0;
	for (size_t i = 0; i < r->n; i++) {
		if (!s->runs[i].chosen) {
			put_aside(s, i, j);
			continue;
		}
		j->orders[j->n] = (struct momus_pipeline_order){
			.recipe = r->cells[i].recipe,
			.registry = s->registry,
			.world = &s->w->world,
			.path = s->runs[i].path,
			.resume = access(s->runs[i].path, F_OK) == 0,
			.checkpoint = plan->checkpoint,
			.shard = s->shard,
			.shards = s->shards,
			.stop = &s->w->stop,
			.budget = plan->budget,
			.progress = sim_world_progress,
			.arg = s->w,
		};
		j->of[j->n++] = i;
	}
	for (size_t k = 0; k < j->n; k++) {
		j->cells[k] = (struct momus_cell){ &j->orders[k], -1 };
		for (size_t i = 0; i < j->n; i++)
			if ((int)j->of[i] == r->cells[j->of[k]].after)
				j->cells[k].after = (int)i;
	}
}

static void free_job(struct job *j)
{
	free(j->orders);
	free(j->aside);
	free(j->cells);
	free(j->results);
	free(j->of);
}

/* Requests that cells of unlike widths may make beside those foretold: a narrow
 * one may begin a problem before a wide one, and then the samples that they have
 * in common travel apart. */
static uint64_t apart(const struct sim_recipe *r)
{
	uint64_t n = 0;

	for (size_t i = 0; r->is_study && r->shares && i < r->n; i++)
		n += r->cells[i].n_nodes;
	return n;
}

/* What a dry run foretells is what an undisturbed session asks for; but nobody
 * foretells which replies call for another, and where one of the store did
 * already its node, and those behind it, travel apart from their family. */
static void check_forecast(struct sim_story *s,
			   const struct momus_pipeline_forecast *f)
{
	const struct sim_world *w = s->w;
	uint64_t asked = w->servers.started, before = s->before.attempts, least;
	struct sim_nodes *runs;
	struct sim_sum after;

	if (!w->plan.calm || w->disk.struck || w->disk.dead || w->starved ||
	    s->totals.spent || w->stop != MOMUS_PIPELINE_GO)
		return;
	runs = sim_story_read(s);
	after = sim_sum_up(s->recipe, runs);
	sim_story_forget(s, runs);
	least = f->requests + after.attempts - before;
	if (asked > least + 2 * before + apart(s->recipe) ||
	    (asked + apart(s->recipe) < least && !s->recipe->leaves_out))
		sim_world_blame(
			s->w, "%llu requests were made, %llu were foretold",
			(unsigned long long)asked, (unsigned long long)least);
}

/* The runs of J through the entrance that momus has for them. */
static int carry_out(struct sim_story *s, const struct job *j,
		     const struct sim_session_plan *plan,
		     struct momus_error *err)
{
	const struct momus_cells_order order = {
		.cells = j->cells,
		.n = j->n,
		.aside = j->aside,
		.n_aside = j->n_aside,
		.world = &s->w->world,
		.stop = &s->w->stop,
		.budget = plan->budget,
		.progress = sim_world_progress,
		.arg = s->w,
	};

	return s->recipe->is_study
		       ? momus_cells_run(&order, j->results, &s->totals, err)
		       : momus_pipeline_run(j->orders, &j->results->end,
					    &s->totals, err);
}

static void look_before(struct sim_story *s)
{
	struct sim_nodes *runs = sim_story_read(s);

	s->before = sim_sum_up(s->recipe, runs);
	s->done_before = 0;
	for (size_t i = 0; i < s->recipe->n; i++)
		if (s->runs[i].print || !s->runs[i].chosen)
			s->done_before += runs[i].n;
	sim_story_forget(s, runs);
}

int sim_session_process(struct sim_story *s,
			const struct sim_session_plan *plan,
			struct momus_error *err)
{
	struct sim_world *w = s->w;
	struct momus_pipeline_forecast *each, forecast = { .requests = 0 };
	struct momus_error own = { "" };
	struct job j;

	if (plan->vary)
		sim_recipe_vary(s->recipe, s->shard, s->session);
	choose(s, plan);
	look_before(s);
	make_job(s, plan, &j);
	setenv("MOMUS_CACHE", w->disk.cache, 1);
	each = sure(calloc(j.n, sizeof *each));
	if (momus_cells_forecast(
		    &(const struct momus_cells_order){ .cells = j.cells,
						       .n = j.n,
						       .aside = j.aside,
						       .n_aside = j.n_aside },
		    each, &forecast, &own) < 0)
		sim_world_blame(w, "no forecast: %s", own.text);
	free(each);
	prepare_world(s, plan);
	sim_trace(&w->trace,
		  "session %u of shard %u of %u %s, %zu of %zu cells",
		  s->session, s->shard, s->shards,
		  j.orders->resume ? "resumes" : "starts", j.n, s->recipe->n);
	tell(w, plan);
	memset(&s->totals, 0, sizeof s->totals);
	sim_memory_begin(plan->memory_at);
	s->rc = carry_out(s, &j, plan, err);
	w->allocations = sim_memory_end(&w->starved);
	memset(s->results, 0, s->recipe->n * sizeof *s->results);
	for (size_t k = 0; k < j.n; k++)
		s->results[j.of[k]] = j.results[k];
	free_job(&j);
	check_forecast(s, &forecast);
	return s->rc;
}

bool sim_story_is_over(const struct sim_story *s)
{
	for (size_t i = 0; i < s->recipe->n; i++)
		if (!s->runs[i].print)
			return false;
	return s->rc == MOMUS_OK && !s->w->disk.dead;
}

void sim_session_run(struct sim_story *s, const struct sim_session_plan *plan)
{
	struct momus_error err = { "" };
	struct sim_world *w = s->w;

	sim_session_process(s, plan, &err);
	sim_trace(&w->trace, "session ends: %s, %llu attempts, %llu changes",
		  w->disk.dead ? "dead" : momus_status_name(s->rc),
		  (unsigned long long)w->servers.started,
		  (unsigned long long)w->disk.changes);
	if (w->trace.show && err.text[0]) /* it names a folder of this time */
		printf("# %s\n", err.text);
	sim_world_end(w);
	sim_session_stock(s, &err);
	s->session++;
}
