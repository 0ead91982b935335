/* h5write.c - see h5write.h */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/h5files.h"
#include "store/h5rows.h"
#include "store/h5write.h"
#include "store/heap.h"
#include "store/index.h"
#include "store/root.h"

struct momus_h5_write {
	char *path, *tmp; /* owned */
	struct momus_h5_io io;
	struct momus_seen *seen; /* borrowed */
	hid_t file;
	struct momus_rows problems, nodes, usage, tests, rewards, markov;
	struct momus_heap *heap; /* owned */
};

static void close_all(struct momus_h5_write *w)
{
	momus_heap_free(w->heap);
	w->heap = NULL;
	momus_rows_release(&w->problems);
	momus_rows_release(&w->nodes);
	momus_rows_release(&w->usage);
	momus_rows_release(&w->tests);
	momus_rows_release(&w->rewards);
	momus_rows_release(&w->markov);
	if (w->file >= 0)
		momus_h5_close(w->file, &w->io);
	w->file = -1;
}

static void discard(struct momus_h5_write *w)
{
	close_all(w);
	free(w->path);
	free(w->tmp);
	free(w);
}

void momus_h5_write_drop(struct momus_h5_write *w)
{
	if (!w)
		return;
	/* The library must not wait for a disk that will not have it. */
	if (!w->io.error)
		w->io.error = ECANCELED;
	close_all(w);
	w->io.files->unlink(w->io.files->self, w->tmp);
	discard(w);
}

static int failed(const struct momus_h5_write *w, struct momus_error *err)
{
	if (w->io.error)
		return momus_fail(err, MOMUS_EIO, "%s: cannot write: %s",
				  w->tmp, strerror(w->io.error));
	return momus_fail(
		err, MOMUS_ENOMEM,
		"%s: the HDF5 library cannot write it (out of memory, "
		"or a damaged file)",
		w->tmp);
}

