/* session.h - one process of a run or study: what it meets is drawn */
#ifndef SIM_SESSION_H
#define SIM_SESSION_H

#include "run/cells.h"
#include "sim/ledger.h"

struct sim_scale { /* of the undisturbed run: when faults may come */
	uint64_t changes, requests, calls[SIM_CALLS], memory;
	double seconds, tokens, cost;
};

struct sim_run { /* a cell of a story, or its only run */
	char path[300];
	uint64_t print; /* of its file once it was complete; 0: it was not */
	bool chosen;	/* for the session at hand */
};

struct sim_story {	     /* one shard's runs through all their sessions */
	struct sim_world *w; /* borrowed, as the next two */
	struct sim_recipe *recipe;
	struct momus_registry *registry;
	struct sim_run *runs; /* owned, (recipe->n) */
	uint64_t seed;
	uint32_t shard, shards, session;
	struct sim_ledger ledger; /* owned */
	struct momus_cell_result
		*results; /* owned, as .runs, of those chosen */
	bool whole;	  /* all were chosen */
	int rc;
	struct momus_pipeline_progress totals;
	/* Before the session. */
	struct sim_sum before;
	uint64_t done_before; /* nodes of cells that were complete */
};

/* The story of shard SHARD of SHARDS of RECIPE in W; released whatever was done. */
void sim_story_begin(struct sim_story *s, struct sim_world *w,
		     struct sim_recipe *recipe, uint64_t seed, uint32_t shard,
		     uint32_t shards);
void sim_story_release(struct sim_story *s);
/* The file of cell CELL. */
void sim_story_path(const struct sim_story *s, size_t cell, char path[300]);

/* What session S->session of the story is to meet. */
void sim_session_draw(const struct sim_story *s, const struct sim_scale *scale,
		      struct sim_session_plan *out);

/* Nothing goes wrong. */
void sim_session_calm(struct sim_session_plan *out);

/* The process alone: what the pipeline returned. */
int sim_session_process(struct sim_story *s,
			const struct sim_session_plan *plan,
			struct momus_error *err);

/* Starts or resumes the runs and sees them to the end of the session; blames the
 * world for what must not be. */
void sim_session_run(struct sim_story *s, const struct sim_session_plan *plan);

/* Whether nothing is left to do, of all cells. */
bool sim_story_is_over(const struct sim_story *s);

/* stock.c: looks at what the session that just ended left, and at what it said. */
void sim_session_stock(struct sim_story *s, const struct momus_error *err);

/* What each cell has now (recipe->n); the caller releases each, and frees. */
struct sim_nodes *sim_story_read(struct sim_story *s);
void sim_story_forget(const struct sim_story *s, struct sim_nodes *runs);

#endif /* SIM_SESSION_H */
