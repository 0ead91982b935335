/* order.h - numbers in their order */
#ifndef MOMUS_STATS_ORDER_H
#define MOMUS_STATS_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "momus/decls.h"

/* The indices of VALUES (N, at most UINT32_MAX) into OUT (N), smallest value first,
 * equal ones as they came, NANs last; false if out of memory.  A radix sort: its time
 * grows with N alone. */
MOMUS_API bool momus_order(const double *values, size_t n, uint32_t *out);

#endif /* MOMUS_STATS_ORDER_H */
