/* group-home.c - see group-home.h */
#include "config.h"

#include "sandbox/group-home.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MOUNT_MAX = 256, NAME_ROOM = 64, STALE_S = 60 };

static const char *const trees[GROUP_TREES] = { "memory", "pids", "cpuacct" };

/* Whether WORD is one of the words of LIST, N bytes, set apart by SEPARATOR. */
static bool is_in(const char *list, size_t n, char separator, const char *word)
{
	size_t len = strlen(word);

	while (n) {
		const char *end = memchr(list, separator, n);
		size_t part = end ? (size_t)(end - list) : n;

		if (part == len && memcmp(list, word, len) == 0)
			return true;
		if (!end)
			return false;
		list += part + 1;
		n -= part + 1;
	}
	return false;
}

/* Finds this process's own groups: "ID:CONTROLLERS:PATH" a line. */
static void read_own(struct group_home *home, const char *mount,
		     const char *own, char unified[PATH_MAX])
{
	char line[PATH_MAX + 128];
	FILE *f = fopen(own, "re");

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
			if (is_in(list, (size_t)(path - list), ',', trees[i]))
				snprintf(home->path[i], PATH_MAX, "%s/%s%.*s",
					 mount, trees[i],
					 PATH_MAX - MOUNT_MAX - 16, path + 1);
	}
	if (f)
		fclose(f);
}

/* The words of FOLDER's file NAME, without the line's end; false if none. */
static bool read_at(const char *folder, const char *name, char *text,
		    size_t room)
{
	char path[PATH_MAX + NAME_ROOM];
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, text, room - 1);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return n >= 0;
}

static int write_at(const char *folder, const char *name, const char *text)
{
	char path[PATH_MAX + NAME_ROOM];
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

/* Whether a group can be made in FOLDER, and has the file NAME; "": any. */
static bool can_make(const char *folder, const char *name)
{
	char path[PATH_MAX + NAME_ROOM], file[PATH_MAX + 2 * NAME_ROOM];
	bool ok;

	snprintf(path, sizeof path, "%s/momus-%d-probe", folder, (int)getpid());
	if (mkdir(path, 0755) < 0)
		return false;
	snprintf(file, sizeof file, "%s/%s", path, name);
	ok = !*name || access(file, W_OK) == 0;
	rmdir(path);
	return ok;
}

/* The process after which a group of Momus's is called; 0: another's group. */
static pid_t maker_of(const char *name)
{
	char *end;
	long pid;

	if (strncmp(name, "momus-", 6) != 0)
		return 0;
	pid = strtol(name + 6, &end, 10);
	return *end == '-' && pid > 0 && pid <= INT_MAX ? (pid_t)pid : 0;
}

/* Removes what a momus left that was killed along with its jail.  A group with
 * processes stays; so does one that is new, whose maker may be a process that
 * cannot be seen from here. */
static void sweep(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *e;
	struct stat st;

	while (dir && (e = readdir(dir))) {
		pid_t maker = maker_of(e->d_name);

		if (maker && kill(maker, 0) < 0 && errno == ESRCH &&
		    fstatat(dirfd(dir), e->d_name, &st, 0) == 0 &&
		    st.st_mtime + STALE_S < time(NULL))
			unlinkat(dirfd(dir), e->d_name, AT_REMOVEDIR);
	}
	if (dir)
		closedir(dir);
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
				   "in the tree of %s; run as root or have it "
				   "delegated"
				 : "this host has no group controller %s",
			 trees[i]);
		return false;
	}
	return true;
}

/* Whether FOLDER gives groups below it what a limit needs, and lets this process
 * move others from one to the next. */
static bool serves(const char *folder)
{
	char given[256], procs[PATH_MAX + NAME_ROOM];
	size_t n;

	if (!read_at(folder, "cgroup.subtree_control", given, sizeof given))
		return false;
	n = strlen(given);
	snprintf(procs, sizeof procs, "%s/cgroup.procs", folder);
	return is_in(given, n, ' ', "memory") && is_in(given, n, ' ', "pids") &&
	       access(procs, W_OK) == 0 && can_make(folder, "");
}

