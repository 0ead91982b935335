/* rollouts.c - see rollouts.h */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/loop.h"
#include "run/cells.h"
#include "run/rollouts.h"

static const size_t solution_limit = (size_t)1 << 30;

struct part { /* the problems of the pairs, each once */
	const struct momus_rollouts_order *o;
	struct momus_pipeline_part part;
	uint32_t *problems; /* owned, (part.n) */
	uint32_t *row;	    /* owned, (o->n): of each pair */
	uint32_t *known;    /* owned, (data set): row of a problem, plus 1 */
	uint32_t *node;	    /* owned, (part.n, width): its first solution */
	bool *wanted;	    /* owned, likewise */
	uint32_t width;
	struct momus_arena *arena; /* owned: of one solution */
};

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "train: out of memory");
}

static int solution(void *arg, size_t row, uint32_t branch,
		    struct momus_node *out, struct momus_error *err)
{
	struct part *p = arg;

	momus_arena_reset(p->arena);
	return momus_run_node(p->o->firsts->run,
			      p->node[row * p->width + branch], p->arena, out,
			      err);
}

/* The row of PROBLEM among those so far, or a new one. */
static uint32_t row_of(struct part *p, uint32_t problem)
{
	if (!p->known[problem]) {
		p->problems[p->part.n++] = problem;
		p->known[problem] = (uint32_t)p->part.n;
	}
	return p->known[problem] - 1;
}

static int part_init(struct part *p, const struct momus_rollouts_order *o,
		     struct momus_error *err)
{
	size_t room = o->n + 1;

	*p = (struct part){ .o = o,
			    .width = o->plan->rollouts->step->widths[0] };
	p->problems = calloc(room, sizeof *p->problems);
	p->row = calloc(room, sizeof *p->row);
	p->known = calloc(o->plan->rollouts->setup->benchmark->dataset->n + 1,
			  sizeof *p->known);
	p->node = calloc(room * p->width, sizeof *p->node);
	p->wanted = calloc(room * p->width, sizeof *p->wanted);
	p->arena = momus_arena_create(solution_limit);
	if (!p->problems || !p->row || !p->known || !p->node || !p->wanted ||
	    !p->arena)
		return no_memory(err);
	for (size_t i = 0; i < o->n; i++) {
		const struct momus_pair *pair = &o->firsts->pairs[o->pairs[i]];
		size_t at;

		p->row[i] = row_of(p, pair->problem);
		at = (size_t)p->row[i] * p->width + pair->branch;
		p->node[at] = pair->node;
		p->wanted[at] = true;
	}
	p->part.problems = p->problems;
	p->part.wanted = p->wanted;
	p->part.solution = solution;
	p->part.arg = p;
	return MOMUS_OK;
}

static void part_release(struct part *p)
{
	free(p->problems);
	free(p->row);
	free(p->known);
	free(p->node);
	free(p->wanted);
	momus_arena_free(p->arena);
}

/* OUTPUT/rollouts/step-00000001-0.h5 */
static char *path_of(const struct momus_rollouts_order *o)
{
	char *path;

	return asprintf(&path, "%s/rollouts/step-%08" PRIu64 "-%u.h5",
			o->plan->options->output, o->step, o->round) < 0
		       ? NULL
		       : path;
}

static int make_folders(const struct momus_train_plan *p,
			struct momus_error *err)
{
	char *path = momus_firsts_path(p, "rollouts");
	int rc = path ? MOMUS_OK : no_memory(err);

	if (rc == MOMUS_OK && mkdir(path, 0777) != 0 && errno != EEXIST)
		rc = momus_fail(err, MOMUS_EINVAL, "%s: %s", path,
				strerror(errno));
	free(path);
	return rc;
}

