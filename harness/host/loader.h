/* loader.h - finds, checks and holds plugins */
#ifndef MOMUS_HOST_LOADER_H
#define MOMUS_HOST_LOADER_H

#include "momus/plugin.h"

/* Opens the shared object at PATH and checks it.  On success *OUT points into
 * the object, which stays mapped until the process ends: plugins are never
 * unloaded (thread-local destructors and atexit handlers of their libraries
 * would outlive their code).
 * Returns MOMUS_EIO (dlopen failed) or MOMUS_EABI (not ours, or built for
 * another harness); the text names the file and both values. */
MOMUS_API int momus_plugin_load(const struct momus_plugin **out,
				const char *path, struct momus_error *err);

/* The checks alone, for tests. */
MOMUS_API int momus_plugin_check(const struct momus_plugin *plugin,
				 const char *origin, struct momus_error *err);

/* "backend", "task", "reward", "trainer"; NULL for another KIND. */
MOMUS_API const char *momus_kind_name(uint32_t kind);

struct momus_registry;

struct momus_registry_entry {
	const struct momus_plugin *plugin; /* NULL: refused */
	char *path;			   /* owned by the registry */
	char *why;			   /* owned; refused: one sentence */
};

/* Loads every plugin of the search path: the folders of $MOMUS_PLUGIN_PATH
 * (separated by ':'), then the build tree's own or the installed folder.  One
 * that is refused is kept with its reason and takes nothing else down. */
MOMUS_API int momus_registry_open(struct momus_registry **out,
				  struct momus_error *err);
/* Adds PLUGIN, which lives in this program and not in a file; borrowed.
 * MOMUS_EABI as momus_plugin_check(), MOMUS_EINVAL if its name is taken. */
MOMUS_API int momus_registry_add(struct momus_registry *r,
				 const struct momus_plugin *plugin,
				 struct momus_error *err);
MOMUS_API void momus_registry_free(struct momus_registry *r); /* NULL allowed */

/* All entries, accepted and refused, sorted by kind and name. */
MOMUS_API size_t momus_registry_count(const struct momus_registry *r);
MOMUS_API const struct momus_registry_entry *momus_registry_at(
	const struct momus_registry *r, size_t i);

/* The plugin of KIND (0: any kind) called NAME.  MOMUS_ENOTFOUND names the
 * nearest known one, and why a file of that name was refused. */
MOMUS_API int momus_registry_find(const struct momus_registry *r, uint32_t kind,
				  const char *name,
				  const struct momus_plugin **out,
				  struct momus_error *err);

#endif /* MOMUS_HOST_LOADER_H */
