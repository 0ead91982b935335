/* improve.c - see improve.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
		       const struct momus_train_how *how, bool begun,
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
	if (rc == MOMUS_OK && !how->dry)
		rc = open_firsts(i, begun, err);
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

/* Draws at most WANTED of the pairs behind *CURSOR, which are of one epoch, into
 * B; *MISSING receives how many of the groups are still to be replaced. */
static int draw(struct momus_improve *i, uint64_t step, uint32_t round,
		size_t wanted, uint64_t *cursor, struct momus_batch *b,
		size_t *missing, struct momus_error *err)
{
	size_t at = (size_t)(*cursor % i->firsts.n);
	size_t rest = i->firsts.n - at;
	const struct momus_rollouts_order order = {
		.plan = i->plan,
		.how = &i->how,
		.firsts = &i->firsts,
		.pairs = i->order + at,
		.n = wanted < rest ? wanted : rest,
		.step = step,
		.round = round,
	};
	struct momus_rolled r;
	int rc = momus_rollouts_make(&order, &r, err);

	if (rc != MOMUS_OK)
		return rc;
	rc = momus_batch_add(b, &r, i->plan->training.group,
			     i->plan->training.resample, missing, err);
	momus_rolled_release(&r);
	*cursor += order.n;
	return rc;
}

/* Draws a step's groups; those that are flat are replaced, if the trainer wants
 * it, by the next pairs of the epoch. */
static int draw_all(struct momus_improve *i, uint64_t step, uint64_t *cursor,
		    struct momus_batch *b, struct momus_error *err)
{
	size_t missing = i->plan->training.batch;
	uint32_t round = 0;
	int rc;

	momus_learner_forget(i->plan->rollouts->learner);
	do
		rc = draw(i, step, round, missing, cursor, b, &missing, err);
	while (rc == MOMUS_OK && missing && *cursor % i->firsts.n &&
	       round++ < (uint32_t)i->plan->options->redraws);
	if (rc == MOMUS_OK && b->roll.unjudged == b->roll.answers)
		rc = momus_fail(
			err, MOMUS_EIO,
			"train: step %llu: of %zu critiques none has a "
			"reward: %zu failed, %zu of them for prompts "
			"longer than trainer.max_prompt; %s%s%s--resume "
			"asks again",
			(unsigned long long)step, b->roll.answers,
			b->roll.failed, b->roll.long_prompts,
			b->first_failure[0] ? "the first failure is \"" : "",
			b->first_failure, b->first_failure[0] ? "\"; " : "");
	return rc;
}

static void order(struct momus_improve *i, uint64_t epoch)
{
	if (i->ordered && epoch == i->epoch)
		return;
	momus_lessons_order(i->firsts.n, (uint64_t)i->plan->options->seed,
			    epoch, i->order);
	i->epoch = epoch;
	i->ordered = true;
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
	int rc = MOMUS_OK;

	for (uint32_t pass = 0; pass < t->passes; pass++)
		for (size_t at = 0; rc == MOMUS_OK && at < b->n; at += mini) {
			const struct momus_update u = momus_batch_slice(
				b, at, b->n - at < mini ? b->n - at : mini);

			rc = momus_update_make(i->plan, &u, place->updates,
					       i->steps * i->updates, &one,
					       err);
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

int momus_improve_next(struct momus_improve *i, struct momus_checkpoint *place,
		       struct momus_train_step *out, struct momus_error *err)
{
	struct momus_checkpoint next = *place;
	struct momus_batch b = { .n = 0 };
	int rc;

	if (next.cursor / i->firsts.n >= i->plan->training.epochs)
		return MOMUS_END;
	order(i, next.cursor / i->firsts.n);
	rc = draw_all(i, next.step + 1, &next.cursor, &b, err);
	if (rc == MOMUS_OK)
		rc = momus_batch_score(&b, i->plan, err);
	if (rc == MOMUS_OK)
		rc = probe(i, next.step + 1, &b, err);
	if (rc == MOMUS_OK) {
		momus_batch_conclude(&b);
		out->rolled = true;
		out->rollout = b.roll;
		out->rows = b.n;
		out->epoch = (uint32_t)i->epoch;
		rc = learn(i, &b, &next, out, err);
	}
	momus_batch_release(&b);
	if (rc == MOMUS_OK)
		*place = next;
	return rc;
}
