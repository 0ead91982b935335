/* files.c - see files.h */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/files.h"

static int real_open(void *self, const char *path, int flags, mode_t mode)
{
	(void)self;
	return open(path, flags | O_CLOEXEC, mode);
}

static ssize_t real_write(void *self, int fd, const void *bytes, size_t len)
{
	(void)self;
	return write(fd, bytes, len);
}

static ssize_t real_pread(void *self, int fd, void *bytes, size_t len, off_t at)
{
	(void)self;
	return pread(fd, bytes, len, at);
}

static ssize_t real_pwrite(void *self, int fd, const void *bytes, size_t len,
			   off_t at)
{
	(void)self;
	return pwrite(fd, bytes, len, at);
}

static int real_fsync(void *self, int fd)
{
	(void)self;
	return fsync(fd);
}

static int real_ftruncate(void *self, int fd, off_t len)
{
	(void)self;
	return ftruncate(fd, len);
}

static int real_rename(void *self, const char *from, const char *to)
{
	(void)self;
	return rename(from, to);
}

static int real_unlink(void *self, const char *path)
{
	(void)self;
	return unlink(path);
}

static int real_close(void *self, int fd)
{
	(void)self;
	return close(fd);
}

/* By pread and write: works on every file system. */
static int copy_plainly(const struct momus_files *files, int from, int to)
{
	enum { BLOCK = 1 << 20 };
	char *block = malloc(BLOCK);
	off_t at = 0;
	ssize_t n = -1;

	while (block) {
		n = momus_files_read(files, from, block, BLOCK, at);
		if (n <= 0 || momus_files_write(files, to, block, (size_t)n)) {
			n = n == 0 ? 0 : -1;
			break;
		}
		at += n;
	}
	free(block);
	return n == 0 ? 0 : -1;
}

/* The kernel copies, or shares blocks where the file system can. */
static int real_copy(void *self, int from, int to)
{
	ssize_t n;
	off_t done = 0;

	(void)self;
	while ((n = copy_file_range(from, NULL, to, NULL, 1 << 30, 0)) > 0)
		done += n;
	if (n == 0)
		return 0;
	if (done || (errno != EXDEV && errno != EINVAL && errno != ENOSYS &&
		     errno != EOPNOTSUPP))
		return -1;
	return copy_plainly(momus_files_real(), from, to);
}

const struct momus_files *momus_files_real(void)
{
	static const struct momus_files real = {
		.open = real_open,
		.write = real_write,
		.pread = real_pread,
		.pwrite = real_pwrite,
		.fsync = real_fsync,
		.ftruncate = real_ftruncate,
		.rename = real_rename,
		.unlink = real_unlink,
		.close = real_close,
		.copy = real_copy,
	};

	return &real;
}

int momus_files_write(const struct momus_files *files, int fd,
		      const void *bytes, size_t len)
{
	const char *p = bytes;
	ssize_t n;

	for (; len; p += n, len -= (size_t)n) {
		n = files->write(files->self, fd, p, len);
		if (n < 0 && errno == EINTR)
			n = 0;
		else if (n <= 0)
			return -1;
	}
	return 0;
}

ssize_t momus_files_read(const struct momus_files *files, int fd, void *bytes,
			 size_t len, off_t at)
{
	size_t done = 0;
	ssize_t n;

	while (done < len) {
		n = files->pread(files->self, fd, (char *)bytes + done,
				 len - done, at + (off_t)done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		done += (size_t)n;
	}
	return (ssize_t)done;
}

int momus_files_sync_folder(const struct momus_files *files, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder =
		slash ? strndup(path, (size_t)(slash - path + 1)) : strdup(".");
	int fd, rc, error;

	if (!folder)
		return -1;
	fd = files->open(files->self, folder, O_RDONLY | O_DIRECTORY, 0);
	free(folder);
	if (fd < 0)
		return -1;
	rc = files->fsync(files->self, fd);
	error = errno;
	files->close(files->self, fd);
	/* Some file systems know no fsync of a folder. */
	errno = error;
	return rc && errno != EINVAL ? -1 : 0;
}

int momus_files_copy(const struct momus_files *files, int from, int to)
{
	return files->copy ? files->copy(files->self, from, to)
			   : copy_plainly(files, from, to);
}
