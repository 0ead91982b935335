/* write-run.h - a made run, written through the store */
#ifndef WRITE_RUN_H
#define WRITE_RUN_H

#include "apart.h"
#include "made-nodes.h"

struct write_job {
	const char *path;
	const struct made *made;
	size_t n_problems;
	bool empty; /* problems only */
};

/* Writes the run of JOB, a struct write_job, to its path: puts, a sync a second
 * and close; making the nodes is not timed. */
bool write_run(const void *job, struct apart *span);

#endif /* WRITE_RUN_H */
