/* improve.c - see improve.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/loop.h"
#include "run/ahead.h"
#include "run/batch.h"
#include "run/improve.h"
#include "run/lessons.h"
#include "run/variance.h"

struct momus_improve {
	const struct momus_train_plan *plan;
	struct momus_train_how how;
	struct momus_firsts firsts;
	uint32_t *order; /* owned, (firsts.n): the pairs of .epoch */
	uint64_t epoch;
	bool ordered;
	uint64_t steps, updates; /* in all; of one step */
	/* Critiques of the step at hand, sheets[now], and of the next one. */
	struct momus_ahead sheets[2];
	int now;
};

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "train: out of memory");
}

/* Whether OUTPUT has NAME. */
static int there(const struct momus_train_plan *p, const char *name, bool *yes,
		 struct momus_error *err)
{
	char *path = momus_firsts_path(p, name);

	*yes = path && access(path, F_OK) == 0;
	free(path);
	return path ? MOMUS_OK : no_memory(err);
}

/* Once a step was drawn the pairs stay as they are. */
static int open_firsts(struct momus_improve *i, bool begun,
		       struct momus_error *err)
{
	bool drawn, first;
	int rc = there(i->plan, "rollouts", &drawn, err);

	if (rc == MOMUS_OK)
		rc = there(i->plan, "first.h5", &first, err);
	if (rc == MOMUS_OK && !i->how.resume && (drawn || first))
		rc = momus_fail(err, MOMUS_EINVAL,
				"%s: has %s already; go on with --resume, or "
				"name another output",
				i->plan->options->output,
				drawn ? "rollouts" : "first solutions");
	return rc == MOMUS_OK ? momus_firsts_open(&i->firsts, i->plan, &i->how,
						  begun || drawn, err)
			      : rc;
}

/* How many steps N pairs make. */
static void plan_steps(struct momus_improve *i, size_t n)
{
	const struct momus_training *t = &i->plan->training;
	const struct momus_train_options *o = i->plan->options;
	size_t groups = n < t->batch ? n : t->batch;

	i->steps = (uint64_t)t->epochs * ((n + t->batch - 1) / t->batch);
	if (o->steps && (uint64_t)o->steps < i->steps)
		i->steps = (uint64_t)o->steps;
	i->updates = (uint64_t)t->passes *
		     ((groups + t->mini_batch - 1) / t->mini_batch);
}

int momus_improve_open(struct momus_improve **out,
		       const struct momus_train_plan *p,
		       const struct momus_train_how *how,
		       const struct momus_checkpoint *place,
		       struct momus_error *err)
{
	struct momus_improve *i = calloc(1, sizeof *i);
	const struct momus_setup *s = p->rollouts->setup;
	int rc;

	*out = NULL;
	if (!i)
		return no_memory(err);
	i->plan = p;
	i->how = *how;
	rc = momus_setup_load(s, 0, 1, err);
	if (rc == MOMUS_OK)
		rc = momus_ahead_init(&i->sheets[0], err);
	if (rc == MOMUS_OK)
		rc = momus_ahead_init(&i->sheets[1], err);
	if (rc == MOMUS_OK && !how->dry)
		rc = open_firsts(i, place->step > 0, err);
	if (rc == MOMUS_OK && !how->dry)
		rc = momus_ahead_load(&i->sheets[i->now], p, place, err);
	if (rc == MOMUS_OK) {
		plan_steps(i, how->dry ? s->benchmark->dataset->n *
						 s->recipe->widths[0]
				       : i->firsts.n);
		i->order = calloc(i->firsts.n + 1, sizeof *i->order);
		rc = i->order ? MOMUS_OK : no_memory(err);
	}
	if (rc != MOMUS_OK)
		momus_improve_close(i);
	else
		*out = i;
	return rc;
}

void momus_improve_close(struct momus_improve *i)
{
	if (!i)
		return;
	for (int k = 0; k < 2; k++) /* they read the first solutions */
		momus_ahead_release(&i->sheets[k]);
	momus_firsts_release(&i->firsts);
	free(i->order);
	free(i);
}

uint64_t momus_improve_steps(const struct momus_improve *i)
{
	return i->steps;
}

void momus_improve_size(const struct momus_improve *i,
			struct momus_train_size *size)
{
	const struct momus_setup *s = i->plan->rollouts->setup;

	size->problems = s->benchmark->dataset->n;
	size->solutions = s->recipe->widths[0];
	size->rows = i->firsts.n;
	size->empty = i->firsts.failed + i->firsts.unjudged;
}

/* Drawing. */

static void order(struct momus_improve *i, uint64_t epoch)
{
	if (i->ordered && epoch == i->epoch)
		return;
	momus_lessons_order(i->firsts.n, (uint64_t)i->plan->options->seed,
			    epoch, i->order);
	i->epoch = epoch;
	i->ordered = true;
}

/* Ends what R was doing beside since BEGIN; *SAVED grows by the seconds of it, and
 * what it still takes to end is waited for. */
static void rest(struct momus_rolling *r, double begin, double *saved,
		 struct momus_train_rollout *roll)
{
	double end = momus_loop_now();

