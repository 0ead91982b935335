/* h5run.c - see h5run.h */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "momus/task.h"
#include "store/h5files.h"
#include "store/h5rows.h"
#include "store/h5run.h"
#include "store/heap.h"
#include "store/record.h"
#include "store/root.h"

enum {
	CHUNK = 256 << 10,
	CACHED = 16,		/* inflated chunks of /text kept */
	BLOCK = 512,		/* rows read at once for single nodes */
	HEAD_LIMIT = 256 << 20, /* bytes of root attributes */
};

struct chunk {
	uint64_t index, used; /* .used: when; 0: never */
	char *bytes;	      /* owned */
};

struct momus_h5_run {
	char *path; /* owned */
	struct momus_h5_io io;
	hid_t file;
	struct momus_arena *arena; /* owned: the root's texts */
	struct momus_root root;
	struct momus_rows problems, nodes, usage, tests, rewards, text;
	struct chunk cache[CACHED];
	uint64_t clock;
	char *scratch;		       /* owned */
	struct momus_node_row *block;  /* owned: BLOCK rows from .block_at */
	struct momus_usage_row *costs; /* owned: the same rows */
	uint64_t block_at;
	size_t block_n;
};

void momus_h5_run_close(struct momus_h5_run *r)
{
	if (!r)
		return;
	momus_rows_release(&r->problems);
	momus_rows_release(&r->nodes);
	momus_rows_release(&r->usage);
	momus_rows_release(&r->tests);
	momus_rows_release(&r->rewards);
	momus_rows_release(&r->text);
	if (r->file >= 0)
		momus_h5_close(r->file, &r->io);
	for (int i = 0; i < CACHED; i++)
		free(r->cache[i].bytes);
	momus_arena_free(r->arena);
	free(r->scratch);
	free(r->block);
	free(r->costs);
	free(r->path);
	free(r);
}

static int no_memory(const char *path, struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", path);
}

/* The system could not read the file, which may be whole: that is said instead
 * of what HDF5 made of it. */
static int cannot_read(const struct momus_h5_run *r, struct momus_error *err)
{
	if (err)
		err->text[0] = '\0';
	return momus_fail(err, MOMUS_EIO, "%s: cannot read it: %s", r->path,
			  strerror(r->io.error));
}

static int open_tables(struct momus_h5_run *r, struct momus_error *err)
{
	if (!momus_rows_open(&r->problems, r->file, &momus_table_problems) &&
	    !momus_rows_open(&r->nodes, r->file, &momus_table_nodes) &&
	    !momus_rows_open(&r->usage, r->file, &momus_table_usage) &&
	    !momus_rows_open(&r->tests, r->file, &momus_table_tests) &&
	    !momus_rows_open(&r->rewards, r->file, &momus_table_rewards) &&
	    !momus_rows_open(&r->text, r->file, &momus_table_text) &&
	    r->usage.n == r->nodes.n)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EPARSE,
			  "%s: a table is missing or damaged; `momus schema` "
			  "lists what a run holds",
			  r->path);
}

int momus_h5_run_open(struct momus_h5_run **out, const char *path,
		      const struct momus_files *files, struct momus_error *err)
{
	struct momus_h5_run *r = calloc(1, sizeof *r);
	int rc;

	*out = NULL;
	if (!r)
		return no_memory(path, err);
	r->io.files = files;
	r->file = r->problems.set = r->nodes.set = r->usage.set = -1;
	r->tests.set = r->rewards.set = r->text.set = -1;
	r->path = strdup(path);
	r->arena = momus_arena_create(HEAD_LIMIT);
	r->scratch = malloc(momus_heap_scratch());
	if (!r->path || !r->arena || !r->scratch) {
		rc = no_memory(path, err);
		goto out;
	}
	r->file = momus_h5_open(path, false, false, &r->io);
	if (r->file < 0) {
		rc = momus_h5_explain(path, "run", "NAME.h5", &r->io, err);
		goto out;
	}
	rc = momus_root_read(r->file, path, r->arena, &r->root, err);
	if (rc == MOMUS_OK)
		rc = open_tables(r, err);
out:
	if (rc == MOMUS_OK) {
		*out = r;
		r = NULL;
	} else if (rc == MOMUS_EPARSE && r->io.error) {
		rc = cannot_read(r, err);
	}
	momus_h5_run_close(r);
	return rc;
}

const struct momus_root *momus_h5_run_root(const struct momus_h5_run *r)
{
	return &r->root;
}

