/* leaks.h - runs of words that a text shares with what nobody should know
 *
 * A word is a run of letters and digits, an underscore or a byte beyond ASCII
 * being a letter, whatever their case; all else only parts words.  Of an expected
 * output that has fewer than MOMUS_LEAK_OUTPUT words all of them in a row are a
 * leak, of a longer one any MOMUS_LEAK_OUTPUT in a row; of a reference solution
 * MOMUS_LEAK_REFERENCE in a row, as programs share much by chance.  No leak is
 * what stands in a text that may be known (the statement, public tests, the
 * solution that is spoken of), nor what is trivial: a run of fewer than
 * MOMUS_LEAK_LETTERS letters and digits in all; of one or two words without a
 * digit; of three or more words of which fewer than three differ.
 */
#ifndef MOMUS_STATS_LEAKS_H
#define MOMUS_STATS_LEAKS_H

#include "momus/error.h"
#include "momus/text.h"

enum {
	MOMUS_LEAK_OUTPUT = 8,
	MOMUS_LEAK_REFERENCE = 16,
	MOMUS_LEAK_LETTERS = 8,
	MOMUS_LEAK_BYTES = 4096,	/* of one output that are looked at */
	MOMUS_LEAK_BYTES_ALL = 1 << 16, /* of all outputs of a problem */
};

struct momus_leaks; /* of one problem: what is hidden, and what is known */

struct momus_leak_run {	 /* the longest; of equal ones the first */
	size_t words;	 /* 0: none */
	size_t from, to; /* bytes of the text */
	uint32_t test;	 /* an output's */
};

struct momus_leak_found {
	struct momus_leak_run expected, reference;
};

/* NULL: out of memory.  NULL may be freed. */
MOMUS_API struct momus_leaks *momus_leaks_create(void);
MOMUS_API void momus_leaks_free(struct momus_leaks *l);

/* OUTPUT, of test TEST, is hidden; so is the program REFERENCE; TEXT is known.
 * Nothing is borrowed.  MOMUS_ENOMEM is the only failure. */
MOMUS_API int momus_leaks_expect(struct momus_leaks *l,
				 struct momus_text output, uint32_t test,
				 struct momus_error *err);
MOMUS_API int momus_leaks_refer(struct momus_leaks *l,
				struct momus_text reference,
				struct momus_error *err);
MOMUS_API int momus_leaks_know(struct momus_leaks *l, struct momus_text text,
			       struct momus_error *err);

/* Whether there is anything that could leak. */
MOMUS_API bool momus_leaks_any(const struct momus_leaks *l);

/* What TEXT, which speaks of SOLUTION, gives away.  MOMUS_ENOMEM. */
MOMUS_API int momus_leaks_find(const struct momus_leaks *l,
			       struct momus_text text,
			       struct momus_text solution,
			       struct momus_leak_found *out,
			       struct momus_error *err);

#endif /* MOMUS_STATS_LEAKS_H */
