/* steps.h - one revision as a step of a Markov chain between wrong and right */
#ifndef MOMUS_STATS_STEPS_H
#define MOMUS_STATS_STEPS_H

#include "momus/decls.h"
#include "stats/outcome.h"

struct momus_steps { /* counts; first letter before, second after the revision */
	uint64_t cc, cw, wc, ww; /* c: right (correct), w: wrong */
	uint64_t unknown;	 /* one end or both not judged */
};

/* Counts the step of one revision from BEFORE to AFTER (enum momus_correctness). */
MOMUS_API void momus_steps_add(struct momus_steps *s, int8_t before,
			       int8_t after);

/* Maximum-likelihood estimates for a chain of two states (Anderson and Goodman
 * 1957, "Statistical Inference about Markov Chains"): P(right next | right now)
 * = cc / (cc + cw), P(right next | wrong now) = wc / (wc + ww); NAN where the
 * state was not met. */
MOMUS_API double momus_steps_pcc(const struct momus_steps *s);
MOMUS_API double momus_steps_pcw(const struct momus_steps *s);

#endif /* MOMUS_STATS_STEPS_H */
