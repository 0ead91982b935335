/* node.c - see node.h */
#include "config.h"

#include "store/node.h"

int momus_node_order(const struct momus_node *a, const struct momus_node *b)
{
	const uint32_t left[] = { a->problem, a->turn, a->kind, a->branch,
				  a->vote };
	const uint32_t right[] = { b->problem, b->turn, b->kind, b->branch,
				   b->vote };
	int n = a->kind == MOMUS_NODE_REVISION ? 4 : 5; /* a branch has one */

	for (int i = 0; i < n; i++)
		if (left[i] != right[i])
			return left[i] < right[i] ? -1 : 1;
	return 0;
}

size_t momus_nodes_find(const struct momus_node *nodes, size_t n,
			const struct momus_node *name)
{
	size_t from = 0, to = n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int order = momus_node_order(&nodes[middle], name);

		if (order == 0)
			return middle;
		if (order < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return SIZE_MAX;
}
