/* folder.c - see folder.h */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reports/folder.h"

static const char list_name[] = ".made-by-momus";

struct entry {
	char *name; /* owned */
	bool made;  /* by this report */
};

struct momus_folder {
	char *path;	       /* owned */
	struct entry *entries; /* owned; the first SORTED by name */
	size_t n, room, sorted;
	FILE *list;	   /* owned: entries are appended; NULL until then */
	char *name;	   /* owned: the file that is being written */
	char *temporary;   /* owned */
	FILE *file;	   /* owned */
	char last_sub[64]; /* made already */
};

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "out of memory");
}

static char *below(const struct momus_folder *folder, const char *name)
{
	char *path;

	return asprintf(&path, "%s/%s", folder->path, name) < 0 ? NULL : path;
}

/* Whether NAME is one that begin() takes: of one or two parts. */
static bool is_name(const char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789._-";
	size_t n = strspn(name, allowed);

	if (!n || *name == '.')
		return false;
	if (name[n] == '/') {
		name += n + 1;
		n = strspn(name, allowed);
	}
	return n && *name != '.' && !name[n];
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->name,
		      ((const struct entry *)b)->name);
}

static int add_entry(struct momus_folder *folder, const char *name, bool made,
		     struct momus_error *err)
{
	struct entry *more = folder->entries;

	if (folder->n == folder->room) {
		folder->room = folder->room ? 2 * folder->room : 64;
		more = reallocarray(more, folder->room, sizeof *more);
		if (!more)
			return no_memory(err);
		folder->entries = more;
	}
	more[folder->n] = (struct entry){ strdup(name), made };
	if (!more[folder->n].name)
		return no_memory(err);
	folder->n++;
	return MOMUS_OK;
}

/* A line that is no name was not written by a report and is left out. */
static int read_list(struct momus_folder *folder, struct momus_error *err)
{
	char *path = below(folder, list_name), *line = NULL;
	size_t room = 0;
	int rc = MOMUS_OK;
	FILE *file;

	if (!path)
		return no_memory(err);
	file = fopen(path, "r");
	while (file && rc == MOMUS_OK && getline(&line, &room, file) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (is_name(line))
			rc = add_entry(folder, line, false, err);
	}
	if (file)
		fclose(file);
	free(line);
	free(path);
	folder->sorted = folder->n;
	if (folder->n)
		qsort(folder->entries, folder->n, sizeof *folder->entries,
		      by_name);
	return rc;
}

int momus_folder_open(struct momus_folder **out, const char *path,
		      struct momus_error *err)
{
	struct momus_folder *folder;
	struct stat st;
	int rc;

	*out = NULL;
	if (mkdir(path, 0777) != 0 && errno != EEXIST)
		return momus_fail(err,
				  errno == ENOENT || errno == ENOTDIR
					  ? MOMUS_EINVAL
					  : MOMUS_EIO,
				  "%s: cannot be made: %m", path);
	if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode))
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: is no folder; name one with -o", path);
	folder = calloc(1, sizeof *folder);
	if (!folder)
		return no_memory(err);
	folder->path = strdup(path);
	rc = folder->path ? read_list(folder, err) : no_memory(err);
	if (rc == MOMUS_OK)
		*out = folder;
	else
		momus_folder_close(folder);
	return rc;
}

static void forget_file(struct momus_folder *folder)
{
	if (folder->file)
		fclose(folder->file);
	free(folder->name);
	free(folder->temporary);
	folder->file = NULL;
	folder->name = folder->temporary = NULL;
}

void momus_folder_close(struct momus_folder *folder)
{
	if (!folder)
		return;
	if (folder->temporary)
		unlink(folder->temporary);
	forget_file(folder);
	if (folder->list)
		fclose(folder->list);
	for (size_t i = 0; i < folder->n; i++)
		free(folder->entries[i].name);
	free(folder->entries);
	free(folder->path);
	free(folder);
}

/* Lists NAME, so that nothing is ever there that is not listed. */
static int enlist(struct momus_folder *folder, const char *name,
		  struct momus_error *err)
{
	const struct entry key = { (char *)name, true };
	struct entry *known = NULL;
	char *path;
	int rc;

	if (folder->sorted)
		known = bsearch(&key, folder->entries, folder->sorted,
				sizeof key, by_name);
	if (known) {
		known->made = true;
		return MOMUS_OK;
	}
	path = folder->list ? NULL : below(folder, list_name);
	if (path)
		folder->list = fopen(path, "a");
	rc = folder->list ? add_entry(folder, name, true, err)
			  : momus_fail(err, MOMUS_EIO, "%s/%s: %m",
				       folder->path, list_name);
	free(path);
	if (rc == MOMUS_OK &&
	    (fprintf(folder->list, "%s\n", name) < 0 || fflush(folder->list)))
		rc = momus_fail(err, MOMUS_EIO, "%s/%s: %m", folder->path,
				list_name);
	return rc;
}

