/* critic-view.h - the message that asks for a critique
 *
 * A run and a training set ask by the same function, so that a critic is trained
 * on the very words that it is asked with.
 */
#ifndef MOMUS_RUN_CRITIC_VIEW_H
#define MOMUS_RUN_CRITIC_VIEW_H

#include "momus/task.h"
#include "run/prompts.h"

/* Appends to OUT the message about RESPONSE to PROBLEM.  Without a hint (HINT
 * NULL) the critic sees the program cut out of the response; with one, which
 * speaks of what was run, the response as it is (feed.h names the source).  A
 * response in words is an answer as it is.  PART is scratch; if it refuses an
 * append, so does OUT. */
MOMUS_API void momus_critic_view(const struct momus_prompts *prompts,
				 const struct momus_problem *problem,
				 struct momus_text response,
				 const struct momus_text *hint,
				 struct momus_buffer *part,
				 struct momus_buffer *out);

#endif /* MOMUS_RUN_CRITIC_VIEW_H */
