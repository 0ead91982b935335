/* earned.h - the rewards of a run in memory, each beside its revision */
#ifndef MOMUS_STORE_EARNED_H
#define MOMUS_STORE_EARNED_H

#include "store/reader.h"

struct momus_earned {
	struct momus_run_reward *list;	 /* owned */
	struct momus_earned_name *names; /* owned, beside .list */
	size_t n, room;
	struct momus_arena
		*arena; /* owned: reasons, equal ones once in a row */
};

/* Frees the list and its texts; it is empty again. */
void momus_earned_release(struct momus_earned *e);

/* Appends the reward NODE, whose texts are copied; MOMUS_ENOMEM. */
int momus_earned_add(struct momus_earned *e, const struct momus_node *node,
		     struct momus_error *err);

/* Once all are there: sorts them, keeps the newest of each name, and finds the
 * revision of each among NODES (N), in the order of reader.h; a reward whose
 * revision is not there, and done, is dropped.  MOMUS_ENOMEM. */
int momus_earned_settle(struct momus_earned *e, const struct momus_node *nodes,
			size_t n, struct momus_error *err);

#endif /* MOMUS_STORE_EARNED_H */
