/* made-nodes.h - the nodes of an invented run, for measuring the store
 *
 * Five first solutions a problem and two turns of one critique and one revision
 * each: 25 nodes.  Statements have about 600 bytes, responses 1 KB, prompts hold
 * what real ones hold (instructions, statement, solution, critique): 2.2 KB on
 * average; 30 tests each.  The text is words drawn from a skewed distribution
 * and deflates 2.8 times, where real solutions do 4 to 5 times.
 */
#ifndef MADE_NODES_H
#define MADE_NODES_H

#include "store/store.h"

enum {
	MADE_TURNS = 2,
	MADE_WIDTH = 5,
	MADE_EACH = MADE_WIDTH * (1 + 2 * MADE_TURNS), /* nodes of a problem */
	MADE_TESTS = 30,
};

struct made; /* the text that everything is cut from */

/* NULL when out of memory. */
struct made *made_create(size_t n_problems);
void made_free(struct made *made);

/* Of the verdicts made from now on PERCENT are others: another version of the run. */
void made_set_others(struct made *made, unsigned percent);

struct momus_store_head made_head(void);

/* All problems, borrowed. */
const struct momus_store_problem *made_problems(const struct made *made);

/* The nodes of PROBLEM, in the order of a run, into OUT; their texts live in
 * ARENA. */
void made_nodes(const struct made *made, uint32_t problem,
		struct momus_arena *arena, struct momus_node out[MADE_EACH]);

#endif /* MADE_NODES_H */
