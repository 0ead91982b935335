/* row.h - one record of a data file in JSON Lines
 *
 * The host has checked that the line is one JSON object in UTF-8.  Errors of
 * these readers name the file, the line and the field.
 */
#ifndef MOMUS_ROW_H
#define MOMUS_ROW_H

#include <stdint.h>

#include "momus/arena.h"
#include "momus/error.h"
#include "momus/text.h"

MOMUS_BEGIN_DECLS

struct momus_row;

/* The string under KEY, unescaped, borrowed from ROW; it may hold NUL bytes.
 * MOMUS_EPARSE if there is none, or it is no string. */
MOMUS_API int momus_row_str(const struct momus_row *row, const char *key,
			    struct momus_text *out, struct momus_error *err);

/* The same, copied into ARENA. */
MOMUS_API int momus_row_copy(const struct momus_row *row, const char *key,
			     struct momus_arena *arena, struct momus_text *out,
			     struct momus_error *err);

/* The value under KEY as it stands in the file (JSON text), borrowed; keeps
 * integers of any size.  MOMUS_EPARSE if there is none. */
MOMUS_API int momus_row_raw(const struct momus_row *row, const char *key,
			    struct momus_text *out, struct momus_error *err);

/* The number under KEY.  MOMUS_EPARSE if there is none, or no number. */
MOMUS_API int momus_row_real(const struct momus_row *row, const char *key,
			     double *out, struct momus_error *err);

/* The whole number under KEY, from LOW to HIGH (both within 2^53); *OUT stays where
 * there is none, or null.  MOMUS_EPARSE if it is another value. */
MOMUS_API int momus_row_count(const struct momus_row *row, const char *key,
			      double low, double high, int64_t *out,
			      struct momus_error *err);

/* The Ith string (from 0) of the array under KEY, as momus_row_str does;
 * MOMUS_END behind the last one. */
MOMUS_API int momus_row_item(const struct momus_row *row, const char *key,
			     size_t i, struct momus_text *out,
			     struct momus_error *err);

/* Whether KEY is there and not null. */
MOMUS_API bool momus_row_has(const struct momus_row *row, const char *key);

/* The file's name as given, borrowed, and the line, from 1. */
MOMUS_API const char *momus_row_origin(const struct momus_row *row);
MOMUS_API size_t momus_row_line(const struct momus_row *row);

/* Returns MOMUS_END, for a task that leaves ROW out, and says why: REASON, a
 * literal, reads as in "3 rows are left out: 2 for REASON".  The host counts. */
MOMUS_API int momus_row_leave(const struct momus_row *row, const char *reason);

/* Sets ERR to "FILE:LINE: " and the message; returns MOMUS_EPARSE. */
MOMUS_API int momus_row_fail(const struct momus_row *row,
			     struct momus_error *err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

MOMUS_END_DECLS

#endif /* MOMUS_ROW_H */
