/* earned.c - see earned.h */
#include "config.h"

#include <stdlib.h>

#include "store/earned.h"

static const size_t reasons_limit = (size_t)1 << 30; /* bytes */

struct momus_earned_name {
	uint32_t problem, branch;
	uint16_t turn;
	uint8_t reward;
	uint32_t index; /* in the order of arrival; the newest wins */
};

void momus_earned_release(struct momus_earned *e)
{
	free(e->list);
	free(e->names);
	momus_arena_free(e->arena);
	*e = (struct momus_earned){ .list = NULL };
}

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "rewards: out of memory");
}

static bool widen(struct momus_earned *e)
{
	size_t room = e->room ? 2 * e->room : 256;
	void *list = realloc(e->list, room * sizeof *e->list), *names;

	if (list)
		e->list = list;
	names = realloc(e->names, room * sizeof *e->names);
	if (names)
		e->names = names;
	if (!list || !names)
		return false;
	e->room = room;
	return true;
}

/* T in the arena; most rewards have the reason of one of the last few. */
static struct momus_text keep(struct momus_earned *e, struct momus_text t)
{
	for (size_t i = 1; i <= 8 && i <= e->n; i++)
		if (momus_text_equal(e->list[e->n - i].reason, t))
			return e->list[e->n - i].reason;
	return momus_arena_copy(e->arena, t);
}

int momus_earned_add(struct momus_earned *e, const struct momus_node *node,
		     struct momus_error *err)
{
	struct momus_text reason;

	if (!e->arena)
		e->arena = momus_arena_create(reasons_limit);
	if (!e->arena || (e->n == e->room && !widen(e)))
		return no_memory(err);
	reason = keep(e, node->reason);
	if (!reason.ptr)
		return no_memory(err);
	e->list[e->n] = (struct momus_run_reward){
		.reward = (uint8_t)node->vote,
		.state = node->state,
		.attempts = node->attempts,
		.value = node->reward,
		.latency_s = node->latency_s,
		.prompt_tokens = node->prompt_tokens,
		.completion_tokens = node->completion_tokens,
		.reason = reason,
	};
	e->names[e->n] =
		(struct momus_earned_name){ node->problem, node->branch,
					    node->turn, (uint8_t)node->vote,
					    (uint32_t)e->n };
	e->n++;
	return MOMUS_OK;
}

static int compare(const void *x, const void *y)
{
	const struct momus_earned_name *a = x, *b = y;
	const uint32_t left[] = { a->problem, a->turn, a->branch, a->reward,
				  a->index };
	const uint32_t right[] = { b->problem, b->turn, b->branch, b->reward,
				   b->index };

	for (int i = 0; i < 5; i++)
		if (left[i] != right[i])
			return left[i] < right[i] ? -1 : 1;
	return 0;
}

static bool same(const struct momus_earned_name *a,
		 const struct momus_earned_name *b)
{
	return a->problem == b->problem && a->turn == b->turn &&
	       a->branch == b->branch && a->reward == b->reward;
}

/* Place of NAME's revision among the sorted NODES; SIZE_MAX if it is not there. */
static size_t find(const struct momus_node *nodes, size_t n,
		   const struct momus_earned_name *name)
{
	const struct momus_node revision = { .problem = name->problem,
					     .turn = name->turn,
					     .kind = MOMUS_NODE_REVISION,
					     .branch = name->branch };
	size_t at = momus_nodes_find(nodes, n, &revision);

	return at < n && nodes[at].state == MOMUS_NODE_DONE ? at : SIZE_MAX;
}

int momus_earned_settle(struct momus_earned *e, const struct momus_node *nodes,
			size_t n, struct momus_error *err)
{
	struct momus_run_reward *sorted;
	size_t kept = 0, at;

	if (!e->n)
		return MOMUS_OK;
	qsort(e->names, e->n, sizeof *e->names, compare);
	sorted = malloc(e->n * sizeof *sorted);
	if (!sorted)
		return no_memory(err);
	for (size_t i = 0; i < e->n; i++) {
		if (i + 1 < e->n && same(&e->names[i], &e->names[i + 1]))
			continue; /* an older one */
		at = find(nodes, n, &e->names[i]);
		if (at == SIZE_MAX)
			continue;
		sorted[kept] = e->list[e->names[i].index];
		sorted[kept++].node = (uint32_t)at;
	}
	free(e->list);
	free(e->names);
	e->names = NULL;
	e->list = sorted;
	e->n = e->room = kept;
	return MOMUS_OK;
}
