/* fault.c - preloaded: a program's file calls below a folder fail, end it, or are
 * watched
 *
 * $FAULT_IN: the folder.  $FAULT:
 *	CALL:N	the Nth CALL (open, write, fsync, rename, mkdir) fails as on a
 *		full disk; a write takes half of its bytes first
 *	CALL:N+	and so do all that follow
 *	die:N	the process is killed before its Nth change, whatever that is
 *	watch	a rename of what is not durable, and a file that is removed while a
 *		rename in the folder is not, are told
 * What happened is told in the file $FAULT_LOG.
 */
#include "config.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OUR __attribute__((visibility("default")))

enum { PATHS = 4096 };

static char *unsynced[PATHS]; /* files and folders, NULL: free */
static unsigned long seen;

/* The library's own function, which NAME here stands before. */
static void *real(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

static void say(const char *what, const char *path)
{
	int (*open_real)(const char *, int, ...) = real("open");
	const char *log = getenv("FAULT_LOG");
	int fd = log ? open_real(log, O_WRONLY | O_CREAT | O_APPEND, 0666) : -1;

	if (fd < 0)
		abort();
	dprintf(fd, "%s: %s\n", what, path);
	close(fd);
}

static bool is_ours(const char *path)
{
	const char *in = getenv("FAULT_IN");

	return in && strncmp(path, in, strlen(in)) == 0;
}

static bool watching(void)
{
	const char *fault = getenv("FAULT");

	return fault && strcmp(fault, "watch") == 0;
}

static const char *path_of(int fd, char path[PATH_MAX])
{
	char name[40];
	ssize_t n;

	snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	n = readlink(name, path, PATH_MAX - 1);
	path[n > 0 ? n : 0] = '\0';
	return path;
}

/* Whether this CALL to PATH is to fail. */
static bool fails(const char *call, const char *path)
{
	const char *fault = getenv("FAULT");
	size_t len = strlen(call);
	unsigned long at;
	char *end;

	if (!fault || !is_ours(path))
		return false;
	if (strncmp(fault, "die:", 4) == 0) {
		if (++seen != strtoul(fault + 4, NULL, 10))
			return false;
		say("died before", call);
		kill(getpid(), SIGKILL);
	}
	if (strncmp(fault, call, len) != 0 || fault[len] != ':')
		return false;
	at = strtoul(fault + len + 1, &end, 10);
	if (++seen < at || (seen > at && *end != '+'))
		return false;
	say(call, path);
	errno = ENOSPC;
	return true;
}

/* The watch. */

static char **find(const char *path)
{
	for (size_t i = 0; i < PATHS; i++)
		if (unsynced[i] && strcmp(unsynced[i], path) == 0)
			return &unsynced[i];
	return NULL;
}

static void note(const char *path)
{
	size_t i = 0;

	if (!watching() || !is_ours(path) || find(path))
		return;
	while (i < PATHS && unsynced[i])
		i++;
	if (i == PATHS || !(unsynced[i] = strdup(path)))
		abort();
}

static const char *folder_of(const char *path, char folder[PATH_MAX])
{
	snprintf(folder, PATH_MAX, "%s", path);
	if (strrchr(folder, '/'))
		*strrchr(folder, '/') = '\0';
	return folder;
}

static void note_folder(const char *path)
{
	char folder[PATH_MAX];

	note(folder_of(path, folder));
}

/* PATH is durable; or it, and what is below it, is gone. */
static void forget(const char *path, bool below)
{
	size_t len = strlen(path);

	for (size_t i = 0; i < PATHS; i++)
		if (unsynced[i] && strncmp(unsynced[i], path, len) == 0 &&
		    (!unsynced[i][len] || (below && unsynced[i][len] == '/'))) {
			free(unsynced[i]);
			unsynced[i] = NULL;
		}
}

static void watch_rename(const char *from, const char *to)
{
	size_t len = strlen(from);

	for (size_t i = 0; watching() && i < PATHS; i++)
		if (unsynced[i] && strncmp(unsynced[i], from, len) == 0 &&
		    (!unsynced[i][len] || unsynced[i][len] == '/'))
			say("renamed before it was durable", unsynced[i]);
	forget(from, true);
	note_folder(to);
}

/* A file of a whole checkpoint goes: its successor's name must be durable. */
static void watch_removal(const char *path)
{
	char folder[PATH_MAX], above[PATH_MAX];

	folder_of(path, folder);
	if (watching() && strstr(folder, "/step-") &&
	    !strstr(folder, ".part") && find(folder_of(folder, above)))
		say("removed before its successor was durable", path);
	forget(path, true);
	note_folder(path);
}

/* The calls. */

static int open_at(const char *name, const char *path, int flags, mode_t mode)
{
	int (*call)(const char *, int, ...) = real(name);
	bool there = access(path, F_OK) == 0;
	int fd;

	if (flags & (O_CREAT | O_TRUNC) && fails("open", path))
		return -1;
	fd = call(path, flags, mode);
	if (fd >= 0 && flags & O_CREAT && !there)
		note_folder(path);
	if (fd >= 0 && flags & (O_CREAT | O_TRUNC))
		note(path);
	return fd;
}

#define OPEN(name)                                               \
	OUR int name(const char *path, int flags, ...)           \
	{                                                        \
		va_list ap;                                      \
		mode_t mode;                                     \
                                                                 \
		va_start(ap, flags);                             \
		mode = flags & O_CREAT ? va_arg(ap, mode_t) : 0; \
		va_end(ap);                                      \
		return open_at(#name, path, flags, mode);        \
	}

#undef open64
OUR int open(const char *path, int flags, ...);
OUR int open64(const char *path, int flags, ...);
OPEN(open)
OPEN(open64)

OUR ssize_t write(int fd, const void *bytes, size_t n)
{
	ssize_t (*call)(int, const void *, size_t) = real("write");
	char path[PATH_MAX];

	path_of(fd, path);
	if (fails("write", path)) {
		if (n > 1 && call(fd, bytes, n / 2) < 0)
			return -1;
		errno = ENOSPC;
		return -1;
	}
	note(path);
	return call(fd, bytes, n);
}

/* Nothing here outlives the machine, and a disk is slow. */
OUR int fsync(int fd)
{
	char path[PATH_MAX];

	if (fails("fsync", path_of(fd, path)))
		return -1;
	forget(path, false);
	return 0;
}

OUR int rename(const char *from, const char *to)
{
	int (*call)(const char *, const char *) = real("rename");

	if (fails("rename", to))
		return -1;
	watch_rename(from, to);
	return call(from, to);
}

OUR int mkdir(const char *path, mode_t mode)
{
	int (*call)(const char *, mode_t) = real("mkdir");

	if (fails("mkdir", path))
		return -1;
	note_folder(path);
	return call(path, mode);
}

OUR int unlink(const char *path)
{
	int (*call)(const char *) = real("unlink");

	if (fails("unlink", path))
		return -1;
	watch_removal(path);
	return call(path);
}
