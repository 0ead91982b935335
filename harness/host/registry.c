/* registry.c - every plugin of the search path; see loader.h */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "host/loader.h"
#include "host/options.h"
#include "host/paths.h"

struct momus_registry {
	struct momus_registry_entry *entries; /* owned */
	size_t count, room;
};

/* Both texts are copied.  WHY NULL: accepted. */
static int add(struct momus_registry *r, const struct momus_plugin *plugin,
	       const char *path, const char *why, struct momus_error *err)
{
	struct momus_registry_entry *e = r->entries;

	if (r->count == r->room) {
		r->room = r->room ? 2 * r->room : 16;
		e = realloc(e, r->room * sizeof *e);
		if (!e)
			return momus_fail(err, MOMUS_ENOMEM, "out of memory");
		r->entries = e;
	}
	e += r->count++;
	*e = (struct momus_registry_entry){ .plugin = plugin };
	e->path = strdup(path);
	e->why = why ? strdup(why) : NULL;
	if (!e->path || (why && !e->why))
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	return MOMUS_OK;
}

static const struct momus_registry_entry *namesake(
	const struct momus_registry *r, const struct momus_plugin *p)
{
	for (size_t i = 0; i < r->count; i++) {
		const struct momus_plugin *q = r->entries[i].plugin;

		if (q && q->kind == p->kind && strcmp(q->name, p->name) == 0)
			return &r->entries[i];
	}
	return NULL;
}

/* Whether PATH leads to a file that is here already, by whatever name. */
static bool is_known(const struct momus_registry *r, const char *path)
{
	struct stat st, other;

	if (stat(path, &st) < 0)
		return false;
	for (size_t i = 0; i < r->count; i++)
		if (stat(r->entries[i].path, &other) == 0 &&
		    other.st_dev == st.st_dev && other.st_ino == st.st_ino)
			return true;
	return false;
}

static int load_file(struct momus_registry *r, const char *path,
		     struct momus_error *err)
{
	const struct momus_registry_entry *first;
	const struct momus_plugin *plugin;
	struct momus_error why = { "" };

	if (is_known(r, path))
		return MOMUS_OK;
	if (momus_plugin_load(&plugin, path, &why) < 0)
		return add(r, NULL, path, why.text, err);
	first = namesake(r, plugin);
	if (!first)
		return add(r, plugin, path, NULL, err);
	momus_fail(&why, MOMUS_EABI,
		   "%s: %s \"%s\" %s has the name of %s's, version %s, which "
		   "comes first on the search path",
		   path, momus_kind_name(plugin->kind), plugin->name,
		   plugin->version, first->path, first->plugin->version);
	return add(r, NULL, path, why.text, err);
}

static int is_object(const struct dirent *d)
{
	size_t len = strlen(d->d_name);

	return len > 3 && d->d_name[0] != '.' &&
	       strcmp(d->d_name + len - 3, ".so") == 0;
}

static int load_folder(struct momus_registry *r, const char *folder,
		       struct momus_error *err)
{
	struct momus_error why = { "" };
	struct dirent **names;
	char path[PATH_MAX];
	int n, rc = MOMUS_OK;

	n = scandir(folder, &names, is_object, alphasort);
	if (n < 0) {
		momus_fail(&why, MOMUS_EIO,
			   "%s: the plugin folder cannot be read: %m", folder);
		return add(r, NULL, folder, why.text, err);
	}
	for (int i = 0; i < n; i++) {
		if (rc == MOMUS_OK &&
		    snprintf(path, sizeof path, "%s/%s", folder,
			     names[i]->d_name) < (int)sizeof path)
			rc = load_file(r, path, err);
		free(names[i]);
	}
	free(names);
	return rc;
}

static int compare(const void *a, const void *b)
{
	const struct momus_registry_entry *x = a, *y = b;

	if (!x->plugin || !y->plugin)
		return x->plugin   ? -1
		       : y->plugin ? 1
				   : strcmp(x->path, y->path);
	if (x->plugin->kind != y->plugin->kind)
		return x->plugin->kind < y->plugin->kind ? -1 : 1;
	return strcmp(x->plugin->name, y->plugin->name);
}