/* Makes the folder that NAME lies in. */
static int make_sub(struct momus_folder *folder, const char *name,
		    struct momus_error *err)
{
	size_t n = strcspn(name, "/");
	char sub[sizeof folder->last_sub], *path;
	int rc = MOMUS_OK;

	if (!name[n])
		return MOMUS_OK;
	snprintf(sub, sizeof sub, "%.*s", (int)n, name);
	if (strcmp(sub, folder->last_sub) == 0)
		return MOMUS_OK;
	path = below(folder, sub);
	if (!path)
		return no_memory(err);
	if (mkdir(path, 0777) != 0 && errno != EEXIST)
		rc = momus_fail(err, MOMUS_EIO, "%s: %m", path);
	memcpy(folder->last_sub, sub, sizeof sub);
	free(path);
	return rc;
}

int momus_folder_begin(struct momus_folder *folder, const char *name,
		       FILE **file, struct momus_error *err)
{
	int rc = make_sub(folder, name, err);

	*file = NULL;
	if (rc == MOMUS_OK && !is_name(name))
		rc = momus_fail(err, MOMUS_EINVAL,
				"\"%s\" is no name of a report's file", name);
	if (rc == MOMUS_OK && strchr(name, '/'))
		rc = enlist(folder, name, err);
	if (rc < 0)
		return rc;
	folder->name = below(folder, name);
	if (!folder->name ||
	    asprintf(&folder->temporary, "%s.part", folder->name) < 0) {
		folder->temporary = NULL;
		forget_file(folder);
		return no_memory(err);
	}
	*file = folder->file = fopen(folder->temporary, "w");
	if (*file)
		return MOMUS_OK;
	rc = momus_fail(err, MOMUS_EIO, "%s: %m", folder->temporary);
	forget_file(folder);
	return rc;
}

int momus_folder_end(struct momus_folder *folder, int rc,
		     struct momus_error *err)
{
	bool failed = ferror(folder->file);

	failed = fclose(folder->file) != 0 || failed;
	folder->file = NULL;
	if (rc == MOMUS_OK && failed)
		rc = momus_fail(err, MOMUS_EIO, "%s: %m", folder->temporary);
	if (rc == MOMUS_OK && rename(folder->temporary, folder->name) != 0)
		rc = momus_fail(err, MOMUS_EIO, "%s: %m", folder->name);
	if (rc < 0)
		unlink(folder->temporary);
	forget_file(folder);
	return rc;
}

int momus_folder_claim(struct momus_folder *folder, const char *name,
		       struct momus_error *err)
{
	if (!is_name(name))
		return momus_fail(err, MOMUS_EINVAL,
				  "\"%s\" is no name of a report's file", name);
	return enlist(folder, name, err);
}

const char *momus_folder_path(const struct momus_folder *folder)
{
	return folder->path;
}

static bool is_below(const char *name, const char *sub)
{
	size_t n = strlen(sub);

	return strncmp(name, sub, n) == 0 && name[n] == '/';
}

static int remove_file(const struct momus_folder *folder, const char *name,
		       struct momus_error *err)
{
	char *path = below(folder, name);
	int rc = MOMUS_OK;

	if (!path)
		return no_memory(err);
	if (unlink(path) != 0 && errno != ENOENT && errno != ENOTDIR)
		rc = momus_fail(err, MOMUS_EIO, "%s: %m", path);
	free(path);
	return rc;
}

/* The list anew, whole: without the names that are gone. */
static int write_list(struct momus_folder *folder, struct momus_error *err)
{
	char *path = below(folder, list_name), *part = NULL;
	bool good = path && asprintf(&part, "%s.part", path) > 0;
	FILE *file = good ? fopen(part, "w") : NULL;

	if (folder->list)
		fclose(folder->list);
	folder->list = NULL;
	for (size_t i = 0; file && i < folder->n; i++)
		fprintf(file, "%s\n", folder->entries[i].name);
	good = file && !ferror(file);
	good = file && fclose(file) == 0 && good && rename(part, path) == 0;
	free(path);
	free(part);
	return good ? MOMUS_OK
		    : momus_fail(err, MOMUS_EIO, "%s/%s: %m", folder->path,
				 list_name);
}

int momus_folder_prune(struct momus_folder *folder, const char *sub,
		       struct momus_error *err)
{
	size_t kept = 0, before = folder->n;
	int rc = MOMUS_OK;

	for (size_t i = 0; i < before; i++) {
		struct entry *e = &folder->entries[i];

		if (rc == MOMUS_OK && !e->made && is_below(e->name, sub)) {
			rc = remove_file(folder, e->name, err);
			if (rc == MOMUS_OK) {
				free(e->name);
				continue;
			}
		}
		folder->entries[kept++] = *e;
	}
	folder->n = kept;
	if (kept == before)
		return rc;
	qsort(folder->entries, kept, sizeof *folder->entries, by_name);
	folder->sorted = kept;
	return rc < 0 ? rc : write_list(folder, err);
}
