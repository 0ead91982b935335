/* seed.h - one seed: a run without faults, and the same run with them */
#ifndef SIM_SEED_H
#define SIM_SEED_H

#include "host/loader.h"
#include "sim/recipes.h"

enum sim_lie { /* how the world breaks its word, so that the tests are tested */
	       SIM_HONEST,
	       SIM_LIE_FSYNC,	/* fsync does nothing */
	       SIM_LIE_ANSWERS, /* models answer the same request differently */
	       SIM_LIE_TWICE, /* finished nodes are forgotten between sessions */
};

struct sim_result {
	char wrong[400];   /* "": all is well */
	uint64_t digest;   /* of the trace: equal for equal replays */
	uint64_t requests; /* HTTP attempts, */
	uint64_t shared;   /* and those for several samples */
	uint64_t nodes, sessions, deaths, faults, interrupts;
};

/* Runs SEED.  VERBOSE: its trace goes to standard output. */
void sim_seed_run(uint64_t seed, struct momus_registry *registry, bool verbose,
		  enum sim_lie lie, struct sim_result *out);

/* One undisturbed run of about REQUESTS requests, for its speed.  0 or -1. */
int sim_measure(uint64_t requests, struct momus_registry *registry);

#endif /* SIM_SEED_H */
