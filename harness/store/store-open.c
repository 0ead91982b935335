/* store-open.c - how a store begins: create and resume */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "momus/log.h"
#include "store/h5write.h"
#include "store/lock.h"
#include "store/store-open.h"
#include "store/unlike.h"

enum {
	HEAD_LIMIT = 256 << 20, /* bytes of root attributes */
	MOST_TURNS = 15,
};

void momus_store_now(char out[32])
{
	time_t t = time(NULL);
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

void momus_store_free(struct momus_store *s)
{
	if (!s)
		return;
	momus_journal_free(s->journal);
	momus_journal_close(s->records);
	momus_h5_run_close(s->file);
	momus_index_release(&s->index);
	momus_seen_free(s->seen);
	momus_arena_free(s->found);
	momus_arena_free(s->arena);
	if (s->lock >= 0)
		s->files->close(s->files->self, s->lock);
	free(s->path);
	free(s->journal_path);
	free(s->lock_path);
	free(s);
}

static int no_memory(const char *path, struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", path);
}

static struct momus_store *allocate(const char *path,
				    const struct momus_files *files)
{
	struct momus_store *s = calloc(1, sizeof *s);

	if (!s)
		return NULL;
	s->files = files ? files : momus_files_real();
	s->lock = -1;
	s->checkpoint_at = 64 << 20;
	s->path = strdup(path);
	if (asprintf(&s->journal_path, "%s.journal", path) < 0)
		s->journal_path = NULL;
	if (asprintf(&s->lock_path, "%s.lock", path) < 0)
		s->lock_path = NULL;
	s->arena = momus_arena_create(HEAD_LIMIT);
	s->found = momus_arena_create((size_t)4 << 30);
	if (s->path && s->journal_path && s->lock_path && s->arena && s->found)
		return s;
	momus_store_free(s);
	return NULL;
}

int momus_store_break(struct momus_store *s, int rc,
		      const struct momus_error *err)
{
	if (!s->broken) {
		s->broken = rc;
		if (err)
			s->why = *err;
	}
	return rc;
}

static const char *keep(struct momus_store *s, const char *text, bool *bad)
{
	const char *copy =
		momus_arena_copy(s->arena, momus_text_of(text ? text : "")).ptr;

	*bad |= !copy;
	return copy;
}

/* Copies HEAD into the store's root attributes. */
static int take_head(struct momus_store *s, const struct momus_store_head *head,
		     struct momus_error *err)
{
	struct momus_store_head *h = &s->root.head;
	const char **texts[] = {
		&h->run_id,	  &h->recipe,	&h->recipe_key,
		&h->task,	  &h->grader,	&h->generator,
		&h->critic,	  &h->feedback, &h->plugins,
		&h->host,	  &h->revision, &h->dataset_sha256,
		&h->samples_note, &h->rewards,	&h->noise,
		&h->prompts,
	};
	char now[32];
	uint32_t *held = momus_arena_alloc(s->arena, sizeof *held);
	bool bad = !held;

	*h = *head;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		*texts[i] = keep(s, *texts[i], &bad);
	momus_store_now(now);
	s->root.format = MOMUS_LAYOUT_FORMAT;
	s->root.version = MOMUS_LAYOUT_VERSION;
	s->root.software = PACKAGE_NAME " " PACKAGE_VERSION;
	s->root.started = keep(s, now, &bad);
	s->root.ended = "";
	if (bad)
		return no_memory(s->path, err);
	*held = head->shard;
	s->root.held = held;
	s->root.n_held = 1;
	s->root.widths = h->widths;
	s->root.n_widths = h->turns + 1;
	return MOMUS_OK;
}

static int check_head(const struct momus_store_head *head, const char *path,
		      struct momus_error *err)
{
	if (!head->run_id || strlen(head->run_id) > 63)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: a run id has at most 63 bytes", path);
	if (head->turns > MOST_TURNS)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: %u turns, at most %d can be stored",
				  path, head->turns, MOST_TURNS);
	if (head->shard >= head->shards)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: shard %u of %u: shards count from 0",
				  path, head->shard, head->shards);
	return MOMUS_OK;
}

