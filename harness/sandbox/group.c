/* group.c - see group.h */
#include "config.h"

#include "sandbox/group.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SLACK 65536 /* bytes */

static int open_file(const struct group *g, int tree, const char *name,
		     int mode)
{
	char path[PATH_MAX + 64];

	snprintf(path, sizeof path, "%s/%s", g->path[tree], name);
	return open(path, mode | O_CLOEXEC);
}

static void open_files(struct group *g)
{
	bool one = g->home->version == 1;
	const char *peak = one ? "memory.max_usage_in_bytes" : "memory.peak";

	g->limit = open_file(g, 0, one ? "memory.limit_in_bytes" : "memory.max",
			     O_WRONLY);
	g->usage = open_file(g, 0,
			     one ? "memory.usage_in_bytes" : "memory.current",
			     O_RDONLY);
	g->peak = open_file(g, 0, peak, O_RDWR);
	if (g->peak < 0) /* before 6.12 nobody but root, and to no effect */
		g->peak = open_file(g, 0, peak, O_RDONLY);
	g->events = open_file(
		g, 0, one ? "memory.oom_control" : "memory.events", O_RDONLY);
	g->fails = open_file(
		g, 0, one ? "memory.failcnt" : "memory.events.local", O_RDONLY);
	if (g->fails < 0) /* before 5.2 */
		g->fails = open_file(g, 0, "memory.events", O_RDONLY);
	g->pids = open_file(g, 1, "pids.max", O_WRONLY);
	g->cpu = open_file(g, 2, one ? "cpuacct.usage" : "cpu.stat", O_RDONLY);
}

/* Where a kernel counts no swap it has no such file, and nothing to say. */
static void write_once(const struct group *g, const char *name,
		       const char *text)
{
	int fd = open_file(g, 0, name, O_WRONLY);

	if (fd < 0)
		return;
	if (write(fd, text, strlen(text)) < 0)
		errno = 0;
	close(fd);
}

int momus_group_create(struct group *g, const struct group_home *home,
		       unsigned room, unsigned n, struct momus_error *err)
{
	int rc = MOMUS_OK;

	memset(g, 0, sizeof *g);
	g->home = home;
	g->limit = g->usage = g->peak = g->events = g->fails = -1;
	g->cpu = g->pids = -1;
	for (int i = 0; i < (home->version == 1 ? GROUP_TREES : 1); i++) {
		snprintf(g->path[i], PATH_MAX, "%.*s/momus-%d-%u-%u",
			 PATH_MAX - 48, home->path[i], (int)getpid(), room, n);
		if (mkdir(g->path[i], 0755) < 0 && errno != EEXIST)
			rc = momus_fail(err, MOMUS_EIO,
					"%s: the control group cannot be made: "
					"%m",
					g->path[i]);
		g->procs[g->n_procs++] =
			open_file(g, i, "cgroup.procs", O_WRONLY);
	}
	if (home->version == 2)
		for (int i = 1; i < GROUP_TREES; i++)
			memcpy(g->path[i], g->path[0], PATH_MAX);
	open_files(g);
	if (rc == MOMUS_OK && home->version == 2)
		write_once(g, "memory.swap.max", "0");
	else if (rc == MOMUS_OK)
		write_once(g, "memory.swappiness", "0");
	for (int i = 0; i < g->n_procs && rc == MOMUS_OK; i++)
		if (g->procs[i] < 0 || g->limit < 0 || g->usage < 0 ||
		    g->events < 0 || g->cpu < 0 || g->pids < 0)
			rc = momus_fail(err, MOMUS_EIO,
					"%s: a file of the control group "
					"cannot be opened: %m",
					g->path[i]);
	if (rc < 0)
		momus_group_remove(g);
	return rc;
}

void momus_group_remove(struct group *g)
{
	int files[7 + GROUP_TREES] = { g->limit, g->usage, g->peak, g->events,
				       g->fails, g->cpu,   g->pids };

	if (!g->home)
		return;
	for (int i = 0; i < g->n_procs; i++)
		files[7 + i] = g->procs[i];
	for (int i = 0; i < 7 + g->n_procs; i++)
		if (files[i] >= 0)
			close(files[i]);
	for (int i = 0; i < g->n_procs; i++)
		/* The last processes may be on their way out. */
		for (int tries = 0; tries < 1500; tries++) {
			if (rmdir(g->path[i]) == 0 || errno != EBUSY)
				break;
			usleep(2000);
		}
	g->home = NULL;
}

