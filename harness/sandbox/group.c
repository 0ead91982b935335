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

#define MOUNT "/sys/fs/cgroup"
#define SLACK 65536 /* bytes */

static const char *const trees[GROUP_TREES] = { "memory", "pids", "cpuacct" };

/* Whether WORD is one of the ','-separated LIST. */
static bool is_in(const char *list, size_t n, const char *word)
{
	size_t len = strlen(word);

	while (n) {
		const char *comma = memchr(list, ',', n);
		size_t part = comma ? (size_t)(comma - list) : n;

		if (part == len && memcmp(list, word, len) == 0)
			return true;
		if (!comma)
			return false;
		list += part + 1;
		n -= part + 1;
	}
	return false;
}

/* Finds this process's own groups: "ID:CONTROLLERS:PATH" a line. */
static void read_own(struct group_home *home, char unified[PATH_MAX])
{
	char line[PATH_MAX + 128];
	FILE *f = fopen("/proc/self/cgroup", "re");

	*unified = '\0';
	while (f && fgets(line, sizeof line, f)) {
		char *list = strchr(line, ':'), *path;

		line[strcspn(line, "\n")] = '\0';
		path = list ? strchr(list + 1, ':') : NULL;
		if (!path)
			continue;
		list++;
		if (path == list)
			snprintf(unified, PATH_MAX, "%s", path + 1);
		for (int i = 0; i < GROUP_TREES; i++)
			if (is_in(list, (size_t)(path - list), trees[i]))
				snprintf(home->path[i], PATH_MAX,
					 MOUNT "/%s%.*s", trees[i],
					 PATH_MAX - 40, path + 1);
	}
	if (f)
		fclose(f);
}

static int write_at(const char *folder, const char *name, const char *text)
{
	char path[PATH_MAX + 64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	n = write(fd, text, strlen(text));
	close(fd);
	return n < 0 ? -1 : 0;
}

/* Whether a group can be made in FOLDER, and has the file NAME. */
static bool can_make(const char *folder, const char *name)
{
	char path[PATH_MAX + 64], file[PATH_MAX + 128];
	bool ok;

	snprintf(path, sizeof path, "%s/momus-%d-probe", folder, (int)getpid());
	if (mkdir(path, 0755) < 0)
		return false;
	snprintf(file, sizeof file, "%s/%s", path, name);
	ok = access(file, W_OK) == 0;
	rmdir(path);
	return ok;
}

static bool find_version_1(struct group_home *home)
{
	static const char *const files[GROUP_TREES] = { "memory.limit_in_bytes",
							"pids.max",
							"cpuacct.usage" };

	for (int i = 0; i < GROUP_TREES; i++) {
		if (home->path[i][0] && can_make(home->path[i], files[i]))
			continue;
		snprintf(home->why, sizeof home->why,
			 home->path[i][0]
				 ? "no group can be made below this process's "
				   "in "
				   "the tree of %s; run as root or have it "
				   "delegated"
				 : "this host has no group controller %s",
			 trees[i]);
		return false;
	}
	return true;
}

/* Version 2 allows no processes beside groups: this one moves into a leaf. */
static bool find_version_2(struct group_home *home, const char *own)
{
	char folder[PATH_MAX], leaf[PATH_MAX + 32];

	snprintf(folder, sizeof folder, MOUNT "%.*s", PATH_MAX - 40,
		 strcmp(own, "/") == 0 ? "" : own);
	if (!can_make(folder, "memory.max")) {
		snprintf(leaf, sizeof leaf, "%s/momus-%d-self", folder,
			 (int)getpid());
		if (mkdir(leaf, 0755) < 0 ||
		    write_at(leaf, "cgroup.procs", "0") < 0 ||
		    write_at(folder, "cgroup.subtree_control",
			     "+memory +pids") < 0 ||
		    !can_make(folder, "memory.max")) {
			write_at(folder, "cgroup.procs", "0");
			rmdir(leaf);
			snprintf(home->why, sizeof home->why,
				 "this process's group has no controllers to "
				 "give; start it with systemd-run --user "
				 "--scope -p Delegate=yes, or as root");
			return false;
		}
	}
	for (int i = 0; i < GROUP_TREES; i++)
		memcpy(home->path[i], folder, sizeof folder);
	return true;
}

void momus_group_find(struct group_home *home)
{
	char unified[PATH_MAX];

	memset(home, 0, sizeof *home);
	read_own(home, unified);
	if (home->path[0][0])
		home->version = find_version_1(home) ? 1 : 0;
	else if (*unified && access(MOUNT "/cgroup.controllers", F_OK) == 0)
		home->version = find_version_2(home, unified) ? 2 : 0;
	else
		snprintf(home->why, sizeof home->why,
			 "no control groups are mounted at " MOUNT);
}

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

	g->limit = open_file(g, 0, one ? "memory.limit_in_bytes" : "memory.max",
			     O_WRONLY);
	g->usage = open_file(g, 0,
			     one ? "memory.usage_in_bytes" : "memory.current",
			     O_RDONLY);
	g->peak = open_file(g, 0,
			    one ? "memory.max_usage_in_bytes" : "memory.peak",
			    O_RDWR);
	g->events = open_file(
		g, 0, one ? "memory.oom_control" : "memory.events", O_RDONLY);
	g->fails = open_file(
		g, 0, one ? "memory.failcnt" : "memory.events.local", O_RDONLY);
	g->pids = open_file(g, 1, "pids.max", O_WRONLY);
	g->cpu = open_file(g, 2, one ? "cpuacct.usage" : "cpu.stat", O_RDONLY);
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
		write_at(g->path[0], "memory.swap.max", "0");
	else if (rc == MOMUS_OK)
		write_at(g->path[0], "memory.swappiness", "0");
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

/* How often G's own limit stood in the way. */
static uint64_t limit_hits(const struct group *g)
{
	return g->home->version == 1 ? read_number(g->fails)
				     : read_named(g->fails, "max ");
}

int momus_group_start(struct group *g, uint64_t memory_bytes,
		      uint32_t processes, struct momus_error *err)
{
	uint64_t page = 4096, limit, pids = processes + 2; /* worker, reaper */

	g->base_bytes = read_number(g->usage);
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
	if (g->peak >= 0 && write_number(g->peak, 0) < 0)
		errno = 0; /* before 6.12, version 2 cannot start anew */
	g->base_kills = read_named(g->events, "oom_kill ");
	g->base_fails = limit_hits(g);
	g->base_cpu_s = cpu_total(g);
	return MOMUS_OK;
}

double momus_group_cpu(const struct group *g)
{
	return cpu_total(g) - g->base_cpu_s;
}

uint64_t momus_group_peak(const struct group *g)
{
	uint64_t peak = read_number(g->peak);

	return peak > g->base_bytes ? peak - g->base_bytes : 0;
}

enum group_memory momus_group_memory(const struct group *g)
{
	if (read_named(g->events, "oom_kill ") <= g->base_kills)
		return GROUP_MEMORY_ENOUGH;
	return limit_hits(g) > g->base_fails ? GROUP_MEMORY_OVER
					     : GROUP_MEMORY_HOST;
}
