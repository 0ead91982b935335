/* tosses.h - binomial counts of one chance, from tables
 *
 * Where many counts with the same chance are wanted, each out of another number of
 * trials: trials are split into eighths, as in its octal digits, and what each
 * digit's trials add is looked up.
 */
#ifndef MOMUS_STATS_TOSSES_H
#define MOMUS_STATS_TOSSES_H

#include <stdbool.h>

#include "stats/draws.h"

enum { MOMUS_TOSSES_LEVELS = 5 }; /* octal digits of the trials */

struct momus_toss {    /* one column of a table */
	uint64_t keep; /* below this its own count, else the other */
	uint32_t own, other;
};

struct momus_tosses {
	struct momus_toss *all; /* owned; the first is that of no trials */
	size_t n, room;
	int levels; /* in use */
	/* of each level and digit: the table, in .all */
	struct {
		uint32_t first, size;
	} of[MOMUS_TOSSES_LEVELS][8];
};

/* Prepares for up to MOST trials of chance P, in (0,1).  False, with nothing to
 * release, if there is no memory or tables of up to ROOM columns do not suffice. */
MOMUS_API bool momus_tosses_init(struct momus_tosses *t, double p,
				 uint64_t most, size_t room);
MOMUS_API void momus_tosses_release(struct momus_tosses *t);

/* Sets SUMS (COUNT) to how many of as many TRIALS (COUNT), each at most MOST,
 * succeed.  Drawn by alias tables (Walker 1977, "An Efficient Method for Generating
 * Discrete Random Variables with General Distributions"; Vose 1991), whose chances are
 * those of the binomial distribution within 1e-13, its tails left out where they are
 * below 1e-18 of its mode. */
MOMUS_API void momus_tosses_draw(const struct momus_tosses *t,
				 struct momus_draws *d, const uint64_t *trials,
				 uint64_t *sums, size_t count);

#endif /* MOMUS_STATS_TOSSES_H */
