/* matching.h - how much two sequences have in common, in order */
#ifndef MOMUS_STATS_MATCHING_H
#define MOMUS_STATS_MATCHING_H

#include <stddef.h>
#include <stdint.h>

#include "momus/error.h"

/* Fills *OUT with 2 M / (N_A + N_B), in [0,1]; 1 if both are empty.  M counts the
 * items in matching blocks: the longest run that A (N_A) and B (N_B) share, the
 * first of equals, then likewise left and right of it (Ratcliff and Metzener 1988,
 * "Pattern Matching: The Gestalt Approach"; Python's difflib.SequenceMatcher with
 * autojunk=False).  MOMUS_END, and NAN, after WORK comparisons: texts can be made
 * to take the cube of their length.  MOMUS_ENOMEM. */
MOMUS_API int momus_matching_ratio(const uint32_t *a, size_t n_a,
				   const uint32_t *b, size_t n_b, uint64_t work,
				   double *out, struct momus_error *err);

#endif /* MOMUS_STATS_MATCHING_H */
