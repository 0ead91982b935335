/* memfile.c - see memfile.h */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz/memfile.h"

int memfile_open(const void *data, size_t size, char name[MEMFILE_NAME])
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	if (fd < 0 || (size && write(fd, data, size) != (ssize_t)size))
		abort();
	snprintf(name, MEMFILE_NAME, "/proc/self/fd/%d", fd);
	return fd;
}
