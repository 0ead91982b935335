/* dataset.c - see dataset.h */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/hash.h"
#include "core/row.h"
#include "host/dataset.h"
#include "host/lines.h"

/* Texts of one data set; far beyond any benchmark, so a limit only against
 * files that grow without end. */
static const size_t arena_limit = (size_t)1 << 38;

static uint64_t id_hash(struct momus_text id)
{
	uint8_t digest[32];
	uint64_t h = 0;

	momus_sha256(id, digest);
	for (int i = 7; i >= 0; i--)
		h = h << 8 | digest[i];
	return h;
}

uint32_t momus_dataset_shard(struct momus_text name, uint32_t shards)
{
	return shards ? (uint32_t)(id_hash(name) % shards) : 0;
}

uint32_t momus_dataset_shard_of(const struct momus_problem *p, uint32_t shards)
{
	return momus_dataset_shard(p->group.len ? p->group : p->id, shards);
}

/* The slot that holds ID, or the empty one where it belongs. */
static size_t slot_of(const struct momus_dataset *d, struct momus_text id)
{
	size_t i = (size_t)id_hash(id) & (d->n_slots - 1);

	while (d->slots[i] &&
	       !momus_text_equal(d->problems[d->slots[i] - 1].id, id))
		i = (i + 1) & (d->n_slots - 1);
	return i;
}

size_t momus_dataset_find(const struct momus_dataset *d, struct momus_text id)
{
	return d->n_slots ? (size_t)d->slots[slot_of(d, id)] - 1 : (size_t)-1;
}

static bool widen(struct momus_dataset *d)
{
	size_t n = d->n_slots ? d->n_slots * 2 : 1024;
	uint32_t *slots;
	struct momus_problem *p;

	p = realloc(d->problems, n / 2 * sizeof *p);
	if (!p)
		return false;
	d->problems = p;
	d->room = n / 2;
	slots = calloc(n, sizeof *slots);
	if (!slots)
		return false;
	free(d->slots);
	d->slots = slots;
	d->n_slots = n;
	for (size_t i = 0; i < d->n; i++)
		d->slots[slot_of(d, d->problems[i].id)] = (uint32_t)i + 1;
	return true;
}

static int check(const struct momus_row *row, struct momus_problem *p,
		 struct momus_error *err)
{
	if (!p->id.len)
		return momus_row_fail(row, err, "the problem's id is empty");
	if (p->id.len > 1024)
		return momus_row_fail(row, err,
				      "the problem's id has %zu bytes; at most "
				      "1024 are allowed",
				      p->id.len);
	if (!p->language)
		p->language = "text";
	return MOMUS_OK;
}

static int add_problem(struct momus_dataset *d,
		       const struct momus_dataset_source *src,
		       const struct momus_row *row, struct momus_problem p,
		       size_t *position, struct momus_error *err)
{
	int rc = check(row, &p, err);

	if (rc < 0)
		return rc;
	if (momus_exclude_has(src->exclude, p.id) ||
	    momus_exclude_has(src->exclude, p.group)) {
		d->excluded++;
		return MOMUS_OK;
	}
	p.index = (uint32_t)(*position)++;
	if (d->n == d->room && !widen(d))
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory",
				  src->path);
	if (momus_dataset_find(d, p.id) != (size_t)-1)
		return momus_row_fail(row, err,
				      "problem \"%.*s\" was there before; ids "
				      "must be unique",
				      (int)(p.id.len > 200 ? 200 : p.id.len),
				      p.id.ptr);
	d->slots[slot_of(d, p.id)] = (uint32_t)d->n + 1;
	d->problems[d->n++] = p;
	return MOMUS_OK;
}

static bool is_full(const struct momus_dataset *d,
		    const struct momus_dataset_source *src)
{
	return src->limit && d->n >= src->limit;
}

static void count_left(struct momus_dataset *d, const char *reason)
{
	size_t i = 0;

	d->filtered++;
	if (!reason)
		return;
	while (i < d->n_left && strcmp(d->left[i].reason, reason) != 0)
		i++;
	if (i == MOMUS_DATASET_REASONS)
		i--;
	else if (i == d->n_left)
		d->left[d->n_left++].reason = reason;
	d->left[i].n++;
}

/* A row that the task cannot read.  Were it the end, one row of thousands would
 * keep a benchmark from being run. */
static void set_apart(struct momus_dataset *d, const struct momus_error *why)
{
	if (d->unreadable < MOMUS_DATASET_TOLD)
		d->why[d->unreadable] = *why;
	d->unreadable++;
	count_left(d, "being unreadable");
}

