/* order.h - what rank 0 says to the others, and what they answer
 *
 * Between the files of the team: ranks are of one build, so these are sent as
 * they are.
 */
#ifndef NATIVE_ORDER_H
#define NATIVE_ORDER_H

#include "ranks/team.h"

enum order_kind {
	ORDER_DEED = 1,
	/* Answered once there is room, by an order_answer; then comes: */
	ORDER_FORWARD,	/* tokens, start, first of the part */
	ORDER_BACKWARD, /* the derivatives of its scored tokens */
	ORDER_DISMISS,
};

struct order {
	enum order_kind kind;
	enum team_deed deed;
	uint32_t learn, entropies;
	size_t n, tokens, scored; /* of the part */
	double temperature;
	struct momus_optimizer optimizer;
};

/* To each of these, when it is done, another; behind one that is MOMUS_OK comes the
 * result: of a forward pass the log-probabilities and, if wanted, the
 * entropies. */
struct order_answer {
	int rc;
	struct momus_error err;
};

struct team {
	const struct momus_ranks *ranks; /* borrowed */
	size_t total;			 /* floats that learn */
	float *room;			 /* owned, momus_ranks_room() */
	/* Rank 0: */
	struct part *parts;   /* owned, (size): of the pass to be learnt from */
	float *mean, *square; /* owned: its share while they are whole */
	bool whole;
};

#endif /* NATIVE_ORDER_H */
