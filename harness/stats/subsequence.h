/* subsequence.h - how much of two sequences is the same, in the same order */
#ifndef MOMUS_STATS_SUBSEQUENCE_H
#define MOMUS_STATS_SUBSEQUENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "momus/decls.h"

/* Sets *LENGTH to that of the longest common subsequence of A (N) and B (M), whose
 * items are below KINDS; 64 steps of the table at once, as the bits of a word
 * (Hyyro 2004, "Bit-Parallel LCS-length Computation Revisited").  False without
 * memory. */
MOMUS_API bool momus_subsequence(const uint32_t *a, size_t n, const uint32_t *b,
				 size_t m, uint32_t kinds, size_t *length);

#endif /* MOMUS_STATS_SUBSEQUENCE_H */
