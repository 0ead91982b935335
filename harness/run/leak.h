/* leak.h - whether a critique shows that its author was given a hint
 *
 * Words are those of stats/wordset.h: runs of letters and digits, case folded
 * away.  What stands in the problem or in the solution is known to every critic,
 * and saying it is no leak.
 */
#ifndef MOMUS_RUN_LEAK_H
#define MOMUS_RUN_LEAK_H

#include "momus/error.h"
#include "momus/text.h"

struct momus_leak_rule { /* borrowed */
	/* Phrases that a critique must not hold, NULL-terminated. */
	const char *const *phrases;
	/* So many words in a row may not be the hint's.  0: they may. */
	size_t words;
};

enum momus_leak {
	MOMUS_LEAK_NONE,
	MOMUS_LEAK_PHRASE,
	MOMUS_LEAK_WORDS,
};

/* Sets *OUT to what of RULE's CRITIQUE breaks, being made from a prompt with HINT
 * and the SEEN texts (problem, solution), and *PHRASE, if it is one, to the first
 * of RULE's.  MOMUS_ENOMEM. */
MOMUS_API int momus_leak_find(const struct momus_leak_rule *rule,
			      struct momus_text critique,
			      struct momus_text hint,
			      const struct momus_text seen[2],
			      enum momus_leak *out, const char **phrase,
			      struct momus_error *err);

#endif /* MOMUS_RUN_LEAK_H */
