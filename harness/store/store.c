/* store.c - see store.h: put, find, sync, close */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "momus/log.h"
#include "store/lock.h"
#include "store/record.h"
#include "store/store-open.h"

bool momus_store_complete(const struct momus_store *s)
{
	return s->root.complete && !s->journal;
}

const struct momus_store_head *momus_store_head(const struct momus_store *s)
{
	return &s->root.head;
}

void momus_store_set_interval(struct momus_store *s,
			      momus_store_interval_fn *fn)
{
	s->interval = fn;
}

void momus_store_set_checkpoint(struct momus_store *s, uint64_t bytes)
{
	s->checkpoint_at = bytes;
}

/* Reads E's node, which is in the file, with its texts. */
static int fetch_row(struct momus_store *s, const struct momus_index_entry *e,
		     struct momus_node *out, struct momus_error *err)
{
	struct momus_reward_row row;
	int rc = momus_store_file(s, err);

	momus_arena_reset(s->found);
	if (rc < 0)
		return rc;
	if (e->kind != MOMUS_NODE_REWARD)
		return momus_h5_run_node(s->file, e->row, s->found, out, err);
	rc = momus_h5_run_rewards(s->file, e->row, 1, &row, err);
	return rc < 0 ? rc
		      : momus_h5_run_reward(s->file, &row, s->found, out, err);
}

/* Reads E's node with its texts. */
static int fetch(struct momus_store *s, const struct momus_index_entry *e,
		 struct momus_node *out, struct momus_error *err)
{
	struct momus_journal_entry record;
	int rc;

	if (e->at == MOMUS_INDEX_IN_FILE)
		return fetch_row(s, e, out, err);
	rc = momus_journal_flush(s->journal, err);
	if (rc == MOMUS_OK && !s->records)
		rc = momus_journal_open(&s->records, s->journal_path, s->files,
					err);
	if (rc == MOMUS_OK)
		rc = momus_journal_read(s->records, e->at, &record, err);
	if (rc < 0)
		return rc;
	momus_record_node(&record.row, &record.usage, out);
	for (int i = 0; i < MOMUS_NODE_N_TEXTS; i++)
		*momus_record_text(out, i) = record.text[i];
	out->tests = record.tests;
	return MOMUS_OK;
}

bool momus_store_find(struct momus_store *s, uint32_t problem, uint16_t turn,
		      uint8_t kind, uint32_t branch, uint32_t vote,
		      struct momus_node *out)
{
	const struct momus_index_entry *e;
	struct momus_error err = { "" };
	int rc;

	if (s->broken)
		return false;
	rc = momus_store_load(s, &err);
	e = rc < 0 ? NULL
		   : momus_index_find(&s->index, problem, turn, kind, branch,
				      vote);
	if (e && !e->again && out)
		rc = fetch(s, e, out, &err);
	if (rc < 0) /* the next put says so */
		momus_store_break(s, rc, &err);
	return rc == MOMUS_OK && e && !e->again;
}

static int say_broken(const struct momus_store *s, struct momus_error *err)
{
	return momus_fail(err, s->broken, "%s", s->why.text);
}

int momus_store_status(const struct momus_store *s, struct momus_error *err)
{
	return s->broken ? say_broken(s, err) : MOMUS_OK;
}

/* Refuses what the reader would call damage. */
static int check(const struct momus_store *s, const struct momus_node *node,
		 struct momus_error *err)
{
	struct momus_node_row row;
	struct momus_usage_row usage;

	momus_record_rows(node, &row, &usage);
	if (node->problem >= s->n_problems || !momus_record_sane(&row))
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: a node of problem %u (of %zu), kind %u, "
				  "state %u, with values out of range",
				  s->path, node->problem, s->n_problems,
				  node->kind, node->state);
	return MOMUS_OK;
}

/* A run that was finished, or whose journal was stale, starts a journal when
 * the first node comes. */
static int need_journal(struct momus_store *s, struct momus_error *err)
{
	int rc;

	if (s->journal)
		return MOMUS_OK;
	rc = momus_journal_create(&s->journal, s->journal_path,
				  s->root.head.run_id, s->root.generation,
				  s->files, err);
	s->has_journal |= rc == MOMUS_OK;
	return rc;
}

