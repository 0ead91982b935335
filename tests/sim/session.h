/* session.h - one process of a run: what it meets is drawn, what it leaves checked */
#ifndef SIM_SESSION_H
#define SIM_SESSION_H

#include "sim/check.h"
#include "sim/recipes.h"

struct sim_scale { /* of the undisturbed run: when faults may come */
	uint64_t changes, requests, calls[SIM_CALLS];
	double seconds;
};

struct sim_story {	     /* one shard's run through all its sessions */
	struct sim_world *w; /* borrowed, as the next two */
	struct sim_recipe *recipe;
	struct momus_registry *registry;
	char path[300];
	uint64_t seed;
	uint32_t shard, shards, session;
	struct sim_numbers known; /* requests whose answers are safe; owned */
	enum momus_pipeline_end end;
	int rc;
	struct momus_pipeline_progress totals;
};

/* What session S->session of the story is to meet. */
void sim_session_draw(const struct sim_story *s, const struct sim_scale *scale,
		      struct sim_session_plan *out);

/* Nothing goes wrong. */
void sim_session_calm(struct sim_session_plan *out);

/* The process alone: what the pipeline returned. */
int sim_session_process(struct sim_story *s,
			const struct sim_session_plan *plan,
			struct momus_error *err);

/* Starts or resumes the run and sees it to the end of the session; blames the
 * world for what must not be. */
void sim_session_run(struct sim_story *s, const struct sim_session_plan *plan);

#endif /* SIM_SESSION_H */