	*saved += fmax(0, fmin(momus_rolling_rest(r), end) - begin);
	momus_rolling_take_seconds(r, roll);
}

/* Scores by the weights as they are what A's run has drawn, which goes on. */
static int score_drawn(struct momus_ahead *a, struct momus_train_rollout *roll,
		       struct momus_error *err)
{
	double begin = momus_loop_now();
	int rc;

	momus_rolling_mind(a->rolling);
	rc = momus_ahead_score(a, err);
	roll->score_s += momus_loop_now() - begin;
	rest(a->rolling, begin, &roll->saved_score_s, roll);
	return rc;
}

/* Begins round ROUND of A's step: at most WANTED of the pairs behind CURSOR, which
 * are of one epoch.  Where weights may change before it has ended all of it is
 * drawn and scored at once. */
static int begin_round(struct momus_improve *i, struct momus_ahead *a,
		       uint32_t round, size_t wanted, uint64_t cursor,
		       struct momus_train_rollout *roll,
		       struct momus_error *err)
{
	size_t at = (size_t)(cursor % i->firsts.n), rest = i->firsts.n - at;
	struct momus_rollouts_order o = {
		.plan = i->plan,
		.how = &i->how,
		.firsts = &i->firsts,
		.pairs = i->order + at,
		.n = wanted < rest ? wanted : rest,
		.step = a->step,
		.round = round,
		.drawn = &a->drawings,
	};
	int rc;

	order(i, cursor / i->firsts.n);
	rc = momus_rolling_begin(&a->rolling, &o, err);
	if (rc != MOMUS_OK || !i->plan->training.staleness)
		return rc;
	rc = momus_rolling_draw(a->rolling, err);
	momus_rolling_take_seconds(a->rolling, roll);
	if (rc == MOMUS_OK && !a->drawings.whole)
		rc = score_drawn(a, roll, err);
	return rc;
}

/* Ends the round that is under way, and adds it to B; *MISSING receives how many
 * of its groups are to be replaced. */
static int end_round(struct momus_improve *i, struct momus_ahead *a,
		     uint64_t *cursor, struct momus_batch *b, size_t *missing,
		     struct momus_error *err)
{
	const struct momus_training *t = &i->plan->training;
	struct momus_rolling *rolling = a->rolling;
	struct momus_rolled r;
	int rc;

	a->rolling = NULL;
	rc = momus_rolling_finish(rolling, &r, err);
	if (rc != MOMUS_OK)
		return rc;
	rc = momus_batch_add(b, &r, t->group, t->resample, missing, err);
	*cursor += r.n / t->group;
	momus_rolled_release(&r);
	a->drawings.whole = false; /* what takes the place of others is drawn */
	return rc;
}

static int any_reward(const struct momus_batch *b, uint64_t step,
		      struct momus_error *err)
{
	const struct momus_train_rollout *r = &b->roll;

	if (r->unjudged != r->answers)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EIO,
			  "train: step %llu: of %zu critiques none has a "
			  "reward: %zu failed, %zu of them for prompts "
			  "longer than trainer.max_prompt, and of the others "
			  "nothing could be judged; %s%s%s--resume asks again "
			  "for what failed",
			  (unsigned long long)step, r->answers, r->failed,
			  r->long_prompts,
			  b->first_failure[0] ? "the first failure is \"" : "",
			  b->first_failure, b->first_failure[0] ? "\"; " : "");
}

/* Takes step STEP's groups; those that are flat are replaced, if the trainer wants
 * it, by the next pairs of the epoch. */
static int gather(struct momus_improve *i, uint64_t step, uint64_t *cursor,
		  struct momus_batch *b, struct momus_error *err)
{
	struct momus_ahead *a = &i->sheets[i->now];
	size_t missing = i->plan->training.batch;
	uint32_t round = 0;
	int rc = MOMUS_OK;

	if (a->step != step)
		momus_ahead_reset(a, step);
	b->roll.staleness = a->whole;
	do {
		if (!a->rolling)
			rc = begin_round(i, a, round, missing, *cursor,
					 &b->roll, err);
		if (rc == MOMUS_OK)
			rc = end_round(i, a, cursor, b, &missing, err);
	} while (rc == MOMUS_OK && missing && *cursor % i->firsts.n &&
		 round++ < (uint32_t)i->plan->options->redraws);
	return rc == MOMUS_OK ? any_reward(b, step, err) : rc;
}

/* Draws, at staleness 1, the critiques of the step behind STEP, whose pairs end
 * before CURSOR; none if STEP is the last. */
static int draw_ahead(struct momus_improve *i, uint64_t step, uint64_t cursor,
		      struct momus_train_rollout *roll, struct momus_error *err)
{
	const struct momus_training *t = &i->plan->training;
	struct momus_ahead *a = &i->sheets[!i->now];

	if (!t->staleness || step >= i->steps ||
	    cursor / i->firsts.n >= t->epochs)
		return MOMUS_OK;
	momus_ahead_reset(a, step + 1);
	return begin_round(i, a, 0, t->batch, cursor, roll, err);
}

