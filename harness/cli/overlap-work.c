/* overlap-work.c - momus overlap: from files to pairs */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/overlap.h"
#include "momus/buffer.h"
#include "run/statements.h"

static const size_t row_limit = (size_t)1 << 20; /* of one row of the list */

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "overlap: out of memory");
}

const char *momus_overlap_name(enum momus_overlap_kind kind)
{
	static const char *const names[] = { "exact", "normalised", "near" };

	return names[kind];
}

double momus_overlap_score(const struct momus_overlap_match *m)
{
	return m->share > m->jaccard ? m->share : m->jaccard;
}

static int open_file(struct overlap *o, const struct overlap_file *f,
		     struct momus_statements **out, struct momus_error *err)
{
	const struct momus_statements_source source = { f->path, f->task,
							f->field, o->registry };

	return momus_statements_open(out, &source, err);
}

static void note_source(struct overlap_file *f,
			const struct momus_statements *s)
{
	f->filtered = momus_statements_filtered(s);
	snprintf(f->from, sizeof f->from, "%s", momus_statements_from(s));
}

static int keep_test(struct overlap *o, const struct overlap_file *f,
		     const struct momus_statement *s, struct momus_error *err)
{
	struct overlap_test *t;

	if (o->n_texts == o->room) {
		size_t room = o->room ? 2 * o->room : 256;

		t = realloc(o->texts, room * sizeof *t);
		if (!t)
			return no_memory(err);
		o->texts = t;
		o->room = room;
	}
	t = &o->texts[o->n_texts++];
	*t = (struct overlap_test){ f, momus_arena_copy(o->arena, s->id),
				    false };
	return t->id.ptr ? momus_overlap_add(o->index, s->text, err)
			 : no_memory(err);
}

static int nothing(const struct overlap_file *f, struct momus_error *err)
{
	return momus_fail(err, MOMUS_EPARSE,
			  "%s: there is no text in this file (%zu rows were "
			  "left out)",
			  f->path, f->filtered);
}

static int read_test(struct overlap *o, struct overlap_file *f,
		     struct momus_error *err)
{
	struct momus_statements *s = NULL;
	struct momus_statement text;
	int rc = open_file(o, f, &s, err);

	while (rc == MOMUS_OK &&
	       (rc = momus_statements_next(s, &text, err)) == MOMUS_OK) {
		f->n++;
		rc = keep_test(o, f, &text, err);
	}
	if (rc == MOMUS_END) {
		note_source(f, s);
		rc = f->n ? MOMUS_OK : nothing(f, err);
	}
	momus_statements_close(s);
	return rc;
}

/* One row of the list. */
static int write_row(struct overlap *o, const struct momus_statement *s,
		     const struct momus_overlap_match *m,
		     struct momus_error *err)
{
	const struct overlap_test *t = &o->texts[m->text];
	struct momus_buffer b;
	int rc;

	momus_buffer_init(&b, row_limit);
	momus_buffer_puts(&b, "{\"id\":");
	momus_buffer_json(&b, s->id);
	momus_buffer_printf(&b,
			    ",\"line\":%zu,\"kind\":\"%s\",\"file\":", s->line,
			    momus_overlap_name(m->kind));
	momus_buffer_json(&b, momus_text_of(t->file->path));
	momus_buffer_puts(&b, ",\"other\":");
	momus_buffer_json(&b, t->id);
	momus_buffer_puts(&b, ",\"score\":");
	momus_buffer_real(&b, momus_overlap_score(m));
	momus_buffer_puts(&b, ",\"share\":");
	momus_buffer_real(&b, m->share);
	momus_buffer_puts(&b, ",\"jaccard\":");
	momus_buffer_real(&b, m->jaccard);
	momus_buffer_puts(&b, "}\n");
	rc = momus_buffer_check(&b, "a row of the list", err);
	if (rc == MOMUS_OK)
		fwrite(b.ptr, 1, b.len, o->list.file);
	momus_buffer_release(&b);
	return rc;
}

/* Keeps the best near pairs to be told; of equals, those that came first. */
static int keep_near(struct overlap *o, const struct momus_statement *s,
		     const struct momus_overlap_match *m,
		     struct momus_error *err)
{
	struct overlap_pair pair = { .match = *m };
	size_t at = o->n_near;

	while (at && momus_overlap_score(&o->near[at - 1].match) <
			     momus_overlap_score(m))
		at--;
	if (at == OVERLAP_SHOWN)
		return MOMUS_OK;
	pair.id = momus_arena_copy(o->arena, s->id);
	if (!pair.id.ptr)
		return no_memory(err);
	if (o->n_near < OVERLAP_SHOWN)
		o->n_near++;
	memmove(&o->near[at + 1], &o->near[at],
		(o->n_near - at - 1) * sizeof *o->near);
	o->near[at] = pair;
	return MOMUS_OK;
}

static int take_match(struct overlap *o, const struct momus_statement *s,
		      const struct momus_overlap_match *m,
		      struct momus_error *err)
{
	struct overlap_test *t = &o->texts[m->text];
	struct overlap_file *f = &o->tests[t->file - o->tests];
	int rc = MOMUS_OK;

	f->pairs[m->kind]++;
	f->touched += !t->touched;
	t->touched = true;
	if (m->kind == MOMUS_OVERLAP_NEAR)
		rc = keep_near(o, s, m, err);
	if (rc == MOMUS_OK && o->list.file)
		rc = write_row(o, s, m, err);
	return rc;
}

static int find(struct overlap *o, const struct momus_statement *s,
		struct momus_error *err)
{
	const struct momus_overlap_match *matches;
	enum momus_overlap_kind best = MOMUS_OVERLAP_KINDS;
	size_t n;
	bool any;
	int rc = momus_overlap_find(o->index, s->text, &matches, &n, &any, err);

	for (size_t i = 0; i < n && rc == MOMUS_OK; i++) {
		if (matches[i].kind < best)
			best = matches[i].kind;
		rc = take_match(o, s, &matches[i], err);
	}
	if (best < MOMUS_OVERLAP_KINDS)
		o->excluded[best]++;
	o->any += any;
	return rc;
}

static int read_train(struct overlap *o, struct momus_error *err)
{
	struct momus_statements *s = NULL;
	struct momus_statement text;
	int rc = open_file(o, &o->train, &s, err);

	while (rc == MOMUS_OK &&
	       (rc = momus_statements_next(s, &text, err)) == MOMUS_OK) {
		o->train.n++;
		rc = find(o, &text, err);
	}
	if (rc == MOMUS_END) {
		note_source(&o->train, s);
		rc = o->train.n ? MOMUS_OK : nothing(&o->train, err);
	}
	momus_statements_close(s);
	return rc;
}

int momus_overlap_work(struct overlap *o, struct momus_error *err)
{
	int rc = momus_overlap_create(&o->index, &o->rule, err);

	for (size_t i = 0; rc == MOMUS_OK && i < o->n_tests; i++)
		rc = read_test(o, &o->tests[i], err);
	if (rc == MOMUS_OK)
		rc = momus_overlap_seal(o->index, err);
	if (rc == MOMUS_OK && o->list_path)
		rc = momus_new_file_open(&o->list, o->list_path, err);
	if (rc == MOMUS_OK)
		rc = read_train(o, err);
	if (rc == MOMUS_OK && o->list_path)
		rc = momus_new_file_keep(&o->list, err);
	return rc;
}
