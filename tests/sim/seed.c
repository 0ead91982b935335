/* seed.c - see seed.h */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/seed.h"
#include "sim/session.h"
#include "store/merge.h"

enum { TROUBLES = 6, SHARDS_MAX = 8 };

struct tale { /* one seed */
	struct sim_recipe recipe;
	struct momus_registry *registry;
	uint64_t seed;
	enum sim_lie lie;
	struct sim_world calm, world; /* the undisturbed run's, the other's */
	struct sim_nodes wanted;
	struct sim_scale scale;
	struct sim_result *out;
};

static void begin(struct sim_story *s, struct tale *t, struct sim_world *w,
		  uint32_t shard, uint32_t shards)
{
	memset(s, 0, sizeof *s);
	s->w = w;
	s->recipe = &t->recipe;
	s->registry = t->registry;
	s->seed = t->seed;
	s->shard = shard;
	s->shards = shards;
	snprintf(s->path, sizeof s->path, "%s/run%u.h5", w->disk.folder, shard);
}

static void add_up(struct tale *t, const struct sim_world *w)
{
	t->out->sessions++;
	t->out->requests += w->servers.started;
	t->out->shared += w->servers.shared;
	t->out->deaths += w->disk.dead;
	t->out->faults += w->disk.struck;
	t->out->interrupts += w->stop != MOMUS_PIPELINE_GO;
}

/* The undisturbed run: what it leaves is what all others must leave. */
static void run_calm(struct tale *t)
{
	struct sim_world *w = &t->calm;
	struct sim_session_plan plan;
	struct sim_story s;

	begin(&s, t, w, 0, 1);
	sim_session_calm(&plan);
	sim_session_run(&s, &plan);
	sim_nodes_read(&t->wanted, s.path, w);
	if (t->wanted.n - t->wanted.attempts != t->recipe.n_nodes)
		sim_world_blame(
			w,
			"the undisturbed run has %zu nodes, %zu of them "
			"attempts; its recipe makes %llu others",
			t->wanted.n, t->wanted.attempts,
			(unsigned long long)t->recipe.n_nodes);
	sim_check_unique(w, &t->wanted);
	if (!t->recipe.sure && /* a simulated model has no server */
	    (t->wanted.used.prompt != w->servers.told.prompt ||
	     t->wanted.used.completion != w->servers.told.completion))
		sim_world_blame(w,
				"%llu+%llu tokens are stored, the servers told "
				"of %llu+%llu",
				(unsigned long long)t->wanted.used.prompt,
				(unsigned long long)t->wanted.used.completion,
				(unsigned long long)w->servers.told.prompt,
				(unsigned long long)w->servers.told.completion);
	t->scale.changes = w->disk.changes;
	t->scale.requests = w->servers.started;
	memcpy(t->scale.calls, w->disk.seen, sizeof t->scale.calls);
	t->scale.seconds = w->ended - w->begun;
	/* Answers come every second, and wait no longer for the disk. */
	if ((double)w->disk.seen[SIM_FSYNC] < t->scale.seconds / 2)
		sim_world_blame(w, "%llu fsyncs in %.1f seconds",
				(unsigned long long)w->disk.seen[SIM_FSYNC],
				t->scale.seconds);
	t->out->nodes = t->wanted.n;
	add_up(t, w);
	sim_numbers_release(&s.known);
}

/* A finished run has nothing to do, and knows it. */
static void run_again(struct sim_story *s)
{
	struct sim_session_plan plan;

	sim_session_calm(&plan);
	sim_session_run(s, &plan);
	if (s->w->servers.started || s->w->disk.changes > 4) /* of the lock */
		sim_world_blame(s->w,
				"resuming a finished run makes %llu requests "
				"and %llu changes of the disk",
				(unsigned long long)s->w->servers.started,
				(unsigned long long)s->w->disk.changes);
	sim_check_tidy(s->w, s->path);
}

