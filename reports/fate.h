/* fate.h - what became of one problem's trajectories in one run, in numbers */
#ifndef MOMUS_REPORTS_FATE_H
#define MOMUS_REPORTS_FATE_H

#include "reports/grid.h"

/* What readers look for: of trajectories, from turn 0 to the last, */
enum momus_fate_kind {
	MOMUS_FATE_UP,	    /* wrong, then right */
	MOMUS_FATE_DOWN,    /* right, then wrong */
	MOMUS_FATE_WRONG,   /* wrong at the last turn */
	MOMUS_FATE_WAVERED, /* the same at both, not in between */
	/* and of outputs. */
	MOMUS_FATE_MISJUDGED, /* critiques against the truth */
	MOMUS_FATE_SLOW,      /* solutions out of time */
	MOMUS_FATE_CUT,	      /* at the token limit */
	MOMUS_FATE_MISSING,   /* failed, refused, not asked for because of
			       * that, or not there */
	MOMUS_FATE_UNJUDGED,  /* solutions that could not be judged */
	MOMUS_FATE_KINDS
};

struct momus_fate {
	uint32_t n[MOMUS_FATE_KINDS]; /* how many */
	uint32_t trajectories;
	uint32_t right_first, right_last; /* trajectories */
};

/* Counts in GRID, by the strict verdict if STRICT, else by parity. */
void momus_fate_count(const struct momus_grid *grid, bool strict,
		      struct momus_fate *out);

/* "flipped up": for people; "up": for programs. */
const char *momus_fate_label(enum momus_fate_kind kind);
const char *momus_fate_name(enum momus_fate_kind kind);

/* What it means, in a sentence without a period. */
const char *momus_fate_meaning(enum momus_fate_kind kind);

/* Whether critique C, of SOLUTION, judges against the truth: 1, or 0 if with
 * it; -1 if either is unknown. */
int momus_fate_misjudges(const struct momus_cell *c,
			 const struct momus_cell *solution, bool strict);

#endif /* MOMUS_REPORTS_FATE_H */
