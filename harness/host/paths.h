/* paths.h - where plugins and data files lie, installed or in a build tree */
#ifndef MOMUS_HOST_PATHS_H
#define MOMUS_HOST_PATHS_H

#include "momus/error.h"

/* The folders searched for plugins, ':'-separated, in order; the caller frees.
 * NULL when out of memory. */
MOMUS_API char *momus_paths_plugins(void);

/* The path of the data file NAME ("task/mbppplus/driver.py",
 * "prompts/critique.txt"), the caller frees.  Searched in the folders of
 * $MOMUS_RESOURCE_PATH and $MOMUS_PLUGIN_PATH, then in the source tree (plugins/
 * and harness/) or the installed plugin and data folders.  MOMUS_ENOTFOUND lists
 * where it looked. */
MOMUS_API int momus_paths_resource(const char *name, char **out,
				   struct momus_error *err);

/* The path of the helper program NAME ("momus-jail"), the caller frees. */
MOMUS_API int momus_paths_helper(const char *name, char **out,
				 struct momus_error *err);

/* The folder for caches: $MOMUS_CACHE, else $XDG_CACHE_HOME/momus, else
 * ~/.cache/momus; created if missing; the caller frees. */
MOMUS_API int momus_paths_cache(char **out, struct momus_error *err);

#endif /* MOMUS_HOST_PATHS_H */
