/* rollouts.c - see rollouts.h */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/loop.h"
#include "run/cells.h"
#include "run/minder.h"
#include "run/rollouts.h"

static const size_t solution_limit = (size_t)1 << 30;

struct part { /* the problems of the pairs, each once */
	const struct momus_rollouts_order *o; /* borrowed */
	struct momus_pipeline_part part;
	uint32_t *problems; /* owned, (part.n) */
	uint32_t *row;	    /* owned, (o->n): of each pair */
	uint32_t *known;    /* owned, (data set): row of a problem, plus 1 */
	uint32_t *node;	    /* owned, (part.n, width): its first solution */
	bool *wanted;	    /* owned, likewise */
	uint32_t width;
	struct momus_arena *arena; /* owned: of one solution */
};

struct momus_rolling {
	struct momus_rollouts_order o; /* .pairs owned */
	uint32_t *pairs;
	char *path; /* owned */
	struct part part;
	struct momus_recipe recipe; /* the step's, of a seed of its own */
	struct momus_pipeline_order order;
	struct momus_cell cell;
	struct momus_cells_order all;
	struct momus_cell_result result;
	struct momus_cells *cells; /* owned; NULL: not begun, or ended */
	int rc;			   /* how .cells ended */
	struct momus_pipeline_progress totals;
	struct momus_error why;
	struct momus_minder minder;
	size_t before;		  /* critiques that .o.drawn had already */
	double drawn_s, rolled_s; /* not taken yet: drawing; all */
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

static void describe(struct momus_rolling *r)
{
	const struct momus_rollplan *plan = r->o.plan->rollouts;
	const struct momus_train_how *how = r->o.how;

	r->recipe = *plan->step;
	r->recipe.seed = seed_of(&r->o);
	r->order = (struct momus_pipeline_order){
		.recipe = &r->recipe,
		.registry = plan->registry,
		.world = how->world,
		.path = r->path,
		.resume = access(r->path, F_OK) == 0,
		.shards = 1,
		.part = &r->part.part,
	};
	r->cell = (struct momus_cell){ &r->order, -1 };
	r->all = (struct momus_cells_order){
		.cells = &r->cell,
		.n = 1,
		.world = how->world,
		.pool = &r->o.plan->rollouts->pool,
		.stop = how->stop,
		.progress = how->progress,
		.arg = how->arg,
	};
}

static int copy_order(struct momus_rolling *r,
		      const struct momus_rollouts_order *o,
		      struct momus_error *err)
{
	r->o = *o;
	r->path = path_of(o);
	r->pairs = calloc(o->n + 1, sizeof *r->pairs);
	if (!r->path || !r->pairs)
		return no_memory(err);
	memcpy(r->pairs, o->pairs, o->n * sizeof *r->pairs);
	r->o.pairs = r->pairs;
	return MOMUS_OK;
}

/* Seconds of a call that began at BEGIN, when the learner had drawn for DRAWN. */
static void count_seconds(struct momus_rolling *r, double begin, double drawn)
{
	const struct momus_learner *learner = r->o.plan->rollouts->learner;

	r->drawn_s += momus_learner_seconds(learner) - drawn;
	r->rolled_s += momus_loop_now() - begin;
}

/* How many critiques the model was asked for, so far. */
static size_t answered(const struct momus_drawings *d)
{
	return d->n + d->lost;
}

int momus_rolling_begin(struct momus_rolling **out,
			const struct momus_rollouts_order *o,
			struct momus_error *err)
{
	struct momus_learner *learner = o->plan->rollouts->learner;
	double begin = momus_loop_now(), drawn = momus_learner_seconds(learner);
	struct momus_rolling *r = calloc(1, sizeof *r);
	int rc = r ? copy_order(r, o, err) : no_memory(err);

