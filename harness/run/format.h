/* format.h - whether a model that learns to criticise ends as critics do
 *
 * Asked of rows that were held out and whose completions have a judgment: the
 * model answers their prompts itself, greedily.
 */
#ifndef MOMUS_RUN_FORMAT_H
#define MOMUS_RUN_FORMAT_H

#include "run/lessons.h"
#include "run/trainplan.h"

struct momus_format { /* of the answers of one model */
	size_t asked;
	size_t formed; /* have a judgment line that can be read */
	size_t agreed; /* and it is that of the row */
};

/* Has PLAN's model answer the first ROWS (N, of L) that have a judgment, at most
 * MOST of them.  .asked is 0 where none has. */
MOMUS_API int momus_format_measure(const struct momus_train_plan *plan,
				   const struct momus_lessons *l,
				   const uint32_t *rows, size_t n, size_t most,
				   struct momus_format *out,
				   struct momus_error *err);

#endif /* MOMUS_RUN_FORMAT_H */
