/* grid.h - one problem of a run as its tree of solutions and critiques
 *
 * Turn t has n[t] = widths[0] * … * widths[t] solutions; a trajectory is a leaf
 * of the last turn, and its solution after turn t the ancestor there.  Where the
 * stop policy ended a trajectory the solution before stands.
 */
#ifndef MOMUS_REPORTS_GRID_H
#define MOMUS_REPORTS_GRID_H

#include "stats/outcome.h"
#include "store/reader.h"

enum momus_grid_state {
	MOMUS_GRID_ABSENT,   /* not stored (yet) */
	MOMUS_GRID_DEPENDS,  /* not asked for: what it depends on failed */
	MOMUS_GRID_FAILED,   /* the request failed */
	MOMUS_GRID_REFUSED,  /* by a content filter */
	MOMUS_GRID_UNJUDGED, /* the program could not be judged */
	MOMUS_GRID_JUDGED,   /* critique: it is there; see .judgment */
	MOMUS_GRID_STOPPED,  /* critique: not needed any more */
};

enum { MOMUS_GRID_NO_NODE = UINT32_MAX };

struct momus_cell {
	uint8_t state;	   /* enum momus_grid_state */
	int8_t passed[2];  /* parity, strict: enum momus_correctness */
	uint8_t status[2]; /* enum momus_run_status */
	bool cut;	   /* at the token limit */
	bool stopped;	   /* the one of the turn before stands */
	bool made;	   /* solutions: a model wrote it at this turn */
	uint8_t judgment;  /* critiques: enum momus_judgment */
	uint32_t node;	   /* of the run, or MOMUS_GRID_NO_NODE */
};

struct momus_grid {
	uint32_t turns, votes, n[16]; /* solutions of turn t */
	uint32_t first[16], total; /* turn t starts at .solutions[first[t]] */
	struct momus_cell *solutions; /* owned */
	struct momus_cell *critiques; /* owned; VOTES a solution */
};

/* An empty grid of RUN's shape.  MOMUS_EPARSE, naming PATH, if no run can have
 * that shape. */
int momus_grid_init(struct momus_grid *grid, const struct momus_run *run,
		    const char *path, struct momus_error *err);
void momus_grid_release(struct momus_grid *grid);

/* Fills GRID with the nodes of problem P, which start at *AT if there are any,
 * and moves *AT behind them. */
void momus_grid_fill(struct momus_grid *grid, const struct momus_run *run,
		     size_t p, size_t *at);

/* Trajectories a problem: leaves of the last turn. */
static inline uint32_t momus_grid_leaves(const struct momus_grid *grid)
{
	return grid->n[grid->turns];
}

/* Branch of TURN that trajectory LEAF went through. */
static inline uint32_t momus_grid_branch(const struct momus_grid *grid,
					 uint32_t turn, uint32_t leaf)
{
	return leaf / (momus_grid_leaves(grid) / grid->n[turn]);
}

/* Solution BRANCH of TURN. */
static inline const struct momus_cell *momus_grid_solution(
	const struct momus_grid *grid, uint32_t turn, uint32_t branch)
{
	return &grid->solutions[grid->first[turn] + branch];
}

/* What BRANCH of TURN (above 0) revised. */
static inline const struct momus_cell *momus_grid_parent(
	const struct momus_grid *grid, uint32_t turn, uint32_t branch)
{
	return momus_grid_solution(
		grid, turn - 1, branch / (grid->n[turn] / grid->n[turn - 1]));
}

/* The VOTES critiques that BRANCH of TURN (above 0) was made from. */
static inline const struct momus_cell *momus_grid_critiques(
	const struct momus_grid *grid, uint32_t turn, uint32_t branch)
{
	return &grid->critiques[(size_t)(grid->first[turn] + branch) *
				grid->votes];
}

/* What is known of solution C by the strict verdict or by parity. */
static inline int8_t momus_grid_outcome(const struct momus_cell *c, bool strict)
{
	return c->state == MOMUS_GRID_JUDGED || c->state == MOMUS_GRID_UNJUDGED
		       ? c->passed[strict]
		       : MOMUS_UNKNOWN;
}

#endif /* MOMUS_REPORTS_GRID_H */
