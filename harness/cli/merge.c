/* merge.c - momus merge -o ALL.h5 SHARD.h5… */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "stats/wilson.h"
#include "store/merge.h"

static void name_missing(const struct momus_merge_result *r, const char *out)
{
	fprintf(stderr, "momus: %s: missing of %u shards:", out, r->shards);
	for (size_t i = 0; i < r->n_missing; i++)
		fprintf(stderr, "%s %u", i ? "," : "", r->missing[i]);
	fputs("; merge it with them later\n", stderr);
}

static int merge(int argc, char **argv, struct momus_error *err)
{
	const char **paths = calloc((size_t)argc, sizeof *paths);
	const char *out = NULL;
	struct momus_merge_result result;
	size_t n = 0;
	int rc = MOMUS_OK;

	if (!paths)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "-o") == 0 && i + 1 < argc && !out)
			out = argv[++i];
		else if (argv[i][0] == '-')
			rc = momus_fail(err, MOMUS_EINVAL,
					"merge: \"%s\" is not understood",
					argv[i]);
		else
			paths[n++] = argv[i];
	if (rc == MOMUS_OK && (!out || !n))
		rc = momus_fail(err, MOMUS_EINVAL,
				"merge: usage: momus merge -o ALL.h5 "
				"SHARD.h5…");
	if (rc == MOMUS_OK)
		rc = momus_merge(out, paths, n, momus_wilson, &result, err);
	if (rc == MOMUS_OK) {
		if (result.n_missing)
			name_missing(&result, out);
		printf("%s: %zu problems, %zu nodes, %s\n", out,
		       result.n_problems, result.n_nodes,
		       result.complete ? "complete" : "not complete");
		free(result.missing);
	}
	free(paths);
	return rc;
}

const struct momus_command momus_command_merge = {
	.name = "merge",
	.usage = "merge -o ALL.h5 SHARD.h5…",
	.summary = "join shards of one recipe into one run",
	.help = "The shards may come in any order and more than once, and a "
		"merged run can be merged again.\n"
		"Shards that are missing are named; shards of another recipe "
		"are refused.",
	.run = merge,
};
