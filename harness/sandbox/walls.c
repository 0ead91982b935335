/* walls.c - see walls.h */
#include "config.h"

#include <string.h>

#include "sandbox/walls.h"

static const char *const names[] = {
#define NAME(id, name) name,
	MOMUS_WALLS(NAME)
#undef NAME
};

const char *momus_wall_name(unsigned number)
{
	return number < MOMUS_WALL_COUNT ? names[number] : NULL;
}

uint32_t momus_wall_find(const char *name, size_t n)
{
	for (unsigned i = 0; i < MOMUS_WALL_COUNT; i++)
		if (strlen(names[i]) == n && memcmp(names[i], name, n) == 0)
			return UINT32_C(1) << i;
	return 0;
}