/* Moves this process into a leaf of FOLDER, its own group, so that groups may be
 * made beside it.  Where others are in FOLDER, too, all stays as it was. */
static bool clear_out(const char *folder)
{
	char leaf[PATH_MAX + NAME_ROOM];

	snprintf(leaf, sizeof leaf, "%s/momus-%d-self", folder, (int)getpid());
	if (mkdir(leaf, 0755) < 0 && errno != EEXIST)
		return false;
	if (write_at(leaf, "cgroup.procs", "0") == 0 &&
	    write_at(folder, "cgroup.subtree_control", "+memory +pids") == 0 &&
	    serves(folder))
		return true;
	write_at(folder, "cgroup.procs", "0");
	rmdir(leaf);
	return false;
}

/* Whether a program that leaves FOLDER for a group beside it evades no limit that
 * somebody has set.  Limits of processes do not count: systemd sets one for each. */
static bool is_unlimited(const char *folder)
{
	static const char *const files[] = { "memory.max", "memory.high",
					     "cpu.max", "cpuset.cpus" };
	char most[256];

	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		if (read_at(folder, files[i], most, sizeof most) && *most &&
		    strncmp(most, "max", 3) != 0)
			return false;
	return true;
}

/* FOLDER, at or below MOUNT, to the one above; false at MOUNT. */
static bool go_up(char *folder, const char *mount)
{
	char *last = strrchr(folder, '/');

	if (!last || last <= folder || (size_t)(last - folder) < strlen(mount))
		return false;
	*last = '\0';
	return true;
}

/* From a leaf that a momus moved into, this one earlier or one that started it,
 * to the group that was made for it. */
static void leave_leaf(char *folder)
{
	char *last = strrchr(folder, '/');
	size_t n = strlen(folder);

	if (last && maker_of(last + 1) && n > 5 &&
	    strcmp(folder + n - 5, "-self") == 0)
		*last = '\0';
}

static bool find_version_2(struct group_home *home, const char *mount,
			   const char *own)
{
	char folder[PATH_MAX];
	bool found;

	snprintf(folder, sizeof folder, "%s%.*s", mount,
		 PATH_MAX - MOUNT_MAX - NAME_ROOM,
		 strcmp(own, "/") == 0 ? "" : own);
	leave_leaf(folder);
	found = serves(folder) || clear_out(folder);
	while (!found && is_unlimited(folder) && go_up(folder, mount))
		found = serves(folder);
	if (!found) {
		snprintf(home->why, sizeof home->why,
			 "no group may be made for programs here; start momus "
			 "with systemd-run%s --scope -p Delegate=yes%s",
			 geteuid() == 0 ? "" : " --user",
			 access("/run/systemd/system", F_OK) == 0
				 ? ""
				 : ", or alone in a group of its own");
		return false;
	}
	for (int i = 0; i < GROUP_TREES; i++)
		memcpy(home->path[i], folder, sizeof folder);
	return true;
}

void momus_group_find_at(struct group_home *home, const char *mount,
			 const char *own)
{
	char unified[PATH_MAX], controllers[MOUNT_MAX + NAME_ROOM];

	memset(home, 0, sizeof *home);
	if (strlen(mount) >= MOUNT_MAX)
		return;
	snprintf(controllers, sizeof controllers, "%s/cgroup.controllers",
		 mount);
	read_own(home, mount, own, unified);
	if (home->path[0][0])
		home->version = find_version_1(home) ? 1 : 0;
	else if (*unified && access(controllers, F_OK) == 0)
		home->version = find_version_2(home, mount, unified) ? 2 : 0;
	else
		snprintf(home->why, sizeof home->why,
			 "no control groups are mounted at %.100s", mount);
	for (int i = 0; i < (home->version == 1 ? GROUP_TREES : 1); i++)
		if (home->version)
			sweep(home->path[i]);
}

void momus_group_find(struct group_home *home)
{
	momus_group_find_at(home, "/sys/fs/cgroup", "/proc/self/cgroup");
}
