/* paths.c - see paths.h */
#include "config.h"

#include <dlfcn.h>
#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/paths.h"
#include "momus/buffer.h"

enum { PATHS_LIMIT = 1 << 20 };

struct place { /* where this libmomus.so lies */
	char srcdir[PATH_MAX], builddir[PATH_MAX]; /* "": installed */
	char stage[PATH_MAX]; /* what stands before the installed folder */
};

/* Copies the N bytes of S, or nothing if they do not fit. */
static void put(char out[PATH_MAX], const char *s, size_t n)
{
	if (n >= PATH_MAX)
		n = 0;
	memcpy(out, s, n);
	out[n] = '\0';
}

/* Reads the file build-tree in FOLDER: srcdir=... and builddir=... */
static bool read_build_tree(const char *folder, struct place *place)
{
	char path[PATH_MAX + 16], line[PATH_MAX + 16];
	FILE *f;

	snprintf(path, sizeof path, "%s/build-tree", folder);
	f = fopen(path, "re");
	if (!f)
		return false;
	while (fgets(line, sizeof line, f)) {
		size_t len = strcspn(line, "\n");

		if (strncmp(line, "srcdir=", 7) == 0)
			put(place->srcdir, line + 7, len - 7);
		else if (strncmp(line, "builddir=", 9) == 0)
			put(place->builddir, line + 9, len - 9);
	}
	fclose(f);
	return place->srcdir[0] && place->builddir[0];
}

/* A library in <build>/.libs beside the file <build>/build-tree belongs to a
 * build tree.  Else it is installed, perhaps below a staging folder (make
 * install DESTDIR=...), which is then put before every installed path. */
static void find_place(struct place *place)
{
	char path[PATH_MAX];
	size_t len, tail = strlen(MOMUS_LIBDIR);
	char *slash;
	Dl_info info;

	place->srcdir[0] = place->builddir[0] = place->stage[0] = '\0';
	if (!dladdr((void *)momus_paths_plugins, &info) ||
	    !realpath(info.dli_fname, path) || !(slash = strrchr(path, '/')))
		return;
	*slash = '\0';
	len = (size_t)(slash - path);
	if (len > 6 && strcmp(slash - 6, "/.libs") == 0) {
		slash[-6] = '\0';
		if (!read_build_tree(path, place))
			place->srcdir[0] = place->builddir[0] = '\0';
	} else if (len > tail && strcmp(slash - tail, MOMUS_LIBDIR) == 0) {
		put(place->stage, path, len - tail);
	}
}

static void add_folder(struct momus_buffer *list, const char *folder)
{
	if (list->len)
		momus_buffer_putc(list, ':');
	momus_buffer_puts(list, folder);
}

