/* recipes.h - a recipe or a study, and its problems, drawn from a seed */
#ifndef SIM_RECIPES_H
#define SIM_RECIPES_H

#include "host/study.h"
#include "sim/pieces.h"

struct sim_cell {			   /* a run of what was drawn */
	const struct momus_recipe *recipe; /* borrowed; checked */
	const char *name;		   /* borrowed: of its file */
	int after;    /* the cell whose store it reads, or -1 */
	uint32_t kin; /* cells of one number share first solutions */
	uint64_t n_nodes;
};

struct sim_recipe {
	struct momus_recipe *file; /* owned: the recipe, or the study's */
	struct momus_study study;  /* zeroed: it is a recipe */
	struct sim_cell *cells;	   /* owned, (n) */
	size_t n;
	char *text, *folder; /* owned */
	bool is_study;
	bool sure; /* nobody may be left without a verdict: a simulated model asks it */
	bool shares;	 /* requests may ask for several samples */
	bool leaves_out; /* nodes that its stop policy finds needless */
	const char *key; /* that the servers want; NULL: none */
	uint64_t seed;
	uint32_t shards, programs;
};

struct sim_size { /* of a run to measure; 0: all is drawn */
	uint32_t problems, in_flight;
};

/* Draws a recipe from SEED, or a study, and writes its problems into FOLDER.  With
 * a SIZE each problem has two solutions, each a critique and a revision.
 * MOMUS_EINVAL and the like: a mistake of ours. */
int sim_recipe_draw(struct sim_recipe *out, uint64_t seed, const char *folder,
		    const struct sim_size *size, struct momus_error *err);
int sim_study_draw(struct sim_recipe *out, uint64_t seed, const char *folder,
		   struct momus_error *err);

/* Draws anew what may change when a run is resumed: limits, servers, retries,
 * samples a request. */
void sim_recipe_vary(struct sim_recipe *r, uint32_t shard, uint32_t session);

void sim_recipe_release(struct sim_recipe *r);

/* studies.c: appends the study of R->seed, and sets what it is. */
void sim_study_put(struct sim_recipe *r, struct sim_draw *d,
		   struct momus_buffer *out);

#endif /* SIM_RECIPES_H */
