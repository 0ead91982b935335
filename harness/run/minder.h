/* minder.h - a thread that turns runs' loop while another computes
 *
 * From begin to end the runs, their world, stores and servers are the minder's
 * alone; whoever began it computes, and touches neither them nor HDF5.
 */
#ifndef MOMUS_RUN_MINDER_H
#define MOMUS_RUN_MINDER_H

#include <pthread.h>
#include <stdbool.h>

#include "run/cells.h"

struct momus_minder {
	struct momus_cells *cells;	 /* borrowed */
	const struct momus_world *world; /* borrowed */
	pthread_t thread;
	bool begun;
	int enough;    /* atomic: it is to end */
	double over_s; /* when nothing was left to do; INFINITY: not yet */
};

/* Begins to turn CELLS, of WORLD.  Where no thread is to be had nothing turns
 * them, which costs time and nothing else. */
MOMUS_API void momus_minder_begin(struct momus_minder *m,
				  struct momus_cells *cells,
				  const struct momus_world *world);

/* Ends it; returns when nothing was left to do, by momus_loop_now(), INFINITY if
 * something is, -INFINITY if nobody turned them. */
MOMUS_API double momus_minder_end(struct momus_minder *m);

#endif /* MOMUS_RUN_MINDER_H */
