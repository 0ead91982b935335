/* ledger.c - see ledger.h */
#include "sim/ledger.h"
#include "store/node.h"

static uint64_t mix(uint64_t a, uint64_t b)
{
	a ^= (b + 1) * UINT64_C(0x9e3779b97f4a7c15);
	a ^= a >> 29;
	return a * UINT64_C(0xbf58476d1ce4e5b9) | 1;
}

/* Who asks for what CELL has of TURN: a kin, or behind them the cell alone. */
static uint64_t owner(const struct sim_recipe *r, size_t cell, uint16_t turn)
{
	return turn ? r->n + cell : r->cells[cell].kin;
}

static void note(struct sim_numbers *set, const struct sim_recipe *r,
		 size_t cell, const struct sim_nodes *nodes)
{
	for (size_t i = 0; i < nodes->n; i++) {
		uint64_t n = sim_node_number(nodes->lines[i]);

		/* What is passed on was another's answer. */
		if (r->cells[cell].after >= 0 &&
		    nodes->nodes[i].kind == MOMUS_NODE_CRITIQUE)
			continue;
		if (n && sim_node_is_done(nodes->lines[i]))
			sim_numbers_add(
				set,
				mix(n, owner(r, cell, nodes->nodes[i].turn)));
	}
}

void sim_ledger_need(struct sim_ledger *l, const struct sim_recipe *r,
		     size_t cell, const struct sim_nodes *nodes)
{
	note(&l->needed, r, cell, nodes);
}

void sim_ledger_have(struct sim_ledger *l, const struct sim_recipe *r,
		     size_t cell, const struct sim_nodes *nodes)
{
	note(&l->had, r, cell, nodes);
}

bool sim_ledger_is_had(const struct sim_ledger *l, const struct sim_recipe *r,
		       uint64_t number)
{
	bool any = false;

	for (uint64_t who = 0; who < 2 * r->n; who++) {
		if (!sim_numbers_has(&l->needed, mix(number, who)))
			continue;
		if (!sim_numbers_has(&l->had, mix(number, who)))
			return false;
		any = true;
	}
	return any;
}

void sim_ledger_release(struct sim_ledger *l)
{
	sim_numbers_release(&l->needed);
	sim_numbers_release(&l->had);
}

struct sim_sum sim_sum_up(const struct sim_recipe *r,
			  const struct sim_nodes *runs)
{
	struct sim_numbers counted = { 0 };
	struct sim_sum sum = { 0 };

	for (size_t c = 0; c < r->n; c++)
		for (size_t i = 0; i < runs[c].n; i++) {
			const struct sim_node *n = &runs[c].nodes[i];
			uint64_t name = mix(n->problem, n->branch);

			name = mix(mix(mix(name, n->kind), n->vote),
				   owner(r, c, n->turn));
			if (!n->turn && !sim_numbers_add(&counted, name))
				continue;
			sum.tokens += n->tokens;
			sum.cost += n->cost;
			sum.attempts += n->kind == MOMUS_NODE_ATTEMPT;
		}
	sim_numbers_release(&counted);
	return sum;
}
