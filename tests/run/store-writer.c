/* store-writer.c - writes the made run, or a shard of it, for shell tests:
 * store-writer RUN.h5 [SHARD SHARDS [NODES]] */
#include <stdio.h>
#include <stdlib.h>

#include "unit/made-run.h"

struct stop {
	size_t left; /* syncs of one node until the writer "crashes" */
};

static void count(void *arg, size_t i)
{
	struct stop *stop = arg;

	(void)i;
	if (stop->left && !--stop->left)
		_Exit(0);
}

int main(int argc, char **argv)
{
	uint32_t shard = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 0;
	uint32_t shards = argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : 1;
	struct stop stop = { argc > 4 ? strtoul(argv[4], NULL, 10) : 0 };
	struct momus_store_problem problems[MADE_PROBLEMS];
	struct momus_store_head head = made_head(shard, shards);
	struct momus_error err = { "" };
	struct momus_store *store;
	int rc;

	if (argc < 2)
		return 2;
	rc = momus_store_resume(&store, argv[1], &head, NULL, &err);
	if (rc == MOMUS_ENOTFOUND) {
		err.text[0] = '\0';
		rc = momus_store_create(&store, argv[1], &head, problems,
					made_problems(shard, shards, problems),
					NULL, &err);
	}
	if (rc == MOMUS_OK) {
		rc = made_put(store, shard, shards, shard, 1, count, &stop,
			      &err);
		if (rc == MOMUS_OK)
			rc = momus_store_close(store, true, &err);
		else
			momus_store_abandon(store);
	}
	if (rc < 0)
		fprintf(stderr, "%s\n", err.text);
	return rc < 0 ? 1 : 0;
}
