/* plan.c - see plan.h */
#include "config.h"

#include <string.h>

#include "sandbox/plan.h"
#include "sandbox/walls.h"

static int find_off(const char *list, uint32_t *off, struct momus_error *err)
{
	*off = 0;
	while (list && *list) {
		size_t n = strcspn(list, ",");
		uint32_t wall = momus_wall_find(list, n);

		if (!wall)
			return momus_fail(err, MOMUS_EINVAL,
					  "there is no mechanism \"%.*s\"; "
					  "`momus doctor` lists them",
					  (int)n, list);
		*off |= wall;
		list += n + (list[n] == ',');
	}
	return MOMUS_OK;
}

int momus_sandbox_plan(const struct momus_sandbox_config *config,
		       uint32_t *walls, struct momus_error *err)
{
	uint32_t off;
	int rc = find_off(config->off, &off, err);

	if (rc < 0)
		return rc;
	*walls = MOMUS_WALL_ALL & ~off;
	return MOMUS_OK;
}
