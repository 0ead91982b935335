/* pages.c - see pages.h */
#include "config.h"

#include "sandbox/jail/pages.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#ifndef MADV_COLLAPSE /* Linux 6.1 */
#define MADV_COLLAPSE 25
#endif

enum { LARGE = 2 << 20 };

/* The part of a line of /proc/self/maps that consists of whole large pages. */
static uintptr_t joinable(const char *line, uintptr_t *length)
{
	unsigned long begin, end, inode;
	char rights[5], name[16] = "";

	if (sscanf(line, "%lx-%lx %4s %*s %*s %lu %15s", &begin, &end, rights,
		   &inode, name) < 4 ||
	    inode || strcmp(rights, "rw-p") != 0 ||
	    (name[0] && strcmp(name, "[heap]") != 0))
		return 0;
	begin = (begin + LARGE - 1) / LARGE * LARGE;
	end = end / LARGE * LARGE;
	*length = end > begin ? end - begin : 0;
	return *length ? begin : 0;
}

void jail_join_pages(void)
{
	char line[512];
	FILE *maps = fopen("/proc/self/maps", "re");

	while (maps && fgets(line, sizeof line, maps)) {
		uintptr_t length, begin = joinable(line, &length);

		/* A kernel that cannot leaves them as they are. */
		if (begin && madvise((void *)begin, length, MADV_COLLAPSE) < 0)
			errno = 0;
	}
	if (maps)
		fclose(maps);
}
