/* bare.h - the peers of the store: HDF5 called directly, and the hardware */
#ifndef BARE_H
#define BARE_H

#include "apart.h"
#include "made-nodes.h"

struct bare_job {
	const char *path;
	const char *model; /* an empty run: the types and filters to use */
	const struct made *made;
	size_t n_problems;
};

/* Writes the rows and texts that the store would write, in one loop of
 * H5Dwrite calls at chunk borders, and makes the file durable once. */
bool bare_hdf5(const void *job, struct apart *span);

/* The least that any writer of these bytes does: deflates the texts on one
 * thread with libdeflate, writes them and the rows to a plain file, syncs. */
bool bare_floor(const void *job, struct apart *span);

#endif /* BARE_H */
