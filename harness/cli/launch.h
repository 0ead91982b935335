/* launch.h - carries a checked recipe out in the real world, or foretells it */
#ifndef MOMUS_CLI_LAUNCH_H
#define MOMUS_CLI_LAUNCH_H

#include <stdbool.h>
#include <stdint.h>

#include "host/recipe.h"

struct momus_launch {
	struct momus_recipe *recipe; /* checked */
	const char *recipe_path;     /* NULL: from the command line alone */
	char *path;		     /* of the run */
	bool resume, dry_run;
	uint32_t shard, shards;
};

/* Returns the exit status, 0 or 1, or a negative enum momus_status. */
int momus_launch(const struct momus_launch *launch, struct momus_error *err);

#endif /* MOMUS_CLI_LAUNCH_H */
