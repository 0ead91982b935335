/* stock.c - what a session left: nothing safe is lost, and what it says is so */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/session.h"

static struct sim_nodes *read_from(struct sim_story *s, const char *folder)
{
	struct sim_nodes *runs = calloc(s->recipe->n, sizeof *runs);
	char path[700];

	if (!runs)
		abort();
	for (size_t i = 0; i < s->recipe->n; i++) {
		const char *own = s->runs[i].path;

		if (folder)
			snprintf(path, sizeof path, "%s%s", folder,
				 strrchr(own, '/'));
		sim_nodes_read(&runs[i], folder ? path : own, s->w);
	}
	return runs;
}

struct sim_nodes *sim_story_read(struct sim_story *s)
{
	return read_from(s, NULL);
}

void sim_story_forget(const struct sim_story *s, struct sim_nodes *runs)
{
	for (size_t i = 0; i < s->recipe->n; i++)
		sim_nodes_release(&runs[i]);
	free(runs);
}

/* What is on the platter. */
static struct sim_nodes *read_synced(struct sim_story *s)
{
	char folder[300];
	struct sim_nodes *runs;

	if (!s->w->disk.keeps)
		return sim_story_read(s);
	snprintf(folder, sizeof folder, "%s-XXXXXX", s->w->disk.folder);
	if (!mkdtemp(folder))
		abort();
	sim_shadow_write(&s->w->disk.shadow, folder);
	runs = read_from(s, folder);
	sim_folder_remove(folder);
	return runs;
}

/* A number for the bytes of the file at PATH, never 0; 0: there is none. */
static uint64_t print_of(const char *path)
{
	FILE *f = fopen(path, "r");
	uint64_t print = UINT64_C(0xcbf29ce484222325);
	int c;

	if (!f)
		return 0;
	while ((c = getc_unlocked(f)) != EOF)
		print = (print ^ (uint64_t)c) * UINT64_C(0x100000001b3);
	fclose(f);
	return print | 1;
}

static uint64_t count_finished(const struct sim_nodes *run)
{
	uint64_t n = 0;

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
	uint64_t n = 0;

	for (size_t i = 0; i < s->recipe->n; i++)
		n += count_finished(&synced[i]);
	n = n < s->done_before ? 0 : n - s->done_before;
	for (size_t i = 0; i < w->n_samples; i++)
		if (w->samples[i].done > n)
			sim_world_blame(s->w,
					"%llu nodes were told of at %.6f, but "
					"only %llu are durable at the death "
					"at %.6f",
					(unsigned long long)w->samples[i].done,
					w->samples[i].at, (unsigned long long)n,
					w->died);
}

/* Complete cells stay as they are, and are not asked for again. */
static void check_complete(struct sim_story *s)
{
	for (size_t i = 0; i < s->recipe->n; i++) {
		const struct sim_run *run = &s->runs[i];

		if (run->print && print_of(run->path) != run->print)
			sim_world_blame(s->w, "%s was complete, and is changed",
					s->recipe->cells[i].name);
		if (s->recipe->is_study && s->rc == MOMUS_OK && run->print &&
		    run->chosen && !s->results[i].was_complete)
			sim_world_blame(s->w,
					"%s was complete, and was run again",
					s->recipe->cells[i].name);
	}
}

/* Notes the cells that are complete from now on, whatever happens. */
static void know_complete(struct sim_story *s, const struct sim_nodes *synced)
{
	for (size_t i = 0; i < s->recipe->n; i++) {
		struct sim_run *run = &s->runs[i];
		char journal[320];

		snprintf(journal, sizeof journal, "%s.journal", run->path);
		if (synced[i].complete && access(journal, F_OK) != 0)
			run->print = print_of(run->path);
	}
}

/* The machine is up again after a death: nothing safe may be lost. */
static void bury(struct sim_story *s)
{
	struct sim_nodes *synced = read_synced(s), *after;
	size_t n_synced = 0, n_after = 0;

	check_told(s, synced);
	sim_disk_lose(&s->w->disk, s->w->plan.loss);
	after = sim_story_read(s);
	for (size_t i = 0; i < s->recipe->n; i++) {
		sim_check_kept(s->w, &synced[i], &after[i]);
		sim_ledger_have(&s->ledger, s->recipe, i, &synced[i]);
		n_synced += synced[i].n;
		n_after += after[i].n;
	}
	check_complete(s);
	know_complete(s, synced);
	sim_trace(&s->w->trace, "%zu nodes were durable, %zu are there",
		  n_synced, n_after);
	sim_story_forget(s, synced);
	sim_story_forget(s, after);
}

