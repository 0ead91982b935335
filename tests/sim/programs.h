/* programs.h - the simulated sandbox: programs end by what they are, not when
 *
 * The outcome is a function of the job alone, its seed included; how long it
 * takes, and in which order jobs end, is drawn.  A zygote that dies costs time:
 * what a real sandbox does about it is within the sandbox.
 */
#ifndef SIM_PROGRAMS_H
#define SIM_PROGRAMS_H

#include "sandbox/sandbox.h"
#include "sim/weather.h"

struct sim_job;

struct sim_programs {
	struct sim_clock *clock; /* borrowed, as the next two */
	struct sim_trace *trace;
	const struct sim_weather *weather;
	struct momus_stream stream;
	struct sim_job *jobs; /* owned: queued and running */
	uint32_t places, running;
	bool sure; /* no internal errors */
	uint64_t tickets, done;
};

/* PLACES: programs that run at once. */
void sim_programs_init(struct sim_programs *p, struct sim_clock *clock,
		       struct sim_trace *trace);
void sim_programs_session(struct sim_programs *p,
			  const struct sim_weather *weather, uint32_t places,
			  struct momus_stream stream);

/* As momus_sandbox_submit() and momus_sandbox_cancel(). */
int sim_programs_submit(struct sim_programs *p, const struct momus_job *job,
			double priority, momus_sandbox_done_fn *done, void *arg,
			uint64_t *ticket, struct momus_error *err);
void sim_programs_withdraw(struct sim_programs *p, uint64_t ticket);

#endif /* SIM_PROGRAMS_H */