static int copy_old(struct momus_h5_write *w, struct momus_error *err)
{
	const struct momus_files *files = w->io.files;
	int from, to = -1, rc = -1;

	from = files->open(files->self, w->path, O_RDONLY, 0);
	if (from >= 0)
		to = files->open(files->self, w->tmp,
				 O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (to >= 0)
		rc = momus_files_copy(files, from, to);
	if (rc)
		rc = momus_fail(err, MOMUS_EIO, "%s: cannot copy to %s: %s",
				w->path, w->tmp, strerror(errno));
	if (from >= 0)
		files->close(files->self, from);
	if (to >= 0 && files->close(files->self, to) && rc == MOMUS_OK)
		rc = momus_fail(err, MOMUS_EIO, "%s: cannot write: %s", w->tmp,
				strerror(errno));
	return rc;
}

static int create_tables(struct momus_h5_write *w)
{
	hid_t group;

	for (const struct momus_table *const *t = momus_layout_tables; *t; t++)
		if (momus_rows_create(w->file, *t))
			return -1;
	group = H5Gcreate2(w->file, "/training", H5P_DEFAULT, H5P_DEFAULT,
			   H5P_DEFAULT);
	return group >= 0 && H5Gclose(group) >= 0 ? 0 : -1;
}

static int open_tables(struct momus_h5_write *w)
{
	if (momus_rows_open(&w->problems, w->file, &momus_table_problems) ||
	    momus_rows_open(&w->nodes, w->file, &momus_table_nodes) ||
	    momus_rows_open(&w->usage, w->file, &momus_table_usage) ||
	    momus_rows_open(&w->tests, w->file, &momus_table_tests) ||
	    momus_rows_open(&w->rewards, w->file, &momus_table_rewards) ||
	    momus_rows_open(&w->markov, w->file, &momus_table_markov))
		return -1;
	w->heap = momus_heap_open(w->file);
	return w->heap ? 0 : -1;
}

int momus_h5_write_begin(struct momus_h5_write **out, const char *path,
			 bool fresh, struct momus_seen *seen,
			 const struct momus_files *files,
			 struct momus_error *err)
{
	struct momus_h5_write *w = calloc(1, sizeof *w);
	int rc = MOMUS_OK;

	*out = NULL;
	if (!w || !(w->path = strdup(path)) ||
	    asprintf(&w->tmp, "%s.tmp", path) < 0) {
		if (w)
			free(w->path);
		free(w);
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", path);
	}
	w->io.files = files;
	w->seen = seen;
	w->file = -1;
	if (!fresh)
		rc = copy_old(w, err);
	if (rc == MOMUS_OK) {
		w->file = momus_h5_open(w->tmp, fresh, true, &w->io);
		if (w->file < 0 || (fresh && create_tables(w)) ||
		    open_tables(w))
			rc = failed(w, err);
	}
	if (rc == MOMUS_OK)
		*out = w;
	else
		momus_h5_write_drop(w);
	return rc;
}

/* Stores T unless it was stored before. */
static int put_text(struct momus_h5_write *w, struct momus_text t, uint64_t *at)
{
	uint64_t *place;

	*at = 0;
	if (!t.len)
		return 0;
	place = momus_seen_place(w->seen, t);
	if (!place)
		return -1;
	if (*place == MOMUS_SEEN_NEW && momus_heap_add(w->heap, t, place))
		return -1;
	*at = *place;
	return 0;
}

int momus_h5_write_problem(struct momus_h5_write *w,
			   const struct momus_store_problem *problem,
			   struct momus_error *err)
{
	struct momus_problem_row row = {
		.id_len = (uint32_t)problem->id.len,
		.statement_len = (uint32_t)problem->statement.len,
		.position = problem->position,
		.category_len = (uint32_t)problem->category.len,
		.group_len = (uint32_t)problem->group.len,
		.grouping = problem->grouping,
	};

	if (put_text(w, problem->id, &row.id_at) ||
	    put_text(w, problem->statement, &row.statement_at) ||
	    put_text(w, problem->category, &row.category_at) ||
	    put_text(w, problem->group, &row.group_at) ||
	    momus_rows_append(&w->problems, &row, 1))
		return failed(w, err);
	return MOMUS_OK;
}

/* Equal lists of tests are stored once, too: most solutions pass them all.
 * Lists are told from texts by one more byte. */
static int put_tests(struct momus_h5_write *w,
		     const struct momus_journal_entry *e, uint64_t *first)
{
	size_t len = e->row.tests_n * sizeof *e->tests;
	char *bytes;
	uint64_t *place;

	*first = 0;
	if (!len)
		return 0;
	bytes = malloc(len + 1);
	if (!bytes)
		return -1;
	memcpy(bytes, e->tests, len);
	bytes[len] = 't';
	place = momus_seen_place(w->seen,
				 (struct momus_text){ bytes, len + 1 });
	free(bytes);
	if (!place)
		return -1;
	if (*place == MOMUS_SEEN_NEW) {
		*place = w->tests.n;
		if (momus_rows_append(&w->tests, e->tests, e->row.tests_n))
			return -1;
	}
	*first = *place;
	return 0;
}

/* An answer is mostly a part of its response: point into that. */
static bool inside(const struct momus_journal_entry *e,
		   struct momus_node_row *row)
{
	struct momus_text answer = e->text[MOMUS_NODE_ANSWER];
	size_t at;

	if (!answer.len)
		return false;
	at = momus_text_find(e->text[MOMUS_NODE_RESPONSE], answer, 0);
	if (at == (size_t)-1)
		return false;
	row->text_at[MOMUS_NODE_ANSWER] =
		row->text_at[MOMUS_NODE_RESPONSE] + at;
	return true;
}

static int put_row(struct momus_h5_write *w, const struct momus_node_row *row,
		   const struct momus_usage_row *usage, uint32_t *at)
{
	if (*at != MOMUS_INDEX_NO_ROW)
		return momus_rows_replace(&w->nodes, *at, row) ||
				       momus_rows_replace(&w->usage, *at, usage)
			       ? -1
			       : 0;
	if (w->nodes.n >= MOMUS_INDEX_NO_ROW)
		return -1;
	*at = (uint32_t)w->nodes.n;
	return momus_rows_append(&w->nodes, row, 1) ||
			       momus_rows_append(&w->usage, usage, 1)
		       ? -1
		       : 0;
}

int momus_h5_write_node(struct momus_h5_write *w,
			const struct momus_journal_entry *entry, uint32_t *at,
			struct momus_error *err)
{
	struct momus_node_row row = entry->row;
	int bad = 0;

	for (int i = 0; !bad && i < MOMUS_NODE_N_TEXTS; i++)
		if (i != MOMUS_NODE_ANSWER || !inside(entry, &row))
			bad = put_text(w, entry->text[i], &row.text_at[i]);
	if (bad || put_tests(w, entry, &row.tests_first) ||
	    put_row(w, &row, &entry->usage, at))
		return failed(w, err);
	return w->io.error ? failed(w, err) : MOMUS_OK;
}

int momus_h5_write_reward(struct momus_h5_write *w,
			  const struct momus_journal_entry *entry,
			  uint32_t node, uint32_t *at, struct momus_error *err)
{
	struct momus_reward_row row = {
		.value = entry->row.parity_score,
		.latency_s = entry->usage.latency_s,
		.prompt_tokens = entry->usage.prompt_tokens,
		.completion_tokens = entry->usage.completion_tokens,
		.reason_len = entry->row.text_len[MOMUS_NODE_REASON],
		.node = node,
		.problem = entry->row.problem,
		.branch = entry->row.branch,
		.attempts = entry->usage.attempts,
		.turn = entry->row.turn,
		.reward = (uint8_t)entry->row.vote,
		.state = entry->row.state,
	};
	bool is_new = *at == MOMUS_INDEX_NO_ROW;

	if (is_new && w->rewards.n >= MOMUS_INDEX_NO_ROW)
		return failed(w, err);
	if (put_text(w, entry->text[MOMUS_NODE_REASON], &row.reason_at) ||
	    (is_new ? momus_rows_append(&w->rewards, &row, 1)
		    : momus_rows_replace(&w->rewards, *at, &row)))
		return failed(w, err);
	if (is_new)
		*at = (uint32_t)(w->rewards.n - 1);
	return w->io.error ? failed(w, err) : MOMUS_OK;
}

int momus_h5_write_markov(struct momus_h5_write *w,
			  const struct momus_markov_row *rows, size_t n,
			  struct momus_error *err)
{
	if (momus_rows_clear(&w->markov) ||
	    momus_rows_append(&w->markov, rows, n))
		return failed(w, err);
	return MOMUS_OK;
}

int momus_h5_write_finish(struct momus_h5_write *w,
			  const struct momus_root *root,
			  struct momus_error *err)
{
	int rc = MOMUS_OK;

	if (momus_rows_flush(&w->problems) || momus_rows_flush(&w->nodes) ||
	    momus_rows_flush(&w->usage) || momus_rows_flush(&w->tests) ||
	    momus_rows_flush(&w->rewards) || momus_rows_flush(&w->markov) ||
	    momus_heap_finish(w->heap) || momus_root_write(w->file, root) ||
	    H5Fflush(w->file, H5F_SCOPE_GLOBAL) < 0)
		rc = failed(w, err);
	if (rc == MOMUS_OK) {
		close_all(w);
		if (w->io.error)
			rc = failed(w, err);
	}
	if (rc == MOMUS_OK)
		rc = momus_h5_publish(w->tmp, w->path, w->io.files, err);
	if (rc == MOMUS_OK)
		discard(w);
	else
		momus_h5_write_drop(w);
	return rc;
}
