/* recorded.h - what a model answered in an earlier run
 *
 * A run's file keeps every completion under the key of its request; a request
 * that is asked again, word for word, can be answered from there.
 */
#ifndef MOMUS_RECORDED_H
#define MOMUS_RECORDED_H

#include "momus/backend.h"

MOMUS_BEGIN_DECLS

struct momus_recorded;

/* Opens the run at PATH, finished or not, changing no file.  *OUT is the
 * caller's to close.  MOMUS_ENOTFOUND: no such file; MOMUS_EPARSE: it is no run,
 * or one of another version of Momus. */
MOMUS_API int momus_recorded_open(struct momus_recorded **out, const char *path,
				  struct momus_error *err);
MOMUS_API void momus_recorded_close(
	struct momus_recorded *r); /* NULL allowed */

/* What the models of that run were called, borrowed from R; the critic is "" if
 * there was none.  A request's key depends on the name of who is asked. */
MOMUS_API const char *momus_recorded_generator(const struct momus_recorded *r);
MOMUS_API const char *momus_recorded_critic(const struct momus_recorded *r);

/* Fills *OUT, texts in its arena, with what CALL's key was answered: also a
 * recorded failure, with its reason.  Where equal requests were answered more
 * than once, the answer of the same node (turn, branch, vote) is taken, else
 * the first one.  MOMUS_ENOTFOUND, without a text: there is none. */
MOMUS_API int momus_recorded_find(struct momus_recorded *r,
				  const struct momus_call *call,
				  struct momus_completion *out,
				  struct momus_error *err);

MOMUS_END_DECLS

#endif /* MOMUS_RECORDED_H */
