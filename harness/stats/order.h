/* order.h - numbers in their order */
#ifndef MOMUS_STATS_ORDER_H
#define MOMUS_STATS_ORDER_H

#include <stddef.h>

#include "momus/decls.h"

struct momus_place {
	double value; /* not NAN */
	size_t at;    /* where it comes from */
};

/* Sorts LIST (N) by value, smallest first, equal ones as they came; SCRATCH (N) is
 * written over.  A radix sort, in time that grows with N alone. */
MOMUS_API void momus_order(struct momus_place *list, size_t n,
			   struct momus_place *scratch);

#endif /* MOMUS_STATS_ORDER_H */
