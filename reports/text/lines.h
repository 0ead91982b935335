/* lines.h - sentences and tables in lines that fit a terminal
 *
 * What is written may hold any bytes: they are shown, and act on no terminal.
 */
#ifndef MOMUS_REPORTS_TEXT_LINES_H
#define MOMUS_REPORTS_TEXT_LINES_H

#include <stdio.h>

#include "reports/document.h"

/* How many characters a line to FILE may have, 40 to 1000: what COLUMNS says, where
 * FILE is standard output, or its terminal has; else 80. */
size_t momus_lines_width(FILE *file);

/* Breaks TEXT at blanks into lines of at most WIDTH, or 78 if that is less, all
 * indented by INDENT; the first starts with HEAD instead.  Longer words stay whole. */
void momus_lines_wrap(FILE *file, size_t width, const char *head, size_t indent,
		      const char *text);

/* The same of what FMT makes, without an indent and as foreign text; a width of
 * FILE's.  MOMUS_ENOMEM. */
int momus_lines_say(FILE *file, struct momus_error *err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Writes the caption and cells of table B in columns.  One that is wider than WIDTH
 * has several lines for a last cell of text, or less space between columns, or is
 * parted into tables below each other, each with the first columns that tell its
 * rows apart; a cell that is wider still has several lines.  MOMUS_ENOMEM. */
int momus_lines_table(FILE *file, size_t width, const struct momus_block *b,
		      struct momus_error *err);

enum { MOMUS_PARTS = 17 };

struct momus_parts {	/* of a table: one has the first .keys columns, and */
	size_t keys, n; /* those from the end of the one before (.keys) */
	size_t ends[MOMUS_PARTS];
};

/* Finds how momus_lines_table() would part B; one part if it need not be.
 * MOMUS_ENOMEM. */
int momus_lines_parts(const struct momus_block *b, size_t width,
		      struct momus_parts *out, struct momus_error *err);

/* Writes as momus_lines_table() the first table of D, to FILE in its width; then releases D, whose
 * failures are told here. */
int momus_lines_document(FILE *file, struct momus_document *d,
			 struct momus_error *err);

#endif /* MOMUS_REPORTS_TEXT_LINES_H */
