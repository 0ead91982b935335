/* lines.h - the lines of a text file, plain or gzip, however large
 *
 * Memory stays bounded: a line longer than its limit is an error before it is
 * read to its end.  What a line means is not this object's business.
 */
#ifndef MOMUS_HOST_LINES_H
#define MOMUS_HOST_LINES_H

#include "momus/error.h"
#include "momus/text.h"

struct momus_lines;

/* Opens PATH; gzip is known by its first two bytes.  A line may have LIMIT
 * bytes (0: 256 MiB).  MOMUS_ENOTFOUND if there is no such file, MOMUS_EIO if
 * it cannot be read, MOMUS_EPARSE if its name ends in .gz and it is no gzip. */
MOMUS_API int momus_lines_open(struct momus_lines **out, const char *path,
			       size_t limit, struct momus_error *err);
MOMUS_API void momus_lines_close(struct momus_lines *lines); /* NULL allowed */

/* The next line without its LF, borrowed until the next call, and its number
 * from 1.  MOMUS_END behind the last one; MOMUS_EPARSE if the gzip is damaged or
 * cut short, or the line too long: the text names file and line. */
MOMUS_API int momus_lines_next(struct momus_lines *lines,
			       struct momus_text *line, size_t *number,
			       struct momus_error *err);

/* SHA-256 of the file's own bytes (not of what is packed in them), as hex; after
 * momus_lines_next returned MOMUS_END. */
MOMUS_API void momus_lines_sha256(struct momus_lines *lines, char hex[65]);

#endif /* MOMUS_HOST_LINES_H */
