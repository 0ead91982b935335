/* gradeline.h - what `momus grade` and `momus regrade` tell people */
#ifndef MOMUS_CLI_GRADELINE_H
#define MOMUS_CLI_GRADELINE_H

#include <stdbool.h>

#include "run/grading.h"
#include "run/tally.h"

struct momus_grade_line { /* zeroed to start with */
	const char *what; /* is done to each: "labelled"; NULL: "graded" */
	bool shown;
	double started, last,
		next; /* monotonic, seconds; .next: a plain line */
};

/* How far it is and how long it will take: a line of a terminal's standard error
 * that changes, elsewhere a line every ten seconds. */
void momus_grade_line_show(struct momus_grade_line *line,
			   const struct momus_grading_progress *now);
/* Takes the line away; the next one begins anew. */
void momus_grade_line_clear(struct momus_grade_line *line);

/* The summary on standard output; SECONDS of wall time. */
void momus_grade_summary(const struct momus_tally *t, const char *task,
			 const char *grader, double seconds);

/* A line with BEFORE and the names of the first of N answers to look at:
 * NAME(ARG, I) writes the Ith to standard output. */
void momus_grade_lenient(const char *before, size_t n,
			 void (*name)(void *arg, size_t i), void *arg);

#endif /* MOMUS_CLI_GRADELINE_H */