/* What an older revision of that name earned is not what NODE earns. */
static void void_rewards(struct momus_store *s, const struct momus_node *node)
{
	struct momus_index_entry *e;

	for (uint32_t i = 0; i < MOMUS_NODE_REWARDS; i++) {
		e = momus_index_find(&s->index, node->problem, node->turn,
				     MOMUS_NODE_REWARD, node->branch, i);
		if (!e)
			break;
		e->again = true;
	}
}

static int put(struct momus_store *s, const struct momus_node *node,
	       struct momus_error *err)
{
	struct momus_index_entry *e;
	bool is_new;
	uint64_t at = 0;
	int rc = momus_store_load(s, err);

	if (rc == MOMUS_OK)
		rc = need_journal(s, err);
	if (rc < 0)
		return rc;
	e = momus_index_place(&s->index, node, &is_new);
	if (!e)
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory",
				  s->path);
	rc = momus_journal_append(s->journal, node, &at, err);
	e->at = at;
	e->state = node->state;
	e->again = momus_store_again(node->state, node->reason);
	e->parity_status = node->parity.status;
	e->strict_status = node->strict.status;
	if (node->kind == MOMUS_NODE_REVISION)
		void_rewards(s, node);
	return rc;
}

int momus_store_put(struct momus_store *s, const struct momus_node *node,
		    struct momus_error *err)
{
	struct momus_error why = { "" };
	int rc;

	if (s->broken)
		return say_broken(s, err);
	rc = check(s, node, err);
	if (rc < 0)
		return rc;
	if (momus_store_find(s, node->problem, node->turn, node->kind,
			     node->branch, node->vote, NULL))
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: node %u of turn %u of problem %u is "
				  "stored already",
				  s->path, node->branch, node->turn,
				  node->problem);
	if (s->broken)
		return say_broken(s, err);
	rc = put(s, node, &why);
	if (rc < 0) {
		momus_store_break(s, rc, &why);
		return say_broken(s, err);
	}
	return MOMUS_OK;
}

/* With the file's size as a bound, all copying of the file together writes no
 * more than was put. */
static bool journal_is_large(const struct momus_store *s)
{
	uint64_t size = momus_journal_size(s->journal);

	return size >= s->checkpoint_at && size >= s->file_size;
}

int momus_store_sync(struct momus_store *s, struct momus_error *err)
{
	struct momus_error why = { "" };
	int rc;

	if (s->broken)
		return say_broken(s, err);
	if (!s->journal)
		return MOMUS_OK;
	rc = momus_journal_sync(s->journal, &why);
	if (rc == MOMUS_OK && journal_is_large(s))
		rc = momus_store_checkpoint(s, false, false, &why);
	if (rc < 0) {
		momus_store_break(s, rc, &why);
		return say_broken(s, err);
	}
	return MOMUS_OK;
}

/* Whether the HDF5 file lacks anything. */
static bool is_behind(const struct momus_store *s, bool complete)
{
	return (s->journal &&
		momus_journal_size(s->journal) > MOMUS_JOURNAL_HEADER) ||
	       complete != (bool)s->root.complete;
}

/* A process that died while it began a journal left it under another name. */
static void drop_unborn(const struct momus_store *s)
{
	char *tmp;

	if (asprintf(&tmp, "%s.tmp", s->journal_path) < 0)
		return;
	s->files->unlink(s->files->self, tmp);
	free(tmp);
}

int momus_store_close(struct momus_store *s, bool complete,
		      struct momus_error *err)
{
	int rc = s->broken ? say_broken(s, err) : MOMUS_OK;

	if (rc == MOMUS_OK && is_behind(s, complete)) {
		rc = momus_store_checkpoint(s, true, complete, err);
		drop_unborn(s);
	}
	momus_journal_free(s->journal);
	s->journal = NULL;
	if (rc == MOMUS_OK && s->has_journal &&
	    s->files->unlink(s->files->self, s->journal_path))
		momus_log(MOMUS_LOG_WARNING, "store",
			  "%s: cannot remove it (%m); it is empty of news and "
			  "will be ignored",
			  s->journal_path);
	momus_lock_release(s->lock, s->lock_path, s->files);
	s->lock = -1;
	momus_store_free(s);
	return rc;
}

void momus_store_abandon(struct momus_store *s)
{
	momus_store_free(s);
}
