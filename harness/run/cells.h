/* cells.h - several runs on one loop: the cells of a study
 *
 * They share the servers' limits, the sandbox, problems that are the same, and
 * first solutions that are the same (kin.h); each has a store of its own, which
 * is the one that it has when it runs alone.
 */
#ifndef MOMUS_RUN_CELLS_H
#define MOMUS_RUN_CELLS_H

#include "run/pipeline.h"

struct momus_pool;

struct momus_cell {
	/* Of it .recipe, .registry, .world, .path, .resume, .checkpoint and the
	 * shard count; borrowed. */
	const struct momus_pipeline_order *order;
	int after; /* the cell that must have ended before it begins, or -1 */
};

struct momus_cells_order { /* all borrowed */
	const struct momus_cell *cells;
	size_t n;
	const struct momus_world *world;
	/* What outlives the runs: models, problems, clients.  NULL: nothing. */
	struct momus_pool *pool;
	const volatile sig_atomic_t *stop; /* NULL: never */
	struct momus_budget budget;
	/* As in struct momus_pipeline_order, of all cells together. */
	void (*progress)(void *arg, const struct momus_pipeline_progress *p);
	void *arg;
};

struct momus_cell_result {
	enum momus_pipeline_end end;
	bool was_complete; /* already: nothing of it was loaded */
	bool begun;	   /* it was loaded */
	struct momus_pipeline_progress totals; /* no requests, but for nodes */
};

/* Runs all cells to the end.  RESULTS (n) and *TOTALS are filled whatever comes
 * back.  The first failure of a cell ends all; what was acknowledged is in the
 * stores.  As momus_pipeline_run(). */
MOMUS_API int momus_cells_run(const struct momus_cells_order *order,
			      struct momus_cell_result *results,
			      struct momus_pipeline_progress *totals,
			      struct momus_error *err);

/* What they would ask for, EACH (n) and together, sending nothing and writing
 * nothing; a first solution that several share is counted in the first.  An
 * order that resumes finds its store at .path.  As momus_pipeline_forecast(). */
MOMUS_API int momus_cells_forecast(const struct momus_cells_order *order,
				   struct momus_pipeline_forecast *each,
				   struct momus_pipeline_forecast *sum,
				   struct momus_error *err);

#endif /* MOMUS_RUN_CELLS_H */
