/* refcache.h - reference files of a data set, kept between runs
 *
 * A reference (outputs of a canonical solution) is made once for a data file,
 * a version of its task and a grader.  CACHE/references/SHA256/TASK/ holds a file a
 * problem, named by the problem's id, length and CRC-32C, and a symbolic link
 * to it named by the id alone.  A file that does not fit its name is damaged
 * and made anew.  Files appear by rename, so any number of processes may share
 * a cache.
 */
#ifndef MOMUS_RUN_REFCACHE_H
#define MOMUS_RUN_REFCACHE_H

#include "momus/error.h"
#include "momus/text.h"

struct momus_refcache;

struct momus_refcache_key { /* borrowed until open() returns */
	const char *folder; /* NULL: the user's, see host/paths.h */
	const char *dataset_sha256;
	const char *task, *version, *grader;
};

/* A cache that cannot be had is no error: it is logged once, and references
 * live in memory.  Only MOMUS_ENOMEM. */
MOMUS_API int momus_refcache_open(struct momus_refcache **out,
				  const struct momus_refcache_key *key,
				  struct momus_error *err);
MOMUS_API void momus_refcache_close(
	struct momus_refcache *c); /* NULL allowed */

/* A descriptor of the reference of problem ID, to read; the caller closes it.
 * -1: there is none, or it was damaged. */
MOMUS_API int momus_refcache_find(struct momus_refcache *c,
				  struct momus_text id);

/* An empty file without a name to record into, or MOMUS_EIO. */
MOMUS_API int momus_refcache_begin(struct momus_refcache *c, int *fd,
				   struct momus_error *err);

/* Keeps what was recorded into FD, which is closed, as the reference of ID;
 * returns a descriptor to read it.  KEPT says whether find() will have it too
 * (the disk may be full, or there is no cache). */
MOMUS_API int momus_refcache_publish(struct momus_refcache *c,
				     struct momus_text id, int fd, bool *kept);

#endif /* MOMUS_RUN_REFCACHE_H */
