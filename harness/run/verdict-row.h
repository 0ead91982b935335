/* verdict-row.h - a verdict as one line of a --verdicts file */
#ifndef MOMUS_RUN_VERDICT_ROW_H
#define MOMUS_RUN_VERDICT_ROW_H

#include "store/node.h"

/* Appends the verdict in NODE on sample SAMPLE of problem ID by GRADER as a JSON
 * object, and a line feed.  "passed" and "score" are null where nothing could
 * be judged. */
MOMUS_API void momus_verdict_row(const struct momus_node *node,
				 struct momus_text id, uint32_t sample,
				 const char *grader, struct momus_buffer *out);

#endif /* MOMUS_RUN_VERDICT_ROW_H */
