/* earning.h - the rewards of a run that is there, without its models */
#ifndef MOMUS_RUN_EARNING_H
#define MOMUS_RUN_EARNING_H

#include <signal.h>

#include "host/dataset.h"
#include "run/noise.h"
#include "run/rewards.h"
#include "run/world.h"
#include "store/reader.h"

struct momus_earning {		     /* all borrowed for the call */
	const struct momus_run *run; /* whose revisions are rewarded */
	struct momus_store
		*store;	       /* holds them, with the verdicts that count */
	const uint32_t *place; /* (problems of RUN): in the data set */
	const struct momus_dataset *dataset;
	struct momus_rewards *rewards; /* connected, if any asks a server */
	const struct momus_noise *noise;
	const struct momus_world *world;
	const volatile sig_atomic_t *stop; /* NULL: never */
	/* At least every half second; may be NULL. */
	void (*progress)(void *arg, size_t done, size_t n);
	void *arg;
};

struct momus_earned_counts {
	uint64_t rewards, unjudged, failed; /* as in pipeline.h */
	struct momus_error first_failure;
};

/* Computes every reward of every revision that is done and puts it into .store;
 * with *STOPPED by .stop not all of them.  A server's failure is a reward that
 * failed, not an error. */
MOMUS_API int momus_earning_run(const struct momus_earning *e, bool *stopped,
				struct momus_earned_counts *counts,
				struct momus_error *err);

#endif /* MOMUS_RUN_EARNING_H */
