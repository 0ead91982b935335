/* write-run.c - see write-run.h */
#include "config.h"

#include <stdio.h>

#include "write-run.h"

/* Puts all nodes; SPAN's clock stands while they are made. */
static int put_all(const struct write_job *job, struct momus_store *store,
		   struct apart *span, struct momus_error *err)
{
	struct momus_arena *arena = momus_arena_create(64 << 20);
	struct momus_node nodes[MADE_EACH];
	double synced = 0;
	int rc = MOMUS_OK;

	for (uint32_t p = 0; rc == MOMUS_OK && p < job->n_problems; p++) {
		momus_arena_reset(arena);
		made_nodes(job->made, p, arena, nodes);
		apart_start(span);
		for (int i = 0; rc == MOMUS_OK && i < MADE_EACH; i++)
			rc = momus_store_put(store, &nodes[i], err);
		if (rc == MOMUS_OK && span->wall_s - synced >= 1) {
			rc = momus_store_sync(store, err);
			synced = span->wall_s;
		}
		apart_stop(span);
	}
	momus_arena_free(arena);
	return rc;
}

bool write_run(const void *arg, struct apart *span)
{
	const struct write_job *job = arg;
	const struct momus_store_head head = made_head();
	struct momus_store *store;
	struct momus_error err = { "" };
	int rc;

	apart_remove(job->path);
	apart_start(span);
	rc = momus_store_create(&store, job->path, &head,
				made_problems(job->made), job->n_problems, NULL,
				&err);
	apart_stop(span);
	if (rc == MOMUS_OK) {
		if (!job->empty)
			rc = put_all(job, store, span, &err);
		apart_start(span);
		if (rc == MOMUS_OK)
			rc = momus_store_close(store, true, &err);
		apart_stop(span);
	}
	if (rc < 0)
		fprintf(stderr, "%s\n", err.text);
	span->bytes = apart_size(job->path);
	return rc == MOMUS_OK;
}
