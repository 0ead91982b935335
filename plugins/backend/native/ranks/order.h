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
	ORDER_DRAW,	/* .n answers to prompts of .tokens: see draws.c */
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

struct asked { /* of one answer, to the rank that draws it; its prompt follows */
	uint64_t number;
	size_t tokens;
	int64_t most;
	struct momus_sampling how; /* without stop strings */
	struct momus_stream stream;
};

struct drawn { /* of one answer, back; ids and log-probabilities follow */
	uint64_t number;
	int rc;
	struct momus_error err;
	size_t n, text;
	enum momus_finish finish;
	struct momus_stream stream;
};

struct team {
	const struct momus_ranks *ranks; /* borrowed */
	size_t total;			 /* floats that learn */
	float *room;			 /* owned, momus_ranks_room() */
	/* Rank 0: */
	struct part *parts;   /* owned, (size): of the pass to be learnt from */
	float *mean, *square; /* owned: its share while they are whole */
	bool whole;
	struct team_draw *draws; /* borrowed: those that are in */
	size_t *busy;		 /* owned, (size): answers a rank is drawing */
};

/* Does as O, of ORDER_DRAW, says. */
int team_draw_ordered(struct team *t, struct native *n, const struct order *o,
		      struct momus_error *err);

#endif /* NATIVE_ORDER_H */
