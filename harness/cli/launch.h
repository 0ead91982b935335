/* launch.h - carries a checked recipe out in the real world, or foretells it */
#ifndef MOMUS_CLI_LAUNCH_H
#define MOMUS_CLI_LAUNCH_H

#include <stdbool.h>
#include <stdint.h>

#include "run/live.h"
#include "run/pipeline.h"

struct momus_launch {
	struct momus_recipe *recipe; /* checked */
	const char *recipe_path;     /* NULL: from the command line alone */
	char *path;		     /* of the run */
	bool resume, dry_run;
	uint32_t shard, shards;
};

/* Returns the exit status, 0 or 1, or a negative enum momus_status. */
int momus_launch(const struct momus_launch *launch, struct momus_error *err);

/* For cli/study.c.  The world of recipes that speak of servers in FILE as RECIPE
 * does: servers for models and rewards, programs in the sandbox. */
int momus_launch_enter(struct momus_live **live,
		       const struct momus_recipe *recipe, const cJSON *file,
		       struct momus_error *err);
/* The budget that RECIPE sets. */
struct momus_budget momus_launch_budget(const struct momus_recipe *recipe);
/* Prints what was done by then; and to standard error, if it stopped for that,
 * what of BUDGET is spent, or that requests failed, with how to go on with what
 * is called WHERE. */
void momus_launch_totals(const struct momus_pipeline_progress *totals);
void momus_launch_stopped(const struct momus_pipeline_progress *totals,
			  const struct momus_budget *budget, const char *where);
void momus_launch_failed(const struct momus_pipeline_progress *totals,
			 const char *where);

#endif /* MOMUS_CLI_LAUNCH_H */
