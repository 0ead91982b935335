/* stores.c - see stores.h */
#include "config.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/stores.h"

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "out of memory");
}

bool momus_stores_is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Appends PATH, which becomes the list's. */
static int append(struct momus_stores *s, char *path, struct momus_error *err)
{
	char **more =
		path ? realloc(s->paths, (s->n + 1) * sizeof *more) : NULL;

	if (!more) {
		free(path);
		return no_memory(err);
	}
	s->paths = more;
	s->paths[s->n++] = path;
	return MOMUS_OK;
}

static bool is_store(const char *name)
{
	size_t n = strlen(name);

	return n > 3 && name[0] != '.' && strcmp(name + n - 3, ".h5") == 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int add_folder(struct momus_stores *s, const char *folder,
		      struct momus_error *err)
{
	size_t first = s->n, len = strlen(folder);
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int rc = MOMUS_OK;

	if (!dir)
		return momus_fail(err, MOMUS_EINVAL, "%s: %m", folder);
	while (rc == MOMUS_OK && (entry = readdir(dir)) != NULL) {
		char *path = NULL;

		if (!is_store(entry->d_name))
			continue;
		if (asprintf(&path, "%s%s%s", folder,
			     len && folder[len - 1] == '/' ? "" : "/",
			     entry->d_name) < 0)
			path = NULL;
		rc = append(s, path, err);
	}
	closedir(dir);
	if (rc == MOMUS_OK && s->n == first)
		rc = momus_fail(err, MOMUS_EINVAL,
				"%s: holds no run, *.h5; name a run, or the "
				"folder of a study",
				folder);
	if (rc == MOMUS_OK)
		qsort(s->paths + first, s->n - first, sizeof *s->paths,
		      by_name);
	return rc;
}

int momus_stores_add(struct momus_stores *s, const char *path,
		     struct momus_error *err)
{
	return momus_stores_is_folder(path) ? add_folder(s, path, err)
					    : append(s, strdup(path), err);
}

void momus_stores_release(struct momus_stores *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->paths[i]);
	free(s->paths);
	*s = (struct momus_stores){ .paths = NULL };
}
