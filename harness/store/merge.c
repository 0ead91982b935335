/* merge.c - see merge.h */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/merge.h"
#include "store/lock.h"
#include "store/reader.h"
#include "store/store-open.h"
#include "store/unlike.h"

static const size_t node_limit = (size_t)2 << 30; /* bytes of one node */
static const uint64_t sync_at = 64 << 20;	  /* bytes between syncs */

struct shard {
	const char *path;      /* borrowed */
	struct momus_run *run; /* owned */
	uint32_t *problem;     /* owned: row here -> row of the result */
};

struct problem { /* one problem of one shard */
	struct momus_store_problem is;
	uint32_t shard, row;
};

struct node { /* one node of one shard; .problem is the result's row */
	uint32_t problem, branch, vote;
	uint16_t turn;
	uint8_t kind, state;
	uint32_t shard, index;
};

struct merge {
	struct shard *shards; /* owned */
	size_t n_shards;
	struct momus_store_problem *problems; /* owned; texts the runs' */
	size_t n_problems;
	struct node *nodes; /* owned */
	size_t n_nodes;
	struct momus_arena *arena, *other; /* owned: two nodes' texts */
	struct momus_store_head head;
	uint32_t *held; /* owned */
	uint32_t n_held;
	const char *started, *ended;
};

static void release(struct merge *m)
{
	for (size_t i = 0; m->shards && i < m->n_shards; i++) {
		momus_run_close(m->shards[i].run);
		free(m->shards[i].problem);
	}
	free(m->shards);
	free(m->problems);
	free(m->nodes);
	free(m->held);
	momus_arena_free(m->arena);
	momus_arena_free(m->other);
}

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "merge: out of memory");
}

static const struct momus_root *root(const struct merge *m, size_t i)
{
	return momus_run_root(m->shards[i].run);
}

/* Fails with what the recipes of shards A and B do not share. */
static int of_another(const struct merge *m, size_t a, size_t b,
		      struct momus_error *err)
{
	const struct momus_store_head *x = &root(m, a)->head;
	const struct momus_store_head *y = &root(m, b)->head;
	struct momus_buffer keys;
	int rc;

	momus_buffer_init(&keys, 4096);
	momus_unlike_keys(x->recipe, y->recipe, &keys);
	rc = momus_fail(
		err, MOMUS_EINVAL,
		"%s is of recipe %.16s…, but %s is of recipe %.16s…%s%s; "
		"only shards of one recipe can be merged",
		m->shards[a].path, x->recipe_key, m->shards[b].path,
		y->recipe_key, keys.len ? ", which differs in " : "",
		keys.len ? keys.ptr : "");
	momus_buffer_release(&keys);
	return rc;
}

/* Whether shards A and B can belong together. */
static int fit(const struct merge *m, size_t a, size_t b,
	       struct momus_error *err)
{
	const struct momus_store_head *x = &root(m, a)->head;
	const struct momus_store_head *y = &root(m, b)->head;

	if (strcmp(x->recipe_key, y->recipe_key) != 0)
		return of_another(m, a, b, err);
	if (x->shards != y->shards && x->shards != 1 && y->shards != 1)
		return momus_fail(
			err, MOMUS_EINVAL,
			"%s is one of %u shards, but %s is one of %u; "
			"merge those of one split",
			m->shards[a].path, x->shards, m->shards[b].path,
			y->shards);
	return MOMUS_OK;
}

static int open_all(struct merge *m, const char *const *paths, size_t n,
		    struct momus_error *err)
{
	int rc = MOMUS_OK;

	m->shards = calloc(n, sizeof *m->shards);
	m->arena = momus_arena_create(node_limit);
	m->other = momus_arena_create(node_limit);
	if (!m->shards || !m->arena || !m->other)
		return no_memory(err);
	m->n_shards = n;
	for (size_t i = 0; rc == MOMUS_OK && i < n; i++) {
		m->shards[i].path = paths[i];
		rc = momus_run_open(&m->shards[i].run, paths[i], err);
		if (rc == MOMUS_OK)
			rc = fit(m, 0, i, err);
	}
	return rc;
}

static int by_id(const void *x, const void *y)
{
	const struct problem *a = x, *b = y;
	int order = momus_text_order(a->is.id, b->is.id);

	return order ? order : (a->shard > b->shard) - (a->shard < b->shard);
}