static int add_row(struct momus_dataset *d,
		   const struct momus_dataset_source *src,
		   const struct momus_row *row, size_t *position,
		   struct momus_error *err)
{
	const struct momus_task_ops *ops = src->ops;
	bool several = MOMUS_HAS(ops, more) && ops->more;
	struct momus_problem p = { .reference_fd = -1 };
	struct momus_error why = { "" };
	int rc = ops->problem(src->self, row, d->arena, &p, &why);

	if (rc == MOMUS_EPARSE) {
		set_apart(d, &why);
		return MOMUS_OK;
	}
	if (rc == MOMUS_END) {
		count_left(d, momus_row_left(row));
		return MOMUS_OK;
	}
	if (rc < 0)
		return momus_fail(err, rc, "%s", why.text);
	for (size_t i = 1; rc == MOMUS_OK; i++) {
		rc = add_problem(d, src, row, p, position, err);
		if (rc < 0 || !several)
			return rc;
		p = (struct momus_problem){ .reference_fd = -1 };
		rc = ops->more(src->self, row, i, d->arena, &p, err);
	}
	return rc == MOMUS_END ? MOMUS_OK : rc;
}

static int add_line(struct momus_dataset *d,
		    const struct momus_dataset_source *src,
		    struct momus_text line, size_t number, size_t *position,
		    struct momus_error *err)
{
	struct momus_row *row;
	int rc = momus_row_parse(&row, line, src->path, number, err);

	if (rc < 0)
		return rc;
	rc = add_row(d, src, row, position, err);
	momus_row_free(row);
	return rc;
}

/* Every problem counts for duplicates and positions; then those of other shards
 * go, and the table of ids is made anew. */
static void keep_shard(struct momus_dataset *d, uint32_t shard, uint32_t shards)
{
	size_t kept = 0;

	for (size_t i = 0; i < d->n; i++)
		if (momus_dataset_shard_of(&d->problems[i], shards) == shard)
			d->problems[kept++] = d->problems[i];
	d->n = kept;
	memset(d->slots, 0, d->n_slots * sizeof *d->slots);
	for (size_t i = 0; i < d->n; i++)
		d->slots[slot_of(d, d->problems[i].id)] = (uint32_t)i + 1;
}

static int read_all(struct momus_dataset *d,
		    const struct momus_dataset_source *src,
		    struct momus_lines *lines, struct momus_error *err)
{
	struct momus_text line;
	size_t number, position = 0;
	int rc;

	while ((rc = momus_lines_next(lines, &line, &number, err)) ==
	       MOMUS_OK) {
		static const struct momus_text bom = { "\xef\xbb\xbf", 3 };

		if (number == 1 && line.len >= 3 &&
		    memcmp(line.ptr, bom.ptr, 3) == 0)
			line = (struct momus_text){ line.ptr + 3,
						    line.len - 3 };
		if (!momus_text_strip(line).len || is_full(d, src))
			continue; /* the rest still counts for the SHA-256 */
		rc = add_line(d, src, line, number, &position, err);
		if (rc < 0)
			return rc;
	}
	if (rc != MOMUS_END)
		return rc;
	if (!d->n && d->unreadable)
		return momus_fail(err, MOMUS_EPARSE, "%s", d->why[0].text);
	if (!d->n)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: there is no problem in this file (%zu "
				  "rows were left out%s%s)",
				  src->path, d->filtered + d->excluded,
				  d->n_left ? "; the first for " : "",
				  d->n_left ? d->left[0].reason : "");
	momus_lines_sha256(lines, d->sha256);
	if (src->shards > 1)
		keep_shard(d, src->shard, src->shards);
	return MOMUS_OK;
}

int momus_dataset_load(struct momus_dataset **out,
		       const struct momus_dataset_source *src,
		       struct momus_error *err)
{
	struct momus_dataset *d = calloc(1, sizeof *d);
	struct momus_lines *lines = NULL;
	int rc;

	if (d)
		d->arena = momus_arena_create(arena_limit);
	if (!d || !d->arena) {
		rc = momus_fail(err, MOMUS_ENOMEM, "%s: out of memory",
				src->path);
		goto out;
	}
	rc = momus_lines_open(&lines, src->path, 0, err);
	if (rc == MOMUS_OK)
		rc = read_all(d, src, lines, err);
	if (rc < 0)
		goto out;
	*out = d;
	d = NULL;
out:
	momus_lines_close(lines);
	momus_dataset_free(d);
	return rc;
}

void momus_dataset_free(struct momus_dataset *d)
{
	if (!d)
		return;
	momus_arena_free(d->arena);
	free(d->problems);
	free(d->slots);
	free(d);
}
