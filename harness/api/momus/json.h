/* json.h - where the values of a JSON text lie, byte for byte
 *
 * Numbers of any length and strings with NUL bytes survive, which a tree of
 * doubles and C strings would not allow.  Check a text with momus_json_valid()
 * before the others see it.
 */
#ifndef MOMUS_JSON_H
#define MOMUS_JSON_H

#include "momus/arena.h"

MOMUS_BEGIN_DECLS

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

/* The same bytes, copied into ARENA; those of a RAW that is no string as they
 * stand.  .ptr is NULL if ARENA refuses. */
MOMUS_API struct momus_text momus_json_copy(struct momus_text raw,
					    struct momus_arena *arena);

/* The raw value under KEY in the object OBJECT: the last one, as Python takes it;
 * empty if there is none.  KEY is compared as it stands, escapes unread. */
MOMUS_API struct momus_text momus_json_member(struct momus_text object,
					      const char *key);

/* The same as a question: whether KEY is in OBJECT, and if so its value in *VALUE,
 * which else stays as it is. */
MOMUS_API bool momus_json_find(struct momus_text object, const char *key,
			       struct momus_text *value);

/* Element I of ARRAY, raw, in *VALUE; I = SIZE_MAX: the last.  False, and *VALUE
 * stays as it is, if there is none. */
MOMUS_API bool momus_json_element(struct momus_text array, size_t i,
				  struct momus_text *value);

/* The number that RAW is; NAN if it is none, or too large for a double. */
MOMUS_API double momus_json_number(struct momus_text raw);

/* How many members or elements TEXT has; 0 if it is no object and no array. */
MOMUS_API size_t momus_json_count(struct momus_text text);

/* Whether TEXT is one JSON value (RFC 8259, at most 1000 deep), in UTF-8, nothing
 * behind it but white space.  *AT, if not NULL, receives the offset where
 * reading stopped. */
MOMUS_API bool momus_json_valid(struct momus_text text, size_t *at);

MOMUS_END_DECLS

#endif /* MOMUS_JSON_H */
