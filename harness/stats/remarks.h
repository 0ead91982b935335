/* remarks.h - what can be read off the text of a critique by rule */
#ifndef MOMUS_STATS_REMARKS_H
#define MOMUS_STATS_REMARKS_H

#include <stdbool.h>

#include "momus/error.h"
#include "momus/text.h"

enum { MOMUS_STRATEGIES = 4 };

struct momus_remarks {
	size_t characters; /* code points; a bad byte is one */
	size_t words;	   /* runs of what is no white space */
	/* A fenced block, or a line of the solution that has at least 12 bytes
	 * without its blanks at both ends. */
	bool quotes;
	/* A fenced block with a line that begins "def" and two deeper lines
	 * behind it: a whole function of Python's. */
	bool function;
	/* A fenced block of 20 tokens or more (program.h, names alike) that has
	 * at least half of the revision's runs of 4 tokens, and shares more with
	 * the revision than with the solution before. */
	bool gives;
	unsigned strategies; /* bit i: label i; see strategies.def */
};

/* Fills OUT for CRITIQUE of SOLUTION, which led to REVISION, both programs.
 * MOMUS_ENOMEM is the only failure. */
MOMUS_API int momus_remarks_read(struct momus_text critique,
				 struct momus_text solution,
				 struct momus_text revision,
				 struct momus_remarks *out,
				 struct momus_error *err);

/* The labels alone that CRITIQUE has by rule: bit i: label i. */
MOMUS_API unsigned momus_strategies_read(struct momus_text critique);

/* "algorithm": the name of label I, static. */
MOMUS_API const char *momus_strategy_name(int i);

#endif /* MOMUS_STATS_REMARKS_H */
