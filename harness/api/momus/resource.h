/* resource.h - the data files that come with a plugin */
#ifndef MOMUS_RESOURCE_H
#define MOMUS_RESOURCE_H

#include "momus/arena.h"
#include "momus/error.h"

MOMUS_BEGIN_DECLS

/* The path of the data file NAME ("task/ifeval/punkt/abbrev_types.txt"), in
 * ARENA: beside the plugins of $MOMUS_PLUGIN_PATH, in the build's own tree, or
 * where `make install` put it.  MOMUS_ENOTFOUND lists where it looked. */
MOMUS_API int momus_resource_path(const char *name, struct momus_arena *arena,
				  const char **out, struct momus_error *err);

/* The bytes of the data file NAME, in ARENA. */
MOMUS_API int momus_resource_read(const char *name, struct momus_arena *arena,
				  struct momus_text *out,
				  struct momus_error *err);

MOMUS_END_DECLS

#endif /* MOMUS_RESOURCE_H */
