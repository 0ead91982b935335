/* options.h - fills a plugin's options struct from a recipe's JSON object */
#ifndef MOMUS_HOST_OPTIONS_H
#define MOMUS_HOST_OPTIONS_H

#include <cjson/cJSON.h>

#include "momus/arena.h"
#include "momus/plugin.h"

/* Checks PLUGIN's option table itself: names, types, defaults in range,
 * offsets within the struct, the end row.  MOMUS_EABI names the row. */
MOMUS_API int momus_options_check(const struct momus_plugin *plugin,
				  const char *origin, struct momus_error *err);

/* Fills *OUT (options_size zeroed bytes, and all strings, in ARENA) from the
 * defaults and from OBJECT's members, but for those named in SKIP
 * (NULL-terminated; NULL: none).  WHERE names the object in messages
 * ("generator"); FOLDER is what relative MOMUS_OPT_FILE paths start from.
 * MOMUS_EINVAL: unknown key (the nearest known one is named), wrong type, out
 * of range, or a required one missing. */
MOMUS_API int momus_options_fill(const struct momus_plugin *plugin,
				 const cJSON *object, const char *where,
				 const char *folder, const char *const *skip,
				 struct momus_arena *arena, void **out,
				 struct momus_error *err);

/* The effective values as a JSON object, for the store. */
MOMUS_API void momus_options_print(const struct momus_plugin *plugin,
				   const void *options,
				   struct momus_buffer *out);

/* The entry of NAMES (N) nearest to NAME by edit distance, at most a third of
 * its letters (rounded up) away; NULL if none is.  Case and "-" for "_" do not
 * count. */
MOMUS_API const char *momus_nearest(const char *name, const char *const *names,
				    size_t n);

#endif /* MOMUS_HOST_OPTIONS_H */
