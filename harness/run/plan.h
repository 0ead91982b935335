/* plan.h - the programs of one grading step, as a task lists them */
#ifndef MOMUS_RUN_PLAN_H
#define MOMUS_RUN_PLAN_H

#include "momus/job.h"

struct momus_plan {
	struct momus_job *jobs; /* owned, (n of room); texts borrowed */
	size_t n, room;
};

/* An empty plan; release() frees its jobs, not their texts. */
MOMUS_API void momus_plan_init(struct momus_plan *plan);
MOMUS_API void momus_plan_release(struct momus_plan *plan);

#endif /* MOMUS_RUN_PLAN_H */
