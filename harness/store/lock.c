/* lock.c - see lock.h */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/lock.h"

/* Whether FD is still the file called PATH: its last holder may have removed
 * the name between our open() and our lock. */
static bool same_file(int fd, const char *path)
{
	struct stat a, b;

	return fstat(fd, &a) == 0 && stat(path, &b) == 0 &&
	       a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

static int busy(int fd, const char *name, const struct momus_files *files,
		struct momus_error *err)
{
	char holder[200];
	ssize_t n = momus_files_read(files, fd, holder, sizeof holder - 1, 0);

	holder[n > 0 ? n : 0] = '\0';
	holder[strcspn(holder, "\n")] = '\0';
	return momus_fail(err, MOMUS_EBUSY,
			  "%s: another writer has it%s%s; wait for it, or stop "
			  "it and use --resume",
			  name, holder[0] ? ": " : "", holder);
}

/* Says in the file who holds it; only a help for people. */
static void sign(int fd, const struct momus_files *files)
{
	char host[65] = "", text[120];
	int n;

	gethostname(host, sizeof host - 1);
	n = snprintf(text, sizeof text, "process %ld on %s\n", (long)getpid(),
		     host);
	if (files->ftruncate(files->self, fd, 0) == 0 &&
	    files->pwrite(files->self, fd, text, (size_t)n, 0) < 0)
		return;
}

int momus_lock_take(int *fd_out, const char *path, const char *name,
		    const struct momus_files *files, struct momus_error *err)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd, rc;

	for (;;) {
		fd = files->open(files->self, path, O_RDWR | O_CREAT, 0666);
		if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
			return momus_fail(err, MOMUS_EINVAL,
					  "%s: there is no such folder; make "
					  "it, or name another file",
					  name);
		if (fd < 0)
			return momus_fail(err, MOMUS_EIO,
					  "%s: cannot be written: %s", name,
					  strerror(errno));
		/* Of the open file, not of the process: two writers in one
		 * process exclude each other too. */
		if (fcntl(fd, F_OFD_SETLK, &whole) != 0) {
			rc = errno == EAGAIN || errno == EACCES
				     ? busy(fd, name, files, err)
				     : momus_fail(err, MOMUS_EIO,
						  "%s: cannot lock: %s", path,
						  strerror(errno));
			files->close(files->self, fd);
			return rc;
		}
		if (same_file(fd, path))
			break;
		files->close(files->self, fd);
	}
	sign(fd, files);
	*fd_out = fd;
	return MOMUS_OK;
}

void momus_lock_release(int fd, const char *path,
			const struct momus_files *files)
{
	if (fd < 0)
		return;
	files->unlink(files->self, path); /* while we hold it */
	files->close(files->self, fd);
}
