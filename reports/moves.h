/* moves.h - every revision of a run as a move from one verdict to the next */
#ifndef MOMUS_REPORTS_MOVES_H
#define MOMUS_REPORTS_MOVES_H

#include "reports/grid.h"

enum {
	MOMUS_MOVES_STATUSES = MOMUS_RUN_INTERNAL_ERROR
}; /* of a solution that
							    * was judged */

struct momus_move { /* a revision that was made, judged at both ends */
	uint32_t problem;
	uint8_t turn, from, to; /* enum momus_run_status */
	int8_t before; /* enum momus_correctness: what the revision before
			* started from; unknown also where there was none */
	bool from_right, to_right;
};

struct momus_moves {
	struct momus_move *list; /* owned; by problem, then turn */
	size_t n, room;
};

/* Gathers those of RUN, read from PATH, by the verdict that decides (STRICT).  On
 * failure there is nothing to release. */
int momus_moves(struct momus_moves *out, const struct momus_run *run,
		const char *path, bool strict, struct momus_error *err);

#endif /* MOMUS_REPORTS_MOVES_H */
