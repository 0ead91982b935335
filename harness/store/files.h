/* files.h - the few file calls a store makes, so that tests can fail each one */
#ifndef MOMUS_STORE_FILES_H
#define MOMUS_STORE_FILES_H

#include <stddef.h>
#include <sys/types.h>

#include "momus/decls.h"

struct momus_files { /* as the system calls: -1 and errno on failure */
	void *self;
	int (*open)(void *self, const char *path, int flags, mode_t mode);
	ssize_t (*write)(void *self, int fd, const void *bytes, size_t len);
	ssize_t (*pread)(void *self, int fd, void *bytes, size_t len, off_t at);
	ssize_t (*pwrite)(void *self, int fd, const void *bytes, size_t len,
			  off_t at);
	int (*fsync)(void *self, int fd);
	int (*ftruncate)(void *self, int fd, off_t len);
	int (*rename)(void *self, const char *from, const char *to);
	int (*unlink)(void *self, const char *path);
	int (*close)(void *self, int fd);
	/* Appends the whole of FROM to TO, both at offset 0 of their own; 0 or
	 * -1.  NULL: by pread and write. */
	int (*copy)(void *self, int from, int to);
};

/* The real file system: a table to copy and change in a test. */
MOMUS_API const struct momus_files *momus_files_real(void);

/* Writes all LEN bytes, going on after short writes; 0, or -1 and errno. */
int momus_files_write(const struct momus_files *files, int fd,
		      const void *bytes, size_t len);

/* Reads until LEN bytes or the end of the file; the count, or -1 and errno. */
ssize_t momus_files_read(const struct momus_files *files, int fd, void *bytes,
			 size_t len, off_t at);

/* Makes names in the folder of PATH durable; 0, or -1 and errno. */
int momus_files_sync_folder(const struct momus_files *files, const char *path);

/* Copies FROM into the empty TO; 0, or -1 and errno. */
int momus_files_copy(const struct momus_files *files, int from, int to);

#endif /* MOMUS_STORE_FILES_H */
