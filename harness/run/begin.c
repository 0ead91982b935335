/* begin.c - how a run begins: its store, data, clients and grader */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net/secret.h"
#include "run/graded-run.h"
#include "run/running.h"
#include "stats/wilson.h"

/* Whether the recipe, which is stored, has what VARIABLE holds: a key that was
 * also written into extra_body, say. */
static bool shows_key(const struct momus_running *run, const char *variable)
{
	const char *key = variable ? getenv(variable) : NULL;

	return key && strlen(key) >= MOMUS_SECRET_MIN &&
	       strstr(run->setup->text, key);
}

static int the_key_is_there(const char *where, const char *variable,
			    struct momus_error *err)
{
	return momus_fail(err, MOMUS_EINVAL,
			  "%s: the recipe has the very key that %s holds, and "
			  "a run keeps its recipe; take it out",
			  where, variable);
}

static int open_desk(struct momus_running *run, struct momus_desk *desk,
		     struct momus_model *model, const cJSON *object,
		     struct momus_error *err)
{
	struct momus_client_setup setup = {
		.name = model->where,
		.world = &run->world->net,
		.in_flight = run->recipe->requests,
	};
	struct momus_endpoint endpoint = { .base_urls = NULL };
	int rc;

	desk->model = model;
	desk->limit = (size_t)run->recipe->requests;
	if (model->local)
		return MOMUS_OK;
	rc = model->ops->endpoint(model->self, &endpoint, err);
	if (rc < 0)
		return rc;
	if (shows_key(run, endpoint.api_key_env))
		return the_key_is_there(model->where, endpoint.api_key_env,
					err);
	setup.endpoint = &endpoint;
	return momus_pool_line(run->setup->pool, &desk->line, object, &setup,
			       endpoint.in_flight > 0
				       ? (size_t)endpoint.in_flight
				       : desk->limit,
			       err);
}

static int open_desks(struct momus_running *run, struct momus_error *err)
{
	const struct momus_recipe *r = run->recipe;
	struct momus_setup *s = run->setup;
	int rc = open_desk(run, &run->desks[0], &s->generator,
			   r->generator.object, err);

	if (rc == MOMUS_OK && s->critic && s->critic != &s->generator)
		rc = open_desk(run, &run->desks[1], s->critic, r->critic.object,
			       err);
	return rc;
}

static int open_rewards(struct momus_running *run, struct momus_error *err)
{
	struct momus_rewards *r = run->setup->rewards;
	const char *variable;

	for (size_t i = 0; (variable = momus_rewards_secret(r, i)); i++)
		if (shows_key(run, variable))
			return the_key_is_there("rewards", variable, err);
	return momus_rewards_connect(r, &run->world->net, run->recipe->requests,
				     err);
}

static void on_reference(void *arg, uint32_t done, uint32_t total)
{
	struct momus_pool_benchmark *b = arg;

	b->references_done = done;
	b->references = total;
}

static int open_grader(struct momus_running *run, struct momus_error *err)
{
	struct momus_pool_benchmark *b = run->setup->shared;
	const struct momus_grader_setup setup = {
		.task = b->benchmark->task,
		.self = b->benchmark->self,
		.name = b->benchmark->grader,
		.dataset = b->benchmark->dataset,
		.world = run->world,
		.failures = { (uint32_t)run->recipe->failures,
			      (uint32_t)run->recipe->failure_bytes },
		.computing = on_reference,
		.arg = b,
	};
	int rc = b->grader ? MOMUS_OK
			   : momus_grader_create(&b->grader, &setup, err);

	run->grader = b->grader;
	return rc;
}

static int create_store(struct momus_running *run,
			struct momus_store_head *head, struct momus_error *err)
{
	size_t n = run->dataset->n;
	struct momus_store_problem *problems = calloc(n + 1, sizeof *problems);
	char host[256] = "", id[17];
	int rc;

	if (!problems)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t i = 0; i < n; i++)
		problems[i] =
			momus_benchmark_stored(&run->dataset->problems[i]);
	gethostname(host, sizeof host - 1);
	momus_run_id_make(id);
	head->host = host;
	head->run_id = id;
	head->dataset_sha256 = run->dataset->sha256;
	head->samples_note = momus_benchmark_note(
		run->setup->benchmark, run->recipe->note, run->setup->arena);
	if (!head->samples_note) {
		free(problems);
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	}
	rc = momus_store_create(&run->store, run->order->path, head, problems,
				n, run->world->files, err);
	if (rc == MOMUS_OK)
		momus_store_set_interval(run->store, momus_wilson);
	free(problems);
	return rc;
}

