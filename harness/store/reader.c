/* reader.c - see reader.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "momus/log.h"
#include "core/jsonspan.h"
#include "store/earned.h"
#include "store/h5run.h"
#include "store/journal.h"
#include "store/reader.h"
#include "store/record.h"

static const size_t problems_limit = (size_t)2 << 30; /* bytes of texts */
/* Bits of a place beside its row or offset. */
static const uint64_t in_journal = UINT64_C(1) << 63;
static const uint64_t by_stop = UINT64_C(1) << 62;

struct momus_run {
	char *path;			      /* owned */
	struct momus_h5_run *file;	      /* owned */
	struct momus_journal_reader *journal; /* owned; NULL: none, or stale */
	struct momus_arena *arena;	      /* owned: the problems' texts */
	struct momus_store_problem *problems; /* owned array */
	size_t n_problems;
	struct momus_node *nodes; /* owned */
	uint64_t *places; /* owned: row of /nodes, or in_journal + offset; and
			   * by_stop: skipped by the stop policy */
	size_t n_nodes, room;
	size_t n_records; /* of the journal */
	struct momus_earned earned;
};

/* A node's name as two numbers that sort as the nodes do. */
struct name {
	uint64_t major, minor;
	uint32_t index; /* in the order of arrival; the newest wins */
};

void momus_run_close(struct momus_run *run)
{
	if (!run)
		return;
	momus_h5_run_close(run->file);
	momus_journal_close(run->journal);
	momus_arena_free(run->arena);
	free(run->problems);
	free(run->nodes);
	free(run->places);
	momus_earned_release(&run->earned);
	free(run->path);
	free(run);
}

static int no_memory(const char *path, struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", path);
}

static int load_problems(struct momus_run *run, struct momus_error *err)
{
	size_t n = momus_h5_run_n_problems(run->file);
	int rc = MOMUS_OK;

	run->problems = calloc(n + 1, sizeof *run->problems);
	if (!run->problems)
		return no_memory(run->path, err);
	run->n_problems = n;
	for (size_t i = 0; rc == MOMUS_OK && i < n; i++)
		rc = momus_h5_run_problem(run->file, i, run->arena,
					  &run->problems[i], err);
	return rc;
}

/* Makes room for N nodes in all. */
static int reserve(struct momus_run *run, size_t n, struct momus_error *err)
{
	struct momus_node *nodes;
	uint64_t *places;

	if (n <= run->room)
		return MOMUS_OK;
	nodes = realloc(run->nodes, n * sizeof *nodes);
	if (nodes)
		run->nodes = nodes;
	places = realloc(run->places, n * sizeof *places);
	if (places)
		run->places = places;
	if (!nodes || !places)
		return no_memory(run->path, err);
	run->room = n;
	return MOMUS_OK;
}

struct reasons { /* of skipped rows: few, equal ones stored once */
	struct momus_arena *arena; /* owned */
	uint64_t stopped, other;   /* where the last of each kind lies */
};

/* Sets *STOPPED if ROW was skipped by the stop policy. */
static int find_reason(struct momus_run *run, const struct momus_node_row *row,
		       struct reasons *seen, bool *stopped,
		       struct momus_error *err)
{
	const struct momus_text want = MOMUS_TEXT(MOMUS_SKIPPED_STOPPED);
	uint64_t at = row->text_at[MOMUS_NODE_REASON];
	struct momus_text text;
	int rc;

	*stopped = false;
	if (row->state != MOMUS_NODE_SKIPPED || at == seen->other ||
	    row->text_len[MOMUS_NODE_REASON] != want.len)
		return MOMUS_OK;
	*stopped = at == seen->stopped;
	if (*stopped)
		return MOMUS_OK;
	if (!seen->arena && !(seen->arena = momus_arena_create(1 << 20)))
		return no_memory(run->path, err);
	momus_arena_reset(seen->arena);
	rc = momus_h5_run_text(run->file, at, (uint32_t)want.len, seen->arena,
			       &text, err);
	if (rc < 0)
		return rc;
	*stopped = momus_text_equal(text, want);
	*(*stopped ? &seen->stopped : &seen->other) = at;
	return MOMUS_OK;
}

