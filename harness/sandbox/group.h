/* group.h - control groups: what a whole tree of processes used, and may use
 *
 * Version 1 (memory, pids, cpuacct) or 2, below the group that this process is
 * in, where that may be written to.  A group is made once for a worker and used
 * for one program after the other.
 */
#ifndef MOMUS_SANDBOX_GROUP_H
#define MOMUS_SANDBOX_GROUP_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "momus/error.h"

enum { GROUP_TREES = 3 };

struct group_home {			  /* where groups are made */
	int version;			  /* 1, 2; 0: nowhere */
	char path[GROUP_TREES][PATH_MAX]; /* of memory, pids, cpuacct */
	char why[160];			  /* version 0: what is missing */
};

struct group {
	const struct group_home *home; /* borrowed */
	char path[GROUP_TREES][PATH_MAX];
	int procs[GROUP_TREES]; /* cgroup.procs, to be handed to the worker */
	int n_procs;
	int limit, usage, peak, events, fails, cpu, pids; /* files; -1: none */
	uint64_t limit_now, pids_now;
	uint64_t base_bytes, base_kills, base_fails; /* at the start */
	double base_cpu_s;
};

/* Finds out where groups can be made; makes and removes one to see. */
void momus_group_find(struct group_home *home);

/* Makes the group number N of this process's room number ROOM. */
int momus_group_create(struct group *g, const struct group_home *home,
		       unsigned room, unsigned n, struct momus_error *err);

/* Closes the files of G and removes it; processes must be gone, or soon. */
void momus_group_remove(struct group *g);

/* A program starts: notes what is used, sets what it may use above that. */
int momus_group_start(struct group *g, uint64_t memory_bytes,
		      uint32_t processes, struct momus_error *err);

/* CPU seconds since then. */
double momus_group_cpu(const struct group *g);

/* Largest memory since then, in bytes. */
uint64_t momus_group_peak(const struct group *g);

enum group_memory {
	GROUP_MEMORY_ENOUGH,
	GROUP_MEMORY_OVER, /* the kernel ended a process: G's limit */
	GROUP_MEMORY_HOST, /* … but it was not G that had too little */
};

/* What the memory since then was. */
enum group_memory momus_group_memory(const struct group *g);

#endif /* MOMUS_SANDBOX_GROUP_H */