/* Whether the budget that it says is spent is spent. */
static bool is_spent(const struct sim_story *s, const struct sim_sum *now)
{
	const struct sim_world *w = s->w;
	const struct momus_budget *b = &w->plan.budget;
	uint64_t in_vain = w->servers.billed - w->servers.told.prompt -
			   w->servers.told.completion;

	switch (s->totals.spent) {
	case MOMUS_SPENT_TOKENS:
		/* A simulated model sends no bill. */
		return b->tokens > 0 &&
		       (s->recipe->sure ||
			s->before.tokens + (double)w->servers.billed >=
				b->tokens);
	case MOMUS_SPENT_TIME:
		return b->seconds > 0 && w->ended >= w->begun + b->seconds;
	case MOMUS_SPENT_COST:
		/* Sums are in another order; no store has what was paid for
		 * replies that were of no use. */
		return b->cost > 0 &&
		       (now->cost * (1 + 1e-9) >= b->cost || in_vain > 0);
	default:
		return true;
	}
}

static void check_ends(struct sim_story *s, const struct momus_error *err,
		       const struct sim_sum *now)
{
	struct sim_world *w = s->w;
	bool failed = s->totals.nodes_failed > 0,
	     told = w->stop || s->totals.spent;
	bool all = true, stopped = false;

	if (s->rc < 0 && !w->disk.struck && !w->starved)
		sim_world_blame(w, "it failed without cause: %s", err->text);
	if (s->rc < 0)
		return;
	for (size_t i = 0; i < s->recipe->n; i++) {
		if (!s->runs[i].chosen)
			continue;
		all &= s->results[i].end == MOMUS_PIPELINE_COMPLETE;
		/* One that is yet to begin may wait for another's failures. */
		stopped |= s->results[i].end == MOMUS_PIPELINE_STOPPED &&
			   (s->results[i].begun || !failed);
	}
	if (!is_spent(s, now))
		sim_world_blame(w,
				"it says that its budget is spent, and there "
				"is some left: %.0f tokens and $%.6f are "
				"stored, %.0f were before, %llu billed",
				now->tokens, now->cost, s->before.tokens,
				(unsigned long long)w->servers.billed);
	if (stopped && !told)
		sim_world_blame(w, "it says that it was stopped, but nobody "
				   "stopped it");
	if (!all && !told && !failed && !w->starved)
		sim_world_blame(w, "it is not complete, but nothing failed");
	if (all && failed)
		sim_world_blame(w, "it is complete, but %llu nodes failed",
				(unsigned long long)s->totals.nodes_failed);
	if (w->plan.calm && !told && !w->disk.struck && !w->starved && !all)
		sim_world_blame(w, "nothing went wrong, but it is not "
				   "complete");
}

/* The process ended by itself: what it says must be so. */
static void take_stock(struct sim_story *s, const struct momus_error *err)
{
	struct sim_nodes *runs = sim_story_read(s), *synced = read_synced(s);
	struct sim_sum now = sim_sum_up(s->recipe, runs);

	check_ends(s, err, &now);
	check_complete(s);
	for (size_t i = 0; i < s->recipe->n; i++) {
		enum momus_pipeline_end end = s->results[i].end;

		if (s->rc == MOMUS_OK)
			sim_check_kept(s->w, &runs[i], &synced[i]);
		if (s->rc == MOMUS_OK && s->runs[i].chosen &&
		    runs[i].complete != (end == MOMUS_PIPELINE_COMPLETE))
			sim_world_blame(s->w,
					"the store of %s says complete: %d, "
					"the pipeline's end is %d",
					s->recipe->cells[i].name,
					runs[i].complete, end);
		sim_ledger_have(&s->ledger, s->recipe, i, &synced[i]);
	}
	know_complete(s, synced);
	sim_story_forget(s, runs);
	sim_story_forget(s, synced);
}

void sim_session_stock(struct sim_story *s, const struct momus_error *err)
{
	if (s->w->disk.dead)
		bury(s);
	else
		take_stock(s, err);
}
