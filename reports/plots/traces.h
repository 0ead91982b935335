/* traces.h - what pictures need of a run beyond its figures: a pass over it */
#ifndef MOMUS_REPORTS_TRACES_H
#define MOMUS_REPORTS_TRACES_H

#include "reports/report.h"

enum {
	MOMUS_TRACE_STATES = MOMUS_RUN_SANDBOX_VIOLATION + 1,
	MOMUS_TRACE_BINS = 11,
};

struct momus_trace_bin { /* columns of .votes: solutions with that score */
	double n, right, score;
};

struct momus_traces {
	/* Revisions of a solution in verdict state [0], enum momus_run_status,
	 * that ended in state [1], over all turns. */
	uint64_t changes[MOMUS_TRACE_STATES][MOMUS_TRACE_STATES];
	/* Owned, (N_PROBLEMS, MOMUS_TRACE_BINS): solutions whose critiques voted,
	 * by the share of votes that say correct; up to 10 votes a bin is one
	 * share, else a tenth.  NULL: one vote each. */
	struct momus_trace_bin *votes;
	size_t n_problems;
};

/* Fills OUT from run R. */
int momus_traces_gather(struct momus_traces *out,
			const struct momus_report_run *r,
			struct momus_error *err);
void momus_traces_release(struct momus_traces *t);

#endif /* MOMUS_REPORTS_TRACES_H */