/* Each plugin of a build tree has its own folder. */
static void add_build_folders(struct momus_buffer *list, const char *builddir)
{
	char pattern[PATH_MAX + 32];
	glob_t found;

	snprintf(pattern, sizeof pattern, "%s/plugins/*/*/.libs", builddir);
	if (glob(pattern, 0, NULL, &found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc; i++)
		add_folder(list, found.gl_pathv[i]);
	globfree(&found);
}

char *momus_paths_plugins(void)
{
	const char *env = getenv("MOMUS_PLUGIN_PATH");
	struct momus_buffer list;
	struct place place;

	find_place(&place);
	momus_buffer_init(&list, PATHS_LIMIT);
	if (env && *env)
		add_folder(&list, env);
	if (place.builddir[0]) {
		add_build_folders(&list, place.builddir);
	} else {
		if (list.len)
			momus_buffer_putc(&list, ':');
		momus_buffer_printf(&list, "%s%s", place.stage,
				    MOMUS_PLUGINDIR);
	}
	return momus_buffer_take(&list, NULL);
}

/* Sets *OUT if there is a file at FOLDER/BELOW/NAME; else notes FOLDER. */
static bool try_file(const char *folder, const char *below, const char *name,
		     char **out, struct momus_buffer *looked)
{
	char path[2 * PATH_MAX];

	if (snprintf(path, sizeof path, "%s/%s%s", folder, below, name) >=
	    (int)sizeof path)
		return false;
	if (access(path, F_OK) == 0) {
		*out = strdup(path);
		return true;
	}
	momus_buffer_printf(looked, "%s%.*s", looked->len ? ", " : "",
			    (int)(strlen(path) - strlen(name) - 1), path);
	return false;
}

/* The same in each folder of the ':'-separated LIST. */
static bool try_list(const char *list, const char *name, char **out,
		     struct momus_buffer *looked)
{
	char folder[PATH_MAX];

	while (list && *list) {
		size_t len = strcspn(list, ":");

		if (len && len < sizeof folder) {
			snprintf(folder, sizeof folder, "%.*s", (int)len, list);
			if (try_file(folder, "", name, out, looked))
				return true;
		}
		list += len + (list[len] == ':');
	}
	return false;
}

static int found_or_not(bool found, char **out, const char *what,
			const char *name, struct momus_buffer *looked,
			struct momus_error *err)
{
	int rc = MOMUS_OK;

	if (found && !*out)
		rc = momus_fail(err, MOMUS_ENOMEM, "out of memory");
	else if (!found)
		rc = momus_fail(err, MOMUS_ENOTFOUND,
				"there is no %s \"%s\"; looked in %s", what,
				name, looked->len ? looked->ptr : "no folder");
	momus_buffer_release(looked);
	return rc;
}

/* What a plugin from outside the tree brings lies beside it. */
static bool try_plugins(const struct place *place, const char *name, char **out,
			struct momus_buffer *looked)
{
	char installed[2 * PATH_MAX];

	if (try_list(getenv("MOMUS_PLUGIN_PATH"), name, out, looked))
		return true;
	snprintf(installed, sizeof installed, "%s%s", place->stage,
		 MOMUS_PLUGINDIR);
	return !place->builddir[0] &&
	       try_file(installed, "", name, out, looked);
}

static bool try_data(const struct place *place, const char *name, char **out,
		     struct momus_buffer *looked)
{
	/* nobase_ installation keeps the source tree's own folders */
	static const char *const below[] = { "", "plugins/", "harness/" };
	char installed[2 * PATH_MAX];

	snprintf(installed, sizeof installed, "%s%s", place->stage,
		 MOMUS_DATADIR);
	for (size_t i = 0; i < sizeof below / sizeof *below; i++) {
		if (!place->builddir[0]) {
			if (try_file(installed, below[i], name, out, looked))
				return true;
		} else if (try_file(place->srcdir, below[i], name, out,
				    looked) ||
			   try_file(place->builddir, below[i], name, out,
				    looked)) {
			return true;
		}
	}
	return false;
}

int momus_paths_resource(const char *name, char **out, struct momus_error *err)
{
	struct momus_buffer looked;
	struct place place;
	bool found;

	*out = NULL;
	find_place(&place);
	momus_buffer_init(&looked, PATHS_LIMIT);
	found = try_list(getenv("MOMUS_RESOURCE_PATH"), name, out, &looked) ||
		try_plugins(&place, name, out, &looked) ||
		try_data(&place, name, out, &looked);
	return found_or_not(found, out, "data file", name, &looked, err);
}

/* A helper of a build tree lies where its source does; a module under .libs. */
static bool try_build(const char *builddir, const char *name, char **out,
		      struct momus_buffer *looked)
{
	static const char *const below[] = { "", "harness/*/",
					     "harness/*/.libs/", "plugins/*/*/",
					     "plugins/*/*/.libs/" };
	char pattern[2 * PATH_MAX];
	glob_t found;

	for (size_t i = 0; i < sizeof below / sizeof *below; i++) {
		snprintf(pattern, sizeof pattern, "%s/%s%s", builddir, below[i],
			 name);
		if (glob(pattern, 0, NULL, &found) == 0) {
			*out = strdup(found.gl_pathv[0]);
			globfree(&found);
			return true;
		}
	}
	momus_buffer_puts(looked, builddir);
	return false;
}

int momus_paths_helper(const char *name, char **out, struct momus_error *err)
{
	char installed[2 * PATH_MAX];
	struct momus_buffer looked;
	struct place place;
	bool found;

	*out = NULL;
	find_place(&place);
	momus_buffer_init(&looked, PATHS_LIMIT);
	snprintf(installed, sizeof installed, "%s%s", place.stage,
		 MOMUS_HELPERDIR);
	found = place.builddir[0]
			? try_build(place.builddir, name, out, &looked)
			: try_file(installed, "", name, out, &looked);
	return found_or_not(found, out, "helper program", name, &looked, err);
}

/* mkdir -p, in place. */
static int make_folders(char *path, struct momus_error *err)
{
	for (char *p = path + 1;; p++) {
		char c = *p;

		if (c && c != '/')
			continue;
		*p = '\0';
		if (mkdir(path, 0700) < 0 && errno != EEXIST)
			return momus_fail(err, MOMUS_EIO,
					  "%s: the cache folder cannot be "
					  "made: %m; MOMUS_CACHE names another",
					  path);
		*p = c;
		if (!c)
			return MOMUS_OK;
	}
}

int momus_paths_cache(char **out, struct momus_error *err)
{
	const char *own = getenv("MOMUS_CACHE");
	const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	char path[PATH_MAX];
	int rc, n;

	*out = NULL;
	if (own && *own)
		n = snprintf(path, sizeof path, "%s", own);
	else if (xdg && *xdg)
		n = snprintf(path, sizeof path, "%s/momus", xdg);
	else if (home && *home)
		n = snprintf(path, sizeof path, "%s/.cache/momus", home);
	else
		return momus_fail(err, MOMUS_ENOTFOUND,
				  "no folder for caches: HOME is not set; set "
				  "MOMUS_CACHE to a folder");
	if (n >= (int)sizeof path)
		return momus_fail(
			err, MOMUS_EINVAL,
			"the cache folder's path is %d bytes long, at "
			"most %d are allowed",
			n, PATH_MAX - 1);
	rc = make_folders(path, err);
	if (rc < 0)
		return rc;
	*out = strdup(path);
	return *out ? MOMUS_OK : momus_fail(err, MOMUS_ENOMEM, "out of memory");
}