/* In the order of the data set. */
static int by_position(const void *x, const void *y)
{
	const struct problem *a = x, *b = y;

	if (a->is.position != b->is.position)
		return a->is.position < b->is.position ? -1 : 1;
	return by_id(x, y);
}

/* All problems of all shards, in *OUT, owned by the caller. */
static int gather(struct merge *m, struct problem **out, size_t *n,
		  struct momus_error *err)
{
	size_t room = 1, rows;

	for (size_t s = 0; s < m->n_shards; s++)
		room += momus_run_n_problems(m->shards[s].run);
	*out = malloc(room * sizeof **out);
	m->problems = malloc(room * sizeof *m->problems);
	*n = 0;
	for (size_t s = 0; *out && s < m->n_shards; s++) {
		rows = momus_run_n_problems(m->shards[s].run);
		m->shards[s].problem = malloc((rows + 1) * sizeof(uint32_t));
		if (!m->shards[s].problem)
			return no_memory(err);
		for (size_t i = 0; i < rows; i++)
			(*out)[(*n)++] = (struct problem){
				momus_run_problem(m->shards[s].run, i),
				(uint32_t)s, (uint32_t)i
			};
	}
	return *out && m->problems ? MOMUS_OK : no_memory(err);
}

/* One problem in two shards must be the same. */
static int same_problem(const struct merge *m, const struct problem *a,
			const struct problem *b, struct momus_error *err)
{
	if (a->is.position == b->is.position &&
	    momus_text_equal(a->is.statement, b->is.statement) &&
	    momus_text_equal(a->is.category, b->is.category) &&
	    momus_text_equal(a->is.group, b->is.group) &&
	    a->is.grouping == b->is.grouping)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EINVAL,
			  "problem \"%.*s\" is not the same in %s and %s",
			  (int)a->is.id.len, a->is.id.ptr,
			  m->shards[a->shard].path, m->shards[b->shard].path);
}

/* Joins the lists of problems. */
static int join_problems(struct merge *m, struct momus_error *err)
{
	struct problem *all = NULL;
	size_t n;
	int rc = gather(m, &all, &n, err);

	if (rc == MOMUS_OK && n) {
		qsort(all, n, sizeof *all, by_id);
		for (size_t i = 1; rc == MOMUS_OK && i < n; i++)
			if (momus_text_equal(all[i].is.id, all[i - 1].is.id))
				rc = same_problem(m, &all[i - 1], &all[i], err);
		qsort(all, n, sizeof *all, by_position);
	}
	for (size_t i = 0; rc == MOMUS_OK && i < n; i++) {
		if (!i || !momus_text_equal(all[i].is.id, all[i - 1].is.id))
			m->problems[m->n_problems++] = all[i].is;
		m->shards[all[i].shard].problem[all[i].row] =
			(uint32_t)(m->n_problems - 1);
	}
	free(all);
	return rc;
}

static int by_name(const void *x, const void *y)
{
	const struct node *a = x, *b = y;
	/* A branch has one revision, whatever vote led to it. */
	bool voted = a->kind != MOMUS_NODE_REVISION;
	const uint64_t left[] = { a->problem, a->turn, a->kind, a->branch,
				  voted ? a->vote : 0 };
	const uint64_t right[] = { b->problem, b->turn, b->kind, b->branch,
				   voted ? b->vote : 0 };

	for (int i = 0; i < 5; i++)
		if (left[i] != right[i])
			return left[i] < right[i] ? -1 : 1;
	return 0;
}

/* Done before skipped before failed, then in the order of the shards. */
static int by_worth(const void *x, const void *y)
{
	static const uint8_t rank[] = { [MOMUS_NODE_DONE] = 0,
					[MOMUS_NODE_SKIPPED] = 1,
					[MOMUS_NODE_FAILED] = 2 };
	const struct node *a = x, *b = y;
	int order = by_name(x, y);

	if (order)
		return order;
	if (rank[a->state] != rank[b->state])
		return rank[a->state] < rank[b->state] ? -1 : 1;
	return (a->shard > b->shard) - (a->shard < b->shard);
}

static int read_node(const struct merge *m, const struct node *n,
		     struct momus_arena *arena, struct momus_node *out,
		     struct momus_error *err)
{
	int rc;

