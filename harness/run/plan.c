/* plan.c - see plan.h and momus/job.h */
#include "config.h"

#include <stdlib.h>

#include "run/plan.h"

enum { JOBS_MAX = 1 << 20 }; /* of one answer */

void momus_plan_init(struct momus_plan *plan)
{
	*plan = (struct momus_plan){ NULL, 0, 0 };
}

void momus_plan_release(struct momus_plan *plan)
{
	free(plan->jobs);
	momus_plan_init(plan);
}

int momus_plan_add(struct momus_plan *plan, const struct momus_job *job,
		   struct momus_error *err)
{
	if (plan->n == plan->room) {
		size_t room = plan->room ? plan->room * 2 : 1;
		struct momus_job *jobs;

		if (room > JOBS_MAX)
			return momus_fail(err, MOMUS_EINVAL,
					  "one answer may have %d programs at "
					  "most, and the task asks for more",
					  JOBS_MAX);
		jobs = realloc(plan->jobs, room * sizeof *jobs);
		if (!jobs)
			return momus_fail(err, MOMUS_ENOMEM,
					  "no room for program %zu of one "
					  "answer",
					  plan->n + 1);
		plan->jobs = jobs;
		plan->room = room;
	}
	plan->jobs[plan->n++] = *job;
	return MOMUS_OK;
}
