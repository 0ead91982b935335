/* row.h - records of a data file (JSON Lines); the readers are momus/row.h */
#ifndef MOMUS_CORE_ROW_H
#define MOMUS_CORE_ROW_H

#include "momus/row.h"

/* Parses one line of at most 256 MiB.  *OUT is owned by the caller; ORIGIN and
 * LINE are borrowed and must outlive it.  MOMUS_EPARSE if the line is not one
 * JSON object in UTF-8, or holds a key twice. */
MOMUS_API int momus_row_parse(struct momus_row **out, struct momus_text line,
			      const char *origin, size_t line_no,
			      struct momus_error *err);
/* What momus_row_leave() was told of ROW last; NULL: it was not called. */
MOMUS_API const char *momus_row_left(const struct momus_row *row);
MOMUS_API void momus_row_free(struct momus_row *row); /* NULL is allowed */

#endif /* MOMUS_CORE_ROW_H */
