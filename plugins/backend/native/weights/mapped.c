/* mapped.c - see mapped.h */
#include "mapped.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int mapped_open(struct mapped *out, const char *path, struct momus_error *err)
{
	struct stat st;
	void *p = NULL;
	int fd, rc = MOMUS_OK;

	*out = (struct mapped){ NULL, 0 };
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return momus_fail(err,
				  errno == ENOENT || errno == ENOTDIR
					  ? MOMUS_ENOTFOUND
					  : MOMUS_EIO,
				  "%s: %m", path);
	if (fstat(fd, &st) != 0) {
		rc = momus_fail(err, MOMUS_EIO, "%s: %m", path);
	} else if (!S_ISREG(st.st_mode)) {
		rc = momus_fail(err, MOMUS_EINVAL, "%s: is no regular file",
				path);
	} else if (st.st_size > 0) {
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd,
			 0);
		if (p == MAP_FAILED)
			rc = momus_fail(err, MOMUS_EIO, "%s: %m", path);
	}
	close(fd);
	if (rc == MOMUS_OK)
		*out = (struct mapped){ p, (size_t)st.st_size };
	return rc;
}

void mapped_close(struct mapped *m)
{
	if (m->ptr)
		munmap((void *)m->ptr, m->len);
	*m = (struct mapped){ NULL, 0 };
}

struct momus_text mapped_text(const struct mapped *m)
{
	return (struct momus_text){ m->ptr, m->len };
}

char *mapped_path(const char *folder, struct momus_text name)
{
	size_t n = strlen(folder);
	char *path = malloc(n + name.len + 2);

	if (!path)
		return NULL;
	memcpy(path, folder, n);
	path[n] = '/';
	memcpy(path + n + 1, name.ptr, name.len);
	path[n + 1 + name.len] = '\0';
	return path;
}
