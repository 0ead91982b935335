/* document.c - see document.h */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/document.h"

static const size_t text_limit = (size_t)512 << 20; /* bytes */

int momus_document_init(struct momus_document *d, struct momus_error *err)
{
	memset(d, 0, sizeof *d);
	d->arena = momus_arena_create(text_limit);
	return d->arena ? MOMUS_OK
			: momus_fail(err, MOMUS_ENOMEM, "out of memory");
}

void momus_document_release(struct momus_document *d)
{
	for (size_t i = 0; i < d->n; i++)
		free(d->blocks[i].cells);
	free(d->blocks);
	momus_arena_free(d->arena);
	memset(d, 0, sizeof *d);
}

static struct momus_text copy(struct momus_document *d, struct momus_text t)
{
	t = momus_arena_copy(d->arena, t);
	if (!t.ptr) {
		d->failed = true;
		t = MOMUS_TEXT("");
	}
	return t;
}

static struct momus_text format(struct momus_document *d, const char *fmt,
				va_list args)
{
	struct momus_text t;
	char *made;
	int n = vasprintf(&made, fmt, args);

	if (n < 0) {
		d->failed = true;
		return MOMUS_TEXT("");
	}
	t = copy(d, (struct momus_text){ made, (size_t)n });
	free(made);
	return t;
}

static struct momus_block *append(struct momus_document *d,
				  enum momus_block_kind kind)
{
	size_t room = d->room ? 2 * d->room : 64;
	struct momus_block *blocks;

	if (d->n == d->room) {
		blocks = realloc(d->blocks, room * sizeof *blocks);
		if (!blocks) {
			d->failed = true;
			return NULL;
		}
		d->blocks = blocks;
		d->room = room;
	}
	d->blocks[d->n] = (struct momus_block){ .kind = kind };
	return &d->blocks[d->n++];
}

void momus_document_add(struct momus_document *d, enum momus_block_kind kind,
			const char *fmt, ...)
{
	struct momus_block *b = append(d, kind);
	va_list args;

	if (!b)
		return;
	va_start(args, fmt);
	b->text = format(d, fmt, args);
	va_end(args);
}

void momus_document_table(struct momus_document *d,
			  const struct momus_column *columns, size_t n,
			  const char *caption)
{
	struct momus_block *b = append(d, MOMUS_BLOCK_TABLE);

	if (!b)
		return;
	b->text = copy(d, momus_text_of(caption));
	b->columns = (const void *)copy(
			     d, (struct momus_text){ (const char *)columns,
						     n * sizeof *columns })
			     .ptr;
	b->n_columns = d->failed ? 0 : n;
}

void momus_document_text(struct momus_document *d, struct momus_text t)
{
	struct momus_block *b = d->n ? &d->blocks[d->n - 1] : NULL;
	struct momus_text *cells;
	size_t room;

	if (!b || b->kind != MOMUS_BLOCK_TABLE)
		return;
	room = b->room ? 2 * b->room : 64;
	if (b->n_cells == b->room) {
		cells = realloc(b->cells, room * sizeof *cells);
		if (!cells) {
			d->failed = true;
			return;
		}
		b->cells = cells;
		b->room = room;
	}
	b->cells[b->n_cells++] = copy(d, t);
}

void momus_document_cell(struct momus_document *d, const char *fmt, ...)
{
	struct momus_text t;
	va_list args;

	va_start(args, fmt);
	t = format(d, fmt, args);
	va_end(args);
	momus_document_text(d, t);
}

int momus_document_check(const struct momus_document *d,
			 struct momus_error *err)
{
	if (!d->failed)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_ENOMEM,
			  "the report needs more than %zu bytes of text, or "
			  "memory ran out",
			  text_limit);
}
