/* export.h - nodes as JSON Lines, in one order: to read, and to compare runs */
#ifndef MOMUS_STORE_EXPORT_H
#define MOMUS_STORE_EXPORT_H

#include "store/reader.h"

struct momus_export_beside { /* what is known of a node elsewhere; borrowed */
	const char *names;   /* of all rewards: a head's .rewards */
	const struct momus_run_reward *rewards; /* (N): the node's */
	size_t n;
	bool noise; /* say what was shown of the verdict */
};

/* Appends NODE of PROBLEM to OUT: one JSON object and a newline.
 * Without TIMES nothing is said that may differ between two runs of one recipe:
 * no times, no CPU or memory use, no number of attempts.  Bytes that are not
 * UTF-8 become U+FFFD. */
MOMUS_API void momus_export_node(struct momus_buffer *out,
				 const struct momus_store_problem *problem,
				 const struct momus_node *node,
				 const struct momus_export_beside *beside,
				 bool times);

/* Gives each node of RUN, in the reader's order, to WRITE(ARG, LINE), which
 * returns 0 or a status that ends the export. */
MOMUS_API int momus_export_run(struct momus_run *run, bool times,
			       int (*write)(void *arg, struct momus_text line,
					    struct momus_error *err),
			       void *arg, struct momus_error *err);

#endif /* MOMUS_STORE_EXPORT_H */