	if (rc == MOMUS_OK)
		rc = part_init(&r->part, &r->o, err);
	if (rc == MOMUS_OK)
		rc = make_folders(o->plan, err);
	if (rc == MOMUS_OK) {
		describe(r);
		o->drawn->round = o->round;
		r->before = o->drawn->whole ? 0 : answered(o->drawn);
		momus_learner_direct(learner, o->drawn);
		if (r->order.resume)
			rc = momus_rolled_redraw(&r->o, r->path,
						 (uint64_t)r->recipe.seed, err);
	}
	if (rc == MOMUS_OK)
		rc = momus_cells_begin(&r->cells, &r->all, &r->result, err);
	*out = rc == MOMUS_OK ? r : NULL;
	if (rc == MOMUS_OK)
		count_seconds(r, begin, drawn);
	else
		momus_rolling_free(r);
	return rc;
}

const struct momus_rollouts_order *momus_rolling_order(
	const struct momus_rolling *r)
{
	return &r->o;
}

static void end_run(struct momus_rolling *r)
{
	if (!r->cells)
		return;
	r->rc = momus_cells_end(r->cells, &r->totals, &r->why);
	r->cells = NULL;
	if (r->rc == MOMUS_OK && r->result.end == MOMUS_PIPELINE_STOPPED)
		r->rc = MOMUS_END;
}

static int ended_how(const struct momus_rolling *r, struct momus_error *err)
{
	return r->rc < 0 ? momus_fail(err, r->rc, "%s", r->why.text) : r->rc;
}

int momus_rolling_draw(struct momus_rolling *r, struct momus_error *err)
{
	size_t n = r->before + r->o.n * r->o.plan->training.group;
	struct momus_learner *learner = r->o.plan->rollouts->learner;
	double begin = momus_loop_now(), drawn = momus_learner_seconds(learner);
	bool more = true;

	while (more && answered(r->o.drawn) < n)
		more = momus_cells_turn(r->cells);
	if (!more)
		end_run(r);
	count_seconds(r, begin, drawn);
	return ended_how(r, err);
}

void momus_rolling_take_seconds(struct momus_rolling *r,
				struct momus_train_rollout *to)
{
	to->draw_s += r->drawn_s;
	to->wait_s += r->rolled_s - r->drawn_s;
	r->drawn_s = r->rolled_s = 0;
}

void momus_rolling_mind(struct momus_rolling *r)
{
	if (r->cells)
		momus_minder_begin(&r->minder, r->cells, r->all.world);
}

/* What is in flight when the training is asked to stop is waited for. */
static void settle(struct momus_rolling *r)
{
	const volatile sig_atomic_t *stop = r->o.how ? r->o.how->stop : NULL;

	while (r->cells && stop && *stop && momus_cells_turn(r->cells))
		;
}

double momus_rolling_rest(struct momus_rolling *r)
{
	double begin = momus_loop_now(), over = momus_minder_end(&r->minder);

	settle(r);
	r->rolled_s += momus_loop_now() - begin;
	return over;
}

static int conclude(struct momus_rolling *r, struct momus_rolled *out,
		    struct momus_error *err)
{
	size_t n = r->o.n * r->o.plan->training.group;

	*out = (struct momus_rolled){ .n = n };
	out->list = calloc(n + 1, sizeof *out->list);
	out->reward = calloc(n + 1, sizeof *out->reward);
	out->sampled = calloc(n + 1, sizeof *out->sampled);
	out->old = calloc(n + 1, sizeof *out->old);
	if (!out->list || !out->reward || !out->sampled || !out->old)
		return no_memory(err);
	return momus_rolled_read(&r->o, r->path, r->part.row, out, err);
}

int momus_rolling_finish(struct momus_rolling *r, struct momus_rolled *out,
			 struct momus_error *err)
{
	struct momus_learner *learner = r->o.plan->rollouts->learner;
	double begin = momus_loop_now(), drawn = momus_learner_seconds(learner);
	int rc;

	*out = (struct momus_rolled){ .n = 0 };
	while (r->cells && momus_cells_turn(r->cells))
		;
	end_run(r);
	rc = ended_how(r, err);
	if (rc == MOMUS_OK)
		rc = conclude(r, out, err);
	if (rc != MOMUS_OK)
		momus_rolled_release(out);
	if (r->totals.first_failure[0])
		memcpy(out->first_failure, r->totals.first_failure,
		       sizeof out->first_failure);
	count_seconds(r, begin, drawn);
	momus_rolling_take_seconds(r, &out->sum);
	momus_rolling_free(r);
	return rc;
}

void momus_rolling_free(struct momus_rolling *r)
{
	if (!r)
		return;
	momus_minder_end(&r->minder);
	settle(r);
	end_run(r);
	part_release(&r->part);
	free(r->pairs);
	free(r->path);
	free(r);
}

void momus_rolled_release(struct momus_rolled *r)
{
	free(r->list);
	free(r->reward);
	free(r->sampled);
	free(r->old);
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
