/* ledger.h - which answers a story needs, which it has for good, what was spent
 *
 * An answer belongs to whoever asks for it: first solutions to all cells of a
 * kin, what follows to a cell.  Two cells may ask the same of a model, each for
 * itself.
 */
#ifndef SIM_LEDGER_H
#define SIM_LEDGER_H

#include "sim/check.h"
#include "sim/recipes.h"

struct sim_ledger {
	struct sim_numbers needed, had; /* owned: answers with their owners */
};

/* Notes that cell CELL of R ends as NODES, or has those of them for good. */
void sim_ledger_need(struct sim_ledger *l, const struct sim_recipe *r,
		     size_t cell, const struct sim_nodes *nodes);
void sim_ledger_have(struct sim_ledger *l, const struct sim_recipe *r,
		     size_t cell, const struct sim_nodes *nodes);

/* Whether everybody who needs answer NUMBER has it, and somebody does. */
bool sim_ledger_is_had(const struct sim_ledger *l, const struct sim_recipe *r,
		       uint64_t number);

void sim_ledger_release(struct sim_ledger *l);

struct sim_sum { /* first solutions that cells share are counted once */
	double tokens, cost;
	uint64_t attempts; /* replies that were not the last of a dialogue */
};

/* Sums up RUNS (R->n): what each cell of R has. */
struct sim_sum sim_sum_up(const struct sim_recipe *r,
			  const struct sim_nodes *runs);

#endif /* SIM_LEDGER_H */
