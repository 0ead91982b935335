/* lifeline.h - how ranks know that each other live
 *
 * A connection from each rank to rank 0, on which nothing goes but the last words
 * of who ends before the others: the system closes it whatever a process dies of,
 * so nobody waits for one that is gone.  Not for data.
 */
#ifndef MOMUS_HOST_LIFELINE_H
#define MOMUS_HOST_LIFELINE_H

#include "momus/ranks.h"

struct momus_lifeline;

/* Connects the ranks of R, who all call it; sets *HERE to how many of them run on
 * this host.  A host that does not answer within 30 s is MOMUS_EIO. */
MOMUS_API int momus_lifeline_open(struct momus_lifeline **out,
				  const struct momus_ranks *r, uint32_t *here,
				  struct momus_error *err);

/* MOMUS_OK while all live, or have said good-bye.  MOMUS_EIO: one has ended, with
 * its last words or without; once, and ever after.  Does not wait. */
MOMUS_API int momus_lifeline_check(struct momus_lifeline *l,
				   struct momus_error *err);

/* Whether one has ended without a word, so that nobody has told what happened. */
MOMUS_API bool momus_lifeline_mute(const struct momus_lifeline *l);

/* Ends this rank's: WORDS are what went wrong; NULL: nothing, all part now.  NULL
 * is allowed for L. */
MOMUS_API void momus_lifeline_close(struct momus_lifeline *l,
				    const char *words);

#endif /* MOMUS_HOST_LIFELINE_H */
