/* header.c - see header.h */
#include "config.h"

#include "sandbox/header.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/hash.h"
#include "host/paths.h"
#include "sandbox/layout.h"

enum { OLD_S = 60 * 86400 }; /* unused for so long: nobody's any more */

/* This user's, and for nobody else to write to: in another folder a file could
 * be put into its place between the check and the use. */
static bool is_own_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode) &&
	       st.st_uid == geteuid() && !(st.st_mode & 0022);
}

char *momus_header_path(const struct toolchain *chain)
{
	char *folder = NULL, *path = NULL, name[65];

	if (!chain->header[0] || momus_paths_cache(&folder, NULL) < 0)
		return NULL;
	momus_hex(chain->key, name);
	if (is_own_folder(folder) && !strchr(folder, '\t') &&
	    !strchr(folder, '\n') &&
	    asprintf(&path, "%s/header-%.32s", folder, name) < 0)
		path = NULL;
	free(folder);
	return path;
}

bool momus_header_is_kept(const char *path)
{
	int fd = momus_layout_own(path);
	struct stat st;
	bool whole = fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0;

	if (whole && futimens(fd, NULL) < 0) /* it is in use */
		errno = 0;
	if (fd >= 0)
		close(fd);
	return whole;
}

/* Headers of compilers that are no longer: a hundred million bytes each. */
static void sweep(const char *path)
{
	size_t n = (size_t)(strrchr(path, '/') - path);
	char pattern[PATH_MAX];
	struct stat st;
	glob_t found;

	snprintf(pattern, sizeof pattern, "%.*s/header-*", (int)n, path);
	if (glob(pattern, 0, NULL, &found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc; i++)
		if (lstat(found.gl_pathv[i], &st) == 0 &&
		    time(NULL) - st.st_mtime > OLD_S)
			unlink(found.gl_pathv[i]);
	globfree(&found);
}

static int open_temporary(const char *path, char **temporary)
{
	int fd;

	if (asprintf(temporary, "%s-%d", path, (int)getpid()) < 0) {
		*temporary = NULL;
		return -1;
	}
	fd = open(*temporary,
		  O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0) {
		free(*temporary);
		*temporary = NULL;
	}
	return fd;
}

bool momus_header_can_keep(const char *path)
{
	char *temporary;
	int fd = open_temporary(path, &temporary);

	if (fd < 0)
		return false;
	close(fd);
	unlink(temporary);
	free(temporary);
	return true;
}

int momus_header_keep(const char *path, int from)
{
	char *temporary;
	off_t at = 0;
	struct stat st;
	int to = open_temporary(path, &temporary), rc;

	if (to < 0)
		return -1;
	rc = fstat(from, &st) < 0 || st.st_size == 0 ? -1 : 0;
	while (rc == 0 && at < st.st_size) {
		ssize_t n = sendfile(to, from, &at, (size_t)(st.st_size - at));

		if (n == 0 || (n < 0 && errno != EINTR))
			rc = -1;
	}
	if (close(to) < 0 || rc < 0 || rename(temporary, path) < 0) {
		unlink(temporary);
		rc = -1;
	}
	free(temporary);
	sweep(path);
	return rc;
}

void momus_header_add(const char *path, struct toolchain *chain)
{
	momus_buffer_printf(&chain->layout,
			    "%s\t" MOMUS_TOOLCHAIN_AHEAD "/%s.gch\n", path,
			    chain->compiler->header);
}