const struct momus_drawings *momus_improve_ahead(const struct momus_improve *i,
						 uint64_t step)
{
	for (int k = 0; k < 2; k++)
		if (i->sheets[k].step == step + 1 && i->sheets[k].whole)
			return &i->sheets[k].drawings;
	return NULL;
}

/* Learning. */

/* Adds ONE to the sums of OUT, which has N by now; .off is the first one's. */
static void add(struct momus_updated *out, const struct momus_updated *one,
		uint32_t n)
{
	struct momus_loss *l = &out->loss;

	l->loss += one->loss.loss;
	l->policy += one->loss.policy;
	l->kl += one->loss.kl;
	l->entropy += one->loss.entropy;
	l->clipped += one->loss.clipped;
	l->reward += one->loss.reward;
	l->advantage += one->loss.advantage;
	l->answers += one->loss.answers;
	l->masked += one->loss.masked;
	l->groups += one->loss.groups;
	l->flat += one->loss.flat;
	out->norm += one->norm;
	out->rate = one->rate;
	out->tokens += one->tokens;
	out->learnt += one->learnt;
	out->off = n ? out->off : one->off;
	out->forward_s += one->forward_s;
	out->backward_s += one->backward_s;
	out->update_s += one->update_s;
}

static void average(struct momus_updated *u, uint32_t n)
{
	double by = n ? 1.0 / n : 1;

	u->loss.loss *= by;
	u->loss.policy *= by;
	u->loss.kl *= by;
	u->loss.entropy *= by;
	u->loss.clipped *= by;
	u->loss.reward *= by;
	u->loss.advantage *= by;
	u->norm *= by;
}

static int learn(struct momus_improve *i, const struct momus_batch *b,
		 struct momus_checkpoint *place, struct momus_train_step *out,
		 struct momus_error *err)
{
	const struct momus_training *t = &i->plan->training;
	size_t mini = (size_t)t->mini_batch * t->group;
	struct momus_updated one;
	bool by_step = t->rate_by_step;
	int rc = MOMUS_OK;

	for (uint32_t pass = 0; pass < t->passes; pass++)
		for (size_t at = 0; rc == MOMUS_OK && at < b->n; at += mini) {
			const struct momus_update u = momus_batch_slice(
				b, at, b->n - at < mini ? b->n - at : mini);

			rc = momus_update_make(
				i->plan, &u,
				by_step ? place->step : place->updates,
				by_step ? i->steps : i->steps * i->updates,
				&one, err);
			if (rc < 0)
				break;
			add(&out->made, &one, out->updates++);
			place->updates++;
		}
	average(&out->made, out->updates);
	return rc;
}

static int probe(const struct momus_improve *i, uint64_t step,
		 struct momus_batch *b, struct momus_error *err)
{
	const struct momus_train_options *o = i->plan->options;

	b->roll.variance_grouped = b->roll.variance_alone = NAN;
	if (!o->probe_every || step % (uint64_t)o->probe_every)
		return MOMUS_OK;
	return momus_variance_measure(i->plan, b, (size_t)o->probe_answers,
				      &b->roll.variance_grouped,
				      &b->roll.variance_alone, err);
}

/* Scores and learns, while the next step's run, if there is one, goes on. */
static int score_and_learn(struct momus_improve *i, struct momus_batch *b,
			   struct momus_checkpoint *next,
			   struct momus_train_step *out,
			   struct momus_error *err)
{
	struct momus_rolling *beside = i->sheets[!i->now].rolling;
	double begin = momus_loop_now();
	int rc;

	if (beside)
		momus_rolling_mind(beside);
	rc = momus_batch_score(b, i->plan, err);
	if (rc == MOMUS_OK)
		rc = probe(i, next->step + 1, b, err);
	if (beside)
		rest(beside, begin, &b->roll.saved_score_s, &b->roll);
	if (rc != MOMUS_OK)
		return rc;
	momus_batch_conclude(b);
	begin = momus_loop_now();
	if (beside)
		momus_rolling_mind(beside);
	rc = learn(i, b, next, out, err);
	if (beside)
		rest(beside, begin, &b->roll.saved_learn_s, &b->roll);
	return rc;
}

int momus_improve_next(struct momus_improve *i, struct momus_checkpoint *place,
		       struct momus_train_step *out, struct momus_error *err)
{
	struct momus_checkpoint next = *place;
	struct momus_batch b = { .n = 0 };
	uint64_t step = next.step + 1;
	int rc;

	out->epoch = (uint32_t)(next.cursor / i->firsts.n);
	if (out->epoch >= i->plan->training.epochs)
		return MOMUS_END;
	rc = gather(i, step, &next.cursor, &b, err);
	if (rc == MOMUS_OK)
		rc = draw_ahead(i, step, next.cursor, &b.roll, err);
	if (rc == MOMUS_OK)
		rc = score_and_learn(i, &b, &next, out, err);
	out->rolled = true;
	out->rollout = b.roll;
	out->rows = b.n;
	momus_batch_release(&b);
	if (rc != MOMUS_OK)
		return rc;
	i->now ^= i->plan->training.staleness > 0;
	*place = next;
	return MOMUS_OK;
}