	momus_arena_reset(arena);
	if (n->kind == MOMUS_NODE_REWARD) {
		*out = momus_run_reward_node(m->shards[n->shard].run, n->index);
		rc = MOMUS_OK;
	} else {
		rc = momus_run_node(m->shards[n->shard].run, n->index, arena,
				    out, err);
	}
	out->problem = n->problem;
	return rc;
}

/* Two finished nodes of one name must hold the same; repeats of one file do. */
static int same_node(const struct merge *m, const struct node *a,
		     const struct node *b, struct momus_error *err)
{
	struct momus_node x, y;
	int rc = read_node(m, a, m->arena, &x, err);

	if (rc == MOMUS_OK)
		rc = read_node(m, b, m->other, &y, err);
	if (rc < 0)
		return rc;
	if (memcmp(x.key, y.key, sizeof x.key) == 0 &&
	    momus_text_equal(x.response, y.response) &&
	    momus_text_equal(x.answer, y.answer))
		return MOMUS_OK;
	return momus_fail(
		err, MOMUS_EINVAL,
		"%s and %s hold different answers for turn %u, branch "
		"%u of problem \"%.*s\"; leave one of them out",
		m->shards[a->shard].path, m->shards[b->shard].path, a->turn,
		a->branch, (int)m->problems[a->problem].id.len,
		m->problems[a->problem].id.ptr);
}

static struct node named(const struct merge *m, size_t shard, size_t index,
			 const struct momus_node *is)
{
	return (struct node){ m->shards[shard].problem[is->problem],
			      is->branch,
			      is->vote,
			      is->turn,
			      is->kind,
			      is->state,
			      (uint32_t)shard,
			      (uint32_t)index };
}

static int join_nodes(struct merge *m, struct momus_error *err)
{
	const struct momus_run *run;
	struct momus_node reward;
	size_t room = 1, n = 0, kept = 0;
	int rc = MOMUS_OK;

	for (size_t s = 0; s < m->n_shards; s++)
		room += momus_run_n_nodes(m->shards[s].run) +
			momus_run_n_rewards(m->shards[s].run);
	m->nodes = malloc(room * sizeof *m->nodes);
	if (!m->nodes)
		return no_memory(err);
	for (size_t s = 0; s < m->n_shards; s++) {
		run = m->shards[s].run;
		for (size_t i = 0; i < momus_run_n_nodes(run); i++)
			m->nodes[n++] =
				named(m, s, i, &momus_run_nodes(run)[i]);
		for (size_t i = 0; i < momus_run_n_rewards(run); i++) {
			reward = momus_run_reward_node(run, i);
			m->nodes[n++] = named(m, s, i, &reward);
		}
	}
	qsort(m->nodes, n, sizeof *m->nodes, by_worth);
	for (size_t i = 0; rc == MOMUS_OK && i < n; i++) {
		if (!kept || by_name(&m->nodes[kept - 1], &m->nodes[i]))
			m->nodes[kept++] = m->nodes[i];
		else if (m->nodes[i].state == MOMUS_NODE_DONE)
			rc = same_node(m, &m->nodes[kept - 1], &m->nodes[i],
				       err);
	}
	m->n_nodes = kept;
	return rc;
}

/* Which shards are here: those in held[], and all if one run is whole. */
static int join_shards(struct merge *m, struct momus_merge_result *result,
		       struct momus_error *err)
{
	const struct momus_root *r;
	uint32_t shards = 1;
	bool whole = false, complete = true, *seen;

	for (size_t i = 0; i < m->n_shards; i++) {
		r = root(m, i);
		whole |= r->head.shards == 1;
		shards = r->head.shards > shards ? r->head.shards : shards;
		complete &= momus_run_complete(m->shards[i].run);
	}
	seen = calloc(shards, sizeof *seen);
	m->held = malloc(shards * sizeof *m->held);
	result->missing = malloc(shards * sizeof *result->missing);
	if (!seen || !m->held || !result->missing) {
		free(seen);
		return no_memory(err);
	}
	for (size_t i = 0; i < m->n_shards; i++)
		for (uint32_t h = 0; h < root(m, i)->n_held; h++)
			if (root(m, i)->held[h] < shards)
				seen[root(m, i)->held[h]] = true;
	for (uint32_t h = 0; h < shards; h++)
		if (whole || seen[h])
			m->held[m->n_held++] = h;
		else
			result->missing[result->n_missing++] = h;
	free(seen);
	result->shards = shards;
	result->complete = complete && !result->n_missing;
	return MOMUS_OK;
}

