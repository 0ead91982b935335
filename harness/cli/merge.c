/* merge.c - momus merge -o ALL.h5 SHARD.h5… */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/command.h"
#include "cli/stores.h"
#include "stats/wilson.h"
#include "store/merge.h"

static void name_missing(const struct momus_merge_result *r, const char *out)
{
	fprintf(stderr, "momus: %s: not there yet, of shards 0 to %u: ", out,
		r->shards - 1);
	for (size_t i = 0; i < r->n_missing; i++)
		fprintf(stderr, "%s%u", i ? ", " : "", r->missing[i]);
	fputs("; merge it with them later\n", stderr);
}

static int merge_one(const char *out, const char *const *paths, size_t n,
		     struct momus_error *err)
{
	struct momus_merge_result result;
	int rc = momus_merge(out, paths, n, momus_wilson, &result, err);

	if (rc < 0)
		return rc;
	if (result.n_missing)
		name_missing(&result, out);
	printf("%s: %zu problems, %zu nodes, %s\n", out, result.n_problems,
	       result.n_nodes, result.complete ? "complete" : "not complete");
	free(result.missing);
	return MOMUS_OK;
}

/* The cell that the store at PATH is a shard of: its name without folder,
 * "-I-of-N" and ".h5"; the caller frees. */
static char *cell_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *name = strdup(slash ? slash + 1 : path);
	size_t end = name ? strlen(name) - 3 : 0;
	size_t at = end;

	if (!name)
		return NULL;
	name[end] = '\0';
	while (at && name[at - 1] >= '0' && name[at - 1] <= '9')
		at--;
	if (at == end || at < 5 || strncmp(name + at - 4, "-of-", 4) != 0)
		return name;
	end = at -= 4;
	while (at && name[at - 1] >= '0' && name[at - 1] <= '9')
		at--;
	if (at && at < end && name[at - 1] == '-')
		name[at - 1] = '\0';
	return name;
}

/* Merges each cell of a study: the stores of one name in all folders. */
static int merge_cells(const char *out, const struct momus_stores *all,
		       struct momus_error *err)
{
	char **cells = calloc(all->n + 1, sizeof *cells);
	const char **paths = calloc(all->n + 1, sizeof *paths);
	int rc = cells && paths
			 ? MOMUS_OK
			 : momus_fail(err, MOMUS_ENOMEM, "out of memory");

	if (rc == MOMUS_OK && mkdir(out, 0777) != 0 && errno != EEXIST)
		rc = momus_fail(err, MOMUS_EINVAL, "%s: %m", out);
	for (size_t i = 0; rc == MOMUS_OK && i < all->n; i++) {
		cells[i] = cell_of(all->paths[i]);
		if (!cells[i])
			rc = momus_fail(err, MOMUS_ENOMEM, "out of memory");
	}
	for (size_t i = 0; rc == MOMUS_OK && i < all->n; i++) {
		char *path = NULL;
		size_t n = 0;

		for (size_t k = 0; k < all->n; k++)
			if (strcmp(cells[k], cells[i]) == 0) {
				if (k < i)
					break; /* it has been merged */
				paths[n++] = all->paths[k];
			}
		if (!n)
			continue;
		if (asprintf(&path, "%s/%s.h5", out, cells[i]) < 0)
			path = NULL;
		rc = path ? merge_one(path, paths, n, err)
			  : momus_fail(err, MOMUS_ENOMEM, "out of memory");
		free(path);
	}
	for (size_t i = 0; cells && i < all->n; i++)
		free(cells[i]);
	free(cells);
	free(paths);
	return rc;
}

static int merge(int argc, char **argv, struct momus_error *err)
{
	struct momus_stores all = { .paths = NULL };
	size_t folders = 0, words = 0;
	const char *out = NULL;
	int rc = MOMUS_OK;

	for (int i = 1; rc == MOMUS_OK && i < argc; i++) {
		if (strcmp(argv[i], "-o") == 0 && i + 1 < argc && !out) {
			out = argv[++i];
		} else if (argv[i][0] == '-') {
			rc = momus_fail(err, MOMUS_EINVAL,
					"merge: \"%s\" is not understood",
					argv[i]);
		} else {
			words++;
			folders += momus_stores_is_folder(argv[i]);
			rc = momus_stores_add(&all, argv[i], err);
		}
	}
	if (rc == MOMUS_OK && (!out || !all.n))
		rc = momus_fail(
			err, MOMUS_EINVAL,
			"merge: which shards? usage: momus merge -o ALL.h5 "
			"SHARD.h5…, or of a study momus merge -o ALL "
			"FOLDER…");
	if (rc == MOMUS_OK && folders && folders < words)
		rc = momus_fail(err, MOMUS_EINVAL,
				"merge: folders and runs are named; name "
				"folders alone, whose cells are merged each");
	if (rc == MOMUS_OK)
		rc = folders ? merge_cells(out, &all, err)
			     : merge_one(out, (const char *const *)all.paths,
					 all.n, err);
	momus_stores_release(&all);
	return rc;
}

const struct momus_command momus_command_merge = {
	.name = "merge",
	.usage = "merge -o ALL.h5 SHARD.h5… | merge -o ALL/ STUDY/…",
	.summary = "join shards of one recipe into one run",
	.help = "The shards may come in any order and more than once, and a "
		"merged run can be merged again.\n"
		"Shards that are missing are named; shards of another recipe "
		"are refused.  Of a study name\n"
		"its folders: the shards of each cell are joined into "
		"ALL/CELL.h5.",
	.run = merge,
};
