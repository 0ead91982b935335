/* revisions.h - texts of some of a run's revisions, with what they revise
 *
 * Texts lie packed on disk and take long to look at; so figures of texts are of a
 * sample, drawn from the run's seed, and say of how many.
 */
#ifndef MOMUS_REPORTS_REVISIONS_H
#define MOMUS_REPORTS_REVISIONS_H

#include "reports/gather.h"

enum { MOMUS_REVISIONS_SAMPLE = 2000 }; /* at most */

struct momus_revised { /* a revision that was made */
	size_t problem;
	uint32_t turn;
	int8_t before, after; /* enum momus_correctness */
	uint32_t branch;
	struct momus_node first, revision; /* what it revises; itself */
	struct momus_node critique;	   /* the one that was passed on */
	bool has_critique;
};

struct momus_revisions {
	uint64_t all, taken;
};

typedef int momus_revised_fn(void *arg, const struct momus_revised *r,
			     struct momus_error *err);

/* Calls FN(ARG) for at most MOMUS_REVISIONS_SAMPLE revisions of RUN, read from
 * PATH, each equally likely, in the run's order; texts are valid for the call.
 * Fills OUT; ends with the first failure. */
int momus_revisions_sample(struct momus_run *run, const char *path,
			   const struct momus_gathered *g, momus_revised_fn *fn,
			   void *arg, struct momus_revisions *out,
			   struct momus_error *err);

#endif /* MOMUS_REPORTS_REVISIONS_H */
