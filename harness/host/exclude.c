/* exclude.c - see exclude.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/hash.h"
#include "host/exclude.h"
#include "momus/arena.h"
#include "momus/rowfile.h"

struct momus_exclude_list {
	struct momus_arena *arena; /* owned: the ids */
	struct momus_text *ids;	   /* owned, (n of room), in order once read */
	size_t n, room;
};

static const size_t arena_limit = (size_t)4 << 30;

static int no_memory(const struct momus_exclude *e, struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", e->path);
}

static int compare(const void *a, const void *b)
{
	const struct momus_text *x = a, *y = b;
	size_t n = x->len < y->len ? x->len : y->len;
	int order = n ? memcmp(x->ptr, y->ptr, n) : 0;

	return order ? order : (x->len > y->len) - (x->len < y->len);
}

static bool keep(struct momus_exclude_list *l, struct momus_text id)
{
	if (l->n == l->room) {
		size_t room = l->room ? 2 * l->room : 256;
		struct momus_text *ids = realloc(l->ids, room * sizeof *ids);

		if (!ids)
			return false;
		l->ids = ids;
		l->room = room;
	}
	l->ids[l->n] = momus_arena_copy(l->arena, id);
	return l->ids[l->n++].ptr;
}

static int read_row(struct momus_exclude *e, const struct momus_row *row,
		    struct momus_error *err)
{
	struct momus_text id;
	int rc = momus_row_raw(row, "id", &id, err);

	if (rc == MOMUS_OK && id.ptr[0] == '"')
		rc = momus_row_str(row, "id", &id, err);
	else if (rc == MOMUS_OK && strchr("[{tfn", id.ptr[0]))
		rc = momus_row_fail(row, err,
				    "field \"id\": expected a string or a "
				    "number, the id of a problem to leave out");
	if (rc < 0)
		return rc;
	return keep(e->list, id) ? MOMUS_OK : no_memory(e, err);
}

/* Puts the ids in order, each once, and names them by their hash. */
static void settle(struct momus_exclude *e)
{
	struct momus_exclude_list *l = e->list;
	struct momus_sha256 s;
	uint8_t digest[32];
	size_t n = 0;

	if (l->n)
		qsort(l->ids, l->n, sizeof *l->ids, compare);
	momus_sha256_init(&s);
	for (size_t i = 0; i < l->n; i++) {
		uint64_t len = l->ids[i].len;
		char bytes[8];

		if (n && compare(&l->ids[n - 1], &l->ids[i]) == 0)
			continue;
		for (int k = 0; k < 8; k++)
			bytes[k] = (char)(len >> 8 * k);
		momus_sha256_add(&s, (struct momus_text){ bytes, 8 });
		momus_sha256_add(&s, l->ids[i]);
		l->ids[n++] = l->ids[i];
	}
	e->n = l->n = n;
	momus_sha256_finish(&s, digest);
	momus_hex(digest, e->sha256);
}

int momus_exclude_read(struct momus_exclude *out, const char *path,
		       struct momus_error *err)
{
	struct momus_row_file *rows = NULL;
	const struct momus_row *row;
	int rc;

	*out = (struct momus_exclude){ .path = path };
	out->list = calloc(1, sizeof *out->list);
	if (out->list)
		out->list->arena = momus_arena_create(arena_limit);
	if (!out->list || !out->list->arena) {
		rc = no_memory(out, err);
		goto out;
	}
	rc = momus_row_file_open(&rows, path, err);
	while (rc == MOMUS_OK &&
	       (rc = momus_row_file_next(rows, &row, err)) == MOMUS_OK)
		rc = read_row(out, row, err);
	if (rc == MOMUS_END)
		rc = MOMUS_OK;
	if (rc == MOMUS_OK)
		settle(out);
out:
	momus_row_file_close(rows);
	if (rc < 0)
		momus_exclude_release(out);
	return rc;
}

void momus_exclude_release(struct momus_exclude *e)
{
	if (e->list) {
		momus_arena_free(e->list->arena);
		free(e->list->ids);
		free(e->list);
	}
	*e = (struct momus_exclude){ .path = NULL };
}

bool momus_exclude_has(const struct momus_exclude *e, struct momus_text id)
{
	return e && e->list && e->n && id.len &&
	       bsearch(&id, e->list->ids, e->n, sizeof id, compare);
}
