/* study.h - carries a study out, or foretells it */
#ifndef MOMUS_CLI_STUDY_H
#define MOMUS_CLI_STUDY_H

#include <stdbool.h>
#include <stdint.h>

#include "host/recipe.h"

struct momus_study_wish { /* all borrowed */
	const struct momus_recipe
		*file;	    /* a study, as the command line left it */
	const char *folder; /* of the stores; NULL: the study's name */
	const char *cells;  /* patterns, "a*,b"; NULL: all cells */
	bool resume, dry_run;
	uint32_t shard, shards;
};

/* Returns the exit status, 0 or 1, or a negative enum momus_status. */
int momus_study_launch(const struct momus_study_wish *wish,
		       struct momus_error *err);

#endif /* MOMUS_CLI_STUDY_H */
