/* live.h - the real world: time, a sandbox once it is needed, servers if any
 *
 * The sandbox is made for the first program, so that what runs none works on
 * any host.
 */
#ifndef MOMUS_RUN_LIVE_H
#define MOMUS_RUN_LIVE_H

#include "run/world.h"

struct momus_live;

/* CONFIG is copied, its strings are borrowed. */
MOMUS_API int momus_live_create(struct momus_live **out,
				const struct momus_sandbox_config *config,
				struct momus_error *err);
MOMUS_API void momus_live_free(struct momus_live *live); /* NULL allowed */

/* Gives LIVE's world HTTP, with at most CONNECTIONS at once. */
MOMUS_API int momus_live_connect(struct momus_live *live, size_t connections,
				 struct momus_error *err);

/* Borrowed from LIVE.  Its .submit fails as momus_sandbox_create() does. */
MOMUS_API const struct momus_world *momus_live_world(
	const struct momus_live *live);

#endif /* MOMUS_RUN_LIVE_H */
