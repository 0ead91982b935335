/* clock.h - virtual time: what is to happen, in order */
#ifndef SIM_CLOCK_H
#define SIM_CLOCK_H

#include <stddef.h>
#include <stdint.h>

typedef void sim_event_fn(void *arg);

struct sim_event {
	double at;
	uint64_t order; /* of the call that set it: ties keep their order */
	sim_event_fn *fn;
	void *arg;
	uint32_t place, generation; /* place in .heap; of the id */
};

struct sim_clock {
	double now; /* seconds */
	uint64_t orders;
	struct sim_event *events; /* owned, (n_events of room) */
	uint32_t *heap;		  /* owned: indices of .events, soonest first */
	uint32_t *unused;	  /* owned: indices that may be taken */
	uint32_t n_events, n_heap, n_unused, room;
};

void sim_clock_init(struct sim_clock *c, double now);
void sim_clock_release(struct sim_clock *c);

/* FN(ARG) once at time AT, or at the next turn if that is past.  The id is
 * never 0. */
uint64_t sim_clock_set(struct sim_clock *c, double at, sim_event_fn *fn,
		       void *arg);

/* An id that has fired is ignored. */
void sim_clock_cancel(struct sim_clock *c, uint64_t id);

/* When the next event is due; INFINITY if there is none. */
double sim_clock_next(const struct sim_clock *c);

/* Goes to the time of the next event, UNTIL at most (negative: without end),
 * and runs what is due then, but not what that sets anew.  Returns how many
 * ran; -1 if nothing would ever happen. */
int sim_clock_turn(struct sim_clock *c, double until);

#endif /* SIM_CLOCK_H */
