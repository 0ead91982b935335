/* sources.c - see sources.h */
#include "config.h"

#include "sandbox/sources.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/paths.h"
#include "momus/buffer.h"

enum { SOURCES_LIMIT = 16 << 20 };

/* One of the modules that every driver and referee may import. */
#define SHARED "sandbox/modules/momus_errors.py"

int momus_sources_file(const char *text, size_t n)
{
	int fd = memfd_create("data", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	size_t done = 0;

	while (fd >= 0 && done < n) {
		ssize_t got = write(fd, text + done, n - done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			close(fd);
			return -1;
		}
		done += (size_t)got;
	}
	return fd;
}

/* "name" of ".../name.py". */
static struct momus_text module_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct momus_text name = momus_text_of(slash ? slash + 1 : path);

	if (name.len > 3)
		name.len -= 3;
	return name;
}

static int add_module(struct momus_buffer *b, const char *path,
		      struct momus_error *err)
{
	struct momus_text text = { NULL, 0 };
	struct stat st;
	char *bytes;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st) < 0 || st.st_size > SOURCES_LIMIT) {
		if (fd >= 0)
			close(fd);
		return momus_fail(err, MOMUS_EIO, "%s: %m", path);
	}
	bytes = malloc((size_t)st.st_size + 1);
	text.ptr = bytes;
	if (bytes) {
		ssize_t n = read(fd, bytes, (size_t)st.st_size);

		text.len = n > 0 ? (size_t)n : 0;
	}
	close(fd);
	momus_buffer_json(b, module_name(path));
	momus_buffer_putc(b, ':');
	momus_buffer_json(b, text);
	free(bytes);
	return bytes ? MOMUS_OK
		     : momus_fail(err, MOMUS_ENOMEM, "out of memory");
}

/* Adds every .py file of FOLDER, which ends in a slash. */
static int add_folder(struct momus_buffer *b, struct momus_text folder,
		      bool first, struct momus_error *err)
{
	char pattern[PATH_MAX];
	int rc = MOMUS_OK;
	glob_t found;

	snprintf(pattern, sizeof pattern, "%.*s*.py", (int)folder.len,
		 folder.ptr);
	if (glob(pattern, 0, NULL, &found) != 0)
		return momus_fail(err, MOMUS_EIO, "%s: no files", pattern);
	for (size_t i = 0; rc == MOMUS_OK && i < found.gl_pathc; i++) {
		momus_buffer_puts(b, first && i == 0 ? "" : ",");
		rc = add_module(b, found.gl_pathv[i], err);
	}
	globfree(&found);
	return rc;
}

/* "/where/it/is/" of "/where/it/is/name.py". */
static struct momus_text folder_of(const char *path)
{
	struct momus_text folder = { path, strlen(path) };

	folder.len -= module_name(path).len + 3;
	return folder;
}

int momus_sources_read(const char *entry, char **out, size_t *len,
		       struct momus_error *err)
{
	struct momus_buffer b;
	char *path, *shared;
	int rc;

	rc = momus_paths_resource(entry, &path, err);
	if (rc < 0)
		return rc;
	rc = momus_paths_resource(SHARED, &shared, err);
	if (rc < 0) {
		free(path);
		return rc;
	}
	momus_buffer_init(&b, SOURCES_LIMIT);
	momus_buffer_puts(&b, "{\"entry\":");
	momus_buffer_json(&b, module_name(path));
	momus_buffer_puts(&b, ",\"modules\":{");
	rc = add_folder(&b, folder_of(shared), true, err);
	if (rc == MOMUS_OK)
		rc = add_folder(&b, folder_of(path), false, err);
	momus_buffer_puts(&b, "}}");
	if (rc == MOMUS_OK)
		rc = momus_buffer_check(&b, "the driver's modules", err);
	free(path);
	free(shared);
	if (rc == MOMUS_OK)
		*out = momus_buffer_take(&b, len);
	momus_buffer_release(&b);
	return rc;
}
