/* document.h - a report as sections, notes and tables, before it has a format
 *
 * One place decides what a report says (compose.c); each format only knows how
 * to draw a section, a note and a table, and how to make foreign text harmless.
 */
#ifndef MOMUS_REPORTS_DOCUMENT_H
#define MOMUS_REPORTS_DOCUMENT_H

#include <stdbool.h>

#include "momus/arena.h"
#include "momus/error.h"

enum momus_block_kind {
	MOMUS_BLOCK_SECTION,
	MOMUS_BLOCK_NOTE,
	MOMUS_BLOCK_WARNING,
	MOMUS_BLOCK_TABLE,
	MOMUS_BLOCK_CHARTS,   /* drawn by formats that can */
	MOMUS_BLOCK_PICTURES, /* those of the report's folder, if any */
	MOMUS_BLOCK_PROBLEMS, /* every problem, by formats that have room */
};

enum momus_align {
	MOMUS_ALIGN_LEFT,
	MOMUS_ALIGN_RIGHT,
	MOMUS_ALIGN_AFTER, /* close to the column before: its interval */
};

struct momus_column {
	const char *title; /* static, or in the document's arena */
	enum momus_align align;
};

struct momus_block {
	enum momus_block_kind kind;
	struct momus_text text; /* title, note, caption */
	const struct momus_column *columns;
	size_t n_columns;
	struct momus_text *cells; /* owned; row-major */
	size_t n_cells, room;
};

struct momus_document {
	struct momus_arena *arena;  /* owned: all texts */
	struct momus_block *blocks; /* owned */
	size_t n, room;
	bool failed; /* out of memory; looked at once, at the end */
};

int momus_document_init(struct momus_document *d, struct momus_error *err);
void momus_document_release(struct momus_document *d);

/* Appends a block; FMT gives its text. */
void momus_document_add(struct momus_document *d, enum momus_block_kind kind,
			const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Appends a table; COLUMNS (N) are copied. */
void momus_document_table(struct momus_document *d,
			  const struct momus_column *columns, size_t n,
			  const char *caption);

/* Appends a cell to the last table, row by row.  Texts are copied; they may
 * hold any bytes. */
void momus_document_cell(struct momus_document *d, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void momus_document_text(struct momus_document *d, struct momus_text t);

/* MOMUS_OK, or MOMUS_ENOMEM if anything was refused. */
int momus_document_check(const struct momus_document *d,
			 struct momus_error *err);

#endif /* MOMUS_REPORTS_DOCUMENT_H */
