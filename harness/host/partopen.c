/* partopen.c - see partopen.h */
#include "config.h"

#include "host/loader.h"
#include "host/options.h"
#include "host/partopen.h"

enum { SKIP_MAX = 8 };

/* Plugins stay loaded when the list of them is freed: see loader.h. */
static int find(enum momus_kind kind, const char *name,
		const struct momus_plugin **out, struct momus_error *err)
{
	struct momus_registry *r = NULL;
	int rc = momus_registry_open(&r, err);

	if (rc == MOMUS_OK)
		rc = momus_registry_find(r, kind, name, out, err);
	momus_registry_free(r);
	return rc;
}

int momus_part_find(const struct momus_plugin **plugin, void **options,
		    enum momus_kind kind, const cJSON *object,
		    const char *example, const char *where, const char *folder,
		    const char *const *skip, struct momus_arena *arena,
		    struct momus_error *err)
{
	const cJSON *name = cJSON_GetObjectItemCaseSensitive(object, "plugin");
	const char *all[SKIP_MAX + 2] = { "plugin" };
	int rc;

	for (size_t i = 0; skip && skip[i]; i++) {
		if (i == SKIP_MAX)
			return momus_fail(err, MOMUS_EINVAL,
					  "%s: more than %d members are its "
					  "owner's",
					  where, SKIP_MAX);
		all[i + 1] = skip[i];
	}
	if (!cJSON_IsString(name))
		return momus_fail(err, MOMUS_EINVAL,
				  "%s is no %s; expected an object such as %s",
				  where, momus_kind_name(kind), example);
	rc = find(kind, name->valuestring, plugin, err);
	return rc < 0 ? rc
		      : momus_options_fill(*plugin, object, where, folder, all,
					   arena, options, err);
}
