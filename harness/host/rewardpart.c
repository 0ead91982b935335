/* rewardpart.c - rewards for rewards that are made of them: momus/reward.h */
#include "config.h"

#include <stdlib.h>

#include "host/partopen.h"
#include "host/rewardpart.h"

enum { OPTIONS_ROOM = 4 << 20 };

struct momus_reward_part {
	const struct momus_plugin *plugin;
	const struct momus_reward_ops *ops; /* NULL: not opened */
	void *self;
	void *options;		   /* in .arena */
	struct momus_arena *arena; /* owned */
};

static int open_part(struct momus_reward_part *part, const cJSON *object,
		     const char *where, const char *folder,
		     const char *const *skip, struct momus_error *err)
{
	int rc = momus_part_find(&part->plugin, &part->options,
				 MOMUS_KIND_REWARD, object,
				 "{\"plugin\": \"execution\"}", where, folder,
				 skip, part->arena, err);

	if (rc == MOMUS_OK)
		rc = part->plugin->ops.reward->open(&part->self, part->options,
						    err);
	if (rc == MOMUS_OK)
		part->ops = part->plugin->ops.reward;
	return rc;
}

int momus_reward_part_open_in(struct momus_reward_part **out,
			      const cJSON *object, const char *where,
			      const char *folder, const char *const *skip,
			      struct momus_error *err)
{
	struct momus_reward_part *part = calloc(1, sizeof *part);
	int rc;

	*out = NULL;
	if (part)
		part->arena = momus_arena_create(OPTIONS_ROOM);
	if (!part || !part->arena)
		rc = momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", where);
	else
		rc = open_part(part, object, where, folder, skip, err);
	if (rc == MOMUS_OK)
		*out = part;
	else
		momus_reward_part_close(part);
	return rc;
}

int momus_reward_part_open(struct momus_reward_part **out,
			   struct momus_text object, const char *where,
			   const char *folder, const char *const *skip,
			   struct momus_error *err)
{
	cJSON *json = cJSON_ParseWithLength(object.ptr, object.len);
	int rc = momus_reward_part_open_in(out, json, where, folder, skip, err);

	cJSON_Delete(json);
	return rc;
}

const struct momus_plugin *momus_reward_part_plugin(
	const struct momus_reward_part *part)
{
	return part->plugin;
}

const void *momus_reward_part_options(const struct momus_reward_part *part)
{
	return part->options;
}

size_t momus_reward_part_questions(const struct momus_reward_part *part)
{
	return MOMUS_HAS(part->ops, reply) && part->ops->questions
		       ? part->ops->questions(part->self)
		       : 0;
}

int momus_reward_part_endpoint(const struct momus_reward_part *part, size_t q,
			       struct momus_endpoint *out,
			       struct momus_error *err)
{
	return part->ops->endpoint(part->self, q, out, err);
}

int momus_reward_part_request(struct momus_reward_part *part, size_t q,
			      const struct momus_reward_input *in,
			      struct momus_http_request *out,
			      struct momus_reward *known,
			      struct momus_error *err)
{
	return part->ops->request(part->self, q, in, out, known, err);
}

int momus_reward_part_reply(struct momus_reward_part *part, size_t q,
			    const struct momus_reward_input *in,
			    const struct momus_http_reply *reply,
			    struct momus_reward_reading *out,
			    struct momus_error *err)
{
	return part->ops->reply(part->self, q, in, reply, out, err);
}

int momus_reward_part_score(struct momus_reward_part *part,
			    const struct momus_reward_input *in,
			    struct momus_reward *out, struct momus_error *err)
{
	return part->ops->score(part->self, in, out, err);
}

void momus_reward_part_close(struct momus_reward_part *part)
{
	if (!part)
		return;
	if (part->ops)
		part->ops->close(part->self);
	momus_arena_free(part->arena);
	free(part);
}
