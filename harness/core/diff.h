/* diff.h - what a text keeps of an earlier one, and what it changes
 *
 * Pure: texts in, parts out.  The parts in a row make up both texts whole, so
 * nothing of either can be lost by showing them.
 */
#ifndef MOMUS_CORE_DIFF_H
#define MOMUS_CORE_DIFF_H

#include "momus/arena.h"
#include "momus/error.h"

enum momus_diff_by {
	/* Each with its LF; one that lacks it, at the end, equals one that does
	 * not. */
	MOMUS_DIFF_LINES,
	/* Runs of letters, digits, "_" and bytes above 127; runs of blanks and
	 * tabs; every other byte by itself. */
	MOMUS_DIFF_WORDS,
};

struct momus_diff_part {
	uint32_t a, n_a; /* tokens of the first text: from a on, n_a of them */
	uint32_t b, n_b; /* of the second */
	bool same;	 /* both are equal, and n_a is n_b; else changed */
};

struct momus_diff {	      /* all in the caller's arena */
	struct momus_text *a; /* (N_A): tokens, borrowed from the first text */
	struct momus_text *b; /* (N_B) */
	size_t n_a, n_b;
	struct momus_diff_part *parts; /* (N): same and changed in turns */
	size_t n;
	bool least; /* no script changes fewer tokens; else WORK ran out */
};

/* Fills OUT with a shortest script from A to B, token by token (Myers 1986, "An
 * O(ND) Difference Algorithm", the linear-space refinement).  After WORK steps
 * what is left counts as changed, so that time is O(WORK) beside the sorting of
 * tokens.  MOMUS_EINVAL: a text has 2^29 tokens or more; MOMUS_ENOMEM if ARENA
 * refuses. */
MOMUS_API int momus_diff(struct momus_text a, struct momus_text b,
			 enum momus_diff_by by, uint64_t work,
			 struct momus_arena *arena, struct momus_diff *out,
			 struct momus_error *err);

#endif /* MOMUS_CORE_DIFF_H */