static uint64_t read_number(int fd)
{
	char text[32];
	ssize_t n = fd < 0 ? 0 : pread(fd, text, sizeof text - 1, 0);

	if (n <= 0)
		return 0;
	text[n] = '\0';
	return strtoull(text, NULL, 10);
}

/* The number behind "NAME " in a file of such lines. */
static uint64_t read_named(int fd, const char *name)
{
	char text[1024], *at;
	ssize_t n = pread(fd, text, sizeof text - 1, 0);

	if (n <= 0)
		return 0;
	text[n] = '\0';
	for (at = text; at; at = strchr(at, '\n')) {
		at += *at == '\n';
		if (strncmp(at, name, strlen(name)) == 0)
			return strtoull(at + strlen(name), NULL, 10);
	}
	return 0;
}

static int write_number(int fd, uint64_t x)
{
	char text[32];
	int n = snprintf(text, sizeof text, "%llu", (unsigned long long)x);

	return pwrite(fd, text, (size_t)n, 0) == n ? 0 : -1;
}

static double cpu_total(const struct group *g)
{
	if (g->home->version == 1)
		return (double)read_number(g->cpu) * 1e-9;
	return (double)read_named(g->cpu, "usage_usec ") * 1e-6;
}

/* How often G's own limit stood in the way: of version 2 only the times when
 * nothing else than ending a process was left. */
static uint64_t limit_hits(const struct group *g)
{
	return g->home->version == 1 ? read_number(g->fails)
				     : read_named(g->fails, "oom ");
}

/* Whether FD's file is there still: whoever is above may take away a group, or the
 * counting of its memory. */
static bool answers(int fd)
{
	char byte;

	return pread(fd, &byte, 1, 0) == 1;
}

int momus_group_start(struct group *g, uint64_t memory_bytes,
		      uint32_t processes, struct momus_error *err)
{
	uint64_t page = 4096, limit, pids = processes + 2; /* worker, reaper */

	g->base_bytes = read_number(g->usage);
	if (!answers(g->usage))
		return momus_fail(err, MOMUS_EIO,
				  "%s: the control group is gone, or no longer "
				  "counts memory",
				  g->path[0]);
	limit = (memory_bytes + g->base_bytes + page - 1) / page * page;
	/* Rewritten only when it is off by more than a little. */
	if (limit + SLACK < g->limit_now || limit > g->limit_now + SLACK) {
		if (write_number(g->limit, limit) < 0)
			return momus_fail(err, MOMUS_EIO,
					  "%s: the memory limit: %m",
					  g->path[0]);
		g->limit_now = limit;
	}
	if (pids != g->pids_now) {
		if (write_number(g->pids, pids) < 0)
			return momus_fail(err, MOMUS_EIO,
					  "%s: the limit of processes: %m",
					  g->path[1]);
		g->pids_now = pids;
	}
	g->peak_anew = write_number(g->peak, 0) == 0;
	g->base_peak = g->peak_anew ? 0 : read_number(g->peak);
	g->base_kills = read_named(g->events, "oom_kill ");
	g->base_fails = limit_hits(g);
	g->base_cpu_s = cpu_total(g);
	return MOMUS_OK;
}

double momus_group_cpu(const struct group *g)
{
	return cpu_total(g) - g->base_cpu_s;
}

uint64_t momus_group_peak(const struct group *g, uint64_t largest_process)
{
	uint64_t peak = read_number(g->peak), above;

	above = peak > g->base_bytes ? peak - g->base_bytes : 0;
	if (peak == 0 ||
	    (!g->peak_anew && peak == g->base_peak && largest_process < above))
		return largest_process;
	return above;
}

enum group_memory momus_group_memory(const struct group *g)
{
	if (read_named(g->events, "oom_kill ") <= g->base_kills)
		return GROUP_MEMORY_ENOUGH;
	return limit_hits(g) > g->base_fails ? GROUP_MEMORY_OVER
					     : GROUP_MEMORY_HOST;
}
