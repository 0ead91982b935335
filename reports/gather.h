/* gather.h - one pass over a run: what each problem adds to every sum
 *
 * The last step that looks at nodes.  Everything a report says of scores is
 * computed from these counts; intervals resample their rows.
 */
#ifndef MOMUS_REPORTS_GATHER_H
#define MOMUS_REPORTS_GATHER_H

#include "reports/grid.h"
#include "stats/deltas.h"
#include "stats/discrimination.h"
#include "stats/steps.h"

enum { MOMUS_GRID_STATES = MOMUS_GRID_STOPPED + 1 };

enum { /* columns of .trajectories */
       MOMUS_ROW_JUDGED,
       MOMUS_ROW_RIGHT,
       MOMUS_ROW_BOTH,
       MOMUS_ROW_UP,
       MOMUS_ROW_DOWN,
       MOMUS_ROW_OTHER_JUDGED,
       MOMUS_ROW_OTHER_RIGHT,
       MOMUS_ROW_TOTAL, /* judged or not */
       MOMUS_ROW_TRAJECTORIES,
};
enum { /* columns of .steps */
       MOMUS_ROW_CC,
       MOMUS_ROW_CW,
       MOMUS_ROW_WC,
       MOMUS_ROW_WW,
       MOMUS_ROW_STEPS,
};
enum { /* columns of .judgments, as in struct momus_confusion */
       MOMUS_ROW_PASSED_CORRECT,
       MOMUS_ROW_PASSED_INCORRECT,
       MOMUS_ROW_FAILED_CORRECT,
       MOMUS_ROW_FAILED_INCORRECT,
       MOMUS_ROW_JUDGMENTS,
};
enum { /* columns of .samples: solutions of the turn */
       MOMUS_ROW_N,
       MOMUS_ROW_C,
       MOMUS_ROW_UNKNOWN,
       MOMUS_ROW_SAMPLES,
};

struct momus_judged { /* [0]: every critique; [1]: the votes together */
	struct momus_unsaid *unsaid; /* owned, (N_PROBLEMS) */
	double *rows; /* owned, (N_PROBLEMS, MOMUS_ROW_JUDGMENTS) */
};

struct momus_turn {
	struct momus_deltas deltas;
	struct momus_steps steps;
	uint64_t states[MOMUS_GRID_STATES]; /* of trajectories */
	uint64_t cut, cut_right, cut_judged, stopped;
	uint64_t statuses[MOMUS_RUN_NOT_RUN + 1]; /* by the deciding verdict */
	uint64_t critiques[MOMUS_GRID_STATES], critiques_cut, unparsed;
	uint64_t parity_only, strict_only; /* solutions made at this turn */
	double *trajectories;		   /* owned, (N_PROBLEMS, …) */
	double *steps_rows;		   /* owned */
	double *samples;		   /* owned */
	struct momus_judged judged[2];
	bool branches; /* solutions of this turn have ancestors in common */
};

struct momus_difference { /* a solution whose two verdicts differ */
	uint32_t problem, turn, branch, node;
	bool parity; /* parity passes it, strict does not; else the reverse */
};

struct momus_gathered {
	size_t n_problems;
	uint32_t turns, votes, leaves;
	bool strict; /* the strict verdict decides */
	struct momus_turn turn[16];
	/* Pairs of revisions in a row, (2,2,2): [a][b][c] says how often a
	 * solution in state a became one in b and that one in c; 1 is right. */
	double triples[8];
	struct momus_difference *differences; /* owned */
	size_t n_differences, room;
};

/* Gathers RUN, read from PATH.  On failure there is nothing to release. */
int momus_gather(struct momus_gathered *out, const struct momus_run *run,
		 const char *path, struct momus_error *err);
void momus_gathered_release(struct momus_gathered *g);

#endif /* MOMUS_REPORTS_GATHER_H */
