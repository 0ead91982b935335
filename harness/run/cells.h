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
	/* Stores of cells that are left out this time, or of other shards, of
	 * which .recipe, .registry, .path, .shard and .shards count: first
	 * solutions are taken from them, and what those of the same shard spent
	 * is part of the budget; they are not changed.  (n_aside) */
	const struct momus_pipeline_order *aside;
	size_t n_aside;
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

struct momus_cells; /* runs that have begun */

/* Looks at all cells, and loads nothing yet.  ORDER, all that it points to and
 * RESULTS (n) stay until the end, which must follow whatever comes back.  As
 * momus_pipeline_run(). */
MOMUS_API int momus_cells_begin(struct momus_cells **out,
				const struct momus_cells_order *order,
				struct momus_cell_result *results,
				struct momus_error *err);

/* One turn of the loop: what may begin does, and what has happened is heeded;
 * where nothing can be done it waits, half a second at most.  False: nothing is
 * left to do, all failed, or it was stopped.  Any thread may call it, one at a
 * time. */
MOMUS_API bool momus_cells_turn(struct momus_cells *c);

/* While HUSHED, .progress of the order is not called. */
MOMUS_API void momus_cells_hush(struct momus_cells *c, bool hushed);

/* Ends all, also what is under way, and frees C; NULL after a begin that failed.
 * *TOTALS and the results are filled whatever comes back: the failure that ended
 * the work, that of the begin included. */
MOMUS_API int momus_cells_end(struct momus_cells *c,
			      struct momus_pipeline_progress *totals,
			      struct momus_error *err);

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
