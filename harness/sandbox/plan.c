/* plan.c - see plan.h */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "sandbox/plan.h"
#include "sandbox/probe.h"
#include "sandbox/toolchain.h"
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

/* What cannot be had without something else. */
static uint32_t without_basis(uint32_t walls)
{
	if (!(walls & MOMUS_WALL_NO_NEW_PRIVS))
		walls &= ~MOMUS_WALL_SECCOMP;
	if (!(walls & MOMUS_WALL_MOUNT_NS))
		walls &= ~(MOMUS_WALL_READ_ONLY_ROOT |
			   MOMUS_WALL_WORK_DIRECTORY);
	return walls;
}

int momus_sandbox_plan(const struct momus_sandbox_config *config,
		       uint32_t *walls, struct momus_error *err)
{
	struct probe probe;
	uint32_t off;
	int rc = find_off(config->off, &off, err);

	if (rc < 0)
		return rc;
	momus_probe_host(&probe);
	for (unsigned i = 0; i < MOMUS_WALL_COUNT; i++) {
		uint32_t missing =
			UINT32_C(1) << i & PROBE_REQUIRED & ~off & ~probe.walls;

		if (missing && !config->best_effort)
			return momus_fail(
				err, MOMUS_ENOTSUP,
				"%s cannot be had on this host (%s), so "
				"programs could not be run safely; "
				"--sandbox=best-effort runs them without it",
				momus_wall_name(i), probe.detail[i]);
	}
	*walls = without_basis(probe.walls & ~off);
	return MOMUS_OK;
}

size_t momus_sandbox_probe(struct momus_mechanism *rows, size_t room)
{
	struct probe probe;
	size_t n = 0;

	momus_probe_host(&probe);
	probe.walls = without_basis(probe.walls);
	for (unsigned i = 0; i < MOMUS_WALL_COUNT; i++, n++) {
		uint32_t wall = UINT32_C(1) << i;

		if (n >= room)
			continue;
		rows[n].name = momus_wall_name(i);
		rows[n].active = probe.walls & wall;
		rows[n].required = PROBE_REQUIRED & wall;
		snprintf(rows[n].detail, sizeof rows[n].detail, "%s",
			 probe.detail[i]);
	}
	if (n < room) {
		rows[n].name = "landlock";
		rows[n].active = rows[n].required = false;
		snprintf(rows[n].detail, sizeof rows[n].detail, "%s",
			 probe.landlock);
	}
	return n + 1;
}

size_t momus_sandbox_languages(struct momus_mechanism *rows, size_t room)
{
	size_t n = 0;

	for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
		const struct language *l = momus_language_at(i);
		struct momus_error err = { "" };
		struct toolchain chain;

		if (!l->compiler || n++ >= room)
			continue;
		rows[n - 1].name = l->name;
		rows[n - 1].required = false;
		rows[n - 1].active =
			momus_toolchain_find(&chain, l, MOMUS_PYTHON_PATH,
					     &err) == MOMUS_OK;
		snprintf(rows[n - 1].detail, sizeof rows[n - 1].detail,
			 "%.150s",
			 rows[n - 1].active ? chain.version : err.text);
		momus_toolchain_release(&chain);
	}
	return n;
}
