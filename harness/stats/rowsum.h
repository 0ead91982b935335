/* rowsum.h - sums of picked rows, the same on every processor */
#ifndef MOMUS_STATS_ROWSUM_H
#define MOMUS_STATS_ROWSUM_H

#include <stddef.h>
#include <stdint.h>

#include "momus/decls.h"

/* The columns that rows of K numbers need to be added fast: what is behind the Kth is
 * the caller's to fill with zeros. */
MOMUS_API size_t momus_rowsum_width(size_t k);

/* Adds to SUMS (WIDTH) the rows of ROWS (.,WIDTH) at the indices AT (N), WIDTH as
 * above: each eight as one tree, one after the other, the rest row by row. */
MOMUS_API void momus_rowsum(double *sums, const double *rows,
			    const uint32_t *at, size_t n, size_t width);

#endif /* MOMUS_STATS_ROWSUM_H */
