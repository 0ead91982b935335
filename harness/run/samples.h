/* samples.h - nodes that ask a model the very same, and how they share requests
 *
 * First solutions of one problem ask the same; so do the critiques of one
 * solution, and its revisions where they are not made from a critique of their
 * own.  Such nodes are a family: they have their places in it, and consecutive
 * seeds.  Neighbours travel in one request, as many as the model takes; places
 * 0 .. n-1, n .. 2n-1 and so on go together, whatever else is under way.  Servers
 * that count seeds on within a request (vLLM, llama-server) give the same
 * samples however they are asked for; so what is stored does not depend on n.
 */
#ifndef MOMUS_RUN_SAMPLES_H
#define MOMUS_RUN_SAMPLES_H

#include "run/setup.h"

struct momus_ask;

struct momus_family {
	uint32_t branch, vote; /* of its first node */
	uint32_t place;	       /* of the node at hand, from 0 */
};

/* The family of the node (TURN, BRANCH, VOTE) that a request of PURPOSE asks
 * for. */
MOMUS_API struct momus_family momus_family_of(const struct momus_setup *setup,
					      enum momus_purpose purpose,
					      uint16_t turn, uint32_t branch,
					      uint32_t vote);

/* Nodes of one family. */
MOMUS_API uint64_t momus_family_size(const struct momus_setup *setup,
				     enum momus_purpose purpose, uint16_t turn);

/* Whether B asks for the sample behind A's, and may travel in its request. */
bool momus_samples_follow(const struct momus_ask *a, const struct momus_ask *b);

/* Divides what request ASK used among those of its nodes that got a completion
 * (if none did, all): prompt tokens evenly, completion tokens by the bytes of the
 * texts, such that the sums are what the server counted.  Latency and attempts
 * are the first one's alone.  Nodes marked .left_out get nothing. */
void momus_samples_book(struct momus_ask *ask);

#endif /* MOMUS_RUN_SAMPLES_H */
