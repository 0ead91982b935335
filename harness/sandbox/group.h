/* group.h - control groups: what a whole tree of processes used, and may use
 *
 * Version 1 (memory, pids, cpuacct) or 2.  A group is made once for a worker and
 * used for one program after the other.
 */
#ifndef MOMUS_SANDBOX_GROUP_H
#define MOMUS_SANDBOX_GROUP_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "momus/error.h"
#include "sandbox/group-home.h"

struct group {
	const struct group_home *home; /* borrowed */
	char path[GROUP_TREES][PATH_MAX];
	int procs[GROUP_TREES]; /* cgroup.procs, to be handed to the worker */
	int n_procs;
	int limit, usage, peak, events, fails, cpu, pids; /* files; -1: none */
	uint64_t limit_now, pids_now;
	uint64_t base_bytes, base_kills, base_fails; /* at the start */
	uint64_t base_peak;
	bool peak_anew; /* the kernel began to look for the peak at the start */
	double base_cpu_s;
};

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

/* Largest memory since then, in bytes.  Linux before 6.12 keeps that of version 2
 * for the group's whole life and before 5.19 keeps none: where no new one was
 * reached it is at most the old one, and LARGEST_PROCESS (bytes, the largest
 * resident set of one process) is what is known of it. */
uint64_t momus_group_peak(const struct group *g, uint64_t largest_process);

enum group_memory {
	GROUP_MEMORY_ENOUGH,
	GROUP_MEMORY_OVER, /* the kernel ended a process: G's limit */
	GROUP_MEMORY_HOST, /* … but it was not G that had too little */
};

/* What the memory since then was. */
enum group_memory momus_group_memory(const struct group *g);

#endif /* MOMUS_SANDBOX_GROUP_H */