static int load_rows(struct momus_run *run, struct momus_error *err)
{
	enum { BLOCK = 2048 };
	struct reasons seen = { NULL, UINT64_MAX, UINT64_MAX };
	size_t n = momus_h5_run_n_nodes(run->file), part;
	struct momus_node_row *rows = malloc(BLOCK * sizeof *rows);
	struct momus_usage_row *usage = malloc(BLOCK * sizeof *usage);
	bool stopped;
	int rc = rows && usage ? reserve(run, n, err)
			       : no_memory(run->path, err);

	for (size_t at = 0; rc == MOMUS_OK && at < n; at += part) {
		part = n - at < BLOCK ? n - at : BLOCK;
		rc = momus_h5_run_rows(run->file, at, part, rows, usage, err);
		for (size_t i = 0; rc == MOMUS_OK && i < part; i++) {
			momus_record_node(&rows[i], &usage[i],
					  &run->nodes[at + i]);
			rc = find_reason(run, &rows[i], &seen, &stopped, err);
			run->places[at + i] =
				(at + i) | (stopped ? by_stop : 0);
		}
	}
	momus_arena_free(seen.arena);
	free(rows);
	free(usage);
	run->n_nodes = n;
	return rc;
}

static int load_rewards(struct momus_run *run, struct momus_error *err)
{
	struct momus_arena *arena = momus_arena_create(1 << 20);
	size_t n = momus_h5_run_n_rewards(run->file);
	struct momus_reward_row row;
	struct momus_node node;
	int rc = arena ? MOMUS_OK : no_memory(run->path, err);

	for (size_t i = 0; rc == MOMUS_OK && i < n; i++) {
		momus_arena_reset(arena);
		rc = momus_h5_run_rewards(run->file, i, 1, &row, err);
		if (rc == MOMUS_OK)
			rc = momus_h5_run_reward(run->file, &row, arena, &node,
						 err);
		if (rc == MOMUS_OK)
			rc = momus_earned_add(&run->earned, &node, err);
	}
	momus_arena_free(arena);
	return rc;
}

static int add_record(struct momus_run *run,
		      const struct momus_journal_entry *e,
		      struct momus_error *err)
{
	struct momus_node node;
	bool stopped;
	int rc = MOMUS_OK;

	momus_record_node(&e->row, &e->usage, &node);
	run->n_records++;
	if (e->row.kind == MOMUS_NODE_REWARD) {
		node.reason = e->text[MOMUS_NODE_REASON];
		return momus_earned_add(&run->earned, &node, err);
	}
	if (run->n_nodes == run->room)
		rc = reserve(run, run->room + run->room / 2 + 1024, err);
	if (rc < 0)
		return rc;
	run->nodes[run->n_nodes] = node;
	stopped = e->row.state == MOMUS_NODE_SKIPPED &&
		  momus_text_equal(e->text[MOMUS_NODE_REASON],
				   MOMUS_TEXT(MOMUS_SKIPPED_STOPPED));
	run->places[run->n_nodes++] =
		in_journal | e->at | (stopped ? by_stop : 0);
	return MOMUS_OK;
}

/* Appends the journal's nodes to those of the file. */
static int load_records(struct momus_run *run, struct momus_error *err)
{
	struct momus_journal_entry e;
	int rc;

	while ((rc = momus_journal_next(run->journal, &e, err)) == MOMUS_OK) {
		if (e.row.problem >= run->n_problems)
			return momus_fail(err, MOMUS_EPARSE,
					  "%s.journal: a record is of problem "
					  "%u, the run has %zu",
					  run->path, e.row.problem,
					  run->n_problems);
		rc = add_record(run, &e, err);
		if (rc < 0)
			return rc;
	}
	return rc == MOMUS_END ? MOMUS_OK : rc;
}

