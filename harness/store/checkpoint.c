/* checkpoint.c - moves the journal into a new HDF5 file */
#include "config.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "store/h5write.h"
#include "store/markov.h"
#include "store/store-open.h"

enum { TEXT_LIMIT = 1 << 30 };

static int no_memory(const struct momus_store *s, struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", s->path);
}

/* Remembers one text of the file. */
static int remember(struct momus_store *s, uint64_t at, uint32_t len,
		    struct momus_arena *arena, struct momus_error *err)
{
	struct momus_text t;
	uint64_t *place;
	int rc;

	if (!len)
		return MOMUS_OK;
	momus_arena_reset(arena);
	rc = momus_h5_run_text(s->file, at, len, arena, &t, err);
	if (rc < 0)
		return rc;
	place = momus_seen_place(s->seen, t);
	if (!place)
		return no_memory(s, err);
	if (*place == MOMUS_SEEN_NEW)
		*place = at;
	return MOMUS_OK;
}

/* Learns which texts are in the file: once after a resume, and only when
 * something is to be added. */
static int learn(struct momus_store *s, struct momus_error *err)
{
	struct momus_arena *arena;
	struct momus_node_row row;
	struct momus_reward_row reward;
	size_t n;
	int rc;

	if (s->seen)
		return MOMUS_OK;
	rc = momus_store_file(s, err);
	if (rc < 0)
		return rc;
	arena = momus_arena_create(TEXT_LIMIT);
	s->seen = momus_seen_create();
	if (!arena || !s->seen)
		rc = no_memory(s, err);
	n = rc == MOMUS_OK ? momus_h5_run_n_rewards(s->file) : 0;
	for (size_t i = 0; rc == MOMUS_OK && i < n; i++) {
		rc = momus_h5_run_rewards(s->file, i, 1, &reward, err);
		if (rc == MOMUS_OK)
			rc = remember(s, reward.reason_at, reward.reason_len,
				      arena, err);
	}
	n = momus_h5_run_n_nodes(s->file);
	for (size_t i = 0; rc == MOMUS_OK && i < n; i++) {
		rc = momus_h5_run_row(s->file, i, &row, err);
		for (int t = 0; rc == MOMUS_OK && t < MOMUS_NODE_N_TEXTS; t++)
			rc = remember(s, row.text_at[t], row.text_len[t], arena,
				      err);
	}
	momus_arena_free(arena);
	return rc;
}

static int move_record(struct momus_store *s, struct momus_h5_write *w,
		       const struct momus_journal_entry *e,
		       struct momus_index_entry *known, struct momus_error *err)
{
	const struct momus_index_entry *revision;

	if (e->row.kind != MOMUS_NODE_REWARD)
		return momus_h5_write_node(w, e, &known->row, err);
	revision = momus_index_find(&s->index, e->row.problem, e->row.turn,
				    MOMUS_NODE_REVISION, e->row.branch, 0);
	return momus_h5_write_reward(
		w, e, revision ? revision->row : MOMUS_INDEX_NO_ROW,
		&known->row, err);
}

/* Writes every record that is still the newest of its node. */
static int move_records(struct momus_store *s, struct momus_h5_write *w,
			struct momus_error *err)
{
	struct momus_journal_reader *r;
	struct momus_journal_entry e;
	struct momus_index_entry *known;
	int rc = momus_journal_flush(s->journal, err);

	if (rc == MOMUS_OK)
		rc = momus_journal_open(&r, s->journal_path, s->files, err);
	if (rc < 0)
		return rc;
	while ((rc = momus_journal_next(r, &e, err)) == MOMUS_OK) {
		known = momus_index_find(&s->index, e.row.problem, e.row.turn,
					 e.row.kind, e.row.branch, e.row.vote);
		if (!known || known->at != e.at)
			continue;
		rc = move_record(s, w, &e, known, err);
		if (rc < 0)
			break;
	}
	momus_journal_close(r);
	return rc == MOMUS_END ? MOMUS_OK : rc;
}

static int write_markov(struct momus_store *s, struct momus_h5_write *w,
			struct momus_error *err)
{
	struct momus_markov_row *rows;
	size_t n;
	int rc = momus_store_load(s, err);

	if (rc < 0)
		return rc;
	if (momus_markov_count(&s->index, &s->root.head, s->interval, &rows,
			       &n))
		return no_memory(s, err);
	rc = momus_h5_write_markov(w, rows, n, err);
	free(rows);
	return rc;
}

/* Everything is in the file now. */
static int settle(struct momus_store *s, bool closing, struct momus_error *err)
{
	struct stat st;

	for (size_t i = 0; i < s->index.room; i++)
		s->index.slots[i].at = MOMUS_INDEX_IN_FILE;
	momus_h5_run_close(s->file);
	s->file = NULL;
	momus_journal_close(s->records);
	s->records = NULL;
	momus_journal_free(s->journal);
	s->journal = NULL;
	if (stat(s->path, &st) == 0)
		s->file_size = (uint64_t)st.st_size;
	if (closing)
		return MOMUS_OK;
	return momus_journal_create(&s->journal, s->journal_path,
				    s->root.head.run_id, s->root.generation,
				    s->files, err);
}

int momus_store_checkpoint(struct momus_store *s, bool closing, bool complete,
			   struct momus_error *err)
{
	struct momus_root root = s->root;
	struct momus_h5_write *w;
	char now[32];
	int rc = learn(s, err);

	if (rc == MOMUS_OK)
		rc = momus_h5_write_begin(&w, s->path, false, s->seen, s->files,
					  err);
	if (rc < 0)
		return rc;
	if (s->journal)
		rc = move_records(s, w, err);
	if (rc == MOMUS_OK && closing)
		rc = write_markov(s, w, err);
	if (rc < 0) {
		momus_h5_write_drop(w);
		return rc;
	}
	momus_store_now(now);
	root.generation++;
	root.complete = complete;
	root.ended = closing ? now : "";
	rc = momus_h5_write_finish(w, &root, err);
	if (rc < 0)
		return rc;
	s->root.generation = root.generation;
	s->root.complete = root.complete;
	return settle(s, closing, err);
}
