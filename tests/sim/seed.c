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

struct tale {				 /* one seed */
	struct sim_recipe plain, recipe; /* .calm's, .world's */
	struct momus_registry *registry;
	uint64_t seed;
	enum sim_lie lie;
	struct sim_world calm, world; /* the undisturbed run's, the other's */
	struct sim_nodes *wanted;     /* owned, (plain.n); NULL: none yet */
	struct sim_scale scale;
	struct sim_result *out;
};

static void begin(struct sim_story *s, struct tale *t, struct sim_world *w,
		  uint32_t shard, uint32_t shards)
{
	struct sim_recipe *r = w == &t->calm ? &t->plain : &t->recipe;

	sim_story_begin(s, w, r, t->seed, shard, shards);
	s->registry = t->registry;
	for (size_t i = 0; t->wanted && i < r->n; i++)
		sim_ledger_need(&s->ledger, r, i, &t->wanted[i]);
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

/* What the undisturbed run stores is what its servers told of. */
static void check_usage(struct tale *t, const struct sim_sum *sum)
{
	struct sim_world *w = &t->calm;
	double told = (double)w->servers.told.prompt +
		      (double)w->servers.told.completion;

	/* A simulated model has no server. */
	if (!t->plain.sure && sum->tokens != told)
		sim_world_blame(w,
				"%.0f tokens are stored, the servers told of "
				"%.0f",
				sum->tokens, told);
}

static void check_counts(struct tale *t)
{
	for (size_t i = 0; i < t->plain.n; i++) {
		const struct sim_nodes *got = &t->wanted[i];

		if (got->n - got->attempts != t->plain.cells[i].n_nodes)
			sim_world_blame(
				&t->calm,
				"the undisturbed run %s has %zu nodes, %zu of "
				"them attempts; its recipe makes %llu others",
				t->plain.cells[i].name, got->n, got->attempts,
				(unsigned long long)t->plain.cells[i].n_nodes);
		if (t->plain.cells[i].after < 0) /* nothing is passed on */
			sim_check_unique(&t->calm, got);
		t->out->nodes += got->n;
	}
}

/* The undisturbed run: what it leaves is what all others must leave. */
static void run_calm(struct tale *t)
{
	struct sim_world *w = &t->calm;
	struct sim_session_plan plan;
	struct sim_story s;
	struct sim_sum sum;

	begin(&s, t, w, 0, 1);
	sim_session_calm(&plan);
	sim_session_run(&s, &plan);
	t->wanted = sim_story_read(&s);
	sum = sim_sum_up(&t->plain, t->wanted);
	check_counts(t);
	check_usage(t, &sum);
	t->scale.changes = w->disk.changes;
	t->scale.requests = w->servers.started;
	memcpy(t->scale.calls, w->disk.seen, sizeof t->scale.calls);
	t->scale.seconds = w->ended - w->begun;
	t->scale.memory = w->allocations;
	t->scale.tokens = sum.tokens;
	t->scale.cost = sum.cost;
	/* Answers come every second, and wait no longer for the disk. */
	if ((double)w->disk.seen[SIM_FSYNC] < t->scale.seconds / 2)
		sim_world_blame(w, "%llu fsyncs in %.1f seconds",
				(unsigned long long)w->disk.seen[SIM_FSYNC],
				t->scale.seconds);
	add_up(t, w);
	sim_story_release(&s);
}

/* A finished run has nothing to do, and knows it. */
static void run_again(struct sim_story *s)
{
	struct sim_session_plan plan;

	sim_session_calm(&plan);
	sim_session_run(s, &plan);
	if (s->w->servers.started ||
	    s->w->disk.changes > 4 * s->recipe->n) /* of the locks */
		sim_world_blame(s->w,
				"resuming a finished run makes %llu requests "
				"and %llu changes of the disk",
				(unsigned long long)s->w->servers.started,
				(unsigned long long)s->w->disk.changes);
	for (size_t i = 0; i < s->recipe->n; i++)
		sim_check_tidy(s->w, s->runs[i].path);
}

static void forget_runs(struct sim_story *s)
{
	for (size_t i = 0; i < s->recipe->n; i++) {
		unlink(s->runs[i].path);
		sim_shadow_unlink(&s->w->disk.shadow, s->runs[i].path);
	}
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
			forget_runs(&s);
	} while (!w->wrong[0] && s.session <= troubles &&
		 !sim_story_is_over(&s));
	if (!w->wrong[0])
		run_again(&s);
	sim_story_release(&s);
}

