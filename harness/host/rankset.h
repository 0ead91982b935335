/* rankset.h - the processes that were started together with this one
 *
 * mpirun and srun start several and tell each in its environment.  Only then is
 * the carrier's shared object opened; a process by itself knows nothing of it.
 */
#ifndef MOMUS_HOST_RANKSET_H
#define MOMUS_HOST_RANKSET_H

#include "momus/ranks.h"

struct momus_rankset;

/* Joins them.  MOMUS_ENOTSUP where there are several and this build has no MPI;
 * MOMUS_EINVAL where the launcher and MPI do not go together. */
MOMUS_API int momus_rankset_open(struct momus_rankset **out,
				 struct momus_error *err);

/* Ends it; RC and ERR: what became of this rank, which the others hear of, unless
 * PARTED: all know, and part now.  NULL is allowed for S. */
MOMUS_API void momus_rankset_close(struct momus_rankset *s, bool parted,
				   const struct momus_error *err);

/* The ranks, borrowed; of a process by itself .size is 1. */
MOMUS_API const struct momus_ranks *momus_rankset_ranks(
	const struct momus_rankset *s);

/* Whether this rank is the one to tell the user what went wrong: rank 0, or the
 * next where that one ended without a word. */
MOMUS_API bool momus_rankset_speaks(const struct momus_rankset *s);

/* How many processes the environment tells of, and who started them, static; 1
 * and NULL where it tells of none. */
MOMUS_API uint32_t momus_rankset_launched(const char **launcher);

/* The shared object of the carrier, the caller frees; MOMUS_ENOTFOUND: this build
 * has none. */
MOMUS_API int momus_rankset_carrier(char **path);

#endif /* MOMUS_HOST_RANKSET_H */
