/* backendpart.h - a model for plugins that need one: any backend, by its name */
#ifndef MOMUS_BACKENDPART_H
#define MOMUS_BACKENDPART_H

#include "momus/backend.h"

MOMUS_BEGIN_DECLS

struct momus_backend_part;

/* Opens the backend that OBJECT names, JSON as in a recipe: {"plugin": "native",
 * "model": "weights"}.  WHERE names it in messages; relative MOMUS_OPT_FILE paths
 * start from FOLDER.  MOMUS_EINVAL: not such an object, or an option is wrong;
 * MOMUS_ENOTFOUND: no such plugin; or what the plugin says. */
MOMUS_API int momus_backend_part_open(struct momus_backend_part **out,
				      struct momus_text object,
				      const char *where, const char *folder,
				      struct momus_error *err);

/* What it does, and *SELF for its ops; both live as long as PART. */
MOMUS_API const struct momus_backend_ops *momus_backend_part_ops(
	const struct momus_backend_part *part, void **self);

/* What it offers to compute and train with; NULL: nothing. */
MOMUS_API const struct momus_trainable_ops *momus_backend_part_trainable(
	const struct momus_backend_part *part);

/* NULL is allowed. */
MOMUS_API void momus_backend_part_close(struct momus_backend_part *part);

MOMUS_END_DECLS

#endif /* MOMUS_BACKENDPART_H */
