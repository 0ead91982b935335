/* tally.h - counts of verdicts, and Pass@1 over problems */
#ifndef MOMUS_RUN_TALLY_H
#define MOMUS_RUN_TALLY_H

#include <stdint.h>

#include "momus/task.h"

enum { MOMUS_TALLY_PARTS = 8, MOMUS_TALLY_GROUPS = 4 };

struct momus_tally_group {	/* parts NAME/…, whatever their problems */
	struct momus_text name; /* the task's own */
	uint64_t judged, right;
};

struct momus_tally_problem {
	uint32_t samples, judged[2], right[2]; /* parity, strict */
	uint32_t part_judged[MOMUS_TALLY_PARTS], part_right[MOMUS_TALLY_PARTS];
};

struct momus_tally {
	struct momus_tally_problem *problems; /* owned, (n) */
	size_t n;
	const char *parts[MOMUS_TALLY_PARTS];  /* names: the task's own */
	uint64_t part_seen[MOMUS_TALLY_PARTS]; /* judged samples that have it */
	size_t n_parts;
	struct momus_tally_group groups[MOMUS_TALLY_GROUPS];
	size_t n_groups;
	uint64_t samples, unjudged;
	uint64_t undecided; /* samples that strict alone could not judge */
	uint64_t tests, tests_right; /* of parity, of all judged samples */
	uint64_t lenient;	     /* parity passes that strict refuses */
	uint64_t strict_only;	     /* strict passes that parity refuses */
	uint64_t programs, compiled;
	double cpu_s, compile_cpu_s; /* of programs; of compilers */
};

/* N: problems of the data set. */
MOMUS_API int momus_tally_init(struct momus_tally *t, size_t n,
			       struct momus_error *err);
MOMUS_API void momus_tally_release(struct momus_tally *t);

/* Counts GRADE of an answer to PROBLEM; whether it is a lenient pass. */
MOMUS_API bool momus_tally_add(struct momus_tally *t, uint32_t problem,
			       const struct momus_grade *grade);

/* Pass@1: the mean over problems of right / judged (macro average; Chen et al.
 * 2021 for k = 1), NAN if nothing was judged; problems without a judged sample are
 * left out. */
MOMUS_API double momus_tally_pass(const struct momus_tally *t, bool strict);

/* The same for part PART of the parity verdict ("base", "plus"); NAN for a part
 * that not every judged sample has, such as one instruction of many. */
MOMUS_API double momus_tally_part(const struct momus_tally *t, size_t part);

/* Parity's Pass@1 if every unjudged sample were wrong, or right (GIVEN). */
MOMUS_API double momus_tally_bound(const struct momus_tally *t, bool given);

#endif /* MOMUS_RUN_TALLY_H */
