/* space.h - white space as Python's str.isspace() has it
 *
 * Graders and prompts written in Python strip and split at these characters, of
 * which ASCII's are only a part.
 */
#ifndef MOMUS_CORE_SPACE_H
#define MOMUS_CORE_SPACE_H

#include "momus/text.h"

/* Bytes of the UTF-8 character at S (N bytes are left) if it is white space,
 * else 0. */
size_t momus_space_at(const char *s, size_t n);

/* The first offset at or after AT in T that is no white space. */
size_t momus_space_skip(struct momus_text t, size_t at);

/* T without white space at both ends; the same bytes, nothing copied. */
struct momus_text momus_space_strip(struct momus_text t);

#endif /* MOMUS_CORE_SPACE_H */
