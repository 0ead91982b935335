/* probe.h - what an endpoint does of what its users count on
 *
 * A few short requests: the same prompt again and beside others, a seed, several
 * samples, log-probabilities, stop texts, a token limit.  Nothing is believed
 * that was not seen.
 */
#ifndef MOMUS_RUN_PROBE_H
#define MOMUS_RUN_PROBE_H

#include "run/model.h"
#include "run/world.h"

enum momus_probe_answer {
	MOMUS_PROBE_NO,
	MOMUS_PROBE_YES,
	MOMUS_PROBE_UNKNOWN, /* the requests failed, or told nothing */
};

enum { MOMUS_PROBE_ROWS = 9 };

struct momus_probe_row {
	const char *name;     /* static: "agrees_alone" */
	const char *question; /* static, one phrase */
	enum momus_probe_answer answer;
	char found[400]; /* one sentence: what was seen */
};

struct momus_probe {
	struct momus_probe_row rows[MOMUS_PROBE_ROWS];
	size_t n;
	uint64_t requests, failed;
	double latency_s; /* the middle one of all requests; NAN */
};

/* Asks M, in WORLD, about twenty short questions.  A request that fails is a result; what is returned is what cannot go on. */
MOMUS_API int momus_probe_ask(const struct momus_model *m,
			      const struct momus_world *world,
			      struct momus_probe *out, struct momus_error *err);

#endif /* MOMUS_RUN_PROBE_H */