/* Joins the shards of cell CELL in some order, one of them perhaps twice. */
static void join(struct tale *t, size_t cell, char path[300])
{
	struct momus_merge_result result = { 0 };
	struct sim_world *w = &t->world;
	struct momus_error err = { "" };
	char names[SHARDS_MAX + 1][300];
	const char *paths[SHARDS_MAX + 1];
	uint32_t n = t->recipe.shards, from;
	struct sim_story where = { .w = w, .recipe = &t->recipe, .shards = n };
	struct momus_stream s;
	int rc;

	momus_stream_init(&s, t->seed, MOMUS_TEXT("join"), (uint32_t)cell, 0,
			  "sim");
	from = (uint32_t)momus_stream_below(&s, n);
	for (uint32_t i = 0; i <= n; i++) {
		where.shard = (from + i) % n;
		sim_story_path(&where, cell, names[i]);
		paths[i] = names[i];
	}
	snprintf(path, 300, "%s/all%zu.h5", w->disk.folder, cell);
	rc = momus_merge(path, paths, n + momus_stream_below(&s, 2), NULL,
			 &result, &err);
	if (rc < 0)
		sim_world_blame(w, "the shards cannot be joined: %s", err.text);
	else if (!result.complete || result.n_missing)
		sim_world_blame(w, "the joined run is not complete");
	free(result.missing);
}

static void compare(struct tale *t, size_t cell)
{
	struct sim_world *w = &t->world;
	struct sim_story where = { .w = w, .recipe = &t->recipe, .shards = 1 };
	struct sim_nodes got;
	char path[300], what[400];

	if (t->recipe.shards > 1)
		join(t, cell, path);
	else
		sim_story_path(&where, cell, path);
	sim_nodes_read(&got, path, w);
	snprintf(what, sizeof what, "%s after all faults",
		 t->recipe.cells[cell].name);
	sim_check_equal(w, &got, &t->wanted[cell], what);
	if (got.there)
		sim_check_rows(w, path, got.n);
	if (!got.complete)
		sim_world_blame(w, "the run is not complete in the end");
	sim_nodes_release(&got);
}

/* A cell is what its recipe makes when it runs alone. */
static void run_alone(struct tale *t, size_t cell)
{
	struct sim_session_plan plan;
	struct sim_recipe one = t->plain;
	struct sim_cell alone = t->plain.cells[cell];
	struct sim_nodes *got;
	struct sim_story s;
	char name[300];

	snprintf(name, sizeof name, "alone-%s", alone.name);
	alone.name = name;
	alone.after = -1;
	alone.kin = 0;
	one.cells = &alone;
	one.n = 1;
	sim_story_begin(&s, &t->calm, &one, t->seed, 0, 1);
	s.registry = t->registry;
	sim_session_calm(&plan);
	sim_session_run(&s, &plan);
	got = sim_story_read(&s);
	sim_check_equal(&t->calm, got, &t->wanted[cell], name);
	sim_story_forget(&s, got);
	add_up(t, &t->calm);
	sim_story_release(&s);
}

static int draw(struct tale *t, bool study, struct momus_error *err)
{
	const struct sim_size size = { 0 };
	struct sim_recipe *both[2] = { &t->plain, &t->recipe };
	const char *folders[2] = { t->calm.disk.folder, t->world.disk.folder };
	int rc = MOMUS_OK;

	for (int i = 0; rc == MOMUS_OK && i < 2; i++)
		rc = study ? sim_study_draw(both[i], t->seed, folders[i], err)
			   : sim_recipe_draw(both[i], t->seed, folders[i],
					     &size, err);
	return rc;
}

static bool is_well(const struct tale *t)
{
	return !t->calm.wrong[0] && !t->world.wrong[0];
}

static void tell_all(struct tale *t)
{
	struct sim_recipe *r = &t->recipe;

	run_calm(t);
	for (size_t i = 0; r->is_study && t->seed % 4 == 0 && i < r->n; i++)
		if (is_well(t))
			run_alone(t, i);
	for (uint32_t i = 0; i < r->shards && is_well(t); i++)
		run_shard(t, i);
	for (size_t i = 0; i < r->n && is_well(t); i++)
		compare(t, i);
	for (size_t i = 0; t->wanted && i < r->n; i++)
		sim_nodes_release(&t->wanted[i]);
	free(t->wanted);
}

void sim_seed_run(uint64_t seed, struct momus_registry *registry,
		  const struct sim_wish *wish, struct sim_result *out)
{
	struct tale t = {
		.registry = registry, .seed = seed, .lie = wish->lie, .out = out
	};
	struct momus_error err = { "" };

	memset(out, 0, sizeof *out);
	if (sim_world_init(&t.calm, false) || sim_world_init(&t.world, true)) {
		snprintf(out->wrong, sizeof out->wrong, "no folder: %m");
		return;
	}
	t.calm.trace.show = t.world.trace.show = wish->verbose;
	t.world.disk.lies = wish->lie == SIM_LIE_FSYNC;
	if (draw(&t, wish->studies, &err) < 0)
		sim_world_blame(&t.calm, "the recipe is refused: %s", err.text);
	else if (wish->verbose)
		printf("# recipe: %s\n# %u shards\n", t.recipe.text,
		       t.recipe.shards);
	t.calm.shares = t.world.shares = t.recipe.shares;
	if (is_well(&t))
		tell_all(&t);
	out->cells = t.recipe.n;
	out->digest = t.calm.trace.digest ^ t.world.trace.digest * 3;
	snprintf(out->wrong, sizeof out->wrong, "%s",
		 t.calm.wrong[0] ? t.calm.wrong : t.world.wrong);
	sim_recipe_release(&t.plain);
	sim_recipe_release(&t.recipe);
	sim_world_release(&t.calm);
	sim_world_release(&t.world);
}
