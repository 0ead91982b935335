/* traces.h - what pictures need of a run beyond its figures: a pass over it */
#ifndef MOMUS_REPORTS_TRACES_H
#define MOMUS_REPORTS_TRACES_H

#include "reports/report.h"

enum { MOMUS_TRACE_STATES = MOMUS_RUN_SANDBOX_VIOLATION + 1 };

struct momus_traces {
	/* Revisions of a solution in verdict state [0], enum momus_run_status,
	 * that ended in state [1], over all turns. */
	uint64_t changes[MOMUS_TRACE_STATES][MOMUS_TRACE_STATES];
};

/* Fills OUT from run R. */
int momus_traces_gather(struct momus_traces *out,
			const struct momus_report_run *r,
			struct momus_error *err);

#endif /* MOMUS_REPORTS_TRACES_H */