/* One shard through trouble, until nothing is left to do. */
static void run_shard(struct tale *t, uint32_t shard)
{
	struct sim_world *w = &t->world;
	struct sim_session_plan plan;
	struct momus_stream stream;
	struct sim_story s;
	uint64_t troubles;

	begin(&s, t, w, shard, t->recipe.shards);
	momus_stream_init(&stream, t->seed, MOMUS_TEXT("troubles"), shard, 0,
			  "sim");
	troubles = 1 + momus_stream_below(&stream, TROUBLES);
	do {
		if (s.session < troubles)
			sim_session_draw(&s, &t->scale, &plan);
		else
			sim_session_calm(&plan);
		w->servers.salt = t->lie == SIM_LIE_ANSWERS ? s.session : 0;
		sim_session_run(&s, &plan);
		add_up(t, w);
		if (t->lie == SIM_LIE_TWICE && s.session < troubles)
			unlink(s.path);
	} while (!w->wrong[0] && s.session <= troubles &&
		 !(s.rc == MOMUS_OK && s.end == MOMUS_PIPELINE_COMPLETE &&
		   !w->disk.dead));
	if (!w->wrong[0])
		run_again(&s);
	sim_numbers_release(&s.known);
}

/* Joins the shards in some order, one of them perhaps twice. */
static void join(struct tale *t, char *path, size_t room)
{
	struct momus_merge_result result = { 0 };
	struct sim_world *w = &t->world;
	struct momus_error err = { "" };
	char names[SHARDS_MAX + 1][300];
	const char *paths[SHARDS_MAX + 1];
	uint32_t n = t->recipe.shards, from;
	struct momus_stream s;
	int rc;

	momus_stream_init(&s, t->seed, MOMUS_TEXT("join"), 0, 0, "sim");
	from = (uint32_t)momus_stream_below(&s, n);
	for (uint32_t i = 0; i <= n; i++) {
		snprintf(names[i], sizeof names[i], "%s/run%u.h5",
			 w->disk.folder, (from + i) % n);
		paths[i] = names[i];
	}
	snprintf(path, room, "%s/all.h5", w->disk.folder);
	rc = momus_merge(path, paths, n + momus_stream_below(&s, 2), NULL,
			 &result, &err);
	if (rc < 0)
		sim_world_blame(w, "the shards cannot be joined: %s", err.text);
	else if (!result.complete || result.n_missing)
		sim_world_blame(w, "the joined run is not complete");
	free(result.missing);
}

static void compare(struct tale *t)
{
	struct sim_world *w = &t->world;
	struct sim_nodes got;
	char path[300];

	snprintf(path, sizeof path, "%s/run0.h5", w->disk.folder);
	if (t->recipe.shards > 1)
		join(t, path, sizeof path);
	sim_nodes_read(&got, path, w);
	sim_check_equal(w, &got, &t->wanted, "after all faults");
	if (got.there)
		sim_check_rows(w, path, got.n);
	if (!got.complete)
		sim_world_blame(w, "the run is not complete in the end");
	sim_nodes_release(&got);
}

void sim_seed_run(uint64_t seed, struct momus_registry *registry, bool verbose,
		  enum sim_lie lie, struct sim_result *out)
{
	struct tale t = {
		.registry = registry, .seed = seed, .lie = lie, .out = out
	};
	const struct sim_size size = { 0 };
	struct momus_error err = { "" };

	memset(out, 0, sizeof *out);
	if (sim_world_init(&t.calm, false) || sim_world_init(&t.world, true)) {
		snprintf(out->wrong, sizeof out->wrong, "no folder: %m");
		return;
	}
	t.calm.trace.show = t.world.trace.show = verbose;
	t.world.disk.lies = lie == SIM_LIE_FSYNC;
	if (sim_recipe_draw(&t.recipe, seed, t.world.disk.folder, &size, &err) <
	    0)
		sim_world_blame(&t.calm, "the recipe is refused: %s", err.text);
	else if (verbose)
		printf("# recipe: %s\n# %u shards\n", t.recipe.text,
		       t.recipe.shards);
	t.calm.shares = t.world.shares = t.recipe.shares;
	if (!t.calm.wrong[0])
		run_calm(&t);
	for (uint32_t i = 0;
	     i < t.recipe.shards && !t.calm.wrong[0] && !t.world.wrong[0]; i++)
		run_shard(&t, i);
	if (!t.calm.wrong[0] && !t.world.wrong[0])
		compare(&t);
	out->digest = t.calm.trace.digest ^ t.world.trace.digest * 3;
	snprintf(out->wrong, sizeof out->wrong, "%s",
		 t.calm.wrong[0] ? t.calm.wrong : t.world.wrong);
	sim_nodes_release(&t.wanted);
	sim_recipe_release(&t.recipe);
	sim_world_release(&t.calm);
	sim_world_release(&t.world);
}
