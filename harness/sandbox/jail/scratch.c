/* scratch.c - see scratch.h */
#include "config.h"

#include "sandbox/jail/scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEEP = 100 };

int jail_scratch_enter(char *path, size_t room, uid_t owner)
{
	snprintf(path, room, "/tmp/jail-XXXXXX");
	if (!mkdtemp(path)) {
		*path = '\0';
		return -1;
	}
	if (geteuid() == 0 && chown(path, owner, owner) < 0)
		return -1;
	return chdir(path);
}

static void empty(int folder, int deep)
{
	DIR *dir = fdopendir(folder);
	struct dirent *e;

	while (dir && (e = readdir(dir))) {
		int below;

		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		if (unlinkat(folder, e->d_name, 0) == 0)
			continue;
		if (fchmodat(folder, e->d_name, 0700, 0) < 0)
			errno = 0; /* it may be open to us as it is */
		below = openat(folder, e->d_name,
			       O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (below >= 0 && deep < DEEP)
			empty(below, deep + 1);
		else if (below >= 0)
			close(below);
		unlinkat(folder, e->d_name, AT_REMOVEDIR);
	}
	if (dir)
		closedir(dir);
	else
		close(folder);
}

void jail_scratch_remove(const char *path)
{
	int folder =
		open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (folder >= 0)
		empty(folder, 0);
	rmdir(path);
}
