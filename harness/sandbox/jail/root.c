/* root.c - see root.h */
#include "config.h"

#include "sandbox/jail/root.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *const devices[] = { "null", "zero", "full", "random",
				       "urandom" };

/* mkdir -p of what is before the last slash of PATH below ROOT. */
static int make_parents(int root, char *path)
{
	for (char *p = strchr(path, '/'); p; p = strchr(p + 1, '/')) {
		int rc;

		*p = '\0';
		rc = mkdirat(root, path, 0755);
		*p = '/';
		if (rc < 0 && errno != EEXIST)
			return -1;
	}
	return 0;
}

static int copy_bytes(int from, int to, off_t size)
{
	while (size > 0) {
		ssize_t n = sendfile(to, from, NULL, (size_t)size);

		if (n < 0 && errno != EINTR)
			return -1;
		if (n == 0)
			break;
		if (n > 0)
			size -= n;
	}
	return 0;
}

/* With its time of change, which byte code is checked against. */
static int copy_file(int root, const char *source, const char *path)
{
	int from = open(source, O_RDONLY | O_CLOEXEC), to, rc = -1;
	struct stat st;

	if (from < 0)
		return -1;
	if (fstat(from, &st) == 0) {
		to = openat(root, path, O_WRONLY | O_CREAT | O_CLOEXEC,
			    st.st_mode & 0111 ? 0755 : 0644);
		if (to >= 0) {
			struct timespec times[2] = { st.st_mtim, st.st_mtim };

			rc = copy_bytes(from, to, st.st_size);
			if (rc == 0)
				rc = futimens(to, times);
			close(to);
		}
	}
	close(from);
	return rc;
}

/* One line of the layout: see the header. */
static int put(int root, const char *source, char *path)
{
	while (*path == '/')
		path++;
	if (make_parents(root, path) < 0)
		return -1;
	if (!*source)
		return mkdirat(root, path, 0755) < 0 && errno != EEXIST ? -1
									: 0;
	if (*source == '>')
		return symlinkat(source + 1, root, path) < 0 && errno != EEXIST
			       ? -1
			       : 0;
	return copy_file(root, source, path);
}

static int fill(int root, FILE *layout, const char **call)
{
	static char line[2 * PATH_MAX + 8], failed[2 * PATH_MAX + 16];
	int rc = 0;

	while (rc == 0 && fgets(line, sizeof line, layout)) {
		char *path = strchr(line, '\t');

		line[strcspn(line, "\n")] = '\0';
		if (!path)
			continue;
		*path++ = '\0';
		rc = put(root, line, path);
		if (rc < 0) {
			snprintf(failed, sizeof failed, "copying %s",
				 *line ? line : path);
			*call = failed;
		}
	}
	return rc;
}

/* What file systems and devices are mounted over: five devices that take nothing
 * and tell nothing, and the streams' usual names. */
static int make_places(int root)
{
	static const char *const folders[] = { "dev", "proc", "tmp" };
	static const char *const links[][2] = {
		{ "/proc/self/fd", "dev/fd" },
		{ "/proc/self/fd/0", "dev/stdin" },
		{ "/proc/self/fd/1", "dev/stdout" },
		{ "/proc/self/fd/2", "dev/stderr" },
	};
	char path[64];

	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		if (mkdirat(root, folders[i], 0755) < 0 && errno != EEXIST)
			return -1;
	for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) {
		int fd;

		snprintf(path, sizeof path, "dev/%s", devices[i]);
		fd = openat(root, path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
		if (fd < 0)
			return -1;
		close(fd);
	}
	for (size_t i = 0; i < sizeof links / sizeof *links; i++)
		if (symlinkat(links[i][0], root, links[i][1]) < 0)
			return -1;
	return 0;
}

int jail_root_fill(const char *place, int layout_fd, const char **call)
{
	FILE *layout = fdopen(dup(layout_fd), "re");
	int root = -1, rc = -1;

	*call = "reading the layout";
	if (!layout)
		return -1;
	*call = "mount(tmpfs)";
	umask(022);
	if (mount("tmpfs", place, "tmpfs", MS_NOSUID | MS_NODEV,
		  "mode=0755,size=2g") == 0) {
		*call = "open of the root";
		root = open(place, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (root >= 0)
			rc = make_places(root);
		if (rc == 0)
			rc = fill(root, layout, call);
	}
	if (root >= 0)
		close(root);
	fclose(layout);
	return rc;
}

static int bind_devices(const char *place)
{
	char from[64], to[PATH_MAX];

	for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) {
		snprintf(from, sizeof from, "/dev/%s", devices[i]);
		snprintf(to, sizeof to, "%s/dev/%s", place, devices[i]);
		if (mount(from, to, NULL, MS_BIND, NULL) < 0 ||
		    mount(NULL, to, NULL,
			  MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID |
				  MS_NOEXEC,
			  NULL) < 0)
			return -1;
	}
	return 0;
}

static int mount_proc(const char *place)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/proc", place);
	return mount("proc", path, "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC,
		     NULL);
}

static int mount_shared(const char *place)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/tmp", place);
	return mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777");
}

int jail_root_enter(const struct jail_root *r, const char **call)
{
	/* Bound onto itself, it is a mount of this namespace's own. */
	*call = "mount(MS_BIND)";
	if (mount(r->place, r->place, NULL, MS_BIND | MS_REC, NULL) < 0)
		return -1;
	*call = "mounting devices";
	if (bind_devices(r->place) < 0)
		return -1;
	*call = "mount(proc)";
	if (r->proc && mount_proc(r->place) < 0)
		return -1;
	*call = "mount(/tmp)";
	if (r->shared && mount_shared(r->place) < 0)
		return -1;
	*call = "pivot_root";
	if (chdir(r->place) < 0 || syscall(SYS_pivot_root, ".", ".") < 0)
		return -1;
	*call = "umount2";
	if (umount2(".", MNT_DETACH) < 0 || chdir("/") < 0)
		return -1;
	*call = "mount(MS_RDONLY)";
	if (r->read_only &&
	    mount(NULL, "/", NULL,
		  MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV,
		  NULL) < 0)
		return -1;
	return 0;
}
