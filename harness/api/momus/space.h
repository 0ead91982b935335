/* space.h - white space as Python's str.isspace() has it, in UTF-8
 *
 * Graders and prompts written in Python strip and split at these characters, of
 * which ASCII's (momus_text_strip) are only a part.  Bytes that are no UTF-8 are
 * no white space.
 */
#ifndef MOMUS_SPACE_H
#define MOMUS_SPACE_H

#include "momus/text.h"

MOMUS_BEGIN_DECLS

/* Bytes of the UTF-8 character at S (N bytes are left) if it is white space,
 * else 0. */
MOMUS_API size_t momus_space_at(const char *s, size_t n);

/* The first offset at or after AT in T that is no white space. */
MOMUS_API size_t momus_space_skip(struct momus_text t, size_t at);

/* T without white space at both ends, or at its end: str.strip(), str.rstrip();
 * the same bytes, nothing copied. */
MOMUS_API struct momus_text momus_space_strip(struct momus_text t);
MOMUS_API struct momus_text momus_space_strip_end(struct momus_text t);

/* Whether there is nothing but white space in T, or nothing at all. */
MOMUS_API bool momus_space_only(struct momus_text t);

MOMUS_END_DECLS

#endif /* MOMUS_SPACE_H */
