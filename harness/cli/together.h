/* together.h - a command that several processes carry out together */
#ifndef MOMUS_CLI_TOGETHER_H
#define MOMUS_CLI_TOGETHER_H

#include "host/rankset.h"
#include "run/trainplan.h"

/* Where all ranks meet before they begin: RC and ERR are what became of this one
 * until now, P what it is to do (NULL: nothing with others).  The first failure is
 * everybody's; so are another rank's program and another's recipe. */
int momus_together_begin(const struct momus_rankset *set,
			 const struct momus_train_plan *p, int rc,
			 struct momus_error *err);

/* Joins P's model with the other ranks'; those but rank 0 return when that one's
 * model is closed.  MOMUS_ENOTSUP for a backend that cannot. */
int momus_together_train(const struct momus_rankset *set,
			 const struct momus_train_plan *p,
			 struct momus_error *err);

/* Ends SET, which may be NULL.  What became of any rank is everybody's, and of
 * several one alone prints it.  Returns what the command is to return. */
int momus_together_end(struct momus_rankset *set, int rc,
		       struct momus_error *err);

#endif /* MOMUS_CLI_TOGETHER_H */
