/* answers.c - see answers.h
 *
 * Rows without a branch count up within (id, purpose, turn), in the order of the
 * file; critiques with a branch and without a vote within that branch.  A
 * revision without a vote follows whichever critique was passed on.  Where a
 * dialogue has several replies those before the last are attempts.
 */
#include "answers.h"

#include <stdlib.h>
#include <string.h>

#include "momus/rowfile.h"
#include "row.h"

/* Texts of one file; replaying holds all of them. */
static const size_t texts_limit = (size_t)8 << 30;

enum { ANY_VOTE = -1 };

struct answers {
	struct momus_arena *arena; /* owned: texts */
	struct answer *rows;	   /* owned, (n), sorted; found by key: first */
	size_t n, room, n_keys;
};

static bool is_attempt(const struct answer *a)
{
	return (int)a->purpose == ANSWER_ATTEMPT;
}

static int compare_number(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

/* By key, or by problem, purpose and turn. */
static int compare_group(const struct answer *a, const struct answer *b)
{
	int c = (b->key.len > 0) - (a->key.len > 0);

	if (!c && a->key.len)
		return momus_text_order(a->key, b->key);
	if (!c)
		c = momus_text_order(a->id, b->id);
	if (!c)
		c = (int)a->purpose - (int)b->purpose;
	return c ? c : compare_number(a->turn, b->turn);
}

static int compare_name(const struct answer *a, const struct answer *b)
{
	int c = compare_group(a, b);

	if (!c)
		c = compare_number(a->branch, b->branch);
	return c ? c : compare_number(a->vote, b->vote);
}

static int by_arrival(const void *x, const void *y)
{
	const struct answer *a = x, *b = y;
	int c = compare_group(a, b);

	return c ? c : a->at < b->at ? -1 : a->at > b->at;
}

static int by_branch(const void *x, const void *y)
{
	const struct answer *a = x, *b = y;
	int c = compare_group(a, b);

	if (!c)
		c = compare_number(a->branch, b->branch);
	return c ? c : a->at < b->at ? -1 : a->at > b->at;
}

static int by_name(const void *x, const void *y)
{
	const struct answer *a = x, *b = y;
	int c = compare_name(a, b);

	return c ? c : a->at < b->at ? -1 : a->at > b->at;
}

/* Gives numbers to the branches and votes that rows do not name. */
static void number(struct answers *a)
{
	int64_t branch = 0, vote = 0;

	qsort(a->rows, a->n, sizeof *a->rows, by_arrival);
	for (size_t i = 0; i < a->n; i++) {
		struct answer *r = &a->rows[i];

		if (!i || compare_group(r - 1, r) != 0)
			branch = 0;
		if (!r->key.len && r->branch < 0) {
			r->branch = branch++;
			if (r->vote < 0 && r->purpose == MOMUS_PURPOSE_CRITIQUE)
				r->vote = 0;
		}
	}
	qsort(a->rows, a->n, sizeof *a->rows, by_branch);
	for (size_t i = 0; i < a->n; i++) {
		struct answer *r = &a->rows[i];

		if (!i || compare_group(r - 1, r) != 0 ||
		    r[-1].branch != r->branch)
			vote = 0;
		if (r->purpose == MOMUS_PURPOSE_CRITIQUE && r->vote < 0)
			r->vote = vote++;
		else if (r->purpose == MOMUS_PURPOSE_GENERATE ||
			 (is_attempt(r) && r->vote < 0))
			r->vote = 0;
	}
}

static int refuse_twice(const struct answers *a, const char *path,
			struct momus_error *err)
{
	for (size_t i = 1; i < a->n; i++) {
		const struct answer *old = &a->rows[i - 1], *r = &a->rows[i];
		struct momus_text name = r->key.len ? r->key : r->id;

		if (compare_name(old, r) == 0)
			return momus_fail(
				err, MOMUS_EPARSE,
				"%s:%zu: this answer for %.*s is there "
				"already, in line %zu; remove one of them",
				path, r->line,
				name.len > 200 ? 200 : (int)name.len, name.ptr,
				old->line);
	}
	return MOMUS_OK;
}

static int append(struct answers *a, const struct answer *row, const char *path,
		  struct momus_error *err)
{
	if (a->n == a->room) {
		size_t room = a->room ? 2 * a->room : 256;
		void *p = realloc(a->rows, room * sizeof *a->rows);

		if (!p)
			return momus_fail(err, MOMUS_ENOMEM,
					  "%s: out of memory", path);
		a->rows = p;
		a->room = room;
	}
	a->rows[a->n] = *row;
	a->rows[a->n].at = a->n;
	a->n++;
	return MOMUS_OK;
}

static int add_row(struct answers *a, const struct momus_row *row,
		   const char *path, bool by_key, struct momus_error *err)
{
	struct answer r;
	size_t i;
	int rc = row_read(row, a->arena, by_key, &r, err);

	if (rc < 0)
		return rc == MOMUS_END ? MOMUS_OK : rc;
	for (i = 0; rc == MOMUS_OK; i++) {
		rc = row_text(row, i, a->arena, &r.text, err);
		if (rc == MOMUS_OK && i && (r.branch >= 0 || r.key.len))
			return momus_row_fail(row, err,
					      "one branch or key has one "
					      "response, not a list");
		if (rc == MOMUS_OK)
			rc = append(a, &r, path, err);
	}
	if (rc == MOMUS_END && i == 1)
		return momus_row_fail(row, err,
				      "the list of responses is "
				      "empty");
	return rc == MOMUS_END ? MOMUS_OK : rc;
}

static int read_rows(struct answers *a, const char *path, bool by_key,
		     struct momus_error *err)
{
	const struct momus_row *row;
	struct momus_row_file *rows;
	int rc = momus_row_file_open(&rows, path, err);

	if (rc < 0)
		return rc;
	while ((rc = momus_row_file_next(rows, &row, err)) == MOMUS_OK) {
		rc = add_row(a, row, path, by_key, err);
		if (rc < 0)
			break;
	}
	momus_row_file_close(rows);
	return rc == MOMUS_END ? MOMUS_OK : rc;
}

int answers_read(struct answers **out, const char *path, bool by_key,
		 struct momus_error *err)
{
	struct answers *a = calloc(1, sizeof *a);
	int rc;

	*out = NULL;
	if (!a || !(a->arena = momus_arena_create(texts_limit)))
		rc = momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", path);
	else
		rc = read_rows(a, path, by_key, err);
	if (rc == MOMUS_OK && !a->n)
		rc = momus_fail(err, MOMUS_EPARSE,
				"%s: there is no answer in this file", path);
	if (rc == MOMUS_OK) {
		number(a);
		qsort(a->rows, a->n, sizeof *a->rows, by_name);
		while (a->n_keys < a->n && a->rows[a->n_keys].key.len)
			a->n_keys++;
		rc = refuse_twice(a, path, err);
	}
	if (rc == MOMUS_OK) {
		*out = a;
		a = NULL;
	}
	answers_free(a);
	return rc;
}

void answers_free(struct answers *a)
{
	if (!a)
		return;
	momus_arena_free(a->arena);
	free(a->rows);
	free(a);
}

static int find_name(const void *x, const void *y)
{
	return compare_name(x, y);
}

static const struct answer *find(const struct answers *a,
				 const struct answer *want)
{
	return a->n ? bsearch(want, a->rows, a->n, sizeof *want, find_name)
		    : NULL;
}

const struct answer *answers_find(const struct answers *a,
				  const struct momus_call *call)
{
	struct answer want = { .id = call->problem_id,
			       .purpose = call->purpose,
			       .turn = call->turn,
			       .branch = call->branch,
			       .vote = call->vote };
	const struct answer *found = NULL;

	if (call->purpose != MOMUS_PURPOSE_CRITIQUE) {
		want.purpose = (enum momus_purpose)ANSWER_ATTEMPT;
		want.vote = call->reply;
		found = find(a, &want);
		want.purpose = call->purpose;
		want.vote = call->vote;
	}
	if (!found)
		found = find(a, &want);
	if (!found && call->purpose == MOMUS_PURPOSE_REVISE) {
		want.vote = ANY_VOTE;
		found = find(a, &want);
	}
	if (!found && a->n_keys && call->key) {
		want = (struct answer){ .key = momus_text_of(call->key) };
		found = find(a, &want);
	}
	return found;
}
