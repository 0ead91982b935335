/* probe.h - finds out what this host can isolate, by trying it */
#ifndef MOMUS_SANDBOX_PROBE_H
#define MOMUS_SANDBOX_PROBE_H

#include "sandbox/walls.h"

struct probe {
	uint32_t walls;			    /* that can be had */
	char detail[MOMUS_WALL_COUNT][160]; /* what was found, or what is
					     * missing and the remedy */
	char landlock[160];
};

/* Without these a program is not safely run.  Without control groups a limit of
 * address space stands for one of memory, and the tree of processes is watched;
 * a clock namespace only hides since when the machine has been up. */
#define PROBE_REQUIRED \
	(MOMUS_WALL_ALL & ~(MOMUS_WALL_CGROUP | MOMUS_WALL_TIME_NS))

/* Tries every mechanism, the namespaces in a process of its own; takes some
 * milliseconds and leaves nothing behind. */
void momus_probe_host(struct probe *probe);

#endif /* MOMUS_SANDBOX_PROBE_H */
