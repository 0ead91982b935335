/* rewards-parts.h - the inside of rewards.h, shared by its two files
 *
 *	rewards.c       which rewards there are
 *	rewards-ask.c   one reward of one revision, from its questions on
 */
#ifndef MOMUS_RUN_REWARDS_PARTS_H
#define MOMUS_RUN_REWARDS_PARTS_H

#include "host/rewardpart.h"
#include "run/rewards.h"

struct reward {
	struct momus_reward_part *part; /* owned */
	const char *name;		/* borrowed: recipe or plugin */
	size_t n_questions;
	struct momus_client **clients; /* owned, (n_questions) */
};

struct rewards_asked; /* one reward of one revision, under way */

struct momus_rewards {
	const struct momus_recipe *recipe; /* borrowed */
	struct reward *list;		   /* owned, (n) */
	size_t n, pending;
	struct rewards_asked *asked; /* a list of .pending */
};

/* Frees what is under way; no callback follows.  Clients are still there. */
void rewards_forget(struct momus_rewards *r);

#endif /* MOMUS_RUN_REWARDS_PARTS_H */