/* The joined run's head, whatever the order of the shards. */
static void join_heads(struct merge *m, const struct momus_merge_result *result)
{
	const struct momus_root *first = root(m, 0), *r;

	m->started = first->started;
	m->ended = first->ended;
	for (size_t i = 1; i < m->n_shards; i++) {
		r = root(m, i);
		if (strcmp(r->head.run_id, first->head.run_id) < 0)
			first = r;
		if (strcmp(r->started, m->started) < 0)
			m->started = r->started;
		if (strcmp(r->ended, m->ended) > 0)
			m->ended = r->ended;
	}
	m->head = first->head;
	m->head.shard = result->n_missing ? m->held[0] : 0;
	m->head.shards = result->n_missing ? result->shards : 1;
	if (!result->n_missing)
		m->n_held = 1; /* shard 0 of 1 */
}

static int put_all(struct merge *m, struct momus_store *s,
		   struct momus_error *err)
{
	struct momus_node node;
	uint64_t bytes = 0;
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < m->n_nodes; i++) {
		rc = read_node(m, &m->nodes[i], m->arena, &node, err);
		if (rc == MOMUS_OK)
			rc = momus_store_put(s, &node, err);
		bytes += node.prompt.len + node.response.len;
		if (rc == MOMUS_OK && bytes >= sync_at) {
			rc = momus_store_sync(s, err);
			bytes = 0;
		}
	}
	return rc;
}

/* Writes the run at PATH; it is removed again if that fails. */
static int write_run(struct merge *m, const char *path, bool complete,
		     momus_store_interval_fn *interval, struct momus_error *err)
{
	struct momus_store *s;
	char *journal;
	int rc = momus_store_create(&s, path, &m->head, m->problems,
				    m->n_problems, NULL, err);

	if (rc < 0)
		return rc;
	momus_store_set_interval(s, interval);
	s->root.held = m->held;
	s->root.n_held = m->n_held;
	s->root.started = m->started;
	rc = put_all(m, s, err);
	if (rc == MOMUS_OK)
		return momus_store_close(s, complete, err);
	if (asprintf(&journal, "%s.journal", path) >= 0) {
		unlink(journal);
		free(journal);
	}
	momus_lock_release(s->lock, s->lock_path, s->files);
	s->lock = -1;
	momus_store_abandon(s);
	return rc;
}

static int write_under(struct merge *m, const char *out, bool complete,
		       momus_store_interval_fn *interval,
		       struct momus_error *err)
{
	char *part = NULL;
	int rc;

	if (asprintf(&part, "%s.part", out) < 0)
		return no_memory(err);
	unlink(part); /* of a merge that was killed */
	rc = write_run(m, part, complete, interval, err);
	if (rc == MOMUS_OK &&
	    (rename(part, out) != 0 ||
	     momus_files_sync_folder(momus_files_real(), out)))
		rc = momus_fail(err, MOMUS_EIO, "%s: cannot be written: %s",
				out, strerror(errno));
	if (rc < 0 && rc != MOMUS_EBUSY)
		unlink(part);
	free(part);
	return rc;
}

int momus_merge(const char *out, const char *const *paths, size_t n,
		momus_store_interval_fn *interval,
		struct momus_merge_result *result, struct momus_error *err)
{
	struct merge m = { .n_shards = 0 };
	struct stat st;
	int rc;

	*result = (struct momus_merge_result){ .shards = 0 };
	if (stat(out, &st) == 0)
		return momus_fail(err, MOMUS_EBUSY,
				  "%s: exists already; remove it, or name "
				  "another file",
				  out);
	rc = open_all(&m, paths, n, err);
	if (rc == MOMUS_OK)
		rc = join_problems(&m, err);
	if (rc == MOMUS_OK)
		rc = join_nodes(&m, err);
	if (rc == MOMUS_OK)
		rc = join_shards(&m, result, err);
	if (rc == MOMUS_OK) {
		join_heads(&m, result);
		rc = write_under(&m, out, result->complete, interval, err);
	}
	for (size_t i = 0; i < m.n_nodes; i++)
		result->n_nodes += m.nodes[i].kind != MOMUS_NODE_REWARD;
	result->n_problems = m.n_problems;
	if (rc < 0) {
		free(result->missing);
		result->missing = NULL;
	}
	release(&m);
	return rc;
}