/* Each round of each step is a run of a seed of its own. */
static int64_t seed_of(const struct momus_rollouts_order *o)
{
	struct momus_stream s;

	momus_stream_init(&s, (uint64_t)o->plan->options->seed, MOMUS_TEXT(""),
			  o->round, o->step, "rollouts");
	return (int64_t)(momus_stream_u64(&s) >> 11);
}

static int run(const struct momus_rollouts_order *o, struct part *p,
	       const char *path, const struct momus_recipe *recipe,
	       struct momus_rolled *out, struct momus_error *err)
{
	const struct momus_pipeline_order order = {
		.recipe = recipe,
		.registry = o->plan->rollouts->registry,
		.world = o->how->world,
		.path = path,
		.resume = access(path, F_OK) == 0,
		.shards = 1,
		.part = &p->part,
	};
	const struct momus_cells_order all = {
		.cells = &(const struct momus_cell){ &order, -1 },
		.n = 1,
		.world = o->how->world,
		.pool = &o->plan->rollouts->pool,
		.stop = o->how->stop,
		.progress = o->how->progress,
		.arg = o->how->arg,
	};
	struct momus_pipeline_progress totals;
	struct momus_cell_result result;
	int rc = momus_cells_run(&all, &result, &totals, err);

	memcpy(out->first_failure, totals.first_failure,
	       sizeof out->first_failure);
	return rc == MOMUS_OK && result.end == MOMUS_PIPELINE_STOPPED
		       ? MOMUS_END
		       : rc;
}

static int make(const struct momus_rollouts_order *o, struct part *p,
		const char *path, struct momus_rolled *out,
		struct momus_error *err)
{
	struct momus_learner *learner = o->plan->rollouts->learner;
	struct momus_recipe recipe = *o->plan->rollouts->step;
	double begin = momus_loop_now();
	double drawn = momus_learner_seconds(learner);
	int rc;

	recipe.seed = seed_of(o);
	rc = run(o, p, path, &recipe, out, err);
	if (rc == MOMUS_OK)
		rc = momus_rolled_read(o, path, (uint64_t)recipe.seed, p->row,
				       out, err);
	out->sum.draw_s = momus_learner_seconds(learner) - drawn;
	out->sum.wait_s = momus_loop_now() - begin - out->sum.draw_s;
	return rc;
}

int momus_rollouts_make(const struct momus_rollouts_order *o,
			struct momus_rolled *out, struct momus_error *err)
{
	size_t n = o->n * o->plan->training.group;
	char *path = path_of(o);
	struct part p;
	int rc = part_init(&p, o, err);

	*out = (struct momus_rolled){ .n = n };
	out->list = calloc(n + 1, sizeof *out->list);
	out->reward = calloc(n + 1, sizeof *out->reward);
	out->sampled = calloc(n + 1, sizeof *out->sampled);
	if (rc == MOMUS_OK &&
	    (!path || !out->list || !out->reward || !out->sampled))
		rc = no_memory(err);
	if (rc == MOMUS_OK)
		rc = make_folders(o->plan, err);
	if (rc == MOMUS_OK)
		rc = make(o, &p, path, out, err);
	if (rc != MOMUS_OK)
		momus_rolled_release(out);
	part_release(&p);
	free(path);
	return rc;
}

void momus_rolled_release(struct momus_rolled *r)
{
	free(r->list);
	free(r->reward);
	free(r->sampled);
	*r = (struct momus_rolled){ .list = NULL };
}

void momus_rollouts_remove(const struct momus_train_plan *p, uint64_t step)
{
	char *folder = momus_firsts_path(p, "rollouts"), *path;
	DIR *dir = folder ? opendir(folder) : NULL;
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		if (strncmp(entry->d_name, "step-", 5) != 0 ||
		    strtoull(entry->d_name + 5, NULL, 10) > step ||
		    asprintf(&path, "%s/%s", folder, entry->d_name) < 0)
			continue;
		unlink(path);
		free(path);
	}
	if (dir)
		closedir(dir);
	free(folder);
}
