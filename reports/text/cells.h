/* cells.h - what lines.c and table.c share: text on one line of a terminal */
#ifndef MOMUS_REPORTS_TEXT_CELLS_H
#define MOMUS_REPORTS_TEXT_CELLS_H

#include <stddef.h>

#include "momus/text.h"

/* Columns that UTF-8 text S takes, each character counted as one. */
size_t momus_cells_columns(const char *s);

/* T as a terminal may see it, on one line; the caller's.  NULL: out of memory. */
char *momus_cells_inert(struct momus_text t);

#endif /* MOMUS_REPORTS_TEXT_CELLS_H */
