/* threads.c - which threads and which device are one process's */
#define _GNU_SOURCE /* sched_getaffinity() */
#include <sched.h>
#include <stdlib.h>
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

int native_own_device(void)
{
	/* The number of the process on its host, as mpirun and srun tell it. */
	static const char *const names[] = { "OMPI_COMM_WORLD_LOCAL_RANK",
					     "MPI_LOCALRANKID",
					     "SLURM_LOCALID" };
	struct momus_device list[64];
	size_t n = native_devices(list, 64), usable = 0;
	const char *text = NULL;
	long own;

	for (size_t i = 0; i < sizeof names / sizeof *names && !text; i++)
		text = getenv(names[i]);
	own = text ? strtol(text, NULL, 10) : 0;
	for (size_t i = 0; i < n && i < 64; i++)
		usable += list[i].usable;
	return usable && own > 0 ? (int)((size_t)own % usable) : 0;
}
