/* seed.h - one seed: a run or study without faults, and the same with them */
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
	uint64_t cells, nodes, sessions, deaths, faults, interrupts;
};

struct sim_wish {
	bool studies; /* seeds are of studies, not of single runs */
	bool verbose; /* a trace goes to standard output */
	enum sim_lie lie;
};

/* Runs SEED. */
void sim_seed_run(uint64_t seed, struct momus_registry *registry,
		  const struct sim_wish *wish, struct sim_result *out);

/* One undisturbed run of about REQUESTS requests, for its speed.  0 or -1. */
int sim_measure(uint64_t requests, struct momus_registry *registry);

#endif /* SIM_SEED_H */
