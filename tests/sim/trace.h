/* trace.h - what happened, for people (--verbose) and to compare two replays */
#ifndef SIM_TRACE_H
#define SIM_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/clock.h"

struct sim_trace {
	bool show, off;	 /* on standard output; no digest either */
	uint64_t digest; /* FNV-1a of all lines so far */
	const struct sim_clock *clock; /* borrowed; NULL: no time is shown */
};

/* One line; does nothing when TRACE is off. */
void sim_trace(struct sim_trace *trace, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif /* SIM_TRACE_H */
