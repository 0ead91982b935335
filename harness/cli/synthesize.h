/* synthesize.h - what the files of `momus synthesize` share */
#ifndef MOMUS_CLI_SYNTHESIZE_H
#define MOMUS_CLI_SYNTHESIZE_H

#include "run/synthesis.h"

struct synthesize_files {
	const char *rows;    /* ROWS.jsonl */
	const char *dropped; /* what was dropped, and why; NULL: nowhere */
};

/* Writes the rows of S, which were chosen, and beside them ROWS.counts.json with
 * how every critique ended, of SOURCES (N), and prints the same.  MOMUS_END: no
 * row is left, and nothing was written. */
int momus_synthesize_write(const struct momus_synthesis *s,
			   const struct synthesize_files *files,
			   const struct momus_synthesis_source *sources,
			   size_t n, struct momus_error *err);

/* "ROWS.jsonl" with ENDING in place of its own; the caller frees.  NULL when out
 * of memory. */
char *momus_synthesize_beside(const char *rows, const char *ending);

#endif /* MOMUS_CLI_SYNTHESIZE_H */
