/* deltas.h - how right solutions are after a turn, and what the turns changed */
#ifndef MOMUS_STATS_DELTAS_H
#define MOMUS_STATS_DELTAS_H

#include <stdbool.h>

#include "momus/decls.h"
#include "stats/outcome.h"

struct momus_deltas { /* counts of trajectories */
	uint64_t total;
	uint64_t judged, right;	    /* after the turn */
	uint64_t both;		    /* judged at turn 0 and after the turn */
	uint64_t right0, right_now; /* of .both */
	uint64_t up, down; /* of .both: wrong to right, right to wrong */
	uint64_t could_up, could_down; /* of .total: .up, .down and whatever
					* may be one, for all that is known */
};

/* Adds N trajectories to *D: FIRST (N) after turn 0, NOW (N) after the turn. */
MOMUS_API void momus_deltas_add(struct momus_deltas *d, const int8_t *first,
				const int8_t *now, uint64_t n);

/* Pass@1: right / judged; NAN if nothing was judged. */
MOMUS_API double momus_deltas_pass1(const struct momus_deltas *d);
/* Share of .both that was wrong at turn 0 and is right now, and the reverse
 * ("Teaching Language Models to Critique via Reinforcement Learning", section
 * on discrimination and critiquing: delta-up and delta-down). */
MOMUS_API double momus_deltas_up(const struct momus_deltas *d);
MOMUS_API double momus_deltas_down(const struct momus_deltas *d);

/* Whether right now = right at turn 0 + up - down over the trajectories judged
 * at both ends: an identity of whole numbers, so false means a bug. */
MOMUS_API bool momus_deltas_hold(const struct momus_deltas *d);

/* Where the shares of all .total trajectories lie, whatever is unknown:
 * right / total if all of it is wrong, (right + total - judged) / total if all
 * is right; the deltas likewise (worst-case bounds; Manski 1989, "Anatomy of
 * the Selection Problem"). */
MOMUS_API struct momus_bounds momus_deltas_pass1_bounds(
	const struct momus_deltas *d);
MOMUS_API struct momus_bounds momus_deltas_up_bounds(
	const struct momus_deltas *d);
MOMUS_API struct momus_bounds momus_deltas_down_bounds(
	const struct momus_deltas *d);

#endif /* MOMUS_STATS_DELTAS_H */
