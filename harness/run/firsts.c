/* firsts.c - see firsts.h */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "momus/log.h"
#include "run/cells.h"
#include "run/firsts.h"

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "train: out of memory");
}

char *momus_firsts_path(const struct momus_train_plan *p, const char *name)
{
	char *path;

	return asprintf(&path, "%s/%s", p->options->output, name) < 0 ? NULL
								      : path;
}

/* Asks for the solutions that PATH lacks. */
static int ask(const struct momus_train_plan *p,
	       const struct momus_train_how *how, const char *path,
	       struct momus_error *err)
{
	const struct momus_pipeline_order order = {
		.recipe = p->rollouts->first,
		.registry = p->rollouts->registry,
		.world = how->world,
		.path = path,
		.resume = access(path, F_OK) == 0,
		.shards = 1,
	};
	const struct momus_cells_order all = {
		.cells = &(const struct momus_cell){ &order, -1 },
		.n = 1,
		.world = how->world,
		.pool = &p->rollouts->pool,
		.stop = how->stop,
		.progress = how->progress,
		.arg = how->arg,
	};
	struct momus_pipeline_progress totals;
	struct momus_cell_result result;
	int rc;

	rc = momus_cells_run(&all, &result, &totals, err);
	if (rc == MOMUS_OK && result.end == MOMUS_PIPELINE_PARTIAL)
		momus_log(MOMUS_LOG_WARNING, "train",
			  "%llu first solutions failed and are left out "
			  "(first: %s)",
			  (unsigned long long)totals.nodes_failed,
			  totals.first_failure);
	return rc == MOMUS_OK && result.end == MOMUS_PIPELINE_STOPPED
		       ? MOMUS_END
		       : rc;
}

/* The run must be of the problems that are trained on. */
static int check(const struct momus_firsts *f, const char *path,
		 const struct momus_benchmark *b, struct momus_error *err)
{
	const struct momus_store_head *h = momus_run_head(f->run);

	if (strcmp(h->task, b->task->name) != 0 ||
	    strcmp(h->grader, b->grader) != 0)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: was graded by %s of task %s, and the "
				  "recipe names %s of %s; take a run of the "
				  "same task and grader",
				  path, h->grader, h->task, b->grader,
				  b->task->name);
	if (strcmp(h->dataset_sha256, b->dataset->sha256) != 0)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: was made with other data: SHA-256 "
				  "%.16s…, and task.data has %.16s…",
				  path, h->dataset_sha256, b->dataset->sha256);
	return MOMUS_OK;
}

/* Nodes come by problem, then branch; so do the pairs. */
static void list(struct momus_firsts *f, const struct momus_train_plan *p)
{
	const struct momus_dataset *d = p->rollouts->setup->benchmark->dataset;
	uint32_t width = p->rollouts->step->widths[0];
	const struct momus_node *nodes = momus_run_nodes(f->run);

	for (size_t i = 0; i < momus_run_n_nodes(f->run); i++) {
		const struct momus_node *n = &nodes[i];
		size_t at;

		if (n->turn || n->kind != MOMUS_NODE_SOLUTION ||
		    n->branch >= width)
			continue;
		at = momus_dataset_find(
			d, momus_run_problem(f->run, n->problem).id);
		if (at == (size_t)-1)
			continue;
		f->failed += n->state != MOMUS_NODE_DONE;
		if (n->state != MOMUS_NODE_DONE)
			continue;
		f->unjudged += n->parity.passed < 0;
		if (n->parity.passed >= 0)
			f->pairs[f->n++] =
				(struct momus_pair){ (uint32_t)at, n->branch,
						     (uint32_t)i };
	}
}

static int take(struct momus_firsts *out, const struct momus_train_plan *p,
		const char *path, struct momus_error *err)
{
	int rc = momus_run_open(&out->run, path, err);

	if (rc == MOMUS_OK)
		rc = check(out, path, p->rollouts->setup->benchmark, err);
	if (rc < 0)
		return rc;
	out->pairs =
		calloc(momus_run_n_nodes(out->run) + 1, sizeof *out->pairs);
	if (!out->pairs)
		return no_memory(err);
	list(out, p);
	return out->n ? MOMUS_OK
		      : momus_fail(err, MOMUS_EINVAL,
				   "%s: no first solution is there that was "
				   "judged (%zu failed, %zu could not be "
				   "judged)",
				   path, out->failed, out->unjudged);
}

int momus_firsts_open(struct momus_firsts *out,
		      const struct momus_train_plan *p,
		      const struct momus_train_how *how, bool frozen,
		      struct momus_error *err)
{
	const struct momus_train_options *o = p->options;
	char *own = NULL;
	int rc = MOMUS_OK;

	*out = (struct momus_firsts){ .run = NULL };
	if (!o->first) {
		own = momus_firsts_path(p, "first.h5");
		rc = own ? MOMUS_OK : no_memory(err);
		if (rc == MOMUS_OK && !frozen)
			rc = ask(p, how, own, err);
	}
	if (rc == MOMUS_OK)
		rc = take(out, p, own ? own : o->first, err);
	if (rc != MOMUS_OK)
		momus_firsts_release(out);
	free(own);
	return rc;
}

void momus_firsts_release(struct momus_firsts *f)
{
	momus_run_close(f->run);
	free(f->pairs);
	*f = (struct momus_firsts){ .run = NULL };
}