static int write_first(struct momus_store *s,
		       const struct momus_store_problem *problems, size_t n,
		       struct momus_error *err)
{
	struct momus_h5_write *w;
	int rc =
		momus_h5_write_begin(&w, s->path, true, s->seen, s->files, err);

	for (size_t i = 0; rc == MOMUS_OK && i < n; i++)
		rc = momus_h5_write_problem(w, &problems[i], err);
	if (rc == MOMUS_OK)
		return momus_h5_write_finish(w, &s->root, err);
	momus_h5_write_drop(w);
	return rc;
}

static void measure(struct momus_store *s)
{
	struct stat st;

	s->file_size = stat(s->path, &st) == 0 ? (uint64_t)st.st_size : 0;
}

/* Takes the lock and, if CREATING, makes sure that nothing is there. */
static int enter(struct momus_store *s, bool creating, struct momus_error *err)
{
	struct stat st;
	int rc =
		momus_lock_take(&s->lock, s->lock_path, s->path, s->files, err);

	if (rc == MOMUS_OK && creating && stat(s->path, &st) == 0)
		rc = momus_fail(err, MOMUS_EBUSY,
				"%s: exists already; use --resume to go on "
				"with it, or another name",
				s->path);
	return rc;
}

/* Leaves nothing behind that was not there before. */
static void leave(struct momus_store *s)
{
	momus_lock_release(s->lock, s->lock_path, s->files);
	s->lock = -1;
	momus_store_free(s);
}

int momus_store_create(struct momus_store **out, const char *path,
		       const struct momus_store_head *head,
		       const struct momus_store_problem *problems,
		       size_t n_problems, const struct momus_files *files,
		       struct momus_error *err)
{
	struct momus_store *s = NULL;
	int rc = check_head(head, path, err);

	*out = NULL;
	if (rc < 0)
		return rc;
	s = allocate(path, files);
	if (!s)
		return no_memory(path, err);
	rc = enter(s, true, err);
	if (rc < 0) {
		leave(s);
		return rc;
	}
	s->n_problems = n_problems;
	s->indexed = true;
	s->seen = momus_seen_create();
	rc = s->seen ? take_head(s, head, err) : no_memory(path, err);
	/* The journal first: once RUN.h5 is there, the run is. */
	if (rc == MOMUS_OK)
		rc = momus_journal_create(&s->journal, s->journal_path,
					  head->run_id, 0, s->files, err);
	if (rc == MOMUS_OK) {
		rc = write_first(s, problems, n_problems, err);
		if (rc < 0)
			s->files->unlink(s->files->self, s->path);
	}
	if (rc < 0) {
		if (s->journal)
			s->files->unlink(s->files->self, s->journal_path);
		leave(s);
		return rc;
	}
	s->has_journal = true;
	measure(s);
	*out = s;
	return MOMUS_OK;
}

int momus_store_file(struct momus_store *s, struct momus_error *err)
{
	return s->file ? MOMUS_OK
		       : momus_h5_run_open(&s->file, s->path, s->files, err);
}

bool momus_store_again(uint8_t state, struct momus_text reason)
{
	return state == MOMUS_NODE_FAILED ||
	       (state == MOMUS_NODE_SKIPPED &&
		momus_text_equal(reason, MOMUS_TEXT(MOMUS_SKIPPED_PARENT)));
}

/* The same of a row of the HDF5 file.  Equal texts are stored once: *KNOWN is
 * where that reason was found to be. */
static int row_again(struct momus_store *s, const struct momus_node_row *row,
		     uint64_t *known, bool *again, struct momus_error *err)
{
	uint64_t at = row->text_at[MOMUS_NODE_REASON];
	uint32_t len = row->text_len[MOMUS_NODE_REASON];
	struct momus_text t = { "", 0 };
	int rc;

	*again = row->state == MOMUS_NODE_FAILED;
	if (row->state != MOMUS_NODE_SKIPPED ||
	    len != strlen(MOMUS_SKIPPED_PARENT))
		return MOMUS_OK;
	*again = at == *known;
	if (*again)
		return MOMUS_OK;
	momus_arena_reset(s->found);
	rc = momus_h5_run_text(s->file, at, len, s->found, &t, err);
	*again = rc == MOMUS_OK && momus_store_again(row->state, t);
	if (*again)
		*known = at;
	return rc;
}

