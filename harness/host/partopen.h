/* partopen.h - finds a plugin that a JSON object names, and fills its options */
#ifndef MOMUS_HOST_PARTOPEN_H
#define MOMUS_HOST_PARTOPEN_H

#include <cjson/cJSON.h>

#include "momus/arena.h"
#include "momus/plugin.h"

/* Finds the plugin of KIND that OBJECT's member "plugin" names and fills its
 * options from the other members, but for those of SKIP (NULL-terminated; NULL:
 * none), in ARENA; relative paths start from FOLDER.  EXAMPLE is such an object,
 * for the message that OBJECT, called WHERE, is none. */
int momus_part_find(const struct momus_plugin **plugin, void **options,
		    enum momus_kind kind, const cJSON *object,
		    const char *example, const char *where, const char *folder,
		    const char *const *skip, struct momus_arena *arena,
		    struct momus_error *err);

#endif /* MOMUS_HOST_PARTOPEN_H */
