/* recipes.h - a recipe and its problems, drawn from a seed */
#ifndef SIM_RECIPES_H
#define SIM_RECIPES_H

#include "host/recipe.h"

struct sim_recipe {
	struct momus_recipe *recipe; /* owned; checked */
	char *text, *data;	     /* owned: the recipe; the data's path */
	bool sure; /* nobody may be left without a verdict: a simulated model asks it */
	bool shares;	 /* requests may ask for several samples */
	bool leaves_out; /* nodes that its stop policy finds needless */
	const char *key; /* that the servers want; NULL: none */
	uint64_t seed;
	uint32_t n_problems, shards, programs;
	uint64_t n_nodes; /* that the whole run must have */
};

/* The environment variable of the key, and the key. */
#define SIM_KEY_NAME "MOMUS_SIM_KEY"
#define SIM_KEY	     "sk-simulated-0123456789"

struct sim_size { /* of a run to measure; 0: all is drawn */
	uint32_t problems, in_flight;
};

/* Draws a recipe from SEED and writes its problems into FOLDER.  With
 * a SIZE each problem has two solutions, each a critique and a revision.  MOMUS_EINVAL and the like: a mistake of ours. */
int sim_recipe_draw(struct sim_recipe *out, uint64_t seed, const char *folder,
		    const struct sim_size *size, struct momus_error *err);

/* Draws anew what may change when a run is resumed: limits, servers, retries,
 * samples a request. */
void sim_recipe_vary(struct sim_recipe *r, uint32_t shard, uint32_t session);

void sim_recipe_release(struct sim_recipe *r);

#endif /* SIM_RECIPES_H */
