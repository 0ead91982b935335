/* elder.c - see elder.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "momus/log.h"
#include "run/cells.h"
#include "run/elder.h"
#include "run/setup.h"

static const size_t arena_limit = (size_t)1 << 31;

static void warn(const char *why)
{
	momus_log(MOMUS_LOG_WARNING, "run",
		  "first solutions of a cell that is left out are not taken, "
		  "and asked for where they are needed: %s",
		  why);
}

/* Sets the keys of E, by those of LIKE (NULL: nobody), a store of the same cell. */
static int name(struct momus_elder *e, const struct momus_elder *like,
		struct momus_pool *pool, struct momus_error *err)
{
	struct momus_setup *s = NULL;
	int rc;

	if (like) {
		memcpy(e->key, like->key, sizeof e->key);
		memcpy(e->first_key, like->first_key, sizeof e->first_key);
		return MOMUS_OK;
	}
	rc = momus_setup_open(&s, e->order->recipe, e->order->registry, pool,
			      err);
	if (rc < 0)
		return rc;
	memcpy(e->key, s->key, sizeof e->key);
	memcpy(e->first_key, s->first_key, sizeof e->first_key);
	momus_setup_close(s);
	return MOMUS_OK;
}

int momus_elders_gather(struct momus_elders *out,
			const struct momus_cells_order *order,
			struct momus_pool *pool, struct momus_error *err)
{
	*out = (struct momus_elders){ NULL, 0 };
	if (!order->n_aside)
		return MOMUS_OK;
	out->list = calloc(order->n_aside, sizeof *out->list);
	if (!out->list)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t i = 0; i < order->n_aside; i++) {
		struct momus_elder *e = &out->list[out->n];
		const struct momus_elder *last = out->n ? e - 1 : NULL;
		struct momus_error own = { "" };

		e->order = &order->aside[i];
		if (last && last->order->recipe != e->order->recipe)
			last = NULL;
		if (name(e, last, pool, &own) < 0)
			warn(own.text);
		else
			out->n++;
	}
	return MOMUS_OK;
}

void momus_elders_release(struct momus_elders *elders)
{
	for (size_t i = 0; i < elders->n; i++) {
		struct momus_elder *e = &elders->list[i];

		momus_run_close(e->run);
		momus_arena_free(e->arena);
		free(e->places);
	}
	free(elders->list);
	*elders = (struct momus_elders){ NULL, 0 };
}

static int check(const struct momus_elder *e, const struct momus_dataset *d,
		 struct momus_error *err)
{
	const struct momus_store_head *h = momus_run_head(e->run);

	if (strcmp(h->recipe_key, e->key) != 0)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: was made by another recipe",
				  e->order->path);
	if (strcmp(h->dataset_sha256, d->sha256) != 0)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: was made with other data: SHA-256 "
				  "%.16s…, now it is %.16s…",
				  e->order->path, h->dataset_sha256, d->sha256);
	return MOMUS_OK;
}

/* Where the problems of D are in the store, which may be of another shard. */
static int find_places(struct momus_elder *e, const struct momus_dataset *d,
		       struct momus_error *err)
{
	e->n_places = d->n;
	e->places = malloc((d->n + 1) * sizeof *e->places);
	e->arena = momus_arena_create(arena_limit);
	if (!e->places || !e->arena)
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory",
				  e->order->path);
	memset(e->places, 0xff, (d->n + 1) * sizeof *e->places);
	for (size_t i = 0; i < momus_run_n_problems(e->run); i++) {
		size_t at =
			momus_dataset_find(d, momus_run_problem(e->run, i).id);

		if (at != (size_t)-1)
			e->places[at] = (uint32_t)i;
	}
	return MOMUS_OK;
}

/* Looks into the store, once. */
static void look(struct momus_elder *e, const struct momus_dataset *d)
{
	struct momus_error err = { "" };
	int rc = momus_run_open(&e->run, e->order->path, &err);

	e->looked = true;
	if (rc == MOMUS_OK)
		rc = check(e, d, &err);
	if (rc == MOMUS_OK)
		rc = find_places(e, d, &err);
	if (rc == MOMUS_OK)
		return;
	momus_run_close(e->run);
	e->run = NULL;
	if (rc != MOMUS_ENOTFOUND) /* one that is not there yet has nothing */
		warn(err.text);
}

bool momus_elder_find(struct momus_elder *e, const struct momus_dataset *d,
		      uint32_t problem, uint8_t kind, uint32_t branch,
		      uint32_t vote, struct momus_node *out,
		      struct momus_error *err)
{
	struct momus_node name = { .kind = kind,
				   .branch = branch,
				   .vote = vote };
	size_t at;

	if (!e->looked)
		look(e, d);
	if (!e->run || problem >= e->n_places ||
	    e->places[problem] == UINT32_MAX)
		return false;
	name.problem = e->places[problem];
	at = momus_nodes_find(momus_run_nodes(e->run),
			      momus_run_n_nodes(e->run), &name);
	if (at == SIZE_MAX ||
	    momus_run_nodes(e->run)[at].state != MOMUS_NODE_DONE)
		return false;
	if (!out)
		return true;
	momus_arena_reset(e->arena);
	if (momus_run_node(e->run, at, e->arena, out, err) < 0)
		return false;
	out->problem = problem;
	return true;
}
