/* unlike.h - what makes two runs incomparable */
#ifndef MOMUS_REPORTS_UNLIKE_H
#define MOMUS_REPORTS_UNLIKE_H

#include "momus/arena.h"
#include "store/reader.h"

struct momus_unlike {
	const char *what; /* "grader": the name that --despite takes */
	struct momus_text base, next; /* both values */
	/* The first member of them that differs, "sampling.generate.temperature", and
	 * both of its values. */
	struct momus_text where, base_there, next_there;
};

enum { MOMUS_UNLIKE_MOST = 8 };

/* Fills OUT (at most MOMUS_UNLIKE_MOST) with all in which the runs' set-ups
 * differ: data (set), task, grader, feedback, shape (widths, votes and stop policy),
 * sampling, prompts; *N of them.  Texts are in ARENA or borrowed from the runs. */
int momus_unlike(const struct momus_run *base, const struct momus_run *next,
		 struct momus_arena *arena, struct momus_unlike *out, size_t *n,
		 struct momus_error *err);

/* Fills OUT with a hex digest of all that momus_unlike() looks at: two runs have
 * the same one exactly when it finds no difference. */
int momus_unlike_key(const struct momus_run *run, char out[65],
		     struct momus_error *err);

/* The names that --despite takes, separated by commas. */
extern const char momus_unlike_names[];

#endif /* MOMUS_REPORTS_UNLIKE_H */
