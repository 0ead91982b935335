/* made-run.h - a small invented run, the same at every call, for tests of the
 * store: 2 turns, widths 3, 1, 2, every state and text a node can have, and two
 * rewards of each revision that is done */
#ifndef MADE_RUN_H
#define MADE_RUN_H

#include "store/store.h"

enum {
	MADE_PROBLEMS = 6,
	MADE_NODES_EACH = 3 + 3 + 3 + 6 + 6, /* of one problem */
	MADE_NODES = MADE_PROBLEMS * MADE_NODES_EACH,
};

struct momus_store_head made_head(uint32_t shard, uint32_t shards);

/* The problems whose number is SHARD modulo SHARDS, into OUT; their count. */
size_t made_problems(uint32_t shard, uint32_t shards,
		     struct momus_store_problem out[MADE_PROBLEMS]);

/* Node I of the whole run; valid until the next call.  .problem is the row in
 * the shard's own table. */
struct momus_node made_node(size_t i, uint32_t shards);
/* The problem of node I in the whole run. */
uint32_t made_problem_of(size_t i);

/* Reward WHICH (0, 1) of the revision NODE. */
struct momus_node made_reward(const struct momus_node *node, uint32_t which);

/* Puts each node of the shard that STORE lacks, and its rewards, in an order drawn from SEED,
 * with a sync after every SYNC nodes; after each sync ACKED(ARG, N) hears how
 * many were put by this call.  Returns the first failure. */
int made_put(struct momus_store *store, uint32_t shard, uint32_t shards,
	     uint64_t seed, size_t sync, void (*acked)(void *arg, size_t i),
	     void *arg, struct momus_error *err);

/* The run at PATH as JSON Lines without times, owned by the caller; NULL and
 * ERR on failure. */
char *made_export(const char *path, struct momus_error *err);

#endif /* MADE_RUN_H */
