/* merge.h - shards of one recipe become one run */
#ifndef MOMUS_STORE_MERGE_H
#define MOMUS_STORE_MERGE_H

#include "store/store.h"

struct momus_merge_result {
	uint32_t shards; /* the recipe was split into */
	uint32_t *
		missing; /* owned by the caller: numbers not given, ascending */
	size_t n_missing;
	size_t n_nodes, n_problems;
	bool complete; /* all shards are here and none has anything to do */
};

/* Joins the N runs at PATHS, in any order, with repeats, into a new run at OUT.
 * A node of several shards is taken once, a finished one before a failed one.
 * MOMUS_EINVAL: runs of different recipes (both keys are named), split in
 * different ways, or with different answers for one node.  MOMUS_EBUSY: OUT
 * exists.  Nothing appears under OUT unless all went well.  INTERVAL: see
 * momus_store_set_interval(). */
MOMUS_API int momus_merge(const char *out, const char *const *paths, size_t n,
			  momus_store_interval_fn *interval,
			  struct momus_merge_result *result,
			  struct momus_error *err);

#endif /* MOMUS_STORE_MERGE_H */
