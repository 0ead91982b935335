/* resource.c - data files for plugins: see momus/resource.h */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "host/paths.h"
#include "momus/resource.h"

int momus_resource_path(const char *name, struct momus_arena *arena,
			const char **out, struct momus_error *err)
{
	struct momus_text copy;
	char *path = NULL;
	int rc = momus_paths_resource(name, &path, err);

	if (rc < 0)
		return rc;
	copy = momus_arena_copy(arena, momus_text_of(path));
	free(path);
	*out = copy.ptr;
	return copy.ptr ? MOMUS_OK
			: momus_fail(err, MOMUS_ENOMEM, "%s: out of memory",
				     name);
}

int momus_resource_read(const char *name, struct momus_arena *arena,
			struct momus_text *out, struct momus_error *err)
{
	const char *path;
	struct stat st;
	char *bytes = NULL;
	size_t n = 0;
	FILE *f;
	int rc = momus_resource_path(name, arena, &path, err);

	if (rc < 0)
		return rc;
	f = fopen(path, "re");
	if (!f || fstat(fileno(f), &st) < 0) {
		rc = momus_fail(err, MOMUS_EIO, "%s: %s", path,
				strerror(errno));
		goto out;
	}
	bytes = momus_arena_alloc(arena, (size_t)st.st_size + 1);
	if (!bytes) {
		rc = momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", path);
		goto out;
	}
	n = fread(bytes, 1, (size_t)st.st_size, f);
	if (ferror(f))
		rc = momus_fail(err, MOMUS_EIO, "%s: %s", path,
				strerror(errno));
	*out = (struct momus_text){ bytes, n };
out:
	if (f)
		fclose(f);
	return rc;
}