size_t momus_h5_run_n_problems(const struct momus_h5_run *r)
{
	return (size_t)r->problems.n;
}

size_t momus_h5_run_n_nodes(const struct momus_h5_run *r)
{
	return (size_t)r->nodes.n;
}

static int damaged(const struct momus_h5_run *r, const char *table, uint64_t at,
		   struct momus_error *err)
{
	if (r->io.error)
		return cannot_read(r, err);
	return momus_fail(err, MOMUS_EPARSE, "%s: %s is damaged at %llu",
			  r->path, table, (unsigned long long)at);
}

/* Chunk INDEX of /text, inflated; NULL if damaged or out of memory. */
static const char *chunk(struct momus_h5_run *r, uint64_t index)
{
	struct chunk *oldest = &r->cache[0];

	for (struct chunk *c = r->cache; c < r->cache + CACHED; c++) {
		if (c->used && c->index == index) {
			c->used = ++r->clock;
			return c->bytes;
		}
		if (c->used < oldest->used)
			oldest = c;
	}
	oldest->used = 0;
	if (!oldest->bytes && !(oldest->bytes = malloc(CHUNK))) {
		r->io.error = ENOMEM;
		return NULL;
	}
	if (momus_heap_read_chunk(r->text.set, index, oldest->bytes,
				  r->scratch))
		return NULL;
	oldest->index = index;
	oldest->used = ++r->clock;
	return oldest->bytes;
}

int momus_h5_run_text(struct momus_h5_run *r, uint64_t at, uint32_t len,
		      struct momus_arena *arena, struct momus_text *out,
		      struct momus_error *err)
{
	size_t done = 0, in, part;
	const char *bytes;
	char *copy;

	*out = MOMUS_TEXT("");
	if (!len)
		return MOMUS_OK;
	if (at > r->text.n || len > r->text.n - at)
		return damaged(r, "/text", at, err);
	copy = momus_arena_alloc(arena, (size_t)len + 1);
	if (!copy)
		return no_memory(r->path, err);
	while (done < len) {
		bytes = chunk(r, (at + done) / CHUNK);
		if (!bytes)
			return damaged(r, "/text", at, err);
		in = (size_t)((at + done) % CHUNK);
		part = CHUNK - in < len - done ? CHUNK - in : len - done;
		memcpy(copy + done, bytes + in, part);
		done += part;
	}
	*out = (struct momus_text){ copy, len };
	return MOMUS_OK;
}

int momus_h5_run_problem(struct momus_h5_run *r, size_t i,
			 struct momus_arena *arena,
			 struct momus_store_problem *out,
			 struct momus_error *err)
{
	struct momus_problem_row row;
	int rc;

	*out = (struct momus_store_problem){ .position = 0 };
	if (momus_rows_read(&r->problems, i, 1, &row))
		return damaged(r, "/problems", i, err);
	if (row.grouping > MOMUS_GROUP_RIVALS)
		return damaged(r, "/problems", i, err);
	out->position = row.position;
	out->grouping = row.grouping;
	rc = momus_h5_run_text(r, row.id_at, row.id_len, arena, &out->id, err);
	if (rc == MOMUS_OK)
		rc = momus_h5_run_text(r, row.statement_at, row.statement_len,
				       arena, &out->statement, err);
	if (rc == MOMUS_OK)
		rc = momus_h5_run_text(r, row.category_at, row.category_len,
				       arena, &out->category, err);
	if (rc == MOMUS_OK)
		rc = momus_h5_run_text(r, row.group_at, row.group_len, arena,
				       &out->group, err);
	return rc;
}

int momus_h5_run_rows(struct momus_h5_run *r, uint64_t at, size_t n,
		      struct momus_node_row *nodes,
		      struct momus_usage_row *usage, struct momus_error *err)
{
	if (momus_rows_read(&r->nodes, at, n, nodes))
		return damaged(r, "/nodes", at, err);
	if (usage && momus_rows_read(&r->usage, at, n, usage))
		return damaged(r, "/usage", at, err);
	for (size_t i = 0; i < n; i++)
		if (nodes[i].problem >= r->problems.n ||
		    nodes[i].kind == MOMUS_NODE_REWARD ||
		    !momus_record_sane(&nodes[i]))
			return damaged(r, "/nodes", at + i, err);
	return MOMUS_OK;
}

