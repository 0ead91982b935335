/* files.h - the few file calls a store makes, so that tests can fail each one */
#ifndef MOMUS_STORE_FILES_H
#define MOMUS_STORE_FILES_H

#include <stddef.h>
#include <sys/types.h>

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
};

#endif /* MOMUS_STORE_FILES_H */
