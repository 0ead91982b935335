/* outcome.h - what is known of a solution: the currency of this room */
#ifndef MOMUS_STATS_OUTCOME_H
#define MOMUS_STATS_OUTCOME_H

#include <stdint.h>

enum momus_correctness { /* int8_t in arrays; as .passed of a verdict */
			 MOMUS_UNKNOWN =
				 -1, /* failed, not there, or could not be judged */
			 MOMUS_WRONG = 0,
			 MOMUS_RIGHT = 1,
};

/* A share with its interval for the worst and the best of what is unknown. */
struct momus_bounds {
	double least, most; /* NAN: nothing to take a share of */
};

#endif /* MOMUS_STATS_OUTCOME_H */
