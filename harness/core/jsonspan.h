/* jsonspan.h - where the values of a JSON text lie, byte for byte
 *
 * cJSON checks and reads JSON everywhere else; its numbers are doubles and its
 * strings end at NUL, so data whose every digit and byte counts is cut out of
 * the text itself.  These functions trust that the text was checked.
 */
#ifndef MOMUS_CORE_JSONSPAN_H
#define MOMUS_CORE_JSONSPAN_H

#include "momus/arena.h"

/* Steps through an object or array: *AT starts at 0; each call gives the next
 * KEY (raw, with quotes; empty in an array) and VALUE (raw) and returns true;
 * false behind the last one, or if TEXT is neither. */
MOMUS_API bool momus_json_next(struct momus_text text, size_t *at,
			       struct momus_text *key,
			       struct momus_text *value);

/* The bytes that the raw string RAW (with its quotes) stands for: borrowed from
 * RAW if it has no escape, else in ARENA.  .ptr is NULL if RAW is no string or
 * ARENA refuses.  A lone surrogate becomes U+FFFD. */
MOMUS_API struct momus_text momus_json_unescape(struct momus_text raw,
						struct momus_arena *arena);

/* Whether TEXT is one JSON value (RFC 8259, at most 1000 deep), in UTF-8, nothing
 * behind it but white space.  *AT, if not NULL, receives the offset where
 * reading stopped. */
MOMUS_API bool momus_json_valid(struct momus_text text, size_t *at);

#endif /* MOMUS_CORE_JSONSPAN_H */
