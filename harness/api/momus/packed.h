/* packed.h - texts that data files hold as base64 of zlib of a Python pickle
 *
 * A pickle is a program for whoever loads it.  Nothing is executed here: the
 * few instructions that stand for a string, or for a dict of strings, are read as
 * data, and any other is refused.
 */
#ifndef MOMUS_PACKED_H
#define MOMUS_PACKED_H

#include "momus/arena.h"
#include "momus/error.h"

MOMUS_BEGIN_DECLS

/* The string in PACKED, in ARENA; if KEY is not NULL, the one under KEY of a dict
 * of strings.  Pickles of protocols 2 to 5.  MOMUS_EPARSE: what is wrong and at
 * which byte, without a name for PACKED; also for more than LIMIT bytes behind
 * the compression.  MOMUS_ENOMEM: ARENA refuses. */
MOMUS_API int momus_packed_text(struct momus_text packed, const char *key,
				size_t limit, struct momus_arena *arena,
				struct momus_text *out,
				struct momus_error *err);

MOMUS_END_DECLS

#endif /* MOMUS_PACKED_H */
