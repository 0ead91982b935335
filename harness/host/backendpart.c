/* backendpart.c - see momus/backendpart.h */
#include "config.h"

#include <stdlib.h>

#include "host/partopen.h"
#include "momus/backendpart.h"

enum { OPTIONS_ROOM = 4 << 20 };

struct momus_backend_part {
	const struct momus_backend_ops *ops; /* NULL: not opened */
	void *self;
	struct momus_arena *arena; /* owned: the options */
};

static int open_part(struct momus_backend_part *part, const cJSON *object,
		     const char *where, const char *folder,
		     struct momus_error *err)
{
	const struct momus_plugin *plugin = NULL;
	void *options = NULL;
	int rc = momus_part_find(&plugin, &options, MOMUS_KIND_BACKEND, object,
				 "{\"plugin\": \"native\", \"model\": FOLDER}",
				 where, folder, NULL, part->arena, err);

	if (rc == MOMUS_OK)
		rc = plugin->ops.backend->open(&part->self, options, err);
	if (rc == MOMUS_OK)
		part->ops = plugin->ops.backend;
	return rc;
}

int momus_backend_part_open(struct momus_backend_part **out,
			    struct momus_text object, const char *where,
			    const char *folder, struct momus_error *err)
{
	struct momus_backend_part *part = calloc(1, sizeof *part);
	cJSON *json = cJSON_ParseWithLength(object.ptr, object.len);
	int rc;

	*out = NULL;
	if (part)
		part->arena = momus_arena_create(OPTIONS_ROOM);
	if (!part || !part->arena)
		rc = momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", where);
	else
		rc = open_part(part, json, where, folder, err);
	cJSON_Delete(json);
	if (rc == MOMUS_OK)
		*out = part;
	else
		momus_backend_part_close(part);
	return rc;
}

const struct momus_backend_ops *momus_backend_part_ops(
	const struct momus_backend_part *part, void **self)
{
	*self = part->self;
	return part->ops;
}

const struct momus_trainable_ops *momus_backend_part_trainable(
	const struct momus_backend_part *part)
{
	return MOMUS_HAS(part->ops, trainable) ? part->ops->trainable : NULL;
}

void momus_backend_part_close(struct momus_backend_part *part)
{
	if (!part)
		return;
	if (part->ops)
		part->ops->close(part->self);
	momus_arena_free(part->arena);
	free(part);
}
