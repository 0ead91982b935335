/* recorded.c - see momus/recorded.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "momus/recorded.h"
#include "store/reader.h"

struct momus_recorded {
	struct momus_run *run; /* owned */
	/* Owned, (n): places of nodes with a completion, sorted by key; those of
	 * one key in the run's own order, failed ones behind the others. */
	uint32_t *order;
	size_t n;
};

static int compare(const void *x, const void *y, void *arg)
{
	const struct momus_node *nodes = arg;
	uint32_t i = *(const uint32_t *)x, j = *(const uint32_t *)y;
	const struct momus_node *a = &nodes[i], *b = &nodes[j];
	int c = memcmp(a->key, b->key, sizeof a->key);

	if (!c)
		c = (a->state == MOMUS_NODE_FAILED) -
		    (b->state == MOMUS_NODE_FAILED);
	return c ? c : i < j ? -1 : i > j;
}

int momus_recorded_open(struct momus_recorded **out, const char *path,
			struct momus_error *err)
{
	struct momus_recorded *r = calloc(1, sizeof *r);
	const struct momus_node *nodes;
	size_t n;
	int rc;

	*out = NULL;
	if (!r)
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", path);
	rc = momus_run_open(&r->run, path, err);
	if (rc < 0)
		goto out;
	nodes = momus_run_nodes(r->run);
	n = momus_run_n_nodes(r->run);
	r->order = malloc((n + 1) * sizeof *r->order);
	if (!r->order) {
		rc = momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", path);
		goto out;
	}
	for (size_t i = 0; i < n; i++)
		if (nodes[i].state != MOMUS_NODE_SKIPPED)
			r->order[r->n++] = (uint32_t)i;
	qsort_r(r->order, r->n, sizeof *r->order, compare, (void *)nodes);
	*out = r;
	r = NULL;
out:
	momus_recorded_close(r);
	return rc;
}

void momus_recorded_close(struct momus_recorded *r)
{
	if (!r)
		return;
	momus_run_close(r->run);
	free(r->order);
	free(r);
}

const char *momus_recorded_generator(const struct momus_recorded *r)
{
	return momus_run_head(r->run)->generator;
}

const char *momus_recorded_critic(const struct momus_recorded *r)
{
	return momus_run_head(r->run)->critic;
}

static int digit(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

/* The 32 bytes that 64 hex digits stand for; false if HEX is none. */
static bool unhex(const char *hex, uint8_t out[32])
{
	for (int i = 0; hex && i < 64; i++) {
		int d = digit(hex[i]);

		if (d < 0)
			return false;
		out[i / 2] = (uint8_t)(i % 2 ? out[i / 2] | d : d << 4);
	}
	return hex && !hex[64];
}

/* Whether N is the node that CALL asks for, the problem apart. */
static bool same_node(const struct momus_node *n, const struct momus_call *call)
{
	static const uint8_t kinds[] = {
		[MOMUS_PURPOSE_GENERATE] = MOMUS_NODE_SOLUTION,
		[MOMUS_PURPOSE_CRITIQUE] = MOMUS_NODE_CRITIQUE,
		[MOMUS_PURPOSE_REVISE] = MOMUS_NODE_REVISION,
	};

	return n->kind == kinds[call->purpose] && n->turn == call->turn &&
	       n->branch == call->branch && n->vote == call->vote;
}

/* The place in .order of the first node whose key is not less than KEY. */
static size_t lower_bound(const struct momus_recorded *r, const uint8_t key[32])
{
	const struct momus_node *nodes = momus_run_nodes(r->run);
	size_t low = 0, high = r->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (memcmp(nodes[r->order[mid]].key, key, 32) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

int momus_recorded_find(struct momus_recorded *r, const struct momus_call *call,
			struct momus_completion *out, struct momus_error *err)
{
	const struct momus_node *nodes = momus_run_nodes(r->run);
	struct momus_node node;
	uint8_t key[32];
	size_t first, at;
	int rc;

	if (!unhex(call->key, key))
		return MOMUS_ENOTFOUND;
	first = at = lower_bound(r, key);
	while (at < r->n && memcmp(nodes[r->order[at]].key, key, 32) == 0 &&
	       !same_node(&nodes[r->order[at]], call))
		at++;
	if (at == r->n || memcmp(nodes[r->order[at]].key, key, 32) != 0)
		at = first;
	if (at == r->n || memcmp(nodes[r->order[at]].key, key, 32) != 0)
		return MOMUS_ENOTFOUND;
	rc = momus_run_node(r->run, r->order[at], out->arena, &node, err);
	if (rc < 0)
		return rc;
	out->text = node.response;
	out->reason = node.reason;
	out->finish = node.state == MOMUS_NODE_FAILED ? MOMUS_FINISH_FAILED
						      : node.finish;
	out->prompt_tokens = node.prompt_tokens;
	out->completion_tokens = node.completion_tokens;
	out->logprob = node.logprob;
	return MOMUS_OK;
}