/* Makes the block of rows around AT the current one. */
static int load_block(struct momus_h5_run *r, uint64_t at,
		      struct momus_error *err)
{
	uint64_t from = at / BLOCK * BLOCK;
	size_t n =
		r->nodes.n - from < BLOCK ? (size_t)(r->nodes.n - from) : BLOCK;
	int rc;

	if (r->block_n && at >= r->block_at && at - r->block_at < r->block_n)
		return MOMUS_OK;
	if (!r->block)
		r->block = malloc(BLOCK * sizeof *r->block);
	if (!r->costs)
		r->costs = malloc(BLOCK * sizeof *r->costs);
	if (!r->block || !r->costs)
		return no_memory(r->path, err);
	r->block_n = 0;
	rc = momus_h5_run_rows(r, from, n, r->block, r->costs, err);
	if (rc == MOMUS_OK) {
		r->block_at = from;
		r->block_n = n;
	}
	return rc;
}

int momus_h5_run_row(struct momus_h5_run *r, uint64_t at,
		     struct momus_node_row *out, struct momus_error *err)
{
	int rc = at < r->nodes.n ? load_block(r, at, err)
				 : damaged(r, "/nodes", at, err);

	if (rc == MOMUS_OK)
		*out = r->block[at - r->block_at];
	return rc;
}

static int tests_of(struct momus_h5_run *r, const struct momus_node_row *row,
		    struct momus_arena *arena, struct momus_node *out,
		    struct momus_error *err)
{
	struct momus_node_test *tests;
	size_t n = row->tests_n;

	if (!n)
		return MOMUS_OK;
	if (row->tests_first > r->tests.n || n > r->tests.n - row->tests_first)
		return damaged(r, "/tests", row->tests_first, err);
	tests = momus_arena_alloc(arena, n * sizeof *tests);
	if (!tests)
		return no_memory(r->path, err);
	if (momus_rows_read(&r->tests, row->tests_first, n, tests))
		return damaged(r, "/tests", row->tests_first, err);
	for (size_t i = 0; i < n; i++)
		if (tests[i].parity > MOMUS_RUN_NOT_RUN ||
		    tests[i].strict > MOMUS_RUN_NOT_RUN)
			return damaged(r, "/tests", row->tests_first + i, err);
	out->tests = tests;
	return MOMUS_OK;
}

int momus_h5_run_node(struct momus_h5_run *r, uint64_t at,
		      struct momus_arena *arena, struct momus_node *out,
		      struct momus_error *err)
{
	const struct momus_node_row *row;
	struct momus_node_row checked;
	int rc = momus_h5_run_row(r, at, &checked, err);

	if (rc < 0)
		return rc;
	row = &checked;
	momus_record_node(row, &r->costs[at - r->block_at], out);
	for (int i = 0; rc == MOMUS_OK && i < MOMUS_NODE_N_TEXTS; i++)
		rc = momus_h5_run_text(r, row->text_at[i], row->text_len[i],
				       arena, momus_record_text(out, i), err);
	return rc == MOMUS_OK ? tests_of(r, row, arena, out, err) : rc;
}

size_t momus_h5_run_n_rewards(const struct momus_h5_run *r)
{
	return (size_t)r->rewards.n;
}

int momus_h5_run_rewards(struct momus_h5_run *r, uint64_t at, size_t n,
			 struct momus_reward_row *out, struct momus_error *err)
{
	if (momus_rows_read(&r->rewards, at, n, out))
		return damaged(r, "/rewards", at, err);
	for (size_t i = 0; i < n; i++)
		if (out[i].problem >= r->problems.n || !out[i].turn ||
		    out[i].reward >= MOMUS_NODE_REWARDS ||
		    out[i].state > MOMUS_NODE_SKIPPED)
			return damaged(r, "/rewards", at + i, err);
	return MOMUS_OK;
}

int momus_h5_run_reward(struct momus_h5_run *r,
			const struct momus_reward_row *row,
			struct momus_arena *arena, struct momus_node *out,
			struct momus_error *err)
{
	*out = momus_node_reward();
	out->problem = row->problem;
	out->turn = row->turn;
	out->branch = row->branch;
	out->vote = row->reward;
	out->state = row->state;
	out->attempts = (uint16_t)row->attempts;
	out->prompt_tokens = row->prompt_tokens;
	out->completion_tokens = row->completion_tokens;
	out->latency_s = row->latency_s;
	out->reward = row->value;
	return momus_h5_run_text(r, row->reason_at, row->reason_len, arena,
				 &out->reason, err);
}
