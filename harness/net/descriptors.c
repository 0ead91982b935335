/* descriptors.c - see descriptors.h */
#include "config.h"

#include <sys/resource.h>

#include "net/descriptors.h"

/* Descriptors left to files, pipes and children. */
#define DESCRIPTORS_KEPT 512

size_t momus_descriptors_room(size_t wanted)
{
	struct rlimit files = { 1024, 1024 };
	size_t room;

	getrlimit(RLIMIT_NOFILE, &files);
	if (files.rlim_cur < files.rlim_max) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
		getrlimit(RLIMIT_NOFILE, &files);
	}
	if (files.rlim_cur == RLIM_INFINITY)
		return wanted;
	room = files.rlim_cur > 2 * DESCRIPTORS_KEPT
		       ? files.rlim_cur - DESCRIPTORS_KEPT
		       : files.rlim_cur / 2;
	return wanted < room ? wanted : room;
}
