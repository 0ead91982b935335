/* profiles.c - see profiles.h; langdetect/pack.py made the file */
#include "profiles.h"

#include <momus/json.h>
#include <momus/resource.h>
#include <momus/rowfile.h>
#include <stdlib.h>
#include <string.h>

#include "pytext.h"

#define FILE_NAME "task/ifeval/langdetect/profiles.jsonl.gz"

enum { SHARES_MAX = 1 << 19 };

struct loading {
	struct profiles *p;
	struct momus_arena *arena;
	struct momus_row_file *rows;
	struct raw { /* (p->n_shares of room) */
		uint64_t gram;
		double p;
		uint32_t language;
	} * raw; /* owned */
	size_t room;
};

static size_t mix(uint64_t gram)
{
	gram *= 0x9e3779b97f4a7c15u;
	return (size_t)(gram >> 32);
}

int64_t profiles_find(const struct profiles *p, uint64_t gram)
{
	size_t at = mix(gram) & (p->n_slots - 1);

	for (; p->slots[at]; at = (at + 1) & (p->n_slots - 1))
		if (p->grams[p->slots[at] - 1] == gram)
			return (int64_t)p->slots[at] - 1;
	return -1;
}

/* The code points of T, at most ROOM; their number. */
static size_t signs(struct momus_text t, uint32_t *out, size_t room)
{
	size_t n = 0, at = 0;

	while (at < t.len && n < room)
		out[n++] = momus_text_next(t, &at);
	return n;
}

/* Each group of kanji is folded to its first. */
static void fold_kanji(struct profiles *p, struct momus_text group)
{
	uint32_t first = 0, c;
	size_t at = 0;

	while (at < group.len) {
		c = momus_text_next(group, &at);
		first = first ? first : c;
		if (c >= 0x4e00 && c < 0xa000)
			p->kanji[c - 0x4e00] = (uint16_t)first;
	}
}

static int read_tables(struct loading *l, const struct momus_row *row,
		       struct momus_error *err)
{
	struct profiles *p = l->p;
	struct momus_text t;
	int rc;

	if ((rc = momus_row_str(row, "latin1", &t, err)) < 0)
		return rc;
	signs(t, p->latin1, 8);
	if ((rc = momus_row_str(row, "vi_from", &t, err)) < 0)
		return rc;
	signs(t, p->vi_from, VI_LETTERS);
	if ((rc = momus_row_str(row, "vi_marks", &t, err)) < 0)
		return rc;
	signs(t, p->vi_marks, VI_MARKS);
	for (size_t i = 0; i < VI_MARKS; i++) {
		rc = momus_row_item(row, "vi_to", i, &t, err);
		if (rc < 0)
			return rc;
		signs(t, p->vi_to[i], VI_LETTERS);
	}
	for (size_t i = 0; rc == MOMUS_OK; i++) {
		rc = momus_row_item(row, "kanji", i, &t, err);
		if (rc == MOMUS_OK)
			fold_kanji(p, t);
	}
	return rc == MOMUS_END ? MOMUS_OK : rc;
}

static bool read_totals(const struct momus_row *row, double totals[3])
{
	struct momus_text list, key, value;
	size_t at = 0, n = 0;

	if (momus_row_raw(row, "n_words", &list, NULL) < 0)
		return false;
	while (n < 3 && momus_json_next(list, &at, &key, &value))
		totals[n++] = strtod(value.ptr, NULL);
	return n == 3;
}

static int read_language(struct loading *l, const struct momus_row *row,
			 struct momus_error *err)
{
	struct momus_text name, freq, key, value;
	struct profiles *p = l->p;
	double totals[3];
	size_t at = 0;
	int rc = momus_row_str(row, "name", &name, err);

	if (rc == MOMUS_OK)
		rc = momus_row_raw(row, "freq", &freq, err);
	if (rc < 0)
		return rc;
	if (p->n == PROFILES_MAX || !read_totals(row, totals))
		return momus_row_fail(row, err, "no language profile");
	while (momus_json_next(freq, &at, &key, &value)) {
		struct momus_text gram = momus_json_unescape(key, l->arena);
		uint32_t c[4] = { 0 };
		size_t n = signs(gram, c, 4);

		if (n < 1 || n > 3 || p->n_shares == l->room)
			continue;
		l->raw[p->n_shares++] =
			(struct raw){ profiles_pack(c[0], c[1], c[2]),
				      strtod(value.ptr, NULL) / totals[n - 1],
				      (uint32_t)p->n };
	}
	p->names[p->n] = momus_arena_copy(l->arena, name);
	p->n++;
	return MOMUS_OK;
}

static int by_gram(const void *x, const void *y)
{
	const struct raw *a = x, *b = y;

	if (a->gram != b->gram)
		return a->gram < b->gram ? -1 : 1;
	return (int)a->language - (int)b->language;
}

static int index_grams(struct loading *l, struct momus_error *err)
{
	struct profiles *p = l->p;
	size_t n = 0;

	qsort(l->raw, p->n_shares, sizeof *l->raw, by_gram);
	for (size_t i = 0; i < p->n_shares; i++)
		n += !i || l->raw[i].gram != l->raw[i - 1].gram;
	for (p->n_slots = 1024; p->n_slots < 2 * n;)
		p->n_slots *= 2;
	p->shares = momus_arena_alloc(l->arena,
				      (p->n_shares + 1) * sizeof *p->shares);
	p->first = momus_arena_alloc(l->arena, (n + 1) * sizeof *p->first);
	p->grams = momus_arena_alloc(l->arena, n * sizeof *p->grams);
	p->slots = momus_arena_alloc(l->arena, p->n_slots * sizeof *p->slots);
	if (!p->shares || !p->first || !p->grams || !p->slots)
		return momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
	for (size_t i = 0; i < p->n_shares; i++) {
		const struct raw *r = &l->raw[i];

		if (!i || r->gram != r[-1].gram) {
			size_t at = mix(r->gram) & (p->n_slots - 1);

			p->first[p->n_grams] = (uint32_t)i;
			p->grams[p->n_grams++] = r->gram;
			while (p->slots[at])
				at = (at + 1) & (p->n_slots - 1);
			p->slots[at] = (uint32_t)p->n_grams;
		}
		p->shares[i] =
			(struct profile_share){ r->p, (uint32_t)p->n_grams - 1,
						r->language };
	}
	p->first[p->n_grams] = (uint32_t)p->n_shares;
	return MOMUS_OK;
}

int profiles_load(struct profiles **out, struct momus_arena *arena,
		  struct momus_error *err)
{
	struct loading l = { .arena = arena, .room = SHARES_MAX };
	const struct momus_row *row;
	const char *path;
	int rc = momus_resource_path(FILE_NAME, arena, &path, err);

	if (rc == MOMUS_OK)
		rc = momus_row_file_open(&l.rows, path, err);
	if (rc < 0)
		return rc;
	l.p = momus_arena_alloc(arena, sizeof *l.p);
	l.raw = malloc(l.room * sizeof *l.raw);
	if (!l.p || !l.raw)
		rc = momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
	while (rc == MOMUS_OK &&
	       (rc = momus_row_file_next(l.rows, &row, err)) == MOMUS_OK)
		rc = momus_row_has(row, "kanji") ? read_tables(&l, row, err)
						 : read_language(&l, row, err);
	if (rc == MOMUS_END)
		rc = index_grams(&l, err);
	*out = rc == MOMUS_OK ? l.p : NULL;
	momus_row_file_close(l.rows);
	free(l.raw);
	return rc;
}