/* Adds one row or record to the index. */
static int enlist(struct momus_store *s, const struct momus_node_row *row,
		  uint64_t at, uint32_t number, bool again,
		  struct momus_error *err)
{
	struct momus_node name = { .problem = row->problem,
				   .turn = row->turn,
				   .kind = row->kind,
				   .branch = row->branch,
				   .vote = row->vote };
	bool is_new;
	struct momus_index_entry *e =
		momus_index_place(&s->index, &name, &is_new);

	if (!e)
		return no_memory(s->path, err);
	e->state = row->state;
	e->again = again;
	e->parity_status = row->parity_status;
	e->strict_status = row->strict_status;
	e->at = at;
	if (number != MOMUS_INDEX_NO_ROW)
		e->row = number;
	return MOMUS_OK;
}

static int load_rewards(struct momus_store *s, struct momus_error *err)
{
	size_t n = momus_h5_run_n_rewards(s->file);
	struct momus_node_row name = { .kind = MOMUS_NODE_REWARD };
	struct momus_reward_row row;
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < n; i++) {
		rc = momus_h5_run_rewards(s->file, i, 1, &row, err);
		if (rc < 0)
			break;
		name.problem = row.problem;
		name.turn = row.turn;
		name.branch = row.branch;
		name.vote = row.reward;
		name.state = row.state;
		rc = enlist(s, &name, MOMUS_INDEX_IN_FILE, (uint32_t)i,
			    row.state == MOMUS_NODE_FAILED ||
				    row.node == MOMUS_INDEX_NO_ROW,
			    err);
	}
	return rc;
}

int momus_store_load(struct momus_store *s, struct momus_error *err)
{
	enum { BLOCK = 2048 };
	struct momus_node_row *rows;
	uint64_t known = UINT64_MAX;
	size_t n, part;
	bool again;
	int rc;

	if (s->indexed)
		return MOMUS_OK;
	rc = momus_store_file(s, err);
	if (rc < 0)
		return rc;
	rows = malloc(BLOCK * sizeof *rows);
	if (!rows)
		return no_memory(s->path, err);
	n = momus_h5_run_n_nodes(s->file);
	for (size_t at = 0; rc == MOMUS_OK && at < n; at += part) {
		part = n - at < BLOCK ? n - at : BLOCK;
		rc = momus_h5_run_rows(s->file, at, part, rows, NULL, err);
		for (size_t i = 0; rc == MOMUS_OK && i < part; i++) {
			rc = row_again(s, &rows[i], &known, &again, err);
			if (rc == MOMUS_OK)
				rc = enlist(s, &rows[i], MOMUS_INDEX_IN_FILE,
					    (uint32_t)(at + i), again, err);
		}
	}
	free(rows);
	if (rc == MOMUS_OK)
		rc = load_rewards(s, err);
	s->indexed = rc == MOMUS_OK;
	return rc;
}

static void report_damage(const struct momus_store *s,
			  const struct momus_journal_damage *d)
{
	if (d->torn_bytes)
		momus_log(MOMUS_LOG_WARNING, "store",
			  "%s: cut %llu bytes of an unfinished record at byte "
			  "%llu",
			  s->journal_path, (unsigned long long)d->torn_bytes,
			  (unsigned long long)d->end);
	if (d->gaps)
		momus_log(MOMUS_LOG_WARNING, "store",
			  "%s: damaged in %llu places, first at byte %llu, "
			  "%llu bytes in all; the nodes lost there are made "
			  "again, all others are kept",
			  s->journal_path, (unsigned long long)d->gaps,
			  (unsigned long long)d->first_gap,
			  (unsigned long long)d->gap_bytes);
}

/* Reads every record of the journal R into the index and goes on behind it. */
static int replay(struct momus_store *s, struct momus_journal_reader *r,
		  struct momus_error *err)
{
	struct momus_journal_entry e;
	struct momus_journal_damage damage;
	int rc = momus_store_load(s, err);

