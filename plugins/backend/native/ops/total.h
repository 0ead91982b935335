/* total.h - one array from several ranks' parts of it
 *
 *	own[i] <- sum_k part_k[i],  k = 0 … size - 1
 *
 * in double and in the order of the ranks, of which RANK's part is OWN itself: what
 * momus_ranks_sum() of momus/ranks.h asks of memory that is a device's.
 */
#ifndef NATIVE_TOTAL_H
#define NATIVE_TOTAL_H

#include "ops/launch.h"

MOMUS_BEGIN_DECLS

/* OWN (N), ROOM (SIZE, N) row-major, of which row RANK is not read. */
void total_add(float *own, const float *room, int64_t n, int rank, int size);

/* The same on a device (launch.h), all fp32; the same bits. */
int total_add_cuda(const struct launch *l, float *own, const float *room,
		   int64_t n, int rank, int size, struct momus_error *err);

MOMUS_END_DECLS

#endif /* NATIVE_TOTAL_H */