static int compare(const void *x, const void *y)
{
	const struct name *a = x, *b = y;

	if (a->major != b->major)
		return a->major < b->major ? -1 : 1;
	if (a->minor != b->minor)
		return a->minor < b->minor ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

static struct name name_of(const struct momus_node *n, size_t index)
{
	return (struct name){
		(uint64_t)n->problem << 32 | (uint64_t)n->turn << 8 | n->kind,
		/* a branch has one revision, whatever vote led
			       * to it */
		(uint64_t)n->branch << 32 |
			(n->kind == MOMUS_NODE_REVISION ? 0 : n->vote),
		(uint32_t)index
	};
}

/* Moves node NAMES[I].index to place I for all I, in place: a million nodes
 * are not held twice. */
static void permute(struct momus_run *run, struct name *names, size_t n)
{
	struct momus_node node;
	uint64_t place;
	size_t from, to;

	for (size_t i = 0; i < n; i++) {
		if (names[i].index == i)
			continue;
		node = run->nodes[i];
		place = run->places[i];
		for (to = i; (from = names[to].index) != i; to = from) {
			run->nodes[to] = run->nodes[from];
			run->places[to] = run->places[from];
			names[to].index = (uint32_t)to;
		}
		run->nodes[to] = node;
		run->places[to] = place;
		names[to].index = (uint32_t)to;
	}
}

/* Drops all but the newest of each name; the nodes are sorted. */
static void drop_old(struct momus_run *run)
{
	struct name a, b;
	size_t kept = 0;

	for (size_t i = 0; i < run->n_nodes; i++) {
		if (kept) {
			a = name_of(&run->nodes[kept - 1], 0);
			b = name_of(&run->nodes[i], 0);
			kept -= compare(&a, &b) == 0;
		}
		run->nodes[kept] = run->nodes[i];
		run->places[kept++] = run->places[i];
	}
	run->n_nodes = kept;
}

static int sort(struct momus_run *run, struct momus_error *err)
{
	size_t n = run->n_nodes;
	struct name *names = malloc((n + 1) * sizeof *names);
	bool sorted = true;

	if (!names)
		return no_memory(run->path, err);
	for (size_t i = 0; i < n; i++) {
		names[i] = name_of(&run->nodes[i], i);
		sorted &= !i || compare(&names[i - 1], &names[i]) < 0;
	}
	if (!sorted) {
		qsort(names, n, sizeof *names, compare);
		permute(run, names, n);
	}
	free(names);
	drop_old(run);
	return MOMUS_OK;
}

/* Opens the journal before the file: if a checkpoint comes in between, the
 * journal is recognised as older and everything is in the file. */
static int open_journal(struct momus_run *run, struct momus_error *err)
{
	char *path = malloc(strlen(run->path) + sizeof ".journal");
	int rc;

	if (!path)
		return no_memory(run->path, err);
	memcpy(path, run->path, strlen(run->path));
	memcpy(path + strlen(run->path), ".journal", sizeof ".journal");
	rc = momus_journal_open(&run->journal, path, momus_files_real(), err);
	free(path);
	if (rc == MOMUS_ENOTFOUND) {
		if (err)
			err->text[0] = '\0';
		return MOMUS_OK;
	}
	return rc;
}

/* Leaves the journal only if it follows this very file. */
static int match_journal(struct momus_run *run, struct momus_error *err)
{
	const struct momus_root *root = momus_h5_run_root(run->file);
	const char *id;
	uint64_t generation;

	if (!run->journal)
		return MOMUS_OK;
	id = momus_journal_run_id(run->journal);
	generation = momus_journal_generation(run->journal);
	if (strcmp(id, root->head.run_id) == 0 &&
	    generation == root->generation)
		return MOMUS_OK;
	if (strcmp(id, root->head.run_id) != 0)
		momus_log(
			MOMUS_LOG_WARNING, "store",
			"%s.journal is of run \"%s\", not of this run \"%s\", "
			"and is not read",
			run->path, id, root->head.run_id);
	else if (generation > root->generation)
		return momus_fail(
			err, MOMUS_EINVAL,
			"%s: checkpoint %llu, but its journal follows "
			"checkpoint %llu: an older copy of the file",
			run->path, (unsigned long long)root->generation,
			(unsigned long long)generation);
	momus_journal_close(run->journal);
	run->journal = NULL;
	return MOMUS_OK;
}

static void report_damage(const struct momus_run *run)
{
	struct momus_journal_damage d = momus_journal_found(run->journal);

	if (d.gaps)
		momus_log(MOMUS_LOG_WARNING, "store",
			  "%s.journal: damaged in %llu places, first at byte "
			  "%llu: %llu bytes could not be read",
			  run->path, (unsigned long long)d.gaps,
			  (unsigned long long)d.first_gap,
			  (unsigned long long)d.gap_bytes);
	if (d.torn_bytes)
		momus_log(MOMUS_LOG_INFO, "store",
			  "%s.journal: the last %llu bytes are an unfinished "
			  "record and are not read",
			  run->path, (unsigned long long)d.torn_bytes);
}

int momus_run_open(struct momus_run **out, const char *path,
		   struct momus_error *err)
{
	struct momus_run *run = calloc(1, sizeof *run);
	int rc;

	*out = NULL;
	if (!run || !(run->path = strdup(path)) ||
	    !(run->arena = momus_arena_create(problems_limit))) {
		momus_run_close(run);
		return no_memory(path, err);
	}
	rc = open_journal(run, err);
	if (rc == MOMUS_OK)
		rc = momus_h5_run_open(&run->file, path, momus_files_real(),
				       err);
	if (rc == MOMUS_OK)
		rc = match_journal(run, err);
	if (rc == MOMUS_OK)
		rc = load_problems(run, err);
	if (rc == MOMUS_OK)
		rc = load_rows(run, err);
	if (rc == MOMUS_OK)
		rc = load_rewards(run, err);
	if (rc == MOMUS_OK && run->journal) {
		rc = load_records(run, err);
		report_damage(run);
	}
	if (rc == MOMUS_OK)
		rc = sort(run, err);
	if (rc == MOMUS_OK)
		rc = momus_earned_settle(&run->earned, run->nodes, run->n_nodes,
					 err);
	if (rc == MOMUS_OK) {
		*out = run;
		run = NULL;
	}
	momus_run_close(run);
	return rc;
}

const struct momus_store_head *momus_run_head(const struct momus_run *run)
{
	return &momus_h5_run_root(run->file)->head;
}

const struct momus_root *momus_run_root(const struct momus_run *run)
{
	return momus_h5_run_root(run->file);
}

bool momus_run_complete(const struct momus_run *run)
{
	return momus_h5_run_root(run->file)->complete && !run->n_records;
}

size_t momus_run_n_problems(const struct momus_run *run)
{
	return run->n_problems;
}

struct momus_store_problem momus_run_problem(const struct momus_run *run,
					     size_t i)
{
	return run->problems[i];
}

size_t momus_run_n_nodes(const struct momus_run *run)
{
	return run->n_nodes;
}

const struct momus_node *momus_run_nodes(const struct momus_run *run)
{
	return run->nodes;
}

bool momus_run_stopped(const struct momus_run *run, size_t i)
{
	return (run->places[i] & by_stop) != 0;
}

size_t momus_run_n_rewards(const struct momus_run *run)
{
	return run->earned.n;
}

const struct momus_run_reward *momus_run_rewards(const struct momus_run *run)
{
	return run->earned.list;
}

struct momus_node momus_run_reward_node(const struct momus_run *run, size_t i)
{
	const struct momus_run_reward *w = &run->earned.list[i];
	const struct momus_node *of = &run->nodes[w->node];
	struct momus_node n = momus_node_reward();

	n.problem = of->problem;
	n.turn = of->turn;
	n.branch = of->branch;
	n.vote = w->reward;
	n.state = w->state;
	n.attempts = w->attempts;
	n.reward = w->value;
	n.latency_s = w->latency_s;
	n.prompt_tokens = w->prompt_tokens;
	n.completion_tokens = w->completion_tokens;
	n.reason = w->reason;
	return n;
}

struct momus_text momus_reward_name(const char *names, size_t i)
{
	struct momus_text list = momus_text_of(names ? names : ""), key, value;
	size_t at = 0;

	if (!momus_json_valid(list, NULL))
		return (struct momus_text){ "", 0 };
	while (momus_json_next(list, &at, &key, &value))
		if (!i--) /* without its quotes: names need no escapes */
			return (struct momus_text){ value.ptr + 1,
						    value.len - 2 };
	return (struct momus_text){ "", 0 };
}

/* Copies a journal entry's texts and tests into ARENA. */
static int copy_entry(const struct momus_run *run,
		      const struct momus_journal_entry *e,
		      struct momus_arena *arena, struct momus_node *out,
		      struct momus_error *err)
{
	size_t n = e->row.tests_n * sizeof *e->tests;
	struct momus_node_test *tests;
	struct momus_text *t;

	momus_record_node(&e->row, &e->usage, out);
	for (int i = 0; i < MOMUS_NODE_N_TEXTS; i++) {
		t = momus_record_text(out, i);
		*t = momus_arena_copy(arena, e->text[i]);
		if (!t->ptr)
			return no_memory(run->path, err);
	}
	if (!n)
		return MOMUS_OK;
	tests = momus_arena_alloc(arena, n);
	if (!tests)
		return no_memory(run->path, err);
	memcpy(tests, e->tests, n);
	out->tests = tests;
	return MOMUS_OK;
}

int momus_run_node(struct momus_run *run, size_t i, struct momus_arena *arena,
		   struct momus_node *out, struct momus_error *err)
{
	struct momus_journal_entry e;
	uint64_t place = run->places[i] & ~by_stop;
	int rc;

	if (!(place & in_journal))
		return momus_h5_run_node(run->file, place, arena, out, err);
	rc = momus_journal_read(run->journal, place & ~in_journal, &e, err);
	return rc < 0 ? rc : copy_entry(run, &e, arena, out, err);
}