/* The run at .path must be of this very shard and data. */
static int check_store(const struct momus_running *run, struct momus_error *err)
{
	const struct momus_store_head *h = momus_store_head(run->store);
	const struct momus_pipeline_order *o = run->order;

	if (h->shard != o->shard || h->shards != o->shards)
		return momus_fail(
			err, MOMUS_EINVAL,
			"%s: is shard %u/%u, and shard %u/%u is asked "
			"for; resume it with --shard %u/%u",
			o->path, h->shard, h->shards, o->shard, o->shards,
			h->shard, h->shards);
	if (run->dataset &&
	    strcmp(h->dataset_sha256, run->dataset->sha256) != 0)
		return momus_fail(
			err, MOMUS_EINVAL,
			"%s: was made with other data: %s has SHA-256 "
			"%.16s…, then it was %.16s…; put the old file "
			"back, or start a new run with -o",
			o->path, run->recipe->data, run->dataset->sha256,
			h->dataset_sha256);
	return MOMUS_OK;
}

int momus_begin_resume(struct momus_running *run, bool *finished,
		       struct momus_error *err)
{
	struct momus_store_head head;
	int rc;

	momus_setup_head(run->setup, run->order->shard, run->order->shards,
			 &head);
	rc = momus_store_resume(&run->store, run->order->path, &head,
				run->world->files, err);
	if (rc == MOMUS_OK) {
		momus_store_set_interval(run->store, momus_wilson);
		rc = check_store(run, err);
	}
	*finished = rc == MOMUS_OK && momus_store_complete(run->store);
	return rc;
}

int momus_begin_again(struct momus_running *run, struct momus_error *err)
{
	struct momus_store_head head;

	momus_setup_head(run->setup, run->order->shard, run->order->shards,
			 &head);
	return momus_store_resume(&run->store, run->order->path, &head,
				  run->world->files, err);
}

int momus_begin_new(const struct momus_running *run, struct momus_error *err)
{
	if (access(run->order->path, F_OK) != 0)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EBUSY,
			  "%s: exists already; go on with it with --resume, or "
			  "name another file with -o",
			  run->order->path);
}

/* Text is compared as it is; an answer in any language is run. */
static bool runs_programs(const struct momus_dataset *d)
{
	for (size_t i = 0; i < d->n; i++)
		if (strcmp(d->problems[i].language, "text") != 0)
			return true;
	return false;
}

/* The problems of the part, in its order, as a data set of their own. */
static int choose_part(struct momus_running *run, struct momus_error *err)
{
	const struct momus_pipeline_part *part = run->order->part;
	const struct momus_dataset *all = run->dataset;
	struct momus_dataset *d = &run->chosen;

	memcpy(d->sha256, all->sha256, sizeof d->sha256);
	d->problems = calloc(part->n + 1, sizeof *d->problems);
	if (!d->problems)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (; d->n < part->n; d->n++)
		d->problems[d->n] = all->problems[part->problems[d->n]];
	run->dataset = d;
	return MOMUS_OK;
}

int momus_begin_load(struct momus_running *run, struct momus_error *err)
{
	struct momus_store_head head;
	int rc = momus_setup_load(run->setup, run->order->shard,
				  run->order->shards, err);

	run->dataset = run->setup->benchmark->dataset;
	if (rc == MOMUS_OK && run->order->part)
		rc = choose_part(run, err);
	if (rc == MOMUS_OK && runs_programs(run->dataset) && run->world->ready)
		rc = run->world->ready(run->world->self, err);
	if (rc == MOMUS_OK)
		rc = momus_setup_sources(run->setup, run->order->shard,
					 run->order->shards, err);
	if (rc == MOMUS_OK)
		rc = open_desks(run, err);
	if (rc == MOMUS_OK)
		rc = open_rewards(run, err);
	if (rc == MOMUS_OK)
		rc = open_grader(run, err);
	if (rc < 0)
		return rc;
	if (run->store)
		return check_store(run, err);
	momus_setup_head(run->setup, run->order->shard, run->order->shards,
			 &head);
	return create_store(run, &head, err);
}
