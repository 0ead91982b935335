/* export.h - nodes as JSON Lines, in one order: to read, and to compare runs */
#ifndef MOMUS_STORE_EXPORT_H
#define MOMUS_STORE_EXPORT_H

#include "store/reader.h"

/* Appends NODE of PROBLEM to OUT: one JSON object and a newline.
 * Without TIMES nothing is said that may differ between two runs of one recipe:
 * no times, no CPU or memory use, no number of attempts.  Bytes that are not
 * UTF-8 become U+FFFD. */
MOMUS_API void momus_export_node(struct momus_buffer *out,
				 const struct momus_store_problem *problem,
				 const struct momus_node *node, bool times);

/* Gives each node of RUN, in the reader's order, to WRITE(ARG, LINE), which
 * returns 0 or a status that ends the export. */
MOMUS_API int momus_export_run(struct momus_run *run, bool times,
			       int (*write)(void *arg, struct momus_text line,
					    struct momus_error *err),
			       void *arg, struct momus_error *err);

#endif /* MOMUS_STORE_EXPORT_H */
