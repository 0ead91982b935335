/* rewardpart.h - what the host knows of a reward that was opened by name */
#ifndef MOMUS_HOST_REWARDPART_H
#define MOMUS_HOST_REWARDPART_H

#include <cjson/cJSON.h>

#include "momus/plugin.h"

/* As momus_reward_part_open(), from OBJECT, borrowed for the call; relative
 * paths start from FOLDER. */
int momus_reward_part_open_in(struct momus_reward_part **out,
			      const cJSON *object, const char *where,
			      const char *folder, const char *const *skip,
			      struct momus_error *err);

/* Its plugin, and the plugin's options; the latter live as long as PART. */
const struct momus_plugin *momus_reward_part_plugin(
	const struct momus_reward_part *part);
const void *momus_reward_part_options(const struct momus_reward_part *part);

#endif /* MOMUS_HOST_REWARDPART_H */