	while (rc == MOMUS_OK) {
		rc = momus_journal_next(r, &e, err);
		if (rc == MOMUS_OK && e.row.problem >= s->n_problems)
			rc = momus_fail(
				err, MOMUS_EPARSE,
				"%s: a record at byte %llu is of problem "
				"%u, the run has %zu",
				s->journal_path, (unsigned long long)e.at,
				e.row.problem, s->n_problems);
		if (rc == MOMUS_OK)
			rc = enlist(
				s, &e.row, e.at, MOMUS_INDEX_NO_ROW,
				momus_store_again(e.row.state,
						  e.text[MOMUS_NODE_REASON]),
				err);
	}
	if (rc != MOMUS_END)
		return rc;
	damage = momus_journal_found(r);
	report_damage(s, &damage);
	return momus_journal_resume(&s->journal, s->journal_path,
				    momus_journal_salt(r), damage.end, s->files,
				    err);
}

/* Takes up the journal, if there is one that follows the HDF5 file. */
static int take_journal(struct momus_store *s, struct momus_error *err)
{
	struct momus_journal_reader *r;
	int rc = momus_journal_open(&r, s->journal_path, s->files, err);
	uint64_t generation;

	if (rc == MOMUS_ENOTFOUND) {
		if (err)
			err->text[0] = '\0';
		return MOMUS_OK;
	}
	if (rc < 0)
		return rc;
	s->has_journal = true;
	generation = momus_journal_generation(r);
	if (strcmp(momus_journal_run_id(r), s->root.head.run_id) != 0)
		rc = momus_fail(
			err, MOMUS_EINVAL,
			"%s: is of run \"%s\", but %s is of run \"%s\"; "
			"move one of them away",
			s->journal_path, momus_journal_run_id(r), s->path,
			s->root.head.run_id);
	else if (generation > s->root.generation)
		rc = momus_fail(err, MOMUS_EINVAL,
				"%s: follows checkpoint %llu, but %s is of "
				"checkpoint %llu: an older copy; put the newer "
				"one back",
				s->journal_path, (unsigned long long)generation,
				s->path,
				(unsigned long long)s->root.generation);
	else if (generation == s->root.generation)
		rc = replay(s, r, err);
	momus_journal_close(r);
	return rc;
}

/* Copies what the file says of itself: the file is closed at checkpoints. */
static int take_root(struct momus_store *s, struct momus_error *err)
{
	const struct momus_root *root = momus_h5_run_root(s->file);
	const char *started = root->started;
	uint32_t *held;
	int rc;

	s->n_problems = momus_h5_run_n_problems(s->file);
	rc = take_head(s, &root->head, err);
	held = momus_arena_alloc(s->arena, (root->n_held + 1) * sizeof *held);
	if (rc == MOMUS_OK && !held)
		rc = no_memory(s->path, err);
	if (rc < 0)
		return rc;
	if (root->n_held)
		memcpy(held, root->held, root->n_held * sizeof *held);
	s->root.held = held;
	s->root.n_held = root->n_held;
	s->root.n_widths = root->n_widths;
	s->root.generation = root->generation;
	s->root.complete = root->complete;
	s->root.started =
		momus_arena_copy(s->arena, momus_text_of(started)).ptr;
	return s->root.started ? MOMUS_OK : no_memory(s->path, err);
}

int momus_store_resume(struct momus_store **out, const char *path,
		       const struct momus_store_head *head,
		       const struct momus_files *files, struct momus_error *err)
{
	struct momus_store *s = allocate(path, files);
	struct stat st;
	int rc;

	*out = NULL;
	if (!s)
		return no_memory(path, err);
	if (stat(path, &st) != 0 && errno == ENOENT)
		rc = momus_fail(err, MOMUS_ENOTFOUND,
				"%s: there is no such run to resume", path);
	else
		rc = enter(s, false, err);
	if (rc == MOMUS_OK)
		rc = momus_store_file(s, err);
	if (rc == MOMUS_OK)
		rc = take_root(s, err);
	if (rc == MOMUS_OK &&
	    strcmp(s->root.head.recipe_key, head->recipe_key) != 0)
		rc = momus_unlike_refuse(path, &s->root.head, head, err);
	if (rc == MOMUS_OK)
		rc = take_journal(s, err);
	if (rc < 0) {
		leave(s);
		return rc;
	}
	measure(s);
	*out = s;
	return MOMUS_OK;
}
