/* threads.c - how many threads are one process's */
#define _GNU_SOURCE /* sched_getaffinity() */
#include <sched.h>
#include <unistd.h>

#include "native.h"

int native_threads(uint32_t here)
{
	int all = (int)sysconf(_SC_NPROCESSORS_ONLN), own = all;
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof set, &set) == 0)
		own = CPU_COUNT(&set);
	/* Who is bound to some of them has these for itself. */
	if (own == all)
		own /= (int)here;
	return own > 0 ? own : 1;
}
