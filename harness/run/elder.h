/* elder.h - stores of runs that are not at work, for their first solutions
 *
 * Cells of a study that are left out this time, or were run in other shards, may
 * have the first solutions that the cells at work begin with: those are taken
 * from there, and not asked for again.  An elder's store is read only, and no
 * sooner than somebody looks for what no store at work has.
 */
#ifndef MOMUS_RUN_ELDER_H
#define MOMUS_RUN_ELDER_H

#include "host/dataset.h"
#include "store/reader.h"

struct momus_cells_order;
struct momus_pool;

struct momus_elder {
	const struct momus_pipeline_order *order; /* borrowed */
	char key[65], first_key[65];		  /* as a setup's */
	/* The store, once it was looked into; owned, NULL: not, or of no use */
	struct momus_run *run;
	bool looked;
	struct momus_arena *arena; /* owned: of what find() found */
	uint32_t
		*places; /* owned: of the data set's problems among the run's */
	size_t n_places;
};

struct momus_elders {
	struct momus_elder *list; /* owned, (n) */
	size_t n;
};

/* The elders of ORDER, its .aside; POOL is where their models are looked up.  One
 * whose recipe cannot be made ready is warned of and left out.  MOMUS_ENOMEM. */
int momus_elders_gather(struct momus_elders *out,
			const struct momus_cells_order *order,
			struct momus_pool *pool, struct momus_error *err);
void momus_elders_release(struct momus_elders *elders);

/* Whether the store of E has node KIND, BRANCH, VOTE of turn 0 of PROBLEM of
 * DATASET for good, that is DONE.  *OUT (NULL allowed) is the node, its texts valid
 * until the next look.  A store that is none, or was made by another recipe or of
 * other data, is warned of once and has nothing.  False with a text in *ERR: it
 * could not be read. */
bool momus_elder_find(struct momus_elder *e,
		      const struct momus_dataset *dataset, uint32_t problem,
		      uint8_t kind, uint32_t branch, uint32_t vote,
		      struct momus_node *out, struct momus_error *err);

#endif /* MOMUS_RUN_ELDER_H */