int momus_registry_open(struct momus_registry **out, struct momus_error *err)
{
	struct momus_registry *r = calloc(1, sizeof *r);
	char *folders = momus_paths_plugins();
	char *rest = folders, *folder;
	int rc = MOMUS_OK;

	if (!r || !folders)
		rc = momus_fail(err, MOMUS_ENOMEM, "out of memory");
	while (rc == MOMUS_OK && (folder = strsep(&rest, ":")))
		if (*folder)
			rc = load_folder(r, folder, err);
	if (rc < 0)
		goto out;
	if (r->count)
		qsort(r->entries, r->count, sizeof *r->entries, compare);
	*out = r;
	r = NULL;
out:
	momus_registry_free(r);
	free(folders);
	return rc;
}

int momus_registry_add(struct momus_registry *r,
		       const struct momus_plugin *plugin,
		       struct momus_error *err)
{
	int rc = momus_plugin_check(plugin, "this program", err);

	if (rc == MOMUS_OK && namesake(r, plugin))
		rc = momus_fail(err, MOMUS_EINVAL, "%s \"%s\" is there already",
				momus_kind_name(plugin->kind), plugin->name);
	if (rc == MOMUS_OK)
		rc = add(r, plugin, "this program", NULL, err);
	if (rc == MOMUS_OK)
		qsort(r->entries, r->count, sizeof *r->entries, compare);
	return rc;
}

void momus_registry_free(struct momus_registry *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->count; i++) {
		free(r->entries[i].path);
		free(r->entries[i].why);
	}
	free(r->entries);
	free(r);
}

size_t momus_registry_count(const struct momus_registry *r)
{
	return r->count;
}

const struct momus_registry_entry *momus_registry_at(
	const struct momus_registry *r, size_t i)
{
	return i < r->count ? &r->entries[i] : NULL;
}

/* Why a file called NAME.so was refused; NULL if none was. */
static const char *refusal(const struct momus_registry *r, const char *name)
{
	for (size_t i = 0; i < r->count; i++) {
		const char *file = strrchr(r->entries[i].path, '/');
		size_t len = strlen(name);

		if (r->entries[i].plugin || !file)
			continue;
		if (strncmp(file + 1, name, len) == 0 &&
		    strcmp(file + 1 + len, ".so") == 0)
			return r->entries[i].why;
	}
	return NULL;
}

/* A sentence's end: the nearest name of KIND, or all of them. */
static int not_found(const struct momus_registry *r, uint32_t kind,
		     const char *name, struct momus_error *err)
{
	const char **names = calloc(r->count + 1, sizeof *names);
	const char *what = kind ? momus_kind_name(kind) : "plugin";
	const char *why = refusal(r, name), *nearest;
	struct momus_buffer list;
	size_t n = 0;
	int rc;

	momus_buffer_init(&list, 512);
	for (size_t i = 0; names && i < r->count; i++) {
		const struct momus_plugin *p = r->entries[i].plugin;

		if (!p || (kind && p->kind != kind))
			continue;
		names[n++] = p->name;
		momus_buffer_printf(&list, "%s%s", n > 1 ? ", " : "", p->name);
	}
	nearest = names ? momus_nearest(name, names, n) : NULL;
	if (why)
		rc = momus_fail(err, MOMUS_ENOTFOUND,
				"there is no %s \"%s\": a file of that name "
				"was refused: %s",
				what, name, why);
	else if (nearest)
		rc = momus_fail(err, MOMUS_ENOTFOUND,
				"there is no %s \"%s\"; did you mean \"%s\"?",
				what, name, nearest);
	else
		rc = momus_fail(err, MOMUS_ENOTFOUND,
				"there is no %s \"%s\"; known: %s", what, name,
				list.len ? list.ptr : "none");
	momus_buffer_release(&list);
	free(names);
	return rc;
}

int momus_registry_find(const struct momus_registry *r, uint32_t kind,
			const char *name, const struct momus_plugin **out,
			struct momus_error *err)
{
	for (size_t i = 0; i < r->count; i++) {
		const struct momus_plugin *p = r->entries[i].plugin;

		if (p && (!kind || p->kind == kind) &&
		    strcmp(p->name, name) == 0) {
			*out = p;
			return MOMUS_OK;
		}
	}
	return not_found(r, kind, name, err);
}
