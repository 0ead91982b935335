/* unlike.h - in which keys two recipes differ, for people */
#ifndef MOMUS_STORE_UNLIKE_H
#define MOMUS_STORE_UNLIKE_H

#include "momus/buffer.h"
#include "momus/error.h"

struct momus_store_head;

/* Appends to OUT the keys whose values the recipes A and B (canonical JSON, as stores
 * have it) do not share, such as "seed, generator.model"; of more than six the
 * first, and "…".  Left out are those that make no run another one: name, note,
 * limits, budget, sandbox, servers, and where the data lie.  Nothing if there are
 * none, or a text is no JSON. */
MOMUS_API void momus_unlike_keys(const char *a, const char *b,
				 struct momus_buffer *out);

/* Refuses to go on with the run at PATH, which was made by the recipe of THERE, by that
 * of HEAD: MOMUS_EINVAL. */
MOMUS_API int momus_unlike_refuse(const char *path,
				  const struct momus_store_head *there,
				  const struct momus_store_head *head,
				  struct momus_error *err);

#endif /* MOMUS_STORE_UNLIKE_H */
