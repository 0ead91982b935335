/* rowfile.h - the records of a data file in JSON Lines, plain or gzip
 *
 * For plugins with a file of their own; what a task is given row by row, the
 * host reads itself.
 */
#ifndef MOMUS_ROWFILE_H
#define MOMUS_ROWFILE_H

#include "momus/row.h"

MOMUS_BEGIN_DECLS

struct momus_row_file;

/* Opens PATH; gzip is known by its first two bytes.  *OUT is the caller's to
 * close.  MOMUS_ENOTFOUND: no such file; MOMUS_EINVAL, MOMUS_EIO: it cannot be
 * read; MOMUS_EPARSE: named .gz and no gzip. */
MOMUS_API int momus_row_file_open(struct momus_row_file **out, const char *path,
				  struct momus_error *err);
MOMUS_API void momus_row_file_close(
	struct momus_row_file *rows); /* NULL allowed */

/* The next row, borrowed until the next call; empty lines are passed over, and
 * so is a byte order mark.  MOMUS_END behind the last one.  MOMUS_EPARSE with
 * file and line: no JSON object, a damaged gzip, a line of more than 256 MiB. */
MOMUS_API int momus_row_file_next(struct momus_row_file *rows,
				  const struct momus_row **row,
				  struct momus_error *err);

MOMUS_END_DECLS

#endif /* MOMUS_ROWFILE_H */
